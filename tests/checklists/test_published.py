"""Published content is immutable: the list of digests is append-only and holds every file as it was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists import published
from checklists.loading import load


def test_every_published_file_reads_as_it_was_listed() -> None:
    assert published.changed() == []


def test_every_shipped_edition_and_rule_pack_is_listed() -> None:
    assert published.to_append() == []


def test_the_digest_list_is_append_only_against_the_last_release() -> None:
    assert list(published.RELEASES.glob("*.txt")), "no frozen copy of a release"
    assert published.not_append_only() == []


def test_no_name_is_listed_twice() -> None:
    names = [tuple(line.split()[:2]) for line in published.listed()]
    assert len(set(names)) == len(names)


def test_a_changed_edition_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    line = f"edition gbt-29490-2013 {load('gbt-29490-2013').digest}"
    spoiled = [entry.replace(line, line[:-1] + "x") for entry in published.entries()]
    monkeypatch.setattr(published, "entries", lambda: spoiled)
    assert published.changed() == ["edition gbt-29490-2013"]


@pytest.mark.parametrize(
    "spoil", [lambda lines: lines[1:], lambda lines: lines[::-1], lambda lines: [lines[0] + "0", *lines[1:]]]
)
def test_a_rewritten_list_is_found(spoil, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "digests.txt"
    path.write_text("\n".join(spoil(published.listed())), encoding="utf-8")
    monkeypatch.setattr(published, "LIST", path)
    assert "0.1.0" in published.not_append_only()


def test_a_longer_list_is_still_append_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "digests.txt"
    path.write_text("\n".join([*published.listed(), "edition new 00"]), encoding="utf-8")
    monkeypatch.setattr(published, "LIST", path)
    assert published.not_append_only() == []
