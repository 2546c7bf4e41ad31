"""spot_check.correct_conclusion: another conclusion in the place of a wrong one, until the table is accepted."""

from typing import Any

import pytest

from audit_app.ops import OpBatch, apply, make
from audit_app.store.db import Database
from tests.ops.office_kit import INTERVIEW, NOW, PROBLEMS, Office, Step, conclusion, failing, issued

KIND = "spot_check.correct_conclusion"
WHY = "把另一家企业的结论写到这家了"


def completed(office: Office) -> Step:
    """The first check failed with a reminder, and is complete; nothing has been issued yet."""
    done = office.until("spot_check.complete")
    office.take(done)
    return Step(KIND, "qianlei", done.subject, {**conclusion("none"), "reason": WHY, **office.as_read(done.subject)})


def test_the_right_conclusion_takes_the_drafts_of_the_wrong_one_back(database: Database) -> None:
    office = Office(database)
    step = completed(office)
    assert office.rows("rectifications") and office.rows("reminders")
    assert office.take(step).outcome == "done"
    kept = office.row("spot_checks", step.subject)
    assert (kept["state"], kept["result"], kept["step"], kept["measure"]) == ("concluded", "meets", "none", "none")
    assert not office.rows("rectifications")
    paper = office.rows("reminders")[0]
    assert paper["state"] == "withdrawn" and WHY in paper["content"], "it stays to be seen, with the reason"
    office.did("qianlei", "spot_check.feed_back", step.subject, {"on": "2023-09-15"})
    office.did("qianlei", "spot_check.complete", step.subject, {})


def test_another_failure_writes_its_own_follow_ups(database: Database) -> None:
    office = Office(database)
    step = completed(office)
    rectification = {"due_on": "2023-11-20", "days": None, "requirement": "补齐登记"}
    body = {**failing("interview"), "rectification": rectification, "reason": WHY, **office.as_read(step.subject)}
    assert office.do("qianlei", KIND, step.subject, body).outcome == "done"
    assert office.rows("rectifications")[0]["due_on"] == "2023-11-20"
    assert office.rows("reminders")[0]["state"] == "withdrawn" and len(office.rows("regulatory_interview_checks")) == 1


def test_what_has_been_issued_stands(database: Database) -> None:
    office = Office(database)
    step = completed(office)
    paper = office.rows("rectifications")[0]["id"]
    office.did("wuhao", "rectification.issue", paper, issued("2023-09-15"))
    before = office.all()
    outcome = office.take(step)
    assert outcome.why == "paper_sent" and "限期整改" in str(outcome.sentence) and office.all() == before


def test_reasons_rules_and_people_hold_as_for_the_first(database: Database) -> None:
    office = Office(database)
    step = completed(office)
    assert office.take(step, reason="写错").why == "reason_short"
    assert office.take(step, step="slight").why == "note_missing"
    assert office.take(step, step="uncheckable").why == "reason_missing"
    said = office.turned_away(step, "wuhao", "qianlei")
    assert said == {"zhoumin": "not_permitted", "taoran": "absent", "liyan": "absent"}


def test_a_company_that_could_not_be_checked_after_all(database: Database) -> None:
    """无法检查 comes in the place of a conclusion, and another conclusion in its place again."""
    office = Office(database)
    step = completed(office)
    assert office.take(step, step="uncheckable", note="写错了一家，这家停产").outcome == "done"
    kept = office.row("spot_checks", step.subject)
    assert (kept["state"], kept["result"], kept["measure"], kept["fed_back_on"]) == (
        "uncheckable",
        "uncheckable",
        "none",
        None,
    )
    assert not office.rows("rectifications") and office.rows("reminders")[0]["state"] == "withdrawn"
    assert office.take(step, **office.as_read(step.subject)).outcome == "done"
    assert office.row("spot_checks", step.subject)["state"] == "concluded"


def test_it_is_corrected_before_and_after_the_feedback(database: Database) -> None:
    office = Office(database)
    fed = office.until("spot_check.feed_back")
    step = Step(KIND, "qianlei", fed.subject, {**failing("reminder"), "reason": WHY})
    assert office.take(step, **office.as_read(fed.subject)).outcome == "done"
    office.take(fed)
    assert office.row("spot_checks", fed.subject)["state"] == "fed_back"
    assert office.take(step, **office.as_read(fed.subject)).outcome == "done"
    assert office.row("spot_checks", fed.subject)["state"] == "concluded"


def test_a_problem_that_was_added_meanwhile_is_shown_and_not_replaced(database: Database) -> None:
    office = Office(database)
    step = completed(office)
    added = {"field": "problems", "value": "后来补写的问题", "reason": "漏写"}
    office.did("wuhao", "spot_check.amend", step.subject, added)
    outcome = office.take(step)
    assert outcome.why == "changed_since" and "后来补写的问题" in str(outcome.sentence)
    assert office.take(step, **office.as_read(step.subject)).outcome == "done"


BREACH = {**failing("reminder", transfer="移交市执法支队"), "step": "suspected_breach"}
CLOSED = conclusion("uncheckable", note="企业已停产", on="2023-09-12")
MEANWHILE = [
    ("spot_check.transfer", {"on": "2023-09-20"}, "「移交日期」：您看到的是「—」，现在是「2023-09-20」"),
    ("spot_check.feed_back", {"on": "2023-09-15"}, "「反馈企业的日期」：您看到的是「—」，现在是「2023-09-15」"),
]


@pytest.mark.parametrize(("kind", "body", "said"), MEANWHILE)
def test_a_day_that_was_recorded_meanwhile_is_shown_and_not_taken_away(
    database: Database, kind: str, body: dict[str, Any], said: str
) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    office.did("qianlei", "spot_check.conclude", check, BREACH)
    step = Step(KIND, "qianlei", check, {**conclusion("none"), "reason": WHY, **office.as_read(check)})
    office.did("wuhao" if kind == "spot_check.transfer" else "qianlei", kind, check, body)
    before = office.all()
    outcome = office.take(step)
    assert outcome.why == "conclusion_changed" and said in str(outcome.sentence) and office.all() == before
    assert office.take(step, **office.as_read(check)).outcome == "done"


def test_of_two_corrections_the_second_has_seen_the_first(database: Database) -> None:
    """Another step, another note, another day: each is told, none replaced unseen; what names nothing has seen nothing."""
    office = Office(database)
    check = office.until("spot_check.notify").subject
    office.did("qianlei", "spot_check.conclude", check, CLOSED)
    read = office.as_read(check)
    mine = Step(KIND, "qianlei", check, {**CLOSED, "note": "企业已搬迁", "reason": WHY, **read})
    office.did("wuhao", KIND, check, {**CLOSED, "note": "企业已注销", "reason": WHY, **read})
    assert "现在是「企业已注销」" in str(office.take(mine).sentence)
    assert office.take(mine, was={}).why == "step_changed"
    moved = {"was": {"checked_on": "2023-09-12"}, "now": {"checked_on": "2023-09-13"}, "reason": WHY}
    office.did("wuhao", "spot_check.correct", check, moved)
    late = {**read["was"], "note": "企业已注销"}
    assert "「抽查时间」：您看到的是「2023-09-12」，现在是「2023-09-13」" in str(office.take(mine, was=late).sentence)
    assert office.take(mine, **office.as_read(check)).outcome == "done"


@pytest.mark.usefixtures("of_before")
def test_an_earlier_row_of_the_log_is_carried_out_as_it_was(database: Database) -> None:
    """Before version 4 nobody named what was on the screen: such a row takes the day of a transfer away in a replay, too."""
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    office.did("qianlei", "spot_check.conclude", check, {**BREACH, "transferred_on": "2023-09-20"})
    body = {**conclusion("none"), "reason": WHY, "was_problems": PROBLEMS}
    today, old = ({**make(KIND, check, body), "v": 3} for _n in range(2))
    assert apply(database, today, office.actor("qianlei"), NOW).why == "step_changed"
    with database.writing() as connection:
        batch = OpBatch(connection, NOW, replaying=True)
        assert batch.apply_one(old, office.actor("qianlei")).outcome == "done"
        batch.flush()
    assert office.row("spot_checks", check)["transferred_on"] is None


def test_the_reason_of_a_withdrawn_reminder_stays_to_be_read(database: Database) -> None:
    office = Office(database)
    step = completed(office)
    paper = office.rows("reminders")[0]["id"]
    office.did("wuhao", "reminder.withdraw", paper, {"reason": "认证机构名称抄错了，重写"})
    again = {**failing("reminder"), "reason": WHY, **office.as_read(step.subject)}
    office.did("qianlei", KIND, step.subject, again)
    states = {row["id"]: row["state"] for row in office.rows("reminders")}
    assert states[paper] == "withdrawn" and sorted(states.values()) == ["drafted", "withdrawn"]
    assert "认证机构名称抄错了" in office.row("reminders", paper)["content"]


def test_a_correction_never_goes_beyond_what_was_done(database: Database) -> None:
    """A company that was never told and never visited met no standard: only another 无法检查 comes in its place."""
    office = Office(database)
    check = office.until("spot_check.notify").subject
    closed = conclusion("uncheckable", note="企业已经注销", on="2023-09-05")
    office.did("qianlei", "spot_check.conclude", check, closed)
    for code in ("none", "slight", "ordinary"):
        body = {**conclusion(code, note="说明"), "reason": WHY, **office.as_read(check)}
        outcome = office.do("qianlei", KIND, check, body)
        assert outcome.why == "never_begun" and "还没有开始检查" in str(outcome.sentence)
    assert office.row("spot_checks", check)["result"] == "uncheckable"
    moved = {**conclusion("uncheckable", note="企业已经搬迁", on="2023-09-06"), "reason": WHY, **office.as_read(check)}
    assert office.do("qianlei", KIND, check, {**moved, "on": None}).why == "day_missing"
    office.did("qianlei", KIND, check, moved)
    kept = office.row("spot_checks", check)
    assert (kept["note"], kept["checked_on"], kept["state"]) == ("企业已经搬迁", "2023-09-06", "uncheckable")


def test_an_interview_that_the_conclusion_drafted_goes_with_it(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.conclude").subject
    office.did("qianlei", "spot_check.conclude", check, failing("interview"))
    body = {**conclusion("none"), "reason": WHY}
    office.did("qianlei", KIND, check, {**body, **office.as_read(check)})
    assert [row["state"] for row in office.rows("regulatory_interviews")] == ["withdrawn"]
    again = {**failing("interview"), "reason": WHY, **office.as_read(check)}
    office.did("qianlei", KIND, check, again)
    office.did("qianlei", KIND, check, {**body, **office.as_read(check)})
    assert [row["state"] for row in office.rows("regulatory_interviews")] == ["withdrawn", "withdrawn"]


def test_an_interview_drafted_by_hand_and_a_shared_one_go_on(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.complete", 2).subject
    office.did("qianlei", KIND, check, {**conclusion("none"), "reason": WHY, **office.as_read(check)})
    assert office.row("regulatory_interviews", INTERVIEW)["state"] == "drafted"
    assert not office.rows("regulatory_interview_checks")


def test_after_a_draft_was_withdrawn_with_its_conclusion_a_new_one_can_be_drafted(database: Database) -> None:
    """Failed, corrected to 无法检查, taken back, failed again: the second reminder stands beside the withdrawn one."""
    office = Office(database)
    step = completed(office)
    office.take(step, step="uncheckable", note="写错了一家，这家停产")
    office.did("qianlei", "spot_check.take_back", step.subject, {"reason": WHY, **office.as_read(step.subject)})
    office.did("qianlei", "spot_check.conclude", step.subject, {**failing("reminder"), "was_problems": []})
    assert sorted(row["state"] for row in office.rows("reminders")) == ["drafted", "withdrawn"]
