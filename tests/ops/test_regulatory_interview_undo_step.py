"""regulatory_interview.undo_step: what was registered of the wrong interview is taken back; a notice that went out is not."""

from typing import Any

from audit_app.ops.checking import check
from audit_app.store.db import Database
from tests.ops.office_kit import INTERVIEW, Office, Step

KIND = "regulatory_interview.undo_step"
WHY = "约谈登记错了，是另一家机构的"


def undoing(office: Office, **changed: Any) -> Step:
    read = office.last_read("regulatory_interview", INTERVIEW)
    return Step(KIND, "zhoumin", INTERVIEW, {**read, "reason": WHY, **changed})


def test_step_by_step_back_to_the_notice_and_no_further(database: Database) -> None:
    office, before = Office(database), []
    for step in office.life():
        if step.kind == "spot_check.replace":
            break
        if step.subject == INTERVIEW and step.kind.partition(".")[2] not in ("draft", "notify"):
            before.append((step, office.row("regulatory_interviews", INTERVIEW)))
        office.did(step.who, step.kind, step.subject, step.body)
    assert len(before) == 5
    for step, row in reversed(before):
        back = undoing(office)
        assert back.body["step"] == step.kind.partition(".")[2]
        assert office.changed(back) == {"regulatory_interviews"}
        assert office.row("regulatory_interviews", INTERVIEW) == row
    body = {"step": "notify", "on": None, "note": None, "reason": WHY}
    assert office.do("zhoumin", KIND, INTERVIEW, body).why == "no_step_to_undo"
    assert office.take(before[0][0]).outcome == "done", "and held anew"
    assert check(database).differences == []


def test_a_corrected_day_is_what_goes(database: Database) -> None:
    office = Office(database)
    held = office.until("regulatory_interview.sign_minutes")
    read = undoing(office)
    days = {"was": {"held_on": "2023-10-20"}, "now": {"held_on": "2023-10-19"}, "reason": WHY}
    office.did("zhoumin", "regulatory_interview.correct_dates", held.subject, days)
    assert office.take(read).why == "conclusion_changed"
    office.is_once(undoing(office))
    assert office.row("regulatory_interviews", INTERVIEW)["state"] == "notified"


def test_only_the_office_that_called_it_in(database: Database) -> None:
    office = Office(database)
    office.until("regulatory_interview.sign_minutes")
    said = office.turned_away(undoing(office), "zhoumin")
    assert set(said.values()) <= {"not_permitted", "absent"}


def test_what_an_accepted_table_says_stays(database: Database) -> None:
    office = Office(database)
    assert office.take(office.until("city_round.accept")).outcome == "done"
    for _nth in range(4):
        assert office.take(undoing(office)).outcome == "done"
    assert office.take(undoing(office)).why == "step_in_accepted"
    assert office.row("regulatory_interviews", INTERVIEW)["state"] == "held"
