"""Organisations are the operator's business."""

import re

import pytest

from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.rules.permits import Actor
from audit_app.store import people
from audit_app.store.db import Database
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree

AT = "/admin/organisations"


def form(**changed: str) -> dict[str, str]:
    return {
        "op": ids.new_id(),
        "kind": "body",
        "code": "NB",
        "name": "宁标认证（示例）",
        "approval_no": "CNCA-R-2099-904",
    } | changed


def test_a_body_is_added_and_gets_people(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("operator")
    assert client.post(AT, data=form()).location == AT
    assert "宁标认证（示例）" in client.get(AT).text
    with database.reading() as connection:
        row = people.get_organisation_by_code(connection, "NB")
    assert row["kind"] == "body" and row["approval_no"] == "CNCA-R-2099-904"
    assert "还没有人员" in client.get(f"/admin/people?organisation={row['id']}").text


def test_a_city_office_is_under_its_province_in_a_region_of_its_own(signed_in: SignedIn, database: Database) -> None:
    sent = form(kind="city_office", code="329900", name="某市知识产权局", parent=known_id("320000"), region="329900")
    client = signed_in("operator")
    assert "不在列表里" in client.post(AT, data=sent).text
    assert "已经有市知识产权局用" in client.post(AT, data=sent | {"op": ids.new_id(), "region": "321200"}).text
    free = {"op": ids.new_id(), "was-region": "321200", "region": "320000", "reason": "只为了空出这个区划来"}
    assert client.post(f"{AT}/{known_id('321200')}/correct", data=free).status_code == 422


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"kind": ""}, "kind", "请选择类别"),
        ({"name": ""}, "name", "还没有写名称"),
        ({"code": " "}, "code", "还没有写代号"),
        ({"code": "JX"}, "code", "「JX」已经用过"),
        ({"code": "江 信"}, "code", "代号只能有字母"),
        ({"uscc": "123"}, "uscc", "信用代码"),
        ({"parent": known_id("nothing")}, "parent", "没有找到"),
    ],
)
def test_a_mistake_stands_beside_its_field(
    signed_in: SignedIn, database: Database, changed: dict[str, str], field: str, said: str
) -> None:
    page = signed_in("operator").post(AT, data=form(**changed))
    assert page.status_code == 422 and said in page.text and f'href="#f-{field}"' in page.text
    with database.reading() as connection:
        assert people.get_organisation_by_code(connection, "NB") is None


def test_a_double_click_is_one_organisation(signed_in: SignedIn, database: Database) -> None:
    client, sent = signed_in("operator"), form()
    before = client.get(AT).text.count("<tr data-keys-item>")
    assert [client.post(AT, data=sent).status_code for _ in range(2)] == [303, 303]
    assert client.get(AT).text.count("<tr data-keys-item>") == before + 1


@pytest.mark.parametrize("account", ["fengjie", "wuhao", "zhoumin"])
def test_nobody_else_may(signed_in: SignedIn, account: str) -> None:
    client = signed_in(account)
    assert client.get(AT).status_code == client.post(AT, data=form()).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"), [({"region": "320500"}, "region"), ({"parent": known_id("320000")}, "parent")]
)
def test_a_body_has_no_region_and_no_office_above(signed_in: SignedIn, changed: dict[str, str], field: str) -> None:
    page = signed_in("operator").post(AT, data=form(**changed))
    assert page.status_code == 422 and f'id="f-{field}-err"' in page.text and "其他单位请选「不选」" in page.text


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "江信 认证（示例）"},
        {"kind": "province_office", "name": "江苏省局", "region": "320000", "code": "JS-2", "approval_no": ""},
    ],
)
def test_one_that_would_be_taken_for_another_is_asked_about(signed_in: SignedIn, changed: dict[str, str]) -> None:
    client = signed_in("operator")
    question = client.post(AT, data=form(**changed))
    assert "Asks" in question.headers and "已经有相同的单位" in question.text
    assert "江苏省局" not in client.get(AT).text and " · NB" not in client.get(AT).text
    assert agree(client, question).location == AT
    page = client.get(AT).text
    assert "江苏省局" in page or ("江信 认证（示例） · NB" in page and "江信认证（示例） · JX" in page)


def test_every_history_of_an_organisation_speaks_in_words(signed_in: SignedIn, database: Database) -> None:
    nantong = known_id("320600")
    staff = [{"id": ids.new_id(), "name": "钱一", "card_no": "K1", "unit": "局", "recusals": []}]
    actor = Actor(known_id("wuhao"), nantong, "city_office", frozenset({"city"}), "吴昊")
    done = apply(database, make("inspectors.import", nantong, {"inspectors": staff}), actor, "2023-10-27T02:00:00.000Z")
    assert done.outcome == "done", done
    page = signed_in("operator").get(f"{AT}/{nantong}/correct").text
    assert "导入检查人员" in page and "inspectors.import" not in page


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"kind": "city_office", "name": "", "code": "JX", "uscc": "91320594MA1WRG7D6Y"}, {"name", "code", "region", "parent", "uscc"}),
        ({"kind": "", "code": "JX", "uscc": "1"}, {"kind", "code", "uscc"}),
    ],
)  # fmt: skip
def test_everything_wrong_is_said_in_one_answer(signed_in: SignedIn, changed: dict[str, str], fields: set[str]) -> None:
    page = signed_in("operator").post(AT, data=form(**changed)).text
    box = page.split('id="problems"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#f-(\w+)"', box)) == fields


NUMBER = {"approval_no": "CNCA-R-2099-904", "uscc": "91320594MA1WRG7D6D"}


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("body", {"approval_no": "cnca-r-2099-904 "}, "认证机构批准号"),
        ("company", {"approval_no": "", "uscc": "91320594ma1wrg7d6d"}, "统一社会信用代码"),
    ],
)
def test_one_number_given_to_two_is_asked_about(
    signed_in: SignedIn, database: Database, kind: str, changed: dict[str, str], said: str
) -> None:
    client = signed_in("operator")
    assert client.post(AT, data=form(**NUMBER)).location == AT
    sent = form(**({"kind": kind, "code": "ZQ", "name": "另一家（示例）"} | changed))
    question = client.post(AT, data=sent)
    assert "Asks" in question.headers and "宁标认证（示例）" in question.text and said in question.text
    with database.reading() as connection:
        assert people.get_organisation_by_code(connection, sent["code"]) is None
    assert agree(client, question).location == AT
    with database.reading() as connection:
        assert people.get_organisation_by_code(connection, sent["code"])["name"] == "另一家（示例）"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("approval_no", "CNCA-R-2099-904", "认证机构批准号"),
        ("uscc", "91320594MA1WRG7D6D", "统一社会信用代码"),
        ("name", "宁标认证 （示例）", "名称"),
    ],
)
def test_a_correction_that_makes_two_alike_is_asked_about(
    signed_in: SignedIn, database: Database, field: str, value: str, said: str
) -> None:
    client = signed_in("operator")
    first, second = form(**NUMBER), form(code="ZQ", name="另一家（示例）", approval_no="")
    assert [client.post(AT, data=one).location for one in (first, second)] == [AT, AT]
    with database.reading() as connection:
        row = people.get_organisation_by_code(connection, "ZQ")
    at = f"{AT}/{row['id']}/correct"
    sent = {"op": ids.new_id(), f"was-{field}": row[field] or "", field: value, "reason": "建立时写错了，按批准书改"}
    question = client.post(at, data=sent)
    assert "Asks" in question.headers and "宁标认证（示例）" in question.text and said in question.text
    with database.reading() as connection:
        assert people.get_organisation(connection, row["id"]) == row
    assert agree(client, question).location == AT
    with database.reading() as connection:
        assert people.get_organisation(connection, row["id"])[field] == value


@pytest.mark.parametrize("code", ["nb", "ＮＢ", "Nb"])
def test_a_code_like_another_one_is_refused_beside_its_field(
    signed_in: SignedIn, database: Database, code: str
) -> None:
    client = signed_in("operator")
    assert client.post(AT, data=form()).location == AT
    answer = client.post(AT, data=form(code=code, name="另一家（示例）", approval_no=""))
    assert answer.status_code == 422 and 'id="f-code-err"' in answer.text and "NB" in answer.text
    assert client.post(AT, data=form(code="ZQ", name="另一家（示例）", approval_no="")).location == AT
    with database.reading() as connection:
        row = people.get_organisation_by_code(connection, "ZQ")
    sent = {"op": ids.new_id(), "was-code": "ZQ", "code": code, "reason": "建立时写错了，按批准书改"}
    answer = client.post(f"{AT}/{row['id']}/correct", data=sent)
    assert answer.status_code == 422 and 'id="f-code-err"' in answer.text
    with database.reading() as connection:
        assert people.get_organisation(connection, row["id"])["code"] == "ZQ"


def test_a_correction_that_leaves_them_apart_is_not_asked_about(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("operator")
    assert client.post(AT, data=form()).location == AT
    with database.reading() as connection:
        row = people.get_organisation_by_code(connection, "NB")
    sent = {"op": ids.new_id(), "was-approval_no": row["approval_no"], "approval_no": "CNCA-R-2099-905", "reason": ""}
    assert client.post(f"{AT}/{row['id']}/correct", data=sent).location == AT


@pytest.mark.parametrize(("field", "word"), [("name", "同上"), ("short_name", "无"), ("approval_no", "见附件")])
def test_a_word_that_is_no_name_is_told_beside_its_field(signed_in: SignedIn, field: str, word: str) -> None:
    client = signed_in("operator")
    answer = client.post(AT, data=form(**{field: word}))
    assert answer.status_code == 422 and f"这里写的是「{word}」" in answer.text and f'id="f-{field}-err"' in answer.text
    at = f"{AT}/{known_id('JX')}/correct"
    kept = client.get(at).text
    sent = {"op": ids.new_id(), f"was-{field}": "", field: word, "reason": "照批准书写的，原来写错了"}
    answer = client.post(at, data=sent)
    assert answer.status_code == 422 and f"这里写的是「{word}」" in answer.text and word not in kept
