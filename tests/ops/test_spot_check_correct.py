"""spot_check.correct: the day of the notification or of the visit, with a reason."""

from audit_app.ops.checking import check
from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step

KIND = "spot_check.correct"
WHY = "通知书存根上的日期是十二日"


def noted(office: Office) -> Step:
    step = office.until("spot_check.complete")
    was, now = {"notified_on": "2023-09-11"}, {"notified_on": "2023-09-12"}
    return Step(KIND, "wuhao", step.subject, {"was": was, "now": now, "reason": WHY})


def test_the_day_is_put_right_and_nothing_else(database: Database) -> None:
    office = Office(database)
    step = noted(office)
    assert office.changed(step) == {"spot_checks"}
    assert office.row("spot_checks", step.subject)["notified_on"] == "2023-09-12"
    method = {"was": {"method": "on_site"}, "now": {"method": "both"}}
    assert office.take(step, **method).outcome == "done"
    assert office.row("spot_checks", step.subject)["method"] == "both"


def test_days_stay_in_their_order(database: Database) -> None:
    office = Office(database)
    step = noted(office)
    for name, before, day, why in (
        ("notified_on", "2023-09-11", "2023-08-27", "before_draw"),
        ("notified_on", "2023-09-11", "2023-09-15", "dates_reversed"),
        ("checked_on", "2023-09-14", "2023-09-10", "dates_reversed"),
        ("checked_on", "2023-09-14", "2023-09-16", "dates_reversed"),
        ("checked_on", "2023-09-14", "2023-10-28", "date_ahead"),
        ("checked_on", "2023-09-13", "2023-09-14", "nothing_changed"),
        ("checked_on", "2023-09-13", "2023-09-15", "stale"),
    ):
        assert office.take(step, was={name: before}, now={name: day}).why == why, (name, day)
    assert office.take(step, reason="写错").why == "reason_short"


def test_only_the_city_corrects(database: Database) -> None:
    office = Office(database)
    step = noted(office)
    said = office.turned_away(step, "wuhao", "qianlei")
    assert said == {"zhoumin": "not_permitted", "taoran": "absent", "liyan": "absent"}


def test_nothing_is_corrected_once_the_table_is_accepted(database: Database) -> None:
    office = Office(database)
    accepted = office.until("city_round.accept")
    step = Step(
        KIND, "wuhao", office.checks()[0], {"was": {"method": "on_site"}, "now": {"method": "both"}, "reason": WHY}
    )
    assert office.take(step).outcome == "done"  # reported, not yet accepted
    assert office.take(accepted).outcome == "done"
    assert office.take(step, was={"method": "both"}, now={"method": "documents"}).why == "round_closed"


def test_the_day_of_feedback_is_put_right_once_papers_are_out(database: Database) -> None:
    office = Office(database)
    office.until("rectification.serve")
    id = office.rows("rectifications", state="issued")[0]["spot_check_id"]
    body = {"was": {"fed_back_on": "2023-09-15"}, "now": {"fed_back_on": "2023-09-18"}, "reason": WHY}
    step = Step(KIND, "wuhao", id, body)
    for day, why in (("2023-09-13", "dates_reversed"), ("2023-10-28", "date_ahead"), (None, "day_emptied")):
        said = office.take(step, now={"fed_back_on": day})
        assert (said.why, said.field) == (why, "fed_back_on"), day
    assert office.changed(step) == {"spot_checks"}
    assert office.row("spot_checks", id)["fed_back_on"] == "2023-09-18"
    assert check(database).differences == []
