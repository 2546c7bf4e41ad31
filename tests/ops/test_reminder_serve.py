"""reminder.serve: the body has it."""

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import Office

KIND = "reminder.serve"


def test_it_moves_on_and_nothing_else_changes(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"reminders"}
    kept = office.row("reminders", step.subject)
    assert kept["state"] == "served"
    assert (kept["served_on"]) == "2023-09-21"


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


def test_it_cannot_come_too_early(database: Database) -> None:
    office = Office(database)
    step = office.until("reminder.issue")
    assert office.do("wuhao", KIND, step.subject, {"on": "2023-10-26"}).why == "wrong_state"


def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-10-28").why == "date_ahead"


def test_a_day_before_the_step_before_is_refused(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until(KIND), on="2023-09-01").why == "dates_reversed"


def test_the_number_it_went_out_with_is_not_replaced_by_the_way(database: Database) -> None:
    """Another number is put right by its own act, with a reason, or two papers go by one name."""
    office = Office(database)
    issued = office.until("reminder.issue")
    assert office.take(issued, number="通知改 9 号").outcome == "done"
    outcome = office.do("wuhao", KIND, issued.subject, {"on": "2023-09-21", "number": "通知改 10 号"})
    assert outcome.why == "number_other" and "通知改 9 号" in str(outcome.sentence)
    assert office.row("reminders", issued.subject)["number"] == "通知改 9 号"
    assert office.do("wuhao", KIND, issued.subject, {"on": "2023-09-21", "number": "通知改 9 号"}).outcome == "done"
