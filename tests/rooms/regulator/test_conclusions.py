"""抽查记录: what the page offers and the question says of 无法检查, corrections, transfers and 文号; nothing beyond what was done."""

import html
from datetime import timedelta

import pytest

from audit_app.rules import ids
from audit_app.rules.instants import local_day
from audit_app.store.tables import rectifications, regulatory_interviews, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import FAILED, Campaign, conclusion_read, press, send, words

WHY = "停产的是另一家，选错了企业"


def fresh(told: Campaign, *, notified: bool) -> str:
    """The last check of 南通 that was approved, told or not."""
    check = told.checks["320600"][5]
    state = told.row(spot_checks, check)["state"]
    told.script.at("2023-10-18 10:00")
    if state == "drawn":
        told.script.do("wuhao", "spot_check.approve", check, {"note": ""})
    if notified and state != "notified":
        told.script.do("wuhao", "spot_check.notify", check, {"on": "2023-10-16", "because": "当天电话批准，次日补登记"})
    told.script.flush()
    return check


def test_cannot_be_checked_is_typed_shown_and_taken_back(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), fresh(told, notified=False)
    at = f"/regulator/checks/{check}"
    page = client.get(at).text
    assert 'name="known_on"' in page and 'value="uncheckable"' in page and 'value="refused"' not in page
    form = {"op": ids.new_id(), "step": "uncheckable", "note": "企业已经注销"}
    refused = client.post(f"{at}/conclude", data=form)
    assert refused.status_code == 422 and 'id="f-known_on-err"' in refused.text
    question = press(client, f"{at}/conclude", **{**form, "op": ids.new_id(), "known_on": "2023-10-17"})
    assert "附件 3 的抽查时间写 10 月 17 日" in words(question) and "也没有通知企业" in words(question)
    done = send(client, f"{at}/conclude", step="uncheckable", note="企业已经注销", known_on="2023-10-17")
    assert done.status_code == 303 and told.row(spot_checks, check)["checked_on"] == "2023-10-17"
    page = client.get(at).text
    corrected = page[page.index('id="correct-conclusion"') :]
    assert 'value="none"' not in corrected and 'value="uncheckable"' in corrected
    seen = {"was_taken_back": conclusion_read(client, at, "taken_back")}
    assert send(client, f"{at}/take-back", **seen, reason_take_back="..........").status_code == 422
    said = words(press(client, f"{at}/take-back", **seen, reason_take_back=WHY))
    assert "原来的备注撤下：企业已经注销" in said and "原来的抽查时间 10 月 17 日 周二 撤下" in said
    assert send(client, f"{at}/take-back", **seen, reason_take_back=WHY).status_code == 303
    assert told.row(spot_checks, check)["state"] == "approved" and WHY in client.get(at).text


def test_what_somebody_else_wrote_meanwhile_is_shown_before_it_goes(told: Campaign, signed_in: SignedIn) -> None:
    """An open page of 收回无法检查, a problem that another person adds: refused, shown, the reason kept, agreed to once it was read."""
    client, check = signed_in("wuhao"), fresh(told, notified=False)
    at = f"/regulator/checks/{check}"
    send(client, f"{at}/conclude", step="uncheckable", note="企业已经注销", known_on="2023-10-17")
    form = {"reason_take_back": WHY, "was_taken_back": conclusion_read(client, at, "taken_back")}
    told.script.at("2023-10-27 10:00")
    told.script.do(
        "wuhao", "spot_check.amend", check, {"field": "problems", "value": "门口贴着搬迁通知", "reason": "漏写"}
    )
    told.script.flush()
    refused = press(client, f"{at}/take-back", **form)
    assert refused.status_code == 422 and "您看到的是「—」，现在是「门口贴着搬迁通知」" in words(refused)
    assert 'id="f-taken_back"' in refused.text and f">{WHY}</textarea>" in refused.text
    now = html.unescape(refused.text.split('name="was_taken_back" value="')[1].split('"')[0])
    assert "门口贴着搬迁通知" in now
    question = press(client, f"{at}/take-back", **{**form, "op": ids.new_id(), "was_taken_back": now})
    assert "原来的问题 1 条撤下：门口贴着搬迁通知" in words(question)
    assert send(client, f"{at}/take-back", **{**form, "op": ids.new_id(), "was_taken_back": now}).status_code == 303


def test_a_correction_asks_with_the_day_of_the_transfer_that_goes(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), fresh(told, notified=True)
    breach = {**FAILED, "step": "suspected_breach", "transfer": "移交市执法支队", "transferred_on": "2023-10-17"}
    opens = {
        "rectification": {"due_on": None, "days": 30, "requirement": ""},
        "measure": {"kind": "reminder", "existing": None},
    }
    for kind, body in (("begin", {"on": "2023-10-17", "method": "on_site"}), ("conclude", {**breach, **opens})):
        told.script.do("wuhao", f"spot_check.{kind}", check, body)
    told.script.flush()
    at = f"/regulator/checks/{check}"
    form = {"step": "none", "reason": WHY, "fed_back_on": "2023-10-26", "was_conclusion": conclusion_read(client, at)}
    said = words(press(client, f"{at}/correct-conclusion", [ids.new_id() for _n in range(3)], **form))
    assert "原来登记的移交日期 10 月 17 日 周二 撤下" in said and "原来的移交撤下：移交市执法支队" in said
    assert "原来的问题 1 条撤下：涉密图纸外发没有登记" in said


def test_one_row_more_keeps_what_was_typed(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), told.checks["320600"][3]
    at = f"/regulator/checks/{check}"
    seen = conclusion_read(client, at)
    page = client.post(
        f"{at}/correct-conclusion", data={"more": "1", "reason": WHY, "problem": "没有登记", "was_conclusion": seen}
    ).text
    form = page[page.index('id="correct-conclusion"') :]
    assert f">{WHY}</textarea>" in form and 'value="没有登记"' in form and "open>" in form[:60]


def test_what_is_entered_late_says_why(told: Campaign, signed_in: SignedIn) -> None:
    """Told before the approval was recorded: sentence and box for the reason appear; the question and the history say it."""
    client, check = signed_in("wuhao"), fresh(told, notified=False)
    at = f"/regulator/checks/{check}"
    approved = local_day(told.row(spot_checks, check)["approved_at"])
    before = (approved - timedelta(days=1)).isoformat()
    assert 'name="because"' not in client.get(at).text
    refused = press(client, f"{at}/notify", on=before)
    assert refused.status_code == 422 and f"早于登记批准的日期 {approved}" in words(refused)
    assert 'id="f-because-err"' in refused.text and 'id="f-because" name="because"' in refused.text
    form = {"op": ids.new_id(), "on": before, "because": "当天电话批准，次日补登记"}
    assert "补登记的原因：当天电话批准，次日补登记" in words(press(client, f"{at}/notify", **form))
    assert send(client, f"{at}/notify", **form).status_code == 303
    assert "当天电话批准，次日补登记" in client.get(at).text


@pytest.mark.parametrize("kind", ["rectification", "reminder"])
def test_a_paper_that_is_entered_late_says_why(told: Campaign, signed_in: SignedIn, kind: str) -> None:
    """Dated before the conclusion was written down: the same question, and the reason stands in the paper's own history."""
    client, why = signed_in("wuhao"), "文书当天已经签发，结论次日补登记"
    for check in told.checks["320600"][:3]:
        told.change(spot_checks, check, concluded_at="2023-10-20T02:00:00.000Z")
    told.change(rectifications, told.going, state="drafted", issued_on=None, served_on=None)
    at = {
        "rectification": f"/regulator/rectify/{told.going}",
        "reminder": f"/regulator/talks/reminder/{told.paper('reminder', '320600')}",
    }[kind]
    assert 'name="because"' not in client.get(at).text
    refused = press(client, f"{at}/issue", on_issue="2023-10-19")
    assert refused.status_code == 422 and "签发日期 2023-10-19 早于写下结论的日期 2023-10-20" in words(refused)
    assert 'href="#f-because"' in refused.text and 'id="f-because" name="because"' in refused.text
    form = {"op": ids.new_id(), "on_issue": "2023-10-19", "because": why}
    assert f"补登记的原因：{why}" in words(press(client, f"{at}/issue", **form))
    assert send(client, f"{at}/issue", **form).status_code == 303
    assert why in words(client.get(at))
    assert send(client, f"{at}/issue", **{**form, "op": ids.new_id()}).status_code == 422, "issued once"


def test_who_was_told_may_refuse(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), fresh(told, notified=True)
    assert 'value="refused"' in client.get(f"/regulator/checks/{check}").text


def test_a_number_given_twice_is_asked_about(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    paper = told.paper("reminder", "320600")
    send(client, f"/regulator/talks/reminder/{paper}/issue", on_issue="2023-10-26", number="通知〔2023〕1 号")
    talk = told.paper("interview", "320600")
    question = press(
        client,
        f"/regulator/talks/interview/{talk}/notify",
        at="2023-10-20T09:30",
        place="三楼会议室",
        number="通知〔2023〕1 号",
    )
    said = words(question)
    assert "已经用在另一份文书上：书面提醒" in said and "约谈时间已经过去" in said
    assert told.row(regulatory_interviews, talk)["state"] == "drafted"


def test_a_draft_withdrawn_with_its_conclusion_is_named(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), fresh(told, notified=True)
    rectification = {"due_on": None, "days": 30, "requirement": ""}
    for kind, body in (
        ("begin", {"on": "2023-10-17", "method": "on_site"}),
        ("conclude", {**FAILED, "rectification": rectification, "measure": {"kind": "interview", "existing": None}}),
    ):
        told.script.at("2023-10-18 11:00")
        told.script.do("wuhao", f"spot_check.{kind}", check, body)
    told.script.flush()
    form = {
        "step": "none",
        "reason": WHY,
        "fed_back_on": "2023-10-26",
        "was_conclusion": conclusion_read(client, f"/regulator/checks/{check}"),
    }
    at = f"/regulator/checks/{check}/correct-conclusion"
    said = words(press(client, at, [ids.new_id() for _n in range(3)], **form))
    assert "原来起草的限期整改撤回" in said and "原来起草的约谈随之撤回" in said
    assert "约谈通知发出以前，结论可以更正" in said
    assert send(client, at, [ids.new_id() for _n in range(3)], **form).status_code == 303
    assert "withdrawn" in told.values(regulatory_interviews.c.state)


def test_a_problem_beside_none_is_refused_where_the_step_is_chosen(told: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), fresh(told, notified=True)
    told.script.do("wuhao", "spot_check.begin", check, {"on": "2023-10-17", "method": "on_site"})
    told.script.flush()
    at = f"/regulator/checks/{check}"
    form = {"ref": "7.6", "problem": "没有保密制度", "severity": "", "fed_back_on": "2023-10-26"}
    three = [ids.new_id() for _n in range(3)]
    refused = press(client, f"{at}/conclude", three, **form, step="none")
    assert refused.status_code == 422 and 'id="f-step-err"' in refused.text
    assert "结论是「未发现问题」，却写了 1 个问题" in words(refused)
    unchosen = press(client, f"{at}/conclude", three, **form, step="")
    assert "还没有选结论" in words(unchosen) and "却写了" not in words(unchosen)
    short = press(client, f"{at}/conclude", three, **form, step="slight", note="x")
    assert short.status_code == 422 and 'id="f-note-err"' in short.text
    bare = {**form, "problem": "", "ref": ""}
    asked = words(
        press(client, f"{at}/conclude", [ids.new_id() for _n in range(3)], **bare, step="slight", note="自行整改")
    )
    assert "处理档次是「轻微」，却没有写发现的问题。请核对是不是漏写了。" in asked
