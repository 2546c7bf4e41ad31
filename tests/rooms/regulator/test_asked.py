"""Acts are asked about once: before the yes nothing is written, the question says what will happen, and it holds for these words only."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from audit_app.rules import ids
from audit_app.store.spot_checks import list_check_inspectors
from audit_app.store.tables import log, rectifications, reminder_checks, reminders, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, agree, press, send, words

# every address of this room that takes a form: what it does to anybody outside, by hand
ASKED = {
    "regulator.freeze", "regulator.add_city", "regulator.correct_conclusion", "regulator.paper_withdraw",
    "regulator.draw_lots", "regulator.redraw",
    "regulator.undo_step", "regulator.take_back", "regulator.transfer",
    "regulator.supplement_lots", "regulator.seal", "regulator.check_step", "regulator.conclude", "regulator.replace",
    "regulator.complete", "regulator.release", "regulator.rectification_act", "regulator.paper_act", "regulator.summary_act",
}  # fmt: skip
ONLY_SHOWS = {"regulator.register_check", "regulator.inspectors_check"}
AFTER_A_REPORT = {"regulator.confirm"}
CORRECTABLE = {"regulator.open_campaign", "regulator.new_interview", "regulator.amend"}
WITH_A_REASON = {
    "regulator.correct_campaign_now", "regulator.correct_check_now", "regulator.rectification_number", "regulator.paper_number",
    "regulator.paper_dates_now",
    "regulator.set_measure",
}  # fmt: skip
DAY = "2023-10-27"


def test_every_form_of_the_room_is_asked_about_or_said_why_not(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    here = {name for name in known if name.startswith("regulator.")}
    assert here == ASKED | ONLY_SHOWS | AFTER_A_REPORT | CORRECTABLE | WITH_A_REASON


def rows_of_log(told: Campaign) -> int:
    with told.database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(log)) or 0)


def cases(told: Campaign) -> list[tuple[str, dict[str, Any], list[str]]]:
    """(address, form, what the question must say) of one press of each asked kind that can be pressed now."""
    approved = told.checks["320600"][5]
    mine = f"/regulator/rectify/{told.going}"
    reminder = told.paper("reminder", "320600")
    interview = told.paper("interview", "320600")
    return [
        (f"/regulator/checks/{approved}/notify", {"on": DAY}, ["10 月 27 日 周五", "吴昊"]),
        (f"/regulator/checks/{told.checks['320600'][4]}/replace", {}, ["替换", "检查人员"]),
        (f"{mine}/respond", {"on_respond": DAY}, ["10 月 27 日 周五", "已回复"]),
        (f"{mine}/extend", {"until": "2023-12-01", "reason_extend": "等设备到货以后再整改"}, ["12 月 1 日 周五", "等设备到货以后再整改"]),
        (f"/regulator/talks/reminder/{reminder}/issue", {"on_issue": DAY, "number": "通知改 3 号"}, ["通知改 3 号", "涉及企业 1 家"]),
        (
            f"/regulator/talks/interview/{interview}/notify",
            {"at": "2023-11-01T09:30", "place": "三楼会议室"},
            ["11 月 1 日 周三 09:30", "三楼会议室", "涉及企业 1 家"],
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("at", range(6))
def test_a_press_asks_with_names_numbers_and_days_and_changes_nothing(
    told: Campaign, signed_in: SignedIn, at: int
) -> None:
    client, (path, form, said) = signed_in("wuhao"), cases(told)[at]
    before = rows_of_log(told)
    question = press(client, path, **form)
    assert question.status_code == 200 and "Asks" in question.headers
    page = words(question)
    assert [one for one in said if one not in page] == []
    assert rows_of_log(told) == before
    assert agree(client, question).status_code == 303
    assert rows_of_log(told) == before + 1


def test_serving_says_the_last_day_as_it_is_then_written(told: Campaign, signed_in: SignedIn) -> None:
    """Thirty days from 10-27 end on Sunday 11-26 and roll to Monday."""
    client, check = signed_in("wuhao"), told.checks["320600"][5]
    told.script.at(f"{DAY} 09:00")
    for verb, body in (("notify", {"on": DAY}), ("begin", {"on": DAY, "method": "on_site"})):
        told.script.do("wuhao", f"spot_check.{verb}", check, body)
    told.script.flush()
    path = f"/regulator/checks/{check}/conclude"
    form = {
        "op": [ids.new_id() for _n in range(3)], "step": "ordinary", "ref": "7.6", "problem": "外发图纸没有登记", "severity": "ordinary",
        "days": "30", "measure": "reminder", "fed_back_on": DAY,
    }  # fmt: skip
    question = press(client, path, **form)
    asked = words(question)
    assert "未达标准" in asked and "送达后 30 天" in asked and "起草书面提醒" in asked and "外发图纸没有登记" in asked
    assert agree(client, question).status_code == 303
    paper = told.values(rectifications.c.id, rectifications.c.spot_check_id == check)[0]
    assert send(client, f"/regulator/rectify/{paper}/issue", on_issue=DAY).status_code == 303
    question = press(client, f"/regulator/rectify/{paper}/serve", on_serve=DAY)
    assert "11 月 27 日 周一" in words(question)
    assert told.row(rectifications, paper)["due_on"] is None
    agree(client, question)
    assert told.row(rectifications, paper)["due_on"] == "2023-11-27"


def test_what_changed_since_the_question_is_asked_anew(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/talks/reminder/{told.paper('reminder', '320600')}/issue"
    question = press(client, path, on_issue=DAY)
    with told.database.writing() as connection:
        number = told.row(reminders, told.paper("reminder", "320600"))["approval_no"]
        other = told.checks["320600"][5]
        connection.execute(spot_checks.update().where(spot_checks.c.id == other).values(approval_no=number))
        connection.execute(
            reminder_checks.insert().values(reminder_id=told.paper("reminder", "320600"), spot_check_id=other)
        )
    again = agree(client, question)
    assert again.status_code == 200 and "内容刚刚变了" in again.text and "涉及企业 2 家" in words(again)
    assert told.row(reminders, told.paper("reminder", "320600"))["state"] == "drafted"
    assert agree(client, again).status_code == 303


def test_an_approval_says_whom_it_sends_where_and_that_it_stands(drawn: Campaign, signed_in: SignedIn) -> None:
    check = drawn.checks["320600"][0]
    with drawn.database.reading() as connection:
        sent = list_check_inspectors(connection, [check])[check]
    row, client = drawn.row(spot_checks, check), signed_in("wuhao")
    question = press(client, f"/regulator/checks/{check}/approve")
    page = words(question)
    said = [
        f"批准检查 {row['name']}",
        row["body"],
        row["certificate_no"],
        "可以通知企业；通知以前企业不知道",
        "批准后不能收回。",
    ]
    said += [f"{one['name']}（{one['card_no']}）" for one in sent]
    assert len(sent) == 2 and [one for one in said if one not in page] == []
    assert (
        "这一家检查不了时，按备选名单替换或记为无法检查。" in page and drawn.row(spot_checks, check)["state"] == "drawn"
    )
    assert agree(client, question).status_code == 303
    assert drawn.row(spot_checks, check)["state"] == "approved"


def test_a_double_press_is_one_act(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}/respond"
    question = press(client, path, on_respond=DAY)
    before = rows_of_log(told)
    assert [agree(client, question).status_code for _twice in range(2)] == [303, 303]
    assert rows_of_log(told) == before + 1


def test_a_yes_that_nobody_was_asked_for_only_asks(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}/respond"
    for forged in ("", "1", "0" * 64):
        assert "Asks" in press(client, path, on_respond=DAY, agreed=forged).headers
    assert told.row(rectifications, told.going)["state"] == "served"


def test_what_would_be_refused_is_not_asked(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}/close"
    before = rows_of_log(told)
    peeked = client.post(path, data={"op": ids.new_id(), "on_close": DAY}, headers={"Asked-By": "script"})
    assert peeked.status_code == 422 and "Asks" not in peeked.headers and rows_of_log(told) == before
    assert press(client, path, on_close=DAY).status_code == 422
    assert rows_of_log(told) == before + 1


def test_the_script_gets_the_question_alone(told: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), f"/regulator/rectify/{told.going}/respond"
    part = client.post(path, data={"op": ids.new_id(), "on_respond": DAY}, headers={"Asked-By": "script"})
    assert part.text.lstrip().startswith("<section") and "autofocus" in part.text.split("</h2>")[0]


def test_every_asked_form_opens_its_question_and_has_no_key(told: Campaign, signed_in: SignedIn) -> None:
    """Every form that leads to an asked address carries `data-ask`; no button is pressed by a bare key."""
    client = signed_in("wuhao")
    pages = ["/regulator/campaigns/T1", "/regulator/campaigns/T1/draw", "/regulator/campaigns/T1/summary"]
    pages += [f"/regulator/checks/{one}" for one in told.checks["320600"]]
    pages += [f"/regulator/rectify/{told.going}", f"/regulator/talks/reminder/{told.paper('reminder', '320600')}"]
    found = 0
    for page in pages:
        text = client.get(page).text
        assert not re.search(r"<button[^>]*data-keys-main", text)
        for tag in re.findall(r"<form[^>]*>", text):
            if re.search(
                r"/(notify|begin|conclude|complete|replace|release|issue|serve|respond|recheck|close|extend|report)\"",
                tag,
            ):
                found += 1
                assert "data-ask" in tag, tag
    assert found >= 5
