"""spot_check.set_measure: another paper for the body where the one that the conclusion opened was withdrawn."""

from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step, conclusion

KIND = "spot_check.set_measure"
WHY = "认证机构名称抄错了，另起草一份"


def withdrawn(office: Office, before: str = "spot_check.complete") -> Step:
    """The first check has failed, its reminder was withdrawn before it is complete."""
    check = office.until(before).subject
    office.did("wuhao", "reminder.withdraw", office.rows("reminders")[0]["id"], {"reason": WHY})
    return Step(KIND, "qianlei", check, {"kind": "interview", "existing": None, "reason": WHY})


def test_the_check_that_lost_its_reminder_goes_on(database: Database) -> None:
    office = Office(database)
    step = withdrawn(office)
    assert office.do("qianlei", "spot_check.complete", step.subject, {}).why == "two_follow_ups"
    assert office.changed(step) == {"spot_checks", "regulatory_interviews", "regulatory_interview_checks"}
    assert office.row("spot_checks", step.subject)["measure"] == "interview"
    office.did("qianlei", "spot_check.complete", step.subject, {})


def test_a_reminder_takes_the_place_of_a_reminder(database: Database) -> None:
    office = Office(database)
    step = withdrawn(office)
    assert office.take(step, kind="reminder").outcome == "done"
    assert sorted(row["state"] for row in office.rows("reminders")) == ["drafted", "withdrawn"]


def test_only_where_one_is_asked_for_and_none_stands(database: Database) -> None:
    office = Office(database)
    step = withdrawn(office)
    assert office.take(step, reason="错").why == "reason_short"
    office.take(step)
    assert office.take(step).why == "measure_there"
    two = office.checks()[1]
    assert office.do("qianlei", KIND, two, step.body).why == "step_unknown"
    fine = {**conclusion("none"), "reason": WHY, **office.as_read(step.subject)}
    office.did("qianlei", "spot_check.correct_conclusion", step.subject, fine)
    assert office.take(step).why == "measure_unasked"


def test_only_its_office_does_it_and_the_same_op_is_once(database: Database) -> None:
    office = Office(database)
    step = withdrawn(office)
    said = office.turned_away(step, "wuhao", "qianlei")
    assert said == {"zhoumin": "not_permitted", "taoran": "absent", "liyan": "absent"}
    office.is_once(step)
