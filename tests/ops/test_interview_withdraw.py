"""interview.withdraw: works, who may not, twice, out of order, what else changed."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.site_kit import Site
from tests.ops.test_interview_add import interview


def test_the_row_stays_with_the_time_of_its_withdrawal(database: Database) -> None:
    site = Site(database)
    op = interview(site)
    site.done(op)
    site.unchanged_but(site.op("interview.withdraw", op["subject"], reason="记错了"), "interviews")
    (row,) = site.rows("interviews")
    assert row["withdrawn_at"] == "2023-10-27T02:42:00.000Z"


def test_a_withdrawal_that_comes_first_waits_for_its_row(database: Database) -> None:
    site = Site(database)
    op = interview(site)
    early = site.op("interview.withdraw", op["subject"], reason="")
    assert site.apply(early).why == "subject_not_here"
    site.done(op)
    assert site.rows("interviews")[0]["withdrawn_at"] and not site.rows("held")


def test_who_is_not_on_the_team_may_not_and_another_visit_is_not_reached(database: Database) -> None:
    site = Site(database)
    op = interview(site)
    site.done(op)
    assert site.apply(site.op("interview.withdraw", op["subject"], reason=""), "wangwu").why == "not_permitted"
    assert site.apply(site.op("interview.withdraw", op["subject"], reason=""), "linfan").why == "absent"
    stray = site.op("interview.withdraw", op["subject"], reason="")
    stray["body"]["visit"] = ids.new_id()
    assert site.apply(stray).why == "absent"
    assert site.rows("interviews")[0]["withdrawn_at"] is None


def test_twice_is_once(database: Database) -> None:
    site = Site(database)
    op = interview(site)
    site.done(op)
    site.done(site.op("interview.withdraw", op["subject"], reason="记错"))
    site.done(site.op("interview.withdraw", op["subject"], reason="重复"), "liyan")
    assert len(site.rows("interviews")) == 1
