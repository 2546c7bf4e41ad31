"""/regulator/campaigns/<k>/draw: freeze and draw together, seal, and no way back."""

import re
from datetime import date
from typing import Any

import pytest

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.rules.draw import draw
from audit_app.store import registers
from audit_app.store.tables import city_rounds, draws, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, agree, press, send, words

PAGE = "/regulator/campaigns/T1/draw"
FORM: dict[str, Any] = {"quota": "5", "on": "2023-10-27", "seed": "三个人看着", "strata": "district"}


@pytest.fixture
def ready(opened: Campaign) -> Campaign:
    return opened.bring("320600")


def with_register(ready: Campaign) -> dict[str, Any]:
    with ready.database.reading() as connection:
        known = registers.list_registers(connection, ready.round("320600"))
    return {**FORM, "register": known[0]["id"]}


def test_without_a_register_the_page_says_what_is_missing(opened: Campaign, signed_in: SignedIn) -> None:
    assert "还没有名录" in signed_in("wuhao").get(PAGE).text


def test_the_register_is_told_before_the_draw(ready: Campaign, signed_in: SignedIn) -> None:
    page = words(signed_in("wuhao").get(PAGE))
    assert "12 行，有效 11 行，注销 1 行" in page and "今天可抽" in page and "3 人" in page
    assert "有 4 行没有证书编号" in page


def test_drawing_freezes_draws_and_is_repeatable(ready: Campaign, signed_in: SignedIn) -> None:
    client, op = signed_in("wuhao"), [ids.new_id(), ids.new_id()]
    form = with_register(ready)
    for _twice in range(2):
        assert send(client, PAGE, op, **form).status_code == 303
    assert ready.row(city_rounds, ready.round("320600"))["state"] == "drawn"
    with ready.database.reading() as connection:
        kept = registers.get_draw(connection, ready.round("320600"))
        rows = registers.list_register_rows(connection, form["register"])
        staff = registers.list_inspectors(connection, ready.row(city_rounds, ready.round("320600"))["organisation_id"])
    again = draw(rows, 5, "三个人看着", date(2023, 10, 27), ["district"], staff)
    page = client.get(PAGE).text
    assert kept["register_digest"] == again.register_digest and again.register_digest in page
    codes = ready.values(spot_checks.c.uscc, spot_checks.c.round_id == ready.round("320600"))
    assert sorted(codes) == sorted(one.uscc for one in again.drawn) and len(set(codes)) == 5
    assert all(code in page for code in codes) and "封存" in page
    reserve = page.split('id="reserve"')[1]
    places = [reserve.index(one.uscc) for one in again.reserve]
    assert places == sorted(places) and len(places) == 6 and not any(code in reserve for code in codes)


def test_a_seed_is_kept_as_it_is_printed(ready: Campaign, signed_in: SignedIn) -> None:
    form = {**with_register(ready), "seed": " 种子\u200b１\u202e２３\ufe0f "}
    assert send(signed_in("wuhao"), PAGE, [ids.new_id(), ids.new_id()], **form).status_code == 303
    with ready.database.reading() as connection:
        kept = registers.get_draw(connection, ready.round("320600"))
    assert kept["seed"] == "种子１２３"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"seed": "\u200b"}, "seed", "种子"),
        ({"quota": "99"}, "quota", "抽不出 99 家"),
        ({"quota": "x"}, "quota", "整数"),
        ({"seed": " "}, "seed", "种子"),
        ({"on": "2023-13-01"}, "on", "不是日期"),
        ({"on": "2023-12-01"}, "on", "不能晚于今天"),
        ({"strata": []}, "strata", "分层"),
        ({"strata": "name"}, "strata", ""),
    ],
)
def test_a_refused_draw_freezes_nothing(
    ready: Campaign, signed_in: SignedIn, changed: dict[str, Any], field: str, said: str
) -> None:
    answer = send(signed_in("wuhao"), PAGE, [ids.new_id(), ids.new_id()], **{**with_register(ready), **changed})
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.text and said in answer.text
    assert ready.row(city_rounds, ready.round("320600"))["state"] == "open" and ready.count(draws) == 0


def test_after_the_seal_nothing_can_change(drawn: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    page = client.get(PAGE).text
    main = page.split("<main")[1]
    assert "已封存，名录和结果不能再改" in main and "<form" not in main and "<input" not in main
    assert main.split('id="reserve"')[0].count("<tr>") == 1 + 6
    with drawn.database.reading() as connection:
        before = registers.get_draw(connection, drawn.round("320600"))
    for path in (PAGE, "/regulator/campaigns/T1/seal"):
        answer = send(client, path, **FORM)
        assert answer.status_code == 422 and "已经封存" in answer.text
    with drawn.database.reading() as connection:
        assert registers.get_draw(connection, drawn.round("320600")) == before


def test_the_province_reads_the_record_and_draws_nothing(drawn: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    page = words(client.get(f"{PAGE}?city=320600"))
    assert "双随机抽取记录 · 南通市" in page and "T1" in page and "吴昊" in page
    assert send(client, PAGE, city="320600", **FORM).status_code == 403
    assert send(client, "/regulator/campaigns/T1/seal", city="320600").status_code == 403


WHY = "全市今年只有两家企业持有效证书"


def test_below_the_minimum_the_page_asks_for_a_reason_and_shows_it_for_ever(
    ready: Campaign, signed_in: SignedIn
) -> None:
    """The campaign's minimum is 3."""
    client, form = signed_in("wuhao"), {**with_register(ready), "quota": "2"}
    for because in ("", "太少了"):
        answer = send(client, PAGE, [ids.new_id(), ids.new_id()], **form, because=because)
        assert answer.status_code == 422 and 'href="#f-because"' in answer.text and "少于最低 3 家" in answer.text
    assert ready.count(draws) == 0
    question = press(client, PAGE, [ids.new_id(), ids.new_id()], **form, because=WHY)
    assert f"少于最低 3 家，原因：{WHY}" in words(question)
    agree(client, question)
    send(client, "/regulator/campaigns/T1/seal")
    for page in (PAGE, "/regulator/campaigns/T1"):
        assert WHY in words(client.get(page)) and "最低 3 家" in words(client.get(page))
    assert "少于最低家数" in words(signed_in("zhoumin").get("/regulator/campaigns/T1"))


def test_a_draw_is_drawn_again_with_a_reason_and_both_stay(ready: Campaign, signed_in: SignedIn) -> None:
    client, form = signed_in("wuhao"), with_register(ready)
    assert send(client, PAGE, [ids.new_id(), ids.new_id()], **form).status_code == 303
    first = ready.values(spot_checks.c.name, spot_checks.c.round_id == ready.round("320600"))
    again = {**FORM, "quota": "4", "seed": "另一段公布的文字"}
    path = "/regulator/campaigns/T1/redraw"
    short = send(client, path, **again, reason="重来")
    assert short.status_code == 422 and 'href="#f-reason"' in short.text
    question = press(client, path, **again, reason="种子公布前已有人知道结果")
    assert "前一次抽中的 5 家不再检查" in words(question) and "重抽 4 家" in words(question)
    assert agree(client, question).status_code == 303
    for reader in (client, signed_in("zhoumin")):
        page = words(reader.get(f"{PAGE}?city=320600"))
        assert "第 1 次抽取，5 家，后来重抽" in page and "种子公布前已有人知道结果" in page
        assert all(name in page for name in first) and "另一段公布的文字" in page and "三个人看着" in page
    assert ready.count(spot_checks) == 4
    assert send(client, "/regulator/campaigns/T1/seal").status_code == 303
    assert send(client, path, **again, reason="种子公布前已有人知道结果").status_code == 422


def test_companies_are_added_from_the_reserve_after_the_seal(drawn: Campaign, signed_in: SignedIn) -> None:
    client, path = signed_in("wuhao"), "/regulator/campaigns/T1/supplement"
    reserve = registers_of(drawn)["reserve"]
    question = press(client, path, count="2", reason="省局要求本市增加两家企业")
    assert all(one["name"] in words(question) for one in reserve[:2])
    assert agree(client, question).status_code == 303
    page = words(client.get(PAGE))
    assert "补抽 2 家，按备选名单的顺序" in page and "省局要求本市增加两家企业" in page
    places = drawn.values(spot_checks.c.position, spot_checks.c.round_id == drawn.round("320600"))
    assert sorted(places) == list(range(1, 9))
    wrong = send(client, path, count="99", reason="省局要求本市增加两家企业")
    assert wrong.status_code == 422 and "备选名单只剩" in wrong.text
    assert send(signed_in("zhoumin"), path, city="320600", count="1", reason="省局要求本市增加企业").status_code == 403


def test_a_replacement_after_a_supplement_is_still_told_as_one(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    assert (
        send(client, "/regulator/campaigns/T1/supplement", count="1", reason="省局要求本市增加企业").status_code == 303
    )
    uncheckable = told.checks["320600"][4]
    assert send(client, f"/regulator/checks/{uncheckable}/replace").status_code == 303
    page = client.get(PAGE).text
    replaced = page.split('id="replacements"')[1].split("</section>")[0]
    assert told.row(spot_checks, uncheckable)["name"] in replaced and replaced.count("<tr>") == 2


def registers_of(drawn: Campaign) -> dict[str, Any]:
    with drawn.database.reading() as connection:
        known = registers.get_draw(connection, drawn.round("320600"))
    assert known
    return known


def test_a_redraw_tells_all_that_is_wrong_at_once(opened: Campaign, signed_in: SignedIn) -> None:
    opened.draw("320600", 6, seal=False)
    client, at = signed_in("wuhao"), "/regulator/campaigns/T1/redraw"
    page = press(client, at, reason="短", quota="2", on="2023-10-27", seed="种子", strata=["district"], because="")
    box = page.text.split('id="problems"')[1].split("</ul>")[0]
    assert page.status_code == 422 and set(re.findall(r'href="#f-(\w+)"', box)) == {"reason", "because"}
    page = press(client, at, reason="", quota="2", on="2023-12-01", seed="", strata=["district"], because="")
    box = page.text.split('id="problems"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#f-(\w+)"', box)) >= {"reason", "on", "seed"}


def test_only_the_draw_that_pins_the_register_says_so(opened: Campaign, signed_in: SignedIn) -> None:
    opened.bring("320600")
    client, at = signed_in("wuhao"), "/regulator/campaigns/T1"
    form = {"quota": "6", "on": "2023-10-27", "seed": "种子", "strata": ["district"]}
    first = press(client, f"{at}/draw", [ids.new_id(), ids.new_id()], register=known_id("T1 register 320600"), **form)
    assert "名录就此确定" in words(first)
    assert agree(client, first).status_code == 303
    again = press(client, f"{at}/redraw", reason="第一次的种子没有事先公布，重抽", **form)
    assert "名录就此确定" not in words(again) and "名录已经确定，仍用这一份" in words(again)
