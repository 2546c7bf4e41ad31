"""reminder.undo_step: service or closing of the wrong letter is taken back; a letter that was signed is not."""

from typing import Any

from audit_app.ops.checking import check
from audit_app.store.db import Database
from tests.ops.office_kit import Office, Step, dated

KIND = "reminder.undo_step"
WHY = "送达登记错了，是另一家机构的"


def undoing(office: Office, id: str, **changed: Any) -> Step:
    return Step(KIND, "wuhao", id, {**office.last_read("reminder", id), "reason": WHY, **changed})


def test_back_to_the_signed_letter_and_no_further(database: Database) -> None:
    office = Office(database)
    serve = office.until("reminder.serve")
    signed = office.row("reminders", serve.subject)
    body = {"step": "issue", "on": "2023-09-20", "note": None, "reason": WHY}
    assert office.do("wuhao", KIND, serve.subject, body).why == "no_step_to_undo"
    office.take(serve, note="当面送达")
    served = office.row("reminders", serve.subject)
    office.did("wuhao", "reminder.close", serve.subject, dated("2023-10-20"))
    assert office.changed(undoing(office, serve.subject)) == {"reminders"}
    assert office.row("reminders", serve.subject) == served
    back = undoing(office, serve.subject)
    assert (back.body["on"], back.body["note"]) == ("2023-09-21", "当面送达")
    assert office.changed(back) == {"reminders"}
    assert office.row("reminders", serve.subject) == signed
    assert office.take(serve).outcome == "done", "and served anew"
    assert check(database).differences == []


def test_a_number_that_came_with_the_step_goes_with_it(database: Database) -> None:
    office = Office(database)
    issue = office.until("reminder.issue")
    office.take(issue, number=None)
    signed = office.row("reminders", issue.subject)
    office.did("wuhao", "reminder.serve", issue.subject, dated("2023-09-21", "通知标醒〔2023〕9 号"))
    assert office.take(undoing(office, issue.subject)).outcome == "done"
    assert office.row("reminders", issue.subject) == signed


def test_only_its_city_with_a_reason_and_once(database: Database) -> None:
    office = Office(database)
    close = office.until("reminder.close")
    step = undoing(office, close.subject)
    assert office.take(step, reason="错").why == "reason_short"
    assert office.turned_away(step, "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    assert office.take(step, on="2023-09-22").why == "conclusion_changed"
    office.is_once(step)


def test_a_withdrawn_letter_has_no_step_to_take_back(database: Database) -> None:
    office = Office(database)
    issue = office.until("reminder.issue")
    office.did("wuhao", "reminder.withdraw", issue.subject, {"reason": WHY})
    body = {"step": "withdraw", "on": "2023-10-27", "note": WHY, "reason": WHY}
    assert office.do("wuhao", KIND, issue.subject, body).why == "no_step_to_undo"


def test_service_stays_where_an_accepted_table_names_the_letter_and_closing_does_not(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until("city_round.accept")).outcome == "done"
    id = office.rows("reminders", state="closed")[0]["id"]
    assert office.take(undoing(office, id)).outcome == "done", "the closing stands in no cell"
    assert office.take(undoing(office, id)).why == "step_in_accepted"
    assert office.row("reminders", id)["state"] == "served"
