"""spot_check.complete: the end of a check, refused while a follow-up of its step is missing."""

from sqlalchemy import delete

from audit_app.store.db import Database
from audit_app.store.tables import rectifications, reminder_checks
from tests.ops.office_kit import Office

KIND = "spot_check.complete"


def test_a_check_with_both_follow_ups_is_completed(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"spot_checks"}
    assert office.row("spot_checks", step.subject)["state"] == "complete"


def test_a_check_is_not_completed_while_a_follow_up_is_gone(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    with database.writing() as connection:
        connection.execute(delete(reminder_checks))
    assert office.take(step).details["missing"] == ["body_measure"]
    with database.writing() as connection:
        connection.execute(delete(rectifications))
    assert office.take(step).details["missing"] == ["rectification", "body_measure"]
    assert office.row("spot_checks", step.subject)["state"] == "fed_back"


def test_only_the_city_s_people_complete_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao", "qianlei") == {
        "zhoumin": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)


def test_it_cannot_come_before_the_company_has_heard(database: Database) -> None:
    office = Office(database)
    step = office.until("spot_check.feed_back")
    assert office.do("qianlei", KIND, step.subject, {}).why == "wrong_state"
