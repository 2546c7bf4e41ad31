"""/regulator/campaigns/<k>/draw: freeze and draw together, seal, and no way back."""

from datetime import date
from typing import Any

import pytest

from audit_app.rules import ids
from audit_app.rules.draw import draw
from audit_app.store import registers
from audit_app.store.tables import city_rounds, draws, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words

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
    assert "12 家，有效 11 家，注销 1 家" in page and "今天可抽" in page and "3 人" in page
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


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
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
