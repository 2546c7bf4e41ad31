"""nonconformity.draft: works, who may not, twice, numbers, what else changed."""

import pytest

from audit_app.store.db import Database
from tests.ops.site_kit import Site


def test_a_draft_carries_number_clause_and_severity(database: Database) -> None:
    site = Site(database)
    site.unchanged_but(site.draft(), "nonconformities")
    (row,) = site.rows("nonconformities")
    assert (row["number"], row["state"], row["severity"], row["clauses"], row["due_on"]) == (
        "B-01",
        "draft",
        "minor",
        '["7.6"]',
        None,
    )
    assert site.rows("judgements") == []


def test_a_taken_number_gives_way_to_the_next_of_the_authors_letter(database: Database) -> None:
    site = Site(database)
    for _ in range(2):
        site.done(site.draft("B-01"))
    site.done(site.draft("A-01"), "liyan")
    site.done(site.draft("B-07"), "liyan")
    assert sorted(row["number"] for row in site.rows("nonconformities")) == ["A-01", "A-02", "B-01", "B-02"]


def test_twice_is_once(database: Database) -> None:
    site = Site(database)
    op = site.draft()
    assert site.apply(op) == site.apply(op)
    assert len(site.rows("nonconformities")) == 1


@pytest.mark.parametrize(
    "who, why",
    [("heming", "not_permitted"), ("wangwu", "not_permitted"), ("sunqian", "not_permitted"), ("linfan", "absent")],
)
def test_experts_and_strangers_do_not_draft(database: Database, who: str, why: str) -> None:
    site = Site(database)
    assert site.apply(site.draft(), who).why == why
    assert site.rows("nonconformities") == []


def test_an_unknown_clause_is_refused_and_a_trainee_may_draft(database: Database) -> None:
    site = Site(database)
    assert site.apply(site.draft(ref="1.1")).why == "clause_unknown"
    site.done(site.draft("D-01"), "qinyu")


def test_after_hand_in_it_is_held(database: Database) -> None:
    site = Site(database)
    site.close()
    assert site.apply(site.draft()).why == "visit_closed"
