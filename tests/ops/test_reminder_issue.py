"""reminder.issue: the reminder is written."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "reminder.issue"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"reminders"}
    kept = office.row("reminders", step.subject)
    assert kept["state"] == "issued"
    assert (kept["issued_on"], kept["number"]) == ("2023-09-20", "通知标醒〔2023〕1 号")


def test_only_the_office_it_belongs_to_may_and_a_repeat_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)
    assert office.do("wuhao", KIND, known_id("nowhere"), step.body).why == "absent"


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"
