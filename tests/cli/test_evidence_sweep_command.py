"""`audit-app evidence sweep`: what it lists, what it removes, and that a shelf which is not there is no empty one."""

import hashlib
import json
import time
from pathlib import Path

import pytest

from audit_app.rules.instants import of_milliseconds
from tests.cli.test_check_command import place_of, site
from tests.cli.test_commands import run
from tests.ops.site_kit import Site

__all__ = ["site"]
ONE = hashlib.sha256(b"one").hexdigest()


def in_days(days: int) -> str:
    return of_milliseconds(round((time.time() + days * 86_400) * 1000))


def test_it_lists_and_then_removes_what_nothing_names(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = hashlib.sha256(b"two").hexdigest()
    site.done(site.photo(sha256=two, size=3))
    status, out, err = run(capsys, "evidence", "sweep")
    assert (status, out) == (0, "") and "已清理 0 个原件" in err and "还不满 30 天的 1 个" in err
    monkeypatch.setenv("AUDIT_CLOCK", in_days(20))
    monkeypatch.setenv("AUDIT_SWEEP_DAYS", "21")
    assert "还不满 21 天的 1 个" in run(capsys, "evidence", "sweep")[2]
    status, out, err = run(capsys, "evidence", "sweep", "--older-than", "19", "--dry-run")
    assert status == 0 and out.startswith(f"{site.organisations['JX']}/{ONE}\t3 字节") and "可以清理 1 个原件" in err
    assert place_of(site, tmp_path, b"one").exists()
    status, out, _ = run(capsys, "evidence", "sweep", "--older-than", "19", "--json")
    report = json.loads(out)
    (row,) = report.pop("removed")
    assert status == 0 and report == {"older_than": 19, "dry_run": False, "waiting": 0}
    assert (row["organisation"], row["sha256"], row["size"]) == (site.organisations["JX"], ONE, 3)
    assert not place_of(site, tmp_path, b"one").exists() and place_of(site, tmp_path, b"two").exists()
    assert run(capsys, "check")[0] == 0


def test_wrong_use_is_named(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "evidence", "sweep", "--older-than", "0")[0] == 2
    monkeypatch.setenv("AUDIT_EVIDENCE", str(tmp_path / "nowhere"))
    status, _, err = run(capsys, "evidence", "sweep")
    assert status == 2 and "不存在" in err and "AUDIT_EVIDENCE" in err
    assert not (tmp_path / "nowhere").exists()
