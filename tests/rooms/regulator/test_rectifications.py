"""/regulator/rectify and its page: the list has one truth, acts follow the machine, history is told."""

import re

import pytest

from audit_app.store.tables import rectifications
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words


def ids_on(page: str) -> list[str]:
    return re.findall(r'<td class="nm"><a href="/regulator/rectify/([^"]+)"', page)


def test_the_filters_add_up_and_late_is_a_filter(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    pages = {
        name: client.get(f"/regulator/rectify{query}").text
        for name, query in (("all", ""), ("late", "?late=1"), ("going", "?show=going"), ("done", "?show=done"))
    }
    assert ids_on(pages["late"]) == [told.late] and ids_on(pages["going"]) == [told.going]
    assert ids_on(pages["done"]) == [told.done] and sorted(ids_on(pages["all"])) == sorted(
        [told.late, told.going, told.done]
    )
    for words_ in ("全部 3", "逾期 1", "整改中 1", "已完成 1", "逾期 12 天"):
        assert words_ in pages["all"], words_


def test_the_province_sees_all_cities_and_may_choose_one(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    assert len(ids_on(client.get("/regulator/rectify").text)) == told.count(rectifications) == 4
    assert ids_on(client.get("/regulator/rectify?city=320500").text) == [told.other]


def test_nothing_to_rectify_is_said(opened: Campaign, signed_in: SignedIn) -> None:
    assert "没有限期整改" in signed_in("wuhao").get("/regulator/rectify").text


def test_a_rectification_goes_its_way_with_history(told: Campaign, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/rectify/{told.late}"
    assert "逾期 12 天" in client.get(url).text and f"{url}/close" not in client.get(url).text
    assert send(client, f"{url}/respond", on_respond="2023-10-20").status_code == 303
    assert send(client, f"{url}/return", reason_return="").status_code == 422
    assert send(client, f"{url}/return", reason_return="缺保密制度").status_code == 303
    assert "缺保密制度" in client.get(url).text
    for act in ("respond", "recheck", "close"):
        assert send(client, f"{url}/{act}", **{f"on_{act}": "2023-10-27"}).status_code == 303
    assert told.row(rectifications, told.late)["state"] == "closed"
    page = words(client.get(url))
    assert "已完成" in page and "退回补充 吴昊：缺保密制度" in page


@pytest.mark.parametrize(("until", "code"), [("2023-11-30", 303), ("2023-10-01", 422), ("", 422)])
def test_an_extension_needs_a_later_day_and_a_reason(
    told: Campaign, signed_in: SignedIn, until: str, code: int
) -> None:
    client, url = signed_in("wuhao"), f"/regulator/rectify/{told.late}"
    assert send(client, f"{url}/extend", until=until, reason_extend="等设备到货以后再整改").status_code == code
    assert (told.row(rectifications, told.late)["due_on"] == "2023-11-30") is (code == 303)
    assert ("逾期 12 天" in client.get(url).text) is (code == 422)


def test_an_act_out_of_order_is_refused_with_a_sentence(told: Campaign, signed_in: SignedIn) -> None:
    answer = send(signed_in("wuhao"), f"/regulator/rectify/{told.going}/close", on_close="2023-10-27")
    assert answer.status_code == 422 and "不能「关闭」" in answer.text
