"""A list that says otherwise than what is known: named row by row, and imported only once each difference is agreed to."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from audit_app.demo.script import known_id
from audit_app.store.tables import inspectors, spot_check_inspectors, users
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, register_of, staff_file, staff_of, words
from tests.rooms.regulator.test_register_check import PAGE, hidden, upload


def read(client: FlaskClient, staff: list[dict[str, Any]]) -> TestResponse:
    page = upload(client, "inspectors", staff_file(staff), "人员.csv")
    assert page.status_code == 200, words(page)
    return page


def boxes(page: TestResponse) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'name="agree" value="([^"]*)"', page.text)]


def confirm(client: FlaskClient, page: TestResponse, *agree: str) -> TestResponse:
    return client.post(f"{PAGE}/confirm/inspectors", data={**hidden(page), "agree": list(agree)})


def test_a_known_card_with_another_name_needs_its_tick(drawn: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    assert confirm(client, read(client, staff)).status_code == 303
    names = sorted(drawn.values(spot_check_inspectors.c.name))
    old, card = staff[1]["name"], staff[1]["card_no"]
    staff[1]["name"] = "钱垒"
    page = read(client, staff)
    said = words(page)
    assert f"3 执法证号 {card} 现在是「{old}」，名单写的是「钱垒」" in said and "1 处，逐项勾选才能导入" in said
    refused = confirm(client, page)
    assert refused.status_code == 422 and f"先看执法证号 {card}" in words(refused)
    assert "钱垒" not in drawn.values(inspectors.c.name)
    assert confirm(client, refused, *boxes(refused)).status_code == 303
    assert "钱垒" in drawn.values(inspectors.c.name)
    assert sorted(drawn.values(spot_check_inspectors.c.name)) == names
    assert f"「{old}」" not in words(read(client, staff))


def test_what_was_ticked_stays_ticked_and_each_is_needed(drawn: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    staff[0]["card_no"], staff[1]["name"] = "3206008888", "钱垒"
    page = read(client, staff)
    assert f"「{staff[0]['name']}」现在的执法证号是" in words(page) and len(boxes(page)) == 2
    half = confirm(client, page, boxes(page)[0])
    assert half.status_code == 422 and half.text.count(" checked") == 1
    assert confirm(client, half, *boxes(half)).status_code == 303


def test_smaller_differences_are_said_and_need_no_tick(drawn: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    assert confirm(client, read(client, staff)).status_code == 303
    staff[1]["unit"] = "海门区市场监督管理局"
    gone = staff.pop()
    page = read(client, staff)
    said = words(page)
    assert f"原来的单位是「{staff_of('320600')[1]['unit']}」" in said
    assert f"不再参加抽取（1 人）：{gone['name']}（{gone['card_no']}）" in said and not boxes(page)
    assert confirm(client, page).status_code == 303


def test_a_name_with_a_blank_finds_its_account(opened: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    staff[0]["name"] = "钱　磊"
    page = read(client, staff)
    said = words(page)
    assert "qianlei" in said and "2 姓名 钱‹U+3000›磊 钱磊" in said
    assert confirm(client, page).status_code == 303
    assert known_id("qianlei") in opened.values(inspectors.c.user_id, inspectors.c.name == "钱磊")


def rename(campaign: Campaign, name: str) -> None:
    with campaign.database.writing() as connection:
        connection.execute(users.update().where(users.c.id == known_id("qianlei")).values(name=name))


def linked(campaign: Campaign) -> dict[str, str | None]:
    with campaign.database.reading() as connection:
        return {row.card_no: row.user_id for row in connection.execute(select(inspectors))}


def test_two_of_one_name_share_no_account_and_the_card_that_has_it_keeps_it(
    opened: Campaign, signed_in: SignedIn
) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    owner = next(one for one in staff if one["name"] == "钱磊")
    twin = {**owner, "card_no": "3206000055"}
    page = read(client, [*staff, twin])
    assert words(page).count("名单里不止一个「钱磊」") == (1 if linked(opened).get(owner["card_no"]) else 2)
    assert confirm(client, read(client, staff)).status_code == 303
    page = read(client, [*staff, twin])
    assert words(page).count("名单里不止一个「钱磊」") == 1
    assert confirm(client, page).status_code == 303
    found = linked(opened)
    assert (found[owner["card_no"]], found["3206000055"]) == (known_id("qianlei"), None)


def test_a_name_that_was_corrected_in_the_account_alone_keeps_it(opened: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    assert confirm(client, read(client, staff)).status_code == 303
    card = next(one for one in staff if one["name"] == "钱磊")["card_no"]
    rename(opened, "钱磊磊")
    page = read(client, staff)
    assert "qianlei" in words(page) and confirm(client, page).status_code == 303
    assert linked(opened)[card] == known_id("qianlei")
    next(one for one in staff if one["name"] == "钱磊")["name"] = "钱垒"
    page = read(client, staff)
    assert "原来对应账号「钱磊磊（qianlei）」" in words(page), "whoever loses an account is named"
    assert confirm(client, page, *boxes(page)).status_code == 303
    assert linked(opened)[card] is None


def test_the_list_can_be_changed_before_a_redraw(opened: Campaign, signed_in: SignedIn) -> None:
    opened.draw("320600", 6, seal=False)
    client = signed_in("wuhao")
    assert 'name="inspectors"' in client.get(PAGE).text
    assert "检查人员有变的，先换名单" in client.get(f"{PAGE}/draw").text


def test_a_recusal_ends_by_a_tick_and_a_reason(drawn: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    code = register_of("320600")[0]["uscc"]
    staff[1]["recusals"] = [code]
    assert confirm(client, read(client, staff)).status_code == 303
    staff[1]["recusals"] = []
    page = read(client, staff)
    assert f"「{staff[1]['name']}」现在回避 {code}，名单里没有写" in words(page) and len(boxes(page)) == 1
    bare = confirm(client, page, *boxes(page))
    assert bare.status_code == 422 and "原因太短" in words(bare) and 'id="f-reason"' in bare.text
    said = {**hidden(page), "agree": boxes(page), "reason": "该企业已经注销，原来的利害关系不存在"}
    unticked = client.post(f"{PAGE}/confirm/inspectors", data={**said, **hidden(bare), "agree": []})
    assert unticked.status_code == 422 and said["reason"] in unticked.text
    said |= hidden(unticked)
    assert f'["{code}"]' in drawn.values(inspectors.c.recusals)
    assert client.post(f"{PAGE}/confirm/inspectors", data=said).status_code == 303
    assert f'["{code}"]' not in drawn.values(inspectors.c.recusals)


def test_nobody_is_offered_the_end_of_a_recusal_of_his_own(drawn: Campaign, signed_in: SignedIn) -> None:
    client, staff = signed_in("wuhao"), staff_of("320600")
    with drawn.database.reading() as connection:
        staff[1]["name"] = connection.scalar(select(users.c.name).where(users.c.id == known_id("wuhao")))
    staff[1]["recusals"] = [register_of("320600")[0]["uscc"]]
    page = read(client, staff)
    assert confirm(client, page, *boxes(page)).status_code == 303
    staff[1]["recusals"] = []
    page = read(client, staff)
    assert "是您本人" in words(page) and not boxes(page) and 'id="f-reason"' not in page.text
    said = {**hidden(page), "agree": f"recusal {staff[1]['card_no']} {register_of('320600')[0]['uscc']}"}
    refused = client.post(f"{PAGE}/confirm/inspectors", data={**said, "reason": "该企业已经注销，原来的利害关系不存在"})
    assert refused.status_code == 422 and "不能取消自己的回避" in words(refused)


def test_nor_that_of_an_account_of_his_own_name(drawn: Campaign, signed_in: SignedIn) -> None:
    """The page and the op ask one rule: what the op would refuse has no box."""
    client, staff = signed_in("wuhao"), staff_of("320600")
    code = register_of("320600")[0]["uscc"]
    which = next(one for one in staff if one["name"] == "钱磊")
    which["recusals"] = [code]
    assert confirm(client, read(client, staff)).status_code == 303
    with drawn.database.writing() as connection:
        own = connection.scalar(select(users.c.name).where(users.c.id == known_id("wuhao")))
        connection.execute(users.update().where(users.c.id == known_id("qianlei")).values(name=own))
    which["recusals"] = []
    page = read(client, staff)
    assert "与您同名，现在回避" in words(page) and f"recusal {which['card_no']} {code}" not in boxes(page)
