"""The map between the editions: every leaf has its counterpart, kinds agree with the counts, both directions agree."""

from __future__ import annotations

from collections import Counter

import pytest

from checklists import UnknownEdition, load, map_editions
from checklists.mapping import UnknownMap, names_elsewhere

OLD, NEW = "gbt-29490-2013", "gbt-29490-2023"
ROWS = map_editions(OLD, NEW)


def test_every_leaf_of_both_editions_occurs() -> None:
    assert {row.source for row in ROWS} - {None} == {leaf.ref for leaf in load(OLD).leaves}
    assert {row.target for row in ROWS} - {None} == {leaf.ref for leaf in load(NEW).leaves}


def test_no_correspondence_is_written_twice() -> None:
    assert max(Counter((row.source, row.target) for row in ROWS).values()) == 1


def test_the_totals_by_kind_add_up_to_the_rows() -> None:
    kinds = Counter(row.kind for row in ROWS)
    sources = Counter(row.source for row in ROWS)
    assert sum(kinds.values()) == len(ROWS)
    assert kinds["split"] == sum(n for source, n in sources.items() if source and n > 1)
    assert kinds["same"] + kinds["merged"] == sum(1 for source, n in sources.items() if source and n == 1)
    assert kinds["new"] == sources[None] == 6


def test_the_objectives_of_5_3_2_are_found_in_their_topic() -> None:
    assert [(row.target, row.kind) for row in ROWS if row.source == "5.3.2"] == [("plan.objectives", "same")]


def test_the_way_back_shows_the_same_pairs_with_kinds_turned_round() -> None:
    back = map_editions(NEW, OLD)
    assert [(row.target, row.source) for row in back] == [(row.source, row.target) for row in ROWS]
    turned = {(row.kind, other.kind) for row, other in zip(ROWS, back, strict=True)}
    assert turned == {("same", "same"), ("merged", "split"), ("split", "merged"), ("new", "dropped")}


def test_the_json_has_from_and_to() -> None:
    assert ROWS[0].as_json() == {"from": "4.1", "to": "system", "kind": "same", "status": "LIKELY", "note": ""}


def test_editions_without_a_map_are_answered_with_a_sentence() -> None:
    with pytest.raises(UnknownMap, match=r"没有 .* 的对照表"):
        map_editions(OLD, "spot-check-29490")
    with pytest.raises(UnknownEdition):
        map_editions(OLD, "nothing")


def test_a_clause_is_found_by_what_it_is_called_in_the_other_edition() -> None:
    assert "策划" not in load(OLD).item("5.3.2").title
    titles = {item.ref: item.title for item in load(NEW).items}
    assert titles["plan.objectives"] in names_elsewhere(OLD)["5.3.2"]
    assert names_elsewhere("gbt-29490-2013-own") == {}
