"""rectification.undo_step: the last step of the wrong company is taken back; the paper stands as it stood before it."""

from typing import Any

import pytest

from audit_app.ops import OpBatch, make
from audit_app.ops.checking import check
from audit_app.store.db import Database
from tests.ops.office_kit import LATE, Office, Step, dated, failing

KIND = "rectification.undo_step"
WHY = "登记错了企业，是另一家的材料"
LONGER = {"until": "2023-11-25", "reason": "设备停机检修，企业申请延期"}


def paper(office: Office) -> dict[str, Any]:
    return office.rows("rectifications")[0]


def undoing(office: Office, id: str, **changed: Any) -> Step:
    """The last step taken back, as it stands on the screen."""
    return Step(KIND, "wuhao", id, {**office.last_read("rectification", id), "reason": WHY, **changed})


def test_step_by_step_back_to_the_notice(database: Database) -> None:
    """Whatever was registered is taken back from its end, each step to the very row that it found."""
    office, before = Office(database), []
    for step in office.life():
        if step.kind == "reminder.issue":
            break
        if step.kind.startswith("rectification.") and step.kind != "rectification.issue":
            before.append((step, paper(office)))
        office.did(step.who, step.kind, step.subject, step.body)
    assert [step.kind.partition(".")[2] for step, _row in before] == [
        "serve", "extend", "respond", "return", "respond", "recheck", "close",
    ]  # fmt: skip
    for step, row in reversed(before):
        back = undoing(office, step.subject)
        assert back.body["step"] == step.kind.partition(".")[2]
        assert office.changed(back) == {"rectifications"}
        assert paper(office) == row, step
    issued = before[0][0].subject
    body = {"step": "issue", "on": "2023-09-15", "note": None, "reason": WHY}
    assert office.do("wuhao", KIND, issued, body).why == "no_step_to_undo"
    assert check(database).differences == [], "the log is carried out anew to the same rows"


def test_it_goes_on_from_where_it_stands_again(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.close")
    for _nth in range(3):
        office.take(undoing(office, step.subject))
    assert paper(office)["state"] == "responded" and paper(office)["responded_on"] == "2023-10-12"
    office.did("wuhao", "rectification.recheck", step.subject, dated("2023-10-20"))
    office.did("wuhao", "rectification.close", step.subject, dated("2023-10-23"))
    back = undoing(office, step.subject)
    assert (back.body["step"], back.body["on"]) == ("close", "2023-10-23")
    office.is_once(back)
    assert paper(office)["state"] == "rechecked"
    assert check(database).differences == []


def test_what_the_company_wrote_before_stands_again(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.respond", 2)
    office.take(undoing(office, step.subject))
    office.take(undoing(office, step.subject))
    office.did("wuhao", "rectification.respond", step.subject, {**dated("2023-10-12"), "note": "补了台账"})
    office.did("wuhao", "rectification.return", step.subject, {"reason": "缺少登记台账"})
    office.did("wuhao", "rectification.respond", step.subject, {**dated("2023-10-19"), "note": "另一家的材料"})
    assert office.take(undoing(office, step.subject)).outcome == "done"
    kept = paper(office)
    assert (kept["state"], kept["responded_on"], kept["response"]) == ("returned", "2023-10-12", "补了台账")
    assert kept["reason"] == "缺少登记台账"


def test_a_corrected_day_of_service_stays_and_the_term_follows_it(database: Database) -> None:
    """An extension taken back leaves the last day that is counted from service as it stands now."""
    office = Office(database)
    step = office.until("rectification.extend")
    office.take(step)
    days = {"was": {"served_on": "2023-09-15"}, "now": {"served_on": "2023-09-18"}, "reason": WHY}
    office.did("wuhao", "rectification.correct_dates", step.subject, days)
    assert office.take(undoing(office, step.subject)).outcome == "done"
    kept = paper(office)
    assert (kept["served_on"], kept["due_on"], kept["extended_to"]) == ("2023-09-18", "2023-10-18", None)
    assert office.take(undoing(office, step.subject)).outcome == "done"
    kept = paper(office)
    assert (kept["state"], kept["served_on"], kept["due_on"]) == ("issued", None, None)


def test_the_day_that_the_notice_set_stands_again(database: Database) -> None:
    office = Office(database)
    step = office.until("spot_check.conclude")
    rectification = {"due_on": "2023-11-10", "days": None, "requirement": ""}
    office.take(step, rectification=rectification)
    other = {**failing("reminder"), "rectification": {**rectification, "due_on": "2023-11-12"}, "reason": WHY}
    office.did("qianlei", "spot_check.correct_conclusion", step.subject, {**other, **office.as_read(step.subject)})
    id = paper(office)["id"]
    office.did("wuhao", "rectification.issue", id, {**dated("2023-09-15"), "because": LATE})
    for until in ("2023-11-20", "2023-11-25"):
        office.did("wuhao", "rectification.extend", id, {**LONGER, "until": until})
    for day, extended in (("2023-11-20", "2023-11-20"), ("2023-11-12", None)):
        assert office.take(undoing(office, id)).outcome == "done"
        kept = paper(office)
        assert (kept["state"], kept["due_on"], kept["extended_to"]) == ("issued", day, extended)
    assert check(database).differences == []


def test_nothing_is_taken_back_that_was_not_read(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.recheck")
    read = undoing(office, step.subject)
    assert office.take(read, reason="错").why == "reason_short"
    moved = {"was": {"responded_on": "2023-10-19"}, "now": {"responded_on": "2023-10-18"}, "reason": WHY}
    office.did("wuhao", "rectification.correct_dates", step.subject, moved)
    said = office.take(read)
    assert said.why == "conclusion_changed" and "「2023-10-19」，现在是「2023-10-18」" in str(said.sentence)
    office.take(step)
    assert office.take(read).why == "last_step_changed"
    assert office.take(undoing(office, step.subject, note="没有写过的")).why == "conclusion_changed"


def test_only_its_city_takes_it_back(database: Database) -> None:
    office = Office(database)
    step = office.until("rectification.recheck")
    assert office.turned_away(undoing(office, step.subject), "wuhao") == {
        "zhoumin": "not_permitted",
        "qianlei": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }


def test_what_an_accepted_table_says_stays(database: Database) -> None:
    office = Office(database)
    accepted = office.until("city_round.accept")
    closed = office.rows("rectifications", state="closed")[0]["id"]
    assert office.take(accepted, digest=office.reported()).outcome == "done"
    assert office.take(undoing(office, closed)).why == "step_in_accepted"
    assert office.row("rectifications", closed)["state"] == "closed"


@pytest.mark.parametrize("steps", [("serve",), ("serve", "extend"), ("serve", "respond", "recheck", "close")])
def test_what_came_after_the_table_was_accepted_can_go(database: Database, steps: tuple[str, ...]) -> None:
    """The second company was never served when its table was accepted: nothing of this stands there."""
    office = Office(database)
    assert office.take(office.until("city_round.accept")).outcome == "done"
    id = next(one["id"] for one in office.rows("rectifications") if one["state"] == "drafted")
    office.did("wuhao", "rectification.issue", id, {**dated("2023-09-20"), "because": LATE})
    for verb in steps:
        office.did("wuhao", f"rectification.{verb}", id, LONGER if verb == "extend" else dated("2023-09-22"))
    for _verb in steps:
        assert office.take(undoing(office, id)).outcome == "done"
    assert office.row("rectifications", id)["state"] == "issued"


EARLIER, LATER = "2023-10-27T01:00:00.000Z", "2023-10-27T05:00:00.000Z"


def done_at(office: Office, at: str, step: Step, v: int | None = None) -> None:
    """A step of the life, on a server whose clock shows `at`; of an older version `v`, as its log has it."""
    op = make(step.kind, step.subject, step.body)
    with office.database.writing() as connection:
        batch = OpBatch(connection, at, replaying=v is not None)
        outcome = batch.apply_one({**op, "v": v or op["v"]}, office.actor(step.who))
        batch.flush()
    assert outcome.outcome == "done", outcome


def test_the_order_of_the_log_counts_where_clocks_run_backwards(database: Database) -> None:
    """Served after it was drafted, by a clock that shows an hour before."""
    office = Office(database)
    step = office.until("rectification.issue")
    found = paper(office)
    done_at(office, EARLIER, step)
    done_at(office, EARLIER, Step("rectification.serve", "wuhao", step.subject, dated("2023-09-15")))
    assert paper(office)["created_at"] == found["created_at"] > EARLIER
    assert office.take(undoing(office, step.subject)).outcome == "done"
    assert (paper(office)["state"], paper(office)["served_on"]) == ("issued", None)
    assert check(database).differences == []


def test_what_was_done_to_a_draft_before_it_was_drafted_anew_counts_no_more_by_whatever_clock(
    database: Database,
) -> None:
    """An older version extended drafts; the corrected conclusion wrote another one, by a clock that shows hours before."""
    office = Office(database)
    step = office.until("spot_check.conclude")
    rectification = {"due_on": "2023-11-10", "days": None, "requirement": ""}
    office.take(step, rectification=rectification)
    id = paper(office)["id"]
    done_at(office, LATER, Step("rectification.extend", "wuhao", id, {**LONGER, "until": "2023-11-20"}), v=3)
    other = {**failing("reminder"), "rectification": {**rectification, "due_on": "2023-11-12"}, "reason": WHY}
    office.did("qianlei", "spot_check.correct_conclusion", step.subject, {**other, **office.as_read(step.subject)})
    office.did("wuhao", "rectification.issue", id, {**dated("2023-09-15"), "because": LATE})
    office.did("wuhao", "rectification.extend", id, LONGER)
    assert office.take(undoing(office, id)).outcome == "done"
    kept = paper(office)
    assert (kept["state"], kept["due_on"], kept["extended_to"]) == ("issued", "2023-11-12", None)
