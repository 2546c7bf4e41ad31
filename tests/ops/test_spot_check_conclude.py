"""spot_check.conclude: the ladder gives the result, and a failure opens two things or is not written at all (S36)."""

import json

import pytest

from audit_app.demo.script import known_id
from audit_app.store.db import Database
from tests.ops.office_kit import CAMPAIGN, INTERVIEW, LATE, NOW, ROUND, Office, conclusion, failing

KIND = "spot_check.conclude"
DUE = {"due_on": "2023-11-27", "days": None, "requirement": ""}
REMIND = {"kind": "reminder", "existing": None}


def test_a_failure_drafts_the_rectification_and_the_reminder(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.changed(step) == {"spot_checks", "rectifications", "reminders", "reminder_checks"}
    check = office.row("spot_checks", step.subject)
    assert (check["state"], check["result"], check["measure"], check["concluded_at"]) == (
        "concluded",
        "not_met",
        "reminder",
        NOW,
    )
    made = office.rows("rectifications")[0]
    assert (made["state"], made["term"], made["due_on"], made["requirement"]) == ("drafted", "30 day", None, "补齐登记")
    reminder = office.rows("reminders")[0]
    assert (reminder["state"], reminder["body"], reminder["round_id"]) == ("drafted", check["body"], ROUND)


@pytest.mark.parametrize(
    ("rectification", "measure", "missing"),
    [
        (DUE, None, ["对认证机构的处理"]),
        (DUE, {"kind": "none", "existing": None}, ["对认证机构的处理"]),
        (None, REMIND, ["企业整改期限"]),
        ({**DUE, "due_on": None, "requirement": "整改"}, REMIND, ["企业整改期限"]),
        (None, None, ["企业整改期限", "对认证机构的处理"]),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(
    database: Database, rectification: object, measure: object, missing: list[str]
) -> None:
    office = Office(database)
    step = office.until(KIND)
    before = office.all()
    outcome = office.take(step, rectification=rectification, measure=measure)
    assert (outcome.outcome, outcome.why, outcome.details["missing_words"]) == ("refused", "two_follow_ups", missing)
    assert all(word in str(outcome.sentence) for word in missing)
    assert office.all() == before
    assert office.take(step, rectification=DUE, measure=REMIND).outcome == "done"
    assert office.rows("rectifications")[0]["due_on"] == "2023-11-27"


@pytest.mark.parametrize("code", ["none", "slight"])
def test_what_meets_the_standard_opens_nothing(database: Database, code: str) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.do("qianlei", KIND, step.subject, {**failing("reminder"), "step": code}).why == "follow_up_unasked"
    office.did(
        "qianlei", KIND, step.subject, conclusion(code, note="自行整改", measure={"kind": "none", "existing": None})
    )
    assert office.row("spot_checks", step.subject)["result"] == "meets"
    assert not office.rows("rectifications") and not office.rows("reminders")


def test_a_suspected_breach_also_needs_the_transfer(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    outcome = office.take(step, step="suspected_breach")
    assert outcome.details["missing"] == ["transfer"]
    assert office.take(step, step="suspected_breach", transfer="移交市综合执法支队").outcome == "done"
    assert office.row("spot_checks", step.subject)["transfer"] == "移交市综合执法支队"


@pytest.mark.parametrize("code", ["uncheckable", "refused"])
def test_a_company_that_cannot_be_checked_needs_the_reason_and_ends_there(database: Database, code: str) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.do("qianlei", KIND, step.subject, conclusion(code)).why == "reason_missing"
    office.did("qianlei", KIND, step.subject, conclusion(code, note="无法联系"))
    check = office.row("spot_checks", step.subject)
    assert (check["state"], check["result"], check["step"]) == ("uncheckable", "uncheckable", code)


def test_only_the_city_s_people_conclude_and_only_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao", "qianlei") == {
        "zhoumin": "not_permitted",
        "taoran": "absent",
        "liyan": "absent",
    }
    office.is_once(step)


def test_it_cannot_come_before_the_visit_nor_with_an_unknown_step(database: Database) -> None:
    office = Office(database)
    step = office.until("spot_check.begin")
    assert office.do("qianlei", KIND, step.subject, failing("reminder")).why == "wrong_state"
    office.take(step)
    assert office.do("qianlei", KIND, step.subject, conclusion("terrible")).why == "step_unknown"
    assert (
        office.do(
            "qianlei", KIND, step.subject, {**failing("reminder"), "rectification": {**DUE, "due_on": "2023-09-14"}}
        ).why
        == "due_before_check"
    )


def test_a_second_failure_joins_a_draft_of_the_same_body_and_no_other(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND, nth=2)
    check = office.row("spot_checks", step.subject)
    assert office.take(step, measure={"kind": "reminder", "existing": INTERVIEW}).why == "draft_closed"
    other = known_id("T other interview")
    office.did(
        "zhoumin", "regulatory_interview.draft", other, {"campaign": CAMPAIGN, "body": "另一家", "approval_no": ""}
    )
    assert office.take(step, measure={"kind": "interview", "existing": other}).why == "draft_closed"
    assert office.changed(step) == {"spot_checks", "rectifications", "regulatory_interview_checks"}
    assert office.rows("regulatory_interview_checks") == [{"interview_id": INTERVIEW, "spot_check_id": check["id"]}]


def test_without_a_draft_an_interview_is_opened_by_the_city(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    office.did("qianlei", KIND, step.subject, failing("interview"))
    made = office.rows("regulatory_interviews")[0]
    assert (made["organisation_id"], made["campaign_id"], made["state"]) == (known_id("320600"), CAMPAIGN, "drafted")


@pytest.mark.parametrize(("worst", "step"), [("ordinary", "slight"), ("serious", "ordinary"), ("slight", "none")])
def test_no_problem_is_graver_than_the_conclusion(database: Database, worst: str, step: str) -> None:
    office = Office(database)
    due = office.until(KIND)
    problems = [{"ref": None, "text": "轻的", "severity": "slight"}, {"ref": "7.6", "text": "重的", "severity": worst}]
    before = office.all()
    follow_ups = {"rectification": DUE, "measure": REMIND} if step == "ordinary" else {}
    given = conclusion(step, **{**follow_ups, "problems": problems})
    assert office.do("qianlei", KIND, due.subject, given).why == "problem_graver"
    assert office.all() == before
    more = {**_none(), "note": "自行整改"} if worst == "slight" else {}
    assert office.take(due, step=worst, problems=problems, **more).outcome == "done"
    kept = json.loads(office.row("spot_checks", due.subject)["problems"])
    assert [one["severity"] for one in kept] == ["slight", worst]


def _none() -> dict[str, object]:
    return {"rectification": None, "measure": None}


@pytest.mark.parametrize("code", ["ordinary", "serious"])
def test_a_failure_names_at_least_one_problem(database: Database, code: str) -> None:
    office = Office(database)
    step = office.until(KIND)
    outcome = office.take(step, step=code, problems=[])
    assert (outcome.why, outcome.field) == ("problem_missing", "problems")
    assert office.row("spot_checks", step.subject)["state"] == "begun" and not office.rows("rectifications")


def test_what_is_slight_says_in_the_note_how_it_is_put_right(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    for note in ("", "  "):
        outcome = office.take(step, step="slight", note=note, **_none())
        assert (outcome.why, outcome.field) == ("note_missing", "note")
    assert office.take(step, step="slight", note="当场改好登记台账", **_none()).outcome == "done"


def test_who_was_never_told_cannot_refuse(database: Database) -> None:
    office = Office(database)
    check = office.until("spot_check.notify").subject
    body = conclusion("refused", note="电话里拒绝", on="2023-09-12")
    outcome = office.do("qianlei", KIND, check, body)
    assert outcome.why == "refused_untold" and "还没有通知" in str(outcome.sentence)
    office.did("wuhao", "spot_check.notify", check, {"on": "2023-09-11", "because": LATE})
    assert office.do("qianlei", KIND, check, {**body, "on": "2023-09-10"}).why == "dates_reversed"
    office.did("qianlei", KIND, check, body)
    assert office.row("spot_checks", check)["checked_on"] == "2023-09-12"


def test_what_nobody_began_states_its_own_day(database: Database) -> None:
    """The day of typing is no day of 附件 3: typed, not in the future, not before the draw."""
    office = Office(database)
    check = office.until("spot_check.notify").subject
    body = conclusion("uncheckable", note="企业已经注销")
    assert office.do("qianlei", KIND, check, body).why == "day_missing"
    assert office.do("qianlei", KIND, check, {**body, "on": "2023-10-28"}).why == "date_ahead"
    assert office.do("qianlei", KIND, check, {**body, "on": "2023-08-27"}).why == "known_before_draw"
    office.did("qianlei", KIND, check, {**body, "on": "2023-09-06"})
    assert office.row("spot_checks", check)["checked_on"] == "2023-09-06"


def test_a_last_day_and_a_term_are_not_both_written(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    both = {"due_on": "2023-11-20", "days": 30, "requirement": ""}
    outcome = office.take(step, rectification=both)
    assert outcome.why == "due_twice" and "只能留一个" in str(outcome.sentence)


def test_a_conclusion_of_weeks_ago_keeps_its_last_day(database: Database) -> None:
    """What was decided in time is recorded late: the last day is held against the check, not against today."""
    office = Office(database)
    step = office.until(KIND)
    office.take(step, rectification={"due_on": "2023-10-13", "days": None, "requirement": ""})
    assert office.rows("rectifications")[0]["due_on"] == "2023-10-13"


@pytest.mark.parametrize(("due_on", "days"), [("2033-10-16", 3685), ("2024-10-19", 401)])
def test_a_rectification_is_not_due_years_ahead(database: Database, due_on: str, days: int) -> None:
    office = Office(database)
    step = office.until("spot_check.conclude")
    term = {"due_on": due_on, "days": None, "requirement": "补齐登记"}
    outcome = office.take(step, rectification=term)
    assert (outcome.why, outcome.field, outcome.details["days"]) == ("due_too_far", "rectification", days)
    assert office.take(step, rectification={**term, "due_on": "2024-10-18"}).outcome == "done"
