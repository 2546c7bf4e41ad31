"""无法检查 → 替换: the desk names who comes, one press opens that check, and every count follows."""

import html
import json
import re
from datetime import date

import pytest

from audit_app.rules.campaign import counted
from audit_app.rules.draw import draw
from audit_app.store.registers import get_draw, put_inspectors
from audit_app.store.tables import city_rounds, inspectors, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, conclusion_read, register_of, send, staff_of, words

WHY = "写错了企业，停产的是另一家"


@pytest.fixture
def gone(told: Campaign) -> str:
    """The fifth of 南通 could not be checked."""
    return told.checks["320600"][4]


def next_in(told: Campaign, gone: str) -> str:
    """The name of the reserve's first of the same stratum, from the file, the day and the seed alone."""
    row = told.row(spot_checks, gone)
    with told.database.reading() as connection:
        on = get_draw(connection, row["round_id"])["drawn_on"]
    again = draw(register_of("320600"), 6, "T1", date.fromisoformat(on), ["district"], staff_of("320600"))
    return next(one.name for one in again.reserve if one.stratum == row["stratum"])


def test_who_comes_is_named_and_one_press_opens_the_check(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    client, url, name = signed_in("wuhao"), f"/regulator/checks/{gone}", next_in(told, gone)
    page = client.get(url)
    assert f"备选名单的下一家 {name}" in words(page) and f"{url}/replace" in page.text
    named = re.search(r"备选名单的下一家.*?检查人员 (.*?) 企业和检查人员都由", words(page))
    assert send(client, f"{url}/replace").status_code == 303
    came = told.values(spot_checks.c.id, spot_checks.c.name == name)[0]
    assert (told.row(spot_checks, gone)["state"], told.row(spot_checks, came)["position"]) == ("replaced", 7)
    after, new = client.get(url), client.get(f"/regulator/checks/{came}")
    assert f"/regulator/checks/{came}" in after.text and f"{url}/replace" not in after.text
    assert "替换无法检查的 " + told.row(spot_checks, gone)["name"] in words(new)
    # the two who were announced are the two who go
    assert named and re.sub(r"\s", "", named[1]) in re.sub(r"\s", "", words(new))


def test_too_few_of_the_draws_own_list_is_told_with_the_way_out(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    """Nobody who is added to the office's list is sent by a replacement; a supplement sends them."""
    client, url, name = signed_in("wuhao"), f"/regulator/checks/{gone}", next_in(told, gone)
    coming = next(one["uscc"] for one in register_of("320600") if one["name"] == name)
    with told.database.writing() as connection:
        connection.execute(inspectors.update().values(recusals=json.dumps([coming])))
    page = client.get(url)
    assert "抽取（补抽）那天名单里的检查人员" in words(page) and "请补充检查人员" not in words(page)
    assert f"可派去「{name}」的只有 0 名" in words(page) and f"{url}/replace" not in page.text
    way = re.search(r'href="(/regulator/campaigns/T1/supplement[^"]*)"', page.text)
    assert way and client.get(html.unescape(way[1])).status_code == 200
    refused = send(client, f"{url}/replace")
    assert refused.status_code == 422 and "可以在抽取记录里补抽" in words(refused)


def order_after(told: Campaign, gone: str) -> list[tuple[str, str]]:
    """Code and name of whoever would come, after 0, 1, 2 … of the reserve are taken by a supplement."""
    row = told.row(spot_checks, gone)
    with told.database.reading() as connection:
        on = get_draw(connection, row["round_id"])["drawn_on"]
    again = draw(register_of("320600"), 6, "T1", date.fromisoformat(on), ["district"], staff_of("320600"))
    left = [again.reserve[taken:] for taken in range(len(again.reserve))]
    comes = [next((one for one in rest if one.stratum == row["stratum"]), rest[0]) for rest in left]
    return [(one.uscc, one.name) for one in comes]


def recuse(told: Campaign, codes: list[str]) -> None:
    with told.database.writing() as connection:
        connection.execute(inspectors.update().values(recusals=json.dumps(codes)))


def test_how_many_a_supplement_costs_is_said_before(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    client, url, order = signed_in("wuhao"), f"/regulator/checks/{gone}", order_after(told, gone)
    barred, free = order[0][0], next(place for place, one in enumerate(order) if one[0] != order[0][0])
    recuse(told, [barred])
    page = client.get(url)
    assert f"要先补抽 {free} 家，才轮到「{order[free][1]}」来替换" in words(page)
    way = re.search(r'href="(/regulator/campaigns/T1/supplement[^"]*)"', page.text)
    assert way and f'value="{free}"' in client.get(html.unescape(way[1])).text
    new = [
        {**staff_of("320600")[0], "id": f"new{n}", "name": f"新人{n}", "card_no": f"320600777{n}", "user": None}
        for n in (1, 2)
    ]
    with told.database.writing() as connection:
        put_inspectors(connection, told.row(spot_checks, gone)["organisation_id"], new)
    reason = "当天名单里的人都要回避下一家"
    sent = send(client, "/regulator/campaigns/T1/supplement", count=str(free), reason=reason)
    assert sent.status_code == 303
    assert f"备选名单的下一家 {order[free][1]}" in words(client.get(url))


def test_where_no_supplement_helps_it_says_so(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/checks/{gone}"
    recuse(told, [code for code, _name in order_after(told, gone)])
    page = client.get(url)
    assert "补抽多少家也不能替换" in words(page) and "/supplement" not in page.text.partition('id="replace"')[2]


def test_the_same_press_twice_brings_one_company(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    client, op = signed_in("wuhao"), "01890a5d-ac96-774b-bcce-b302099a8057"
    for _twice in range(2):
        assert send(client, f"/regulator/checks/{gone}/replace", op).status_code == 303
    assert len(told.values(spot_checks.c.id, spot_checks.c.round_id == told.round("320600"))) == 7
    again = send(client, f"/regulator/checks/{gone}/replace")
    assert again.status_code == 422 and "已替换" in again.text


def test_a_page_left_behind_says_who_did_what(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    """Not that a reason is missing: the form asks for none."""
    client, url = signed_in("wuhao"), f"/regulator/checks/{gone}"
    back = {"reason_take_back": WHY, "was_taken_back": conclusion_read(client, url)}
    assert send(client, f"{url}/take-back", **back).status_code == 303
    late = send(client, f"{url}/replace")
    said = words(late)
    assert late.status_code == 422 and 'href="#f-replace"' in late.text and 'id="f-replace"' in late.text
    assert re.search(r"没有替换：这一家现在是「(?!无法检查).+?」，替换的只是「无法检查」的。", said), said
    assert re.search(r"10-27 10:42，吴昊办了「收回无法检查」", said) and "还没有写理由" not in said


def test_of_two_who_replace_the_second_is_told_who_did(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    client, url = signed_in("wuhao"), f"/regulator/checks/{gone}"
    assert send(client, f"{url}/replace").status_code == 303
    assert "吴昊办了「替换」" in words(send(client, f"{url}/replace"))


def test_only_the_office_replaces_and_only_what_could_not_be_checked(
    told: Campaign, gone: str, signed_in: SignedIn
) -> None:
    for account in ("zhoumin", "qianlei"):
        assert "用下一家替换" not in signed_in(account).get(f"/regulator/checks/{gone}").text
        assert send(signed_in(account), f"/regulator/checks/{gone}/replace").status_code == 403
    assert send(signed_in("suzhou"), f"/regulator/checks/{gone}/replace").status_code == 404
    for other in told.checks["320600"][:4]:
        assert "用下一家替换" not in signed_in("wuhao").get(f"/regulator/checks/{other}").text
        assert send(signed_in("wuhao"), f"/regulator/checks/{other}/replace").status_code == 422


def test_record_lists_and_counts_follow(told: Campaign, gone: str, signed_in: SignedIn) -> None:
    client, name = signed_in("wuhao"), next_in(told, gone)
    assert "已抽查 + 无法检查 1 4 / 3 家" in words(client.get("/regulator"))
    assert "8 家 + 无法检查 1" in words(signed_in("zhoumin").get("/regulator"))
    send(client, f"/regulator/checks/{gone}/replace")
    record = client.get("/regulator/campaigns/T1/draw")
    drawn, replaced = record.text.split('id="replacements"')
    old = told.row(spot_checks, gone)["name"]
    assert name not in drawn and old in drawn and drawn.count("/regulator/checks/") == 6
    assert f"7 {name}" in words_of(replaced) and f"5 {old}" in words_of(replaced)
    listed = words(client.get("/regulator/campaigns/T1"))
    assert f"7 {name}" in listed and "已替换" in listed
    # still one that could not be checked, in the overview and as a row of 附件 3
    assert "无法检查 1" in words(client.get("/regulator"))
    table = words(client.get("/regulator/campaigns/T1/summary"))
    assert old in table and name not in table


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_rule_pack_may_let_the_uncheckable_count_but_never_the_replaced() -> None:
    some = [("complete", "meets"), ("complete", "not_met"), ("uncheckable", "uncheckable"), ("replaced", "uncheckable")]
    assert counted([*some, ("begun", None)]) == 2
    assert counted([*some, ("begun", None)], uncheckable_counts=True) == 3


@pytest.mark.parametrize("state", ["reported", "accepted"])
def test_nothing_is_offered_that_the_state_of_the_table_refuses(
    told: Campaign, gone: str, signed_in: SignedIn, state: str
) -> None:
    """After 报送 and 接收 no company comes for another, and none is notified, begun or concluded."""
    client = signed_in("wuhao")
    told.change(city_rounds, told.round("320600"), state=state)
    page = client.get(f"/regulator/checks/{gone}")
    assert "用下一家替换" not in page.text and "备选名单的下一家" not in words(page)
    assert send(client, f"/regulator/checks/{gone}/replace").status_code == 422
    sixth = told.checks["320600"][5]
    for of, act in (("drawn", "approve"), ("approved", "notify"), ("notified", "begin"), ("begun", "conclude")):
        told.change(spot_checks, sixth, state=of)
        shown = client.get(f"/regulator/checks/{sixth}").text
        assert f"/regulator/checks/{sixth}/{act}" not in shown and f"/regulator/checks/{sixth}/conclude" not in shown, (
            of
        )
