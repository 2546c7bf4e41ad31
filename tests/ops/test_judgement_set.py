"""judgement.set: works, who may not, twice, out of order, what else changed."""

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.site_kit import Site


def test_a_judgement_is_kept_with_author_and_time_of_the_tablet(database: Database) -> None:
    site = Site(database)
    op = site.judge("7.4.2", "conforms")
    site.unchanged_but(op, "judgements")
    (row,) = site.rows("judgements")
    assert (row["ref"], row["value"], row["author_id"], row["conflict"]) == (
        "7.4.2",
        "conforms",
        site.users["chenjing"],
        0,
    )


def test_null_clears_it_and_the_row_stays(database: Database) -> None:
    site = Site(database)
    first = site.done(site.judge("7.5", "not_applicable"))
    site.done(site.judge("7.5", None, {"value": [first]}))
    assert [(r["value"], r["conflict"]) for r in site.rows("judgements")] == [(None, 0)]
    assert len(site.rows("heads")) == 1


def test_the_same_op_twice_is_once(database: Database) -> None:
    site = Site(database)
    op = site.judge("7.5", "conforms")
    first, again = site.apply(op), site.apply(op)
    assert first == again and first.outcome == "done"
    assert len([r for r in site.rows("log") if r["kind"] == "judgement.set"]) == 1


@pytest.mark.parametrize(
    "who, why",
    [("heming", "not_permitted"), ("wangwu", "not_permitted"), ("linfan", "absent"), ("sunqian", "not_permitted")],
)
def test_nobody_judges_but_the_auditors_of_the_team(database: Database, who: str, why: str) -> None:
    site = Site(database)
    before = site.everything()
    assert (site.apply(site.judge("7.5", "conforms"), who).why) == why
    assert site.everything() == before


def test_two_people_who_differ_are_both_kept_and_flagged_until_one_settles(database: Database) -> None:
    site = Site(database)
    mine = site.done(site.judge("7.5", "conforms"))
    hers = site.done(site.judge("7.5", "observation"), "liyan")
    (row,) = site.rows("judgements")
    assert (row["value"], row["conflict"], row["author_id"]) == ("observation", 1, site.users["liyan"])
    site.done(site.judge("7.5", "observation", {"value": [mine, hers]}), "liyan")
    assert site.rows("judgements")[0]["conflict"] == 0


def test_what_comes_before_its_base_waits_for_it(database: Database) -> None:
    site = Site(database)
    first, other = site.judge("7.5", "conforms"), site.judge("7.5", "observation")
    second = site.judge("7.5", None, {"value": [first["id"], other["id"]]})
    assert site.apply(second).why == "base_not_here"
    site.done(first)
    assert site.rows("judgements")[0]["value"] == "conforms"
    assert len(site.rows("held")) == 1
    site.done(other, "liyan")
    assert site.rows("judgements")[0]["value"] is None and not site.rows("held")
    assert site.apply(second).outcome == "done"


def test_a_subject_that_says_another_clause_than_the_body_is_refused(database: Database) -> None:
    site = Site(database)
    op = {**site.judge("7.5", "conforms"), "subject": f"{site.visit}/7.6"}
    assert site.apply(op).why == "subject_differs"


def test_a_clause_the_edition_does_not_have_is_refused_with_a_sentence(database: Database) -> None:
    site = Site(database)
    outcome = site.apply(site.judge("7.99", "conforms"))
    assert (outcome.why, outcome.field) == ("clause_unknown", "ref")
    assert "7.99" in str(outcome.sentence)


def test_after_hand_in_and_after_removal_it_waits_for_a_person(database: Database) -> None:
    site = Site(database)
    site.remove("chenjing")
    late = site.judge("7.5", "conforms")
    assert site.apply(late).why == "not_on_team"
    site.close()
    closed = site.judge("7.6", "conforms")
    assert site.apply(closed, "liyan").why == "visit_closed"
    for op in (late, closed):
        release = {**site.op("held.release", op["id"]), "body": {}}
        assert site.apply(release, "sunqian").outcome == "done"
    assert {r["ref"]: r["author_id"] for r in site.rows("judgements")} == {
        "7.5": site.users["chenjing"],
        "7.6": site.users["liyan"],
    }


def test_a_fast_clock_does_not_win_for_ever(database: Database) -> None:
    site = Site(database)
    fast = {**site.judge("7.5", "conforms"), "id": ids.new_id(2_000_000_000_000)}
    site.done(fast)
    (row,) = site.rows("judgements")
    assert row["at"] == "2023-10-27T02:42:00.000Z"
