"""reminder.set_number: a number that was missing is filled in; one that stands is changed with a reason."""

from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step

KIND = "reminder.set_number"


def test_a_number_is_filled_in_later(database: Database) -> None:
    office = Office(database)
    first = office.until("reminder.issue")
    step = Step(KIND, "wuhao", first.subject, {"number": "通知改 9 号", "reason": ""})
    assert office.take(step).why == "wrong_state"
    assert office.take(first, number=None).outcome == "done"
    assert office.changed(step) == {"reminders"}
    assert office.row("reminders", step.subject)["number"] == "通知改 9 号"
    unseen = office.take(step, number="通知改 10 号", reason="文号登记簿上是第十号")
    assert unseen.why == "changed_since" and "「通知改 9 号」" in str(unseen.sentence)
    step = Step(KIND, step.who, step.subject, {**step.body, "was": "通知改 9 号"})
    assert office.take(step, number="通知改 10 号").why == "number_there"
    assert office.take(step, number="通知改 10 号", reason="文号登记簿上是第十号").outcome == "done"


def test_only_its_office_numbers_it(database: Database) -> None:
    office = Office(database)
    step = office.until("reminder.serve")
    said = office.turned_away(
        Step(KIND, "wuhao", step.subject, {"number": "9", "reason": "文号登记簿上是第九号"}), "wuhao"
    )
    assert set(said.values()) <= {"not_permitted", "absent"}
