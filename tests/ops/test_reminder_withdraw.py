"""reminder.withdraw: a draft that was not meant stays to be seen, with its reason."""

from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step

KIND = "reminder.withdraw"


def drafted(office: Office) -> Step:
    step = office.until("reminder.issue")
    return Step(KIND, "wuhao", step.subject, {"reason": "写错了认证机构，另起草一份"})


def test_it_is_withdrawn_and_nothing_more_can_be_done_with_it(database: Database) -> None:
    office = Office(database)
    following = office.until("reminder.issue")
    step = Step(KIND, "wuhao", following.subject, {"reason": "写错了认证机构，另起草一份"})
    assert office.changed(step) == {"reminders"}
    kept = office.row("reminders", step.subject)
    assert kept["state"] == "withdrawn" and "另起草一份" in kept["content"]
    assert office.take(following).why == "wrong_state"
    assert office.take(step).why == "wrong_state"


def test_a_reason_is_needed_and_what_has_gone_out_stays(database: Database) -> None:
    office = Office(database)
    following = office.until("reminder.issue")
    step = Step(KIND, "wuhao", following.subject, {"reason": "写错了认证机构，另起草一份"})
    assert office.take(step, reason="错").why == "reason_short"
    assert office.take(following).outcome == "done"
    assert office.take(step).why == "wrong_state"


def test_only_its_office_withdraws_it(database: Database) -> None:
    office = Office(database)
    assert set(office.turned_away(drafted(office), "wuhao").values()) <= {"not_permitted", "absent"}
