"""Clauses shared out evenly: whole groups, sums that are whole, the same answer every time."""

import pytest

from audit_app.ops.division import levels, shared_out
from audit_app.ops.even_split import evenly, totals
from checklists import available, load

EDITIONS = [name for name in available() if name.startswith("gbt-29490")]


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_shares_are_whole_and_nearly_equal(name: str, n: int) -> None:
    edition, members = load(name), [f"u{at}" for at in range(n)]
    given = evenly(edition, members)
    counted = totals(shared_out(edition, given, "nobody"), members)
    assert sum(counted.values()) == len(edition.leaves), "nothing is left to the leader by chance"
    largest = max(one["leaves"] for row in levels(edition) for one in (row["below"] or [row]))
    assert max(counted.values()) - min(counted.values()) <= max(1, largest)
    offered = {one["item"].ref for row in levels(edition) for one in (row, *row["below"])}
    assert set(given) <= offered
    assert given == evenly(edition, members)


def test_two_people_share_the_edition_of_2013_as_22_and_23() -> None:
    edition = load("gbt-29490-2013")
    owners = shared_out(edition, evenly(edition, ["a", "b"]), "a")
    assert sorted(totals(owners, ["a", "b"]).values()) == [22, 23]


def test_nobody_gets_nothing() -> None:
    assert evenly(load("gbt-29490-2013"), []) == {}
