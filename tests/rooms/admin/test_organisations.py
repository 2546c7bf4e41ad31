"""Organisations are the operator's business."""

import pytest

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import people
from audit_app.store.db import Database
from tests.rooms.conftest import SignedIn

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


def test_a_city_office_is_under_its_province(signed_in: SignedIn, database: Database) -> None:
    sent = form(kind="city_office", code="329900", name="某市知识产权局", parent=known_id("320000"), region="329900")
    assert signed_in("operator").post(AT, data=sent).status_code == 303
    with database.reading() as connection:
        assert people.get_organisation_by_code(connection, "329900")["parent_id"] == known_id("320000")


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
