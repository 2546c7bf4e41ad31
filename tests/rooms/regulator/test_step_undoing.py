"""登记错了企业: the last step is taken back on the page of the paper, asked about once, and told in its history."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.steps import UNDONE_BY_IT
from audit_app.store.tables import rectifications, regulatory_interviews, reminders
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, agree, press, send, words

WHY = "登记错了企业，是另一家的材料"


def read(client: FlaskClient, page: str) -> dict[str, str]:
    """What the form carries of the step that stands on the screen."""
    text = client.get(page).text
    return {
        f"was_{name}": html.unescape(found[1])
        if (found := re.search(rf'name="was_{name}" value="([^"]*)"', text))
        else ""
        for name in ("step", "on", "note")
    }


def at(kind: str, id: str) -> str:
    return f"/regulator/papers/{kind}/{id}/undo-step"


def test_a_wrong_closing_is_asked_about_and_taken_back(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("wuhao"), f"/regulator/rectify/{told.done}"
    assert "登记错了企业？撤销「关闭」" in words(client.get(page))
    form = {**read(client, page), "reason_undo": WHY}
    assert (form["was_step"], form["was_on"]) == ("close", "2023-10-16")
    assert send(client, at("rectification", told.done), **{**form, "reason_undo": "错"}).status_code == 422
    question = press(client, at("rectification", told.done), **form)
    said = words(question)
    for one in (
        "撤销「关闭」",
        "关闭：2023 年 10 月 16 日",
        "整改情况变为「已复查」",
        "附件 3 里这一步写进去的内容随之撤下",
    ):
        assert one in said, one
    assert told.row(rectifications, told.done)["state"] == "closed"
    assert agree(client, question).status_code == 303
    row = told.row(rectifications, told.done)
    assert (row["state"], row["closed_on"]) == ("rechecked", None)
    now = words(client.get(page))
    assert "撤销登记 吴昊" in now and "关闭：2023 年 10 月 16 日 周一 → 已撤销" in now and WHY in now
    assert "撤销「复查」" in now, "the step before it is the last one now"
    assert send(client, at("rectification", told.done), **form).status_code == 422, "what stood on the screen is gone"


def test_of_a_reply_the_question_says_what_goes_and_what_stands_again(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    act = {
        "respond": {"on_respond": "2023-10-20", "note_respond": "补了登记\n附照片"},
        "return": {"reason_return": "缺保密制度"},
    }
    for verb, form in act.items():
        assert send(client, f"{page}/{verb}", **form).status_code == 303
    assert send(client, f"{page}/respond", on_respond="2023-10-24", note_respond="另一家的材料").status_code == 303
    said = words(press(client, at("rectification", told.going), **read(client, page), reason_undo=WHY))
    assert "另一家的材料" in said and "企业的整改情况：补了登记 附照片" in said and "整改情况变为「退回补充」" in said
    for _nth in range(3):
        form = {**read(client, page), "reason_undo": WHY}
        assert send(client, at("rectification", told.going), **form).status_code == 303
    row = told.row(rectifications, told.going)
    assert (row["state"], row["response"], row["responded_on"], row["reason"]) == ("served", None, None, None)
    assert "整改期限 11 月 8 日 周三" in words(
        press(client, at("rectification", told.going), **read(client, page), reason_undo=WHY)
    )


def test_of_a_reminder_and_an_interview(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    reminder, interview = told.paper("reminder", "320600"), told.paper("interview", "320600")
    letter, talk = f"/regulator/talks/reminder/{reminder}", f"/regulator/talks/interview/{interview}"
    assert send(client, f"{letter}/issue", on_issue="2023-10-26").status_code == 303
    assert "undo-step" not in client.get(letter).text, "a letter that went out is not taken back"
    assert send(client, f"{letter}/serve", on_serve="2023-10-26").status_code == 303
    assert send(client, f"{talk}/notify", at="2023-10-26T09:30", place="三楼会议室").status_code == 303
    assert send(client, f"{talk}/hold", on_hold="2023-10-26", note_hold="谈了外发图纸").status_code == 303
    for page, kind, table, id, state, said in (
        (letter, "reminder", reminders, reminder, "issued", ("登记送达：2023 年 10 月 26 日", "状态变为「已签发」")),
        (talk, "interview", regulatory_interviews, interview, "notified", ("谈了外发图纸", "状态变为「已通知」")),
    ):
        question = press(client, at(kind, id), **read(client, page), reason_undo=WHY)
        asked = words(question)
        assert [one for one in (*said, "附件 3 里这一步写进去的内容随之撤下") if one not in asked] == []
        assert agree(client, question).status_code == 303
        assert told.row(table, id)["state"] == state
        assert "已撤销" in words(client.get(page)) and "undo-step" not in client.get(page).text


def close(client: FlaskClient, page: str) -> None:
    for verb in ("respond", "recheck", "close"):
        assert send(client, f"{page}/{verb}", **{f"on_{verb}": "2023-10-26"}).status_code == 303


def test_what_an_accepted_table_says_is_not_offered(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("suzhou"), f"/regulator/rectify/{told.other}"
    close(client, page)
    told.report_and_accept("320500", signed_in)
    form = {**read(client, page), "reason_undo": WHY}
    assert form["was_step"] == "" and "里面有「关闭」写进去的内容，这一步不能再撤销" in words(client.get(page))
    form |= {"was_step": "close", "was_on": "2023-10-26"}
    refused = send(client, at("rectification", told.other), **form)
    assert refused.status_code == 422 and "这一步不能再撤销" in refused.text
    assert told.row(rectifications, told.other)["state"] == "closed"


def test_a_step_after_acceptance_is_taken_back_and_the_question_says_that_the_table_stays(
    told: Campaign, signed_in: SignedIn
) -> None:
    client, page = signed_in("suzhou"), f"/regulator/rectify/{told.other}"
    told.report_and_accept("320500", signed_in)
    close(client, page)
    question = press(client, at("rectification", told.other), **read(client, page), reason_undo=WHY)
    assert "附件 3 已经接收，不再改变" in words(question)
    assert agree(client, question).status_code == 303
    assert told.row(rectifications, told.other)["state"] == "rechecked"


def test_a_reported_table_lists_it_as_a_change(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("suzhou"), f"/regulator/rectify/{told.other}"
    close(client, page)
    summary = "/regulator/campaigns/T1/summary"
    digest = client.get(f"{summary}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    assert send(client, f"{summary}/report", city="320500", digest=digest).status_code == 303
    question = press(client, at("rectification", told.other), **read(client, page), reason_undo=WHY)
    assert "这些变化列为「报送后变化」" in words(question)
    assert agree(client, question).status_code == 303
    changed = words(client.get(f"{summary}?city=320500"))
    assert "报送后变化" in changed and "已完成 → 整改中" in changed, changed


def test_without_its_reply_a_late_company_is_late_again_and_question_page_and_table_say_so(
    told: Campaign, signed_in: SignedIn
) -> None:
    """逾期 is computed of the day: a reply that was another company's takes the time with it; the accepted table stays."""
    client, page = signed_in("suzhou"), f"/regulator/rectify/{told.other}"
    told.change(rectifications, told.other, term=None, due_on="2023-10-20")
    assert "逾期 7 天" in words(client.get(page))
    assert send(client, f"{page}/respond", on_respond="2023-10-19", note_respond="另一家的材料").status_code == 303
    assert "逾期" not in words(client.get(page)).split("历史")[0]
    said = words(press(client, at("rectification", told.other), **read(client, page), reason_undo=WHY))
    assert "没有回复，整改期限已过 7 天：撤销以后列为逾期" in said and "附件 3 里这一步写进去的内容随之撤下" in said
    told.report_and_accept("320500", signed_in)
    question = press(client, at("rectification", told.other), **read(client, page), reason_undo=WHY)
    assert "附件 3 已经接收，不再改变" in words(question) and "列为逾期" in words(question)
    assert agree(client, question).status_code == 303
    assert "逾期 7 天" in words(client.get(page))
    table = words(client.get("/regulator/campaigns/T1/summary?city=320500"))
    assert "报送后变化" in table and "整改中 → 逾期未改" in table, table


def test_a_reply_within_its_time_leaves_nothing_late(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    assert send(client, f"{page}/respond", on_respond="2023-10-20", note_respond="另一家的材料").status_code == 303
    said = words(press(client, at("rectification", told.going), **read(client, page), reason_undo=WHY))
    assert "逾期" not in said and "附件 3" not in said


@pytest.mark.parametrize("who", ["zhoumin", "suzhou", "qianlei"])
def test_nobody_else_is_offered_it(told: Campaign, signed_in: SignedIn, who: str) -> None:
    client = signed_in(who)
    answer = client.get(f"/regulator/rectify/{told.done}")
    assert "undo-step" not in answer.text
    form: dict[str, Any] = {"was_step": "close", "was_on": "2023-10-16", "reason_undo": WHY}
    assert send(client, at("rectification", told.done), **form).status_code in (403, 404)


def test_the_questions_no_longer_say_that_a_step_stays_for_ever(told: Campaign, signed_in: SignedIn) -> None:
    client, page = signed_in("wuhao"), f"/regulator/rectify/{told.going}"
    said = words(press(client, f"{page}/respond", on_respond="2023-10-27"))
    assert "登记错了企业可以撤销" in said and "不能撤销" not in said


def test_every_step_that_can_be_taken_back_is_one_of_its_machine() -> None:
    for machine in (RECTIFICATION, REMINDER, REGULATORY_INTERVIEW):
        assert UNDONE_BY_IT[machine.name] <= machine.verbs
