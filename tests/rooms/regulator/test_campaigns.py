"""/regulator/campaigns, /new and /<k>: the list, a new one by the province, and what each office sees of it.

Endpoints: campaigns, new_campaign, open_campaign, campaign.
"""

import re

from flask import Flask
from sqlalchemy import select

from audit_app.rules import ids
from audit_app.store.tables import campaigns, city_rounds
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree
from tests.rooms.regulator.kit import Campaign, send, words

NEW = {
    "code": "T2",
    "title": "2023 年度第二次抽查",
    "year": "2023",
    "basis": "通知",
    "minimum": "30",
    "due_on": "2023-11-30",
    "rule_pack": "jiangsu-2023",
    "term": "30",
    "unit": "day",
}


def test_the_list_says_what_each_asks_for(opened: Campaign, signed_in: SignedIn) -> None:
    page = words(signed_in("zhoumin").get("/regulator/campaigns"))
    assert "T1 2023 年度试点抽查" in page and "3 家/市" in page and "11-30" in page and "新建抽查任务" in page
    city = words(signed_in("wuhao").get("/regulator/campaigns"))
    assert "2023 年度试点抽查" in city and "新建抽查任务" not in city


def test_the_province_opens_one_with_a_round_for_every_city(opened: Campaign, signed_in: SignedIn) -> None:
    client, op = signed_in("zhoumin"), ids.new_id()
    assert 'value="30"' in client.get("/regulator/campaigns/new").text
    for _twice in range(2):
        answer = send(client, "/regulator/campaigns/new", op, **NEW)
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/campaigns/T2")
    assert opened.count(campaigns, campaigns.c.code == "T2") == 1
    with opened.database.reading() as connection:
        wanted = select(city_rounds.c.region).join(campaigns).where(campaigns.c.code == "T2")
        assert len(set(connection.scalars(wanted))) == 13


def test_a_wrong_form_names_each_field_and_writes_nothing(opened: Campaign, signed_in: SignedIn) -> None:
    wrong = {**NEW, "code": "", "due_on": "2023-02-30", "minimum": "0", "rule_pack": "x"}
    answer = send(signed_in("zhoumin"), "/regulator/campaigns/new", **wrong)
    assert answer.status_code == 422
    for name in ("code", "due_on", "minimum", "rule_pack"):
        assert f'href="#f-{name}"' in answer.text and f'id="f-{name}-err"' in answer.text
    box = answer.text.split('id="problems"')[1].split("</ul>")[0]
    assert [one for one in ("还没有写代号</a>", "<b>报送日期</b>", "<b>每市最低家数</b>") if one not in box] == []
    assert 'value="2023 年度第二次抽查"' in answer.text
    taken = send(signed_in("zhoumin"), "/regulator/campaigns/new", **{**NEW, "code": "T1"})
    assert taken.status_code == 422 and "「T1」已经用过" in taken.text
    assert opened.count(campaigns) == 1


def test_a_city_opens_none(opened: Campaign, signed_in: SignedIn) -> None:
    assert signed_in("wuhao").get("/regulator/campaigns/new").status_code == 403
    assert send(signed_in("wuhao"), "/regulator/campaigns/new", **NEW).status_code == 403


def test_the_province_sees_every_citys_round(told: Campaign, signed_in: SignedIn) -> None:
    page = words(signed_in("zhoumin").get("/regulator/campaigns/T1"))
    assert "13 个市" in page and "名录未定 11" in page and "检查中 2" in page and "南通市 检查中 6 4" in page


def test_a_city_sees_its_register_inspectors_and_checks(told: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    page = words(client.get("/regulator/campaigns/T1"))
    for said in ("12 行", "3 人", "钱磊", "已完成 · 未达标准", "已批准", "无法检查"):
        assert said in page, said
    assert page.count("上传并检查") == 1, "another list of inspectors, no other register"
    same = client.get(f"/regulator/campaigns/{told.id}")
    assert words(same) == page.replace("/T1", f"/{told.id}")


def test_the_register_can_be_fixed_before_the_draw(opened: Campaign, signed_in: SignedIn) -> None:
    opened.bring("320600")
    client = signed_in("wuhao")
    page = client.get("/regulator/campaigns/T1").text
    register = page.split('name="register" value="')[1].split('"')[0]
    assert send(client, "/regulator/campaigns/T1/freeze", register=register).status_code == 303
    assert opened.row(city_rounds, opened.round("320600"))["state"] == "frozen"
    again = send(client, "/regulator/campaigns/T1/freeze", register=register)
    assert again.status_code == 422 and "确定名录" in again.text


def test_after_this_years_day_of_reporting_the_next_years_is_proposed(
    opened: Campaign, signed_in: SignedIn, app: Flask
) -> None:
    client = signed_in("zhoumin")
    assert 'value="2023-11-30"' in client.get("/regulator/campaigns/new").text
    app.extensions["clock"].frozen = "2023-12-01T02:00:00.000Z"
    page = signed_in("zhoumin").get("/regulator/campaigns/new").text
    assert 'value="2024-11-30"' in page and 'value="2024"' in page and "2024 年度企业贯标质量抽查" in page


def test_everything_wrong_is_said_in_one_answer(opened: Campaign, signed_in: SignedIn) -> None:
    """A code that is taken and a minimum below the rule without its reason, beside what the page itself finds."""
    wrong = {**NEW, "code": "T1", "title": "", "minimum": "3"}
    page = send(signed_in("zhoumin"), "/regulator/campaigns/new", **wrong).text
    box = page.split('id="problems"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#f-(\w+)"', box)) == {"code", "title", "because"}
    assert opened.count(campaigns) == 1


def test_a_year_that_is_not_that_of_the_name_is_said_at_its_field(opened: Campaign, signed_in: SignedIn) -> None:
    wrong = {**NEW, "title": "2023 年度质量抽查", "year": "2032", "due_on": "2033-11-30"}
    page = send(signed_in("zhoumin"), "/regulator/campaigns/new", **wrong)
    assert page.status_code == 422 and "名称里写的是 2023 年" in page.text.split('id="f-year-err"')[1].split("</p>")[0]


def test_a_second_campaign_of_one_title_and_year_is_asked_about_once(opened: Campaign, signed_in: SignedIn) -> None:
    """Signs that look alike make no other title; another year or title is opened without a question."""
    client, op = signed_in("zhoumin"), ids.new_id()
    assert send(client, "/regulator/campaigns/new", **NEW).status_code == 303
    again = {**NEW, "code": "T3", "title": "2023  年度第二次抽查 "}
    asked = client.post("/regulator/campaigns/new", data={**again, "op": op})
    said = words(asked)
    assert (
        asked.headers["Asks"]
        and "名称、年度相同的抽查任务已经有了" in said
        and "T2 2023 年度第二次抽查 11 月 30 日 周四" in said
    )
    assert opened.count(campaigns) == 2
    for _twice in range(2):
        answer = agree(client, asked)
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/campaigns/T3")
    assert opened.count(campaigns) == 3
    other = {**NEW, "code": "T4", "title": "第二次抽查", "year": "2024", "due_on": "2024-11-30"}
    plain = client.post("/regulator/campaigns/new", data={**other, "op": ids.new_id()})
    assert plain.status_code == 303 and "Asks" not in plain.headers


def test_what_is_wrong_with_a_second_one_is_said_before_the_question(opened: Campaign, signed_in: SignedIn) -> None:
    client = signed_in("zhoumin")
    assert send(client, "/regulator/campaigns/new", **NEW).status_code == 303
    asked = client.post("/regulator/campaigns/new", data={**NEW, "code": "t1", "op": ids.new_id()})
    assert asked.status_code == 422 and "Asks" not in asked.headers and 'id="f-code-err"' in asked.text
