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
    assert main.split('id="drawn"')[1].split("</table>")[0].count("<tr>") == 1 + 6
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
        assert "第 1 次抽取时的检查人员名单，3 人" in page
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
    page = press(client, at, reason="", quota="2", on="2023-12-01", seed="", strata=["district"], because="太少")
    box = page.text.split('id="problems"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#f-(\w+)"', box)) == {"reason", "on", "seed", "because"}


def test_only_the_draw_that_pins_the_register_says_so(opened: Campaign, signed_in: SignedIn) -> None:
    opened.bring("320600")
    client, at = signed_in("wuhao"), "/regulator/campaigns/T1"
    form = {"quota": "6", "on": "2023-10-27", "seed": "种子", "strata": ["district"]}
    first = press(client, f"{at}/draw", [ids.new_id(), ids.new_id()], register=known_id("T1 register 320600"), **form)
    assert "名录就此确定" in words(first)
    assert agree(client, first).status_code == 303
    again = press(client, f"{at}/redraw", reason="第一次的种子没有事先公布，重抽", **form)
    assert "名录就此确定" not in words(again) and "名录已经确定，仍用这一份" in words(again)


def new_list(told: Campaign, *cards: str) -> None:
    """The office imports a list of other people of one name."""
    staff = [
        {"id": known_id(f"T new {card}"), "name": "同名人", "card_no": card, "unit": "", "recusals": [], "user": None}
        for card in cards
    ]
    told.script.do("wuhao", "inspectors.import", known_id("320600"), {"inspectors": staff, "agreed": []})
    told.script.flush()


def test_page_question_and_record_name_the_list_that_they_are_drawn_from(told: Campaign, signed_in: SignedIn) -> None:
    """A list imported since the draw sends nobody to its companies; a supplement uses it, and says so."""
    client, gone = signed_in("wuhao"), told.checks["320600"][4]
    at_draw = registers_of(told)["inspectors"]
    new_list(told, "苏F0091", "苏F0092")
    page = words(client.get(f"/regulator/checks/{gone}"))
    named = page.split("备选名单的下一家")[1].split("企业和检查人员都由")[0]
    assert "同名人" not in named and "不在现在的检查人员名单里，仍按抽取时的名单派" in named
    question = press(client, f"/regulator/checks/{gone}/replace")
    assert "不在现在的检查人员名单里" in words(question) and "同名人" not in words(question)
    assert agree(client, question).status_code == 303
    path = "/regulator/campaigns/T1/supplement"
    assert "检查人员按今天的名单派，2 人" in words(client.get(path))
    question = press(client, path, count="1", reason="省局要求本市增加一家企业")
    assert "检查人员按今天的名单派，2 人" in words(question)
    assert agree(client, question).status_code == 303
    record = words(client.get(PAGE))
    staff = record.split(f"抽取时的检查人员名单，{len(at_draw)} 人")[-1].split("第 1 次补抽当天的检查人员名单，2 人")[0]
    assert all(one["card_no"] in staff for one in at_draw) and "同名人" not in staff
    assert "检查人员按补抽当天的名单派，2 人" in record
    # two of one name are two people
    load = record.split("每人家数")[1]
    assert "同名人（苏F0091） 1 家" in load and "同名人（苏F0092） 1 家" in load


def test_the_record_says_which_of_the_reserve_have_been_used(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    assert "备选名单，按顺序 5 家" in words(client.get(PAGE)) and "已用" not in words(client.get(PAGE))
    send(client, "/regulator/campaigns/T1/supplement", count="1", reason="省局要求本市增加企业")
    send(client, f"/regulator/checks/{told.checks['320600'][4]}/replace")
    reserve = words(client.get(PAGE)).split("备选名单，按顺序 5 家，已用 2 家，还有 3 家")[-1]
    assert "补抽，第 7 家" in reserve and "替换，第 8 家" in reserve
    assert "备选 3 家" in words(client.get("/regulator/campaigns/T1/supplement"))


@pytest.mark.parametrize("state", ["open", "drawn", "sealed", "checking", "reported", "accepted"])
def test_a_list_may_come_in_at_any_time_and_the_draw_says_what_it_is_for(
    drawn: Campaign, signed_in: SignedIn, state: str
) -> None:
    drawn.change(city_rounds, drawn.round("320600"), state=state)
    page = signed_in("wuhao").get("/regulator/campaigns/T1")
    assert 'name="inspectors"' in page.text and "以后的抽取、重抽和补抽用它" in words(page)


def test_the_question_of_a_draw_says_what_becomes_of_its_list(ready: Campaign, signed_in: SignedIn) -> None:
    question = press(signed_in("wuhao"), PAGE, [ids.new_id(), ids.new_id()], **with_register(ready))
    assert "检查人员名单 3 人随这次抽取留存" in words(question)
