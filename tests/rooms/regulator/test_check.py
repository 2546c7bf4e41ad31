"""/regulator/checks/<s>: one company's way, its conclusion with both follow-ups or none, its missing cells."""

import re
from typing import Any

import pytest
from flask import Flask

from audit_app.clock import Clock
from audit_app.rules import ids
from audit_app.store.spot_checks import get_spot_check
from audit_app.store.tables import (
    rectifications,
    register_rows,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_checks,
)
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, press, send, words

FAIL: dict[str, Any] = {
    "step": "ordinary",
    "ref": "7.6",
    "problem": "涉密图纸外发没有登记",
    "due_on": "2023-11-27",
    "days": "",
    "requirement": "",
    "measure": "reminder",
    "note": "",
    "fed_back_on": "2023-10-27",
}


def three() -> list[str]:
    return [ids.new_id() for _n in range(3)]


@pytest.fixture
def begun(drawn: Campaign) -> str:
    check = drawn.checks["320600"][0]
    drawn.begin(check, "wuhao", "2023-10-20")
    drawn.script.flush()
    return check


def test_each_state_offers_its_one_act(drawn: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), drawn.checks["320600"][0]
    url = f"/regulator/checks/{check}"
    for act, form, state in (
        ("approve", {}, "approved"),
        ("notify", {"on": "2023-10-20", "because": "批准在先，事后一并补登记"}, "notified"),
        ("begin", {"on": "2023-10-24", "method": "both"}, "begun"),
    ):
        assert f"{url}/{act}" in client.get(url).text
        assert send(client, f"{url}/{act}", **form).status_code == 303
        assert drawn.row(spot_checks, check)["state"] == state
    assert f"{url}/conclude" in client.get(url).text
    assert (drawn.row(spot_checks, check)["checked_on"], drawn.row(spot_checks, check)["method"]) == (
        "2023-10-24",
        "both",
    )


def test_a_wrong_day_or_order_is_said_and_changes_nothing(drawn: Campaign, signed_in: SignedIn) -> None:
    client, check = signed_in("wuhao"), drawn.checks["320600"][0]
    url = f"/regulator/checks/{check}"
    assert send(client, f"{url}/notify", on="2023-10-20").status_code == 422
    send(client, f"{url}/approve")
    for day in ("", "2023-02-30", "2023-12-01"):
        answer = send(client, f"{url}/notify", on=day)
        assert answer.status_code == 422 and 'id="f-on-err"' in answer.text, day
    assert drawn.row(spot_checks, check)["state"] == "approved"


def test_a_failed_check_completes_with_both_follow_ups_once(drawn: Campaign, begun: str, signed_in: SignedIn) -> None:
    client, op = signed_in("qianlei"), three()
    for _twice in range(2):
        assert send(client, f"/regulator/checks/{begun}/conclude", op, **FAIL).status_code == 303
    row = drawn.row(spot_checks, begun)
    assert (row["state"], row["result"], row["measure"]) == ("complete", "not_met", "reminder")
    assert drawn.count(rectifications) == drawn.count(reminders) == 1
    assert drawn.values(rectifications.c.due_on) == ["2023-11-27"]
    page = words(client.get(f"/regulator/checks/{begun}"))
    assert "已完成 · 未达标准（一般）" in page and "7.6 保密：涉密图纸外发没有登记" in page and "书面提醒" in page
    assert "已起草" in page.partition("限期整改")[2] and "整改中" not in page, "nothing was issued yet"


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"due_on": ""}, ["还要写企业整改期限"]),
        ({"measure": ""}, ["还要写对认证机构的处理"]),
        ({"due_on": "", "measure": ""}, ["还要写企业整改期限", "还要写对认证机构的处理"]),
    ],
)
def test_the_missing_follow_up_is_named_and_nothing_is_half_written(
    drawn: Campaign, begun: str, signed_in: SignedIn, left_out: dict[str, str], said: list[str]
) -> None:
    answer = send(signed_in("wuhao"), f"/regulator/checks/{begun}/conclude", three(), **{**FAIL, **left_out})
    summary = answer.text.split('id="problems"')[1].split("</ul>")[0]
    assert answer.status_code == 422 and summary.count("<li>") == len(said) and all(one in summary for one in said)
    assert "涉密图纸外发没有登记" in answer.text
    assert drawn.row(spot_checks, begun)["state"] == "begun"
    assert drawn.count(rectifications) == drawn.count(reminders) == drawn.count(regulatory_interviews) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"step": ""}, "step"),
        ({"problem": ""}, "problems"),
        ({"due_on": "2023-10-01"}, "due_on"),
        ({"due_on": "x"}, "due_on"),
        ({"fed_back_on": "2023-10-01"}, "fed_back_on"),
        ({"measure": "reminder:" + "0" * 36}, "measure"),
        ({"step": "suspected_breach"}, "transfer"),
        ({"step": "uncheckable"}, "note"),
    ],
)
def test_every_refusal_stands_beside_its_field(
    drawn: Campaign, begun: str, signed_in: SignedIn, changed: dict[str, str], field: str
) -> None:
    answer = send(signed_in("wuhao"), f"/regulator/checks/{begun}/conclude", three(), **{**FAIL, **changed})
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.text and f'id="f-{field}-err"' in answer.text
    assert drawn.row(spot_checks, begun)["state"] == "begun" and drawn.count(rectifications) == 0


def test_a_slight_step_drops_follow_ups_that_were_typed_before(
    drawn: Campaign, begun: str, signed_in: SignedIn
) -> None:
    form = {**FAIL, "step": "slight", "note": "自行整改"}
    assert send(signed_in("wuhao"), f"/regulator/checks/{begun}/conclude", three(), **form).status_code == 303
    assert drawn.row(spot_checks, begun)["result"] == "meets" and drawn.count(rectifications) == 0


def test_an_uncheckable_company_ends_with_its_reason(drawn: Campaign, begun: str, signed_in: SignedIn) -> None:
    form = {**FAIL, "step": "uncheckable", "note": "停产"}
    assert send(signed_in("wuhao"), f"/regulator/checks/{begun}/conclude", three(), **form).status_code == 303
    assert drawn.row(spot_checks, begun)["state"] == "uncheckable"


def test_two_checks_go_under_one_draft_and_a_term_may_be_days(drawn: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    same = [check for check in drawn.checks["320600"] if drawn.row(spot_checks, check)["body"] == same_body(drawn)][:2]
    for check in same:
        drawn.begin(check, "wuhao", "2023-10-20")
    drawn.script.flush()
    form = {**FAIL, "due_on": "", "days": "30"}
    assert send(client, f"/regulator/checks/{same[0]}/conclude", three(), **form).status_code == 303
    draft = drawn.values(reminders.c.id)[0]
    assert f'value="reminder:{draft}"' in client.get(f"/regulator/checks/{same[1]}").text
    form["measure"] = f"reminder:{draft}"
    assert send(client, f"/regulator/checks/{same[1]}/conclude", three(), **form).status_code == 303
    assert drawn.count(reminders) == 1 and drawn.count(reminder_checks) == 2
    assert drawn.values(rectifications.c.term) == ["30 day", "30 day"]


def test_the_term_stands_on_the_notice_before_it_is_served_and_beside_its_day_afterwards(
    drawn: Campaign, begun: str, signed_in: SignedIn
) -> None:
    client = signed_in("wuhao")
    form = {**FAIL, "due_on": "", "days": "30"}
    assert send(client, f"/regulator/checks/{begun}/conclude", three(), **form).status_code == 303
    url, term = f"/regulator/rectify/{drawn.values(rectifications.c.id)[0]}", "送达之日起 30 日（送达次日起算）"
    assert term in words(client.get(url)) and term in words(client.get(f"/regulator/checks/{begun}"))
    for act in ("issue", "serve"):
        assert send(client, f"{url}/{act}", **{f"on_{act}": "2023-10-27"}).status_code == 303
    facts = client.get(url).text.split("整改期限</dt>")[1].split("</dd>")[0]
    assert term in facts and "2023 年 11 月 27 日" in facts  # the 26th is a Sunday


def same_body(drawn: Campaign) -> str:
    bodies = [drawn.row(spot_checks, check)["body"] for check in drawn.checks["320600"]]
    return max(bodies, key=bodies.count)


def test_a_missing_cell_is_filled_with_a_reason_and_the_register_stays(drawn: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    check = next(c for c in drawn.checks["320600"] if not drawn.row(spot_checks, c)["certificate_no"])
    url, before = f"/regulator/checks/{check}", drawn.values(register_rows.c.certificate_no)
    assert 'id="f-certificate_no"' in client.get(url).text
    answer = send(client, f"{url}/amend/certificate_no", certificate_no="", reason_certificate_no="")
    assert answer.status_code == 422 and "还没有写理由" in answer.text and "还没有填「认证证书编号」" in answer.text
    good = send(client, f"{url}/amend/certificate_no", certificate_no="90123ip1r0m", reason_certificate_no="原件核对")
    assert good.status_code == 303 and drawn.row(spot_checks, check)["certificate_no"] == "90123IP1R0M"
    assert drawn.values(register_rows.c.certificate_no) == before
    assert "补正名录栏目 吴昊：原件核对" in words(client.get(url))


def test_a_failed_check_without_a_problem_is_not_concluded(drawn: Campaign, begun: str, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/checks/{begun}"
    answer = send(client, f"{url}/conclude", three(), **{**FAIL, "ref": "", "problem": ""})
    assert answer.status_code == 422 and 'href="#f-problems"' in answer.text and "还没有写发现的问题" in answer.text
    assert drawn.row(spot_checks, begun)["state"] == "begun"
    assert send(client, f"{url}/conclude", three(), **FAIL).status_code == 303


def test_a_slight_problem_needs_its_note(drawn: Campaign, begun: str, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/checks/{begun}"
    slight = {**FAIL, "step": "slight", "severity": "slight"}
    answer = send(client, f"{url}/conclude", three(), **{**slight, "note": ""})
    assert answer.status_code == 422 and 'href="#f-note"' in answer.text
    assert send(client, f"{url}/conclude", three(), **{**slight, "note": "当场改好"}).status_code == 303


def test_a_fourth_problem_has_its_line(drawn: Campaign, signed_in: SignedIn, begun: str) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{begun}"
    assert client.get(path).text.count('name="problem"') == 3
    texts = ["图纸外发没有登记", "保密协议过期", "台账缺三个月"]
    form = {**FAIL, "ref": ["7.6", "7.6", "7.4"], "problem": texts, "severity": [""] * 3, "more": "1"}
    answer = press(client, f"{path}/conclude", three(), **form)
    assert answer.status_code == 200 and "Asks" not in answer.headers
    assert answer.text.count('name="problem"') > 3 and all(f'value="{text}"' in answer.text for text in texts)
    assert drawn.row(spot_checks, begun)["state"] == "begun"
    del form["more"]
    many = {"problem": [*texts, "档案没有归档", "培训没有记录"], "ref": [""] * 5, "severity": [""] * 5}
    assert send(client, f"{path}/conclude", three(), **{**form, **many}).status_code == 303
    with drawn.database.reading() as connection:
        assert len(get_spot_check(connection, begun)["problems"]) == 5


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"measure": "", "fed_back_on": "2023-12-01"}, {"measure", "fed_back_on"}),
        ({"due_on": "2023-02-31", "measure": "", "fed_back_on": ""}, {"due_on", "measure", "fed_back_on"}),
        ({"problem": "", "measure": "", "fed_back_on": "2023-12-01"}, {"problems", "measure", "fed_back_on"}),
        ({"step": "", "fed_back_on": "2023-12-01"}, {"step", "fed_back_on"}),
        ({"step": "", "severity": "ordinary", "due_on": "", "measure": ""}, {"step", "due_on", "measure"}),
    ],
)
def test_all_that_is_wrong_with_a_conclusion_is_told_at_once(
    begun: str, signed_in: SignedIn, changed: dict[str, str], fields: set[str]
) -> None:
    answer = send(signed_in("wuhao"), f"/regulator/checks/{begun}/conclude", three(), **{**FAIL, **changed})
    box = answer.text.split('id="problems"')[1].split("</ul>")[0]
    assert answer.status_code == 422 and set(re.findall(r'href="#f-(\w+)"', box)) == fields


def test_a_certificate_of_2013_that_outlived_its_edition_is_to_be_found(
    app: Flask, drawn: Campaign, signed_in: SignedIn
) -> None:
    """regulator.md 3.8; a company that was visited while the edition stood is not said to have done wrong later."""
    seen, later = drawn.checks["320600"][:2]
    drawn.begin(seen, "wuhao", "2023-10-20")
    drawn.script.flush()
    said = "2025-12-31 以后应当已经换版、暂停或者撤销"

    def told(day: str, check: str) -> bool:
        app.extensions["clock"] = Clock(f"{day}T02:00:00.000Z")
        return said in signed_in("wuhao").get(f"/regulator/checks/{check}").text

    assert drawn.row(spot_checks, later)["standard"] == drawn.row(spot_checks, seen)["standard"] == "GB/T 29490-2013"
    assert (told("2023-10-27", later), told("2025-12-31", later), told("2026-01-01", later)) == (False, False, True)
    assert not told("2026-01-01", seen)
