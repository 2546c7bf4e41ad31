"""Corrections at the settings: the old value stays beside the new one, with a reason where somebody has used it."""

import re

import pytest

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import people
from audit_app.store.db import Database
from tests.rooms.conftest import SignedIn
from tests.rooms.reasons import reason_as_said

TAIZHOU = known_id("321200")
AT = f"/admin/organisations/{TAIZHOU}/correct"
PERSON = f"/admin/people/{known_id('chenjing')}"
WHY = "机构改革后名称变了，建立时写的是旧名"


def test_the_page_shows_each_field_with_what_is_kept_and_who_has_used_it(signed_in: SignedIn) -> None:
    roles = {"op": ids.new_id(), "roles": ["inspector"]}
    assert signed_in("wuhao").post(f"/admin/people/{known_id('qianlei')}/roles", data=roles).status_code == 303
    page = signed_in("operator").get(f"/admin/organisations/{known_id('320600')}/correct").text
    assert "更正单位" in page and "321200 泰州市" in page and "320600 南通市" in page
    assert "吴昊" in page and "有人看过，要写" in page and "新建" in page
    assert "320602" not in page, "a city office chooses among the cities"


def test_a_correction_stands_and_is_told_in_the_history(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("operator")
    sent = {"op": ids.new_id(), "was-name": "泰州市知识产权局", "name": "泰州市市场监督管理局", "reason": WHY}
    assert client.post(AT, data=sent).location == "/admin/organisations"
    with database.reading() as connection:
        assert people.get_organisation(connection, TAIZHOU)["name"] == "泰州市市场监督管理局"
    page = client.get(AT).text
    assert "名称：泰州市知识产权局 → 泰州市市场监督管理局" in page and WHY in page


def test_a_reason_is_asked_for_where_the_act_asks(signed_in: SignedIn) -> None:
    """Seen by others or not: page and act say the same of an organisation and of a person."""
    operator, admin = signed_in("operator"), signed_in("fengjie")
    roles = {"op": ids.new_id(), "roles": ["inspector"]}
    assert signed_in("wuhao").post(f"/admin/people/{known_id('qianlei')}/roles", data=roles).status_code == 303
    new = {"kind": "company", "code": "QY-9", "name": "示例企业", "op": ids.new_id()}
    assert operator.post("/admin/organisations", data=new).status_code == 303
    fresh = re.findall(r"/admin/organisations/([0-9a-f-]{36})/correct", operator.get("/admin/organisations").text)
    said = {reason_as_said(operator, f"/admin/organisations/{id}/correct", short_name="改") for id in fresh}
    assert said == {True, False}
    assert reason_as_said(admin, f"{PERSON}/correct", name="陈婧")


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"was-region": "321200", "region": ""}, "region", "不在列表里"),
        ({"was-region": "321200", "region": "320600"}, "region", "已经有市知识产权局用"),
        ({"was-name": "泰州市知识产权局", "name": ""}, "name", "不能为空"),
        ({"was-name": "泰州", "name": "别的名称"}, "name", "别人改过"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    signed_in: SignedIn, changed: dict[str, str], field: str, said: str
) -> None:
    page = signed_in("operator").post(AT, data={"op": ids.new_id(), "reason": WHY, **changed})
    assert page.status_code == 422 and said in page.text and f'href="#f-{field}"' in page.text and WHY in page.text


def test_a_person_is_corrected_with_a_reason(signed_in: SignedIn) -> None:
    admin = signed_in("fengjie")
    sent = {"op": ids.new_id(), "was-name": "陈静", "name": "陈婧", "reason": ""}
    page = admin.post(f"{PERSON}/correct", data=sent)
    assert page.status_code == 422 and "至少 10 个字" in page.text and 'value="陈婧"' in page.text
    assert admin.post(f"{PERSON}/correct", data=sent | {"op": ids.new_id(), "reason": WHY}).location == PERSON
    assert "陈婧" in admin.get(PERSON).text


@pytest.mark.parametrize(("kind", "named"), [("city_office", {"region", "parent"}), ("province_office", {"region"})])
def test_an_office_without_what_its_pages_need_is_not_created(signed_in: SignedIn, kind: str, named: set[str]) -> None:
    sent = {"op": ids.new_id(), "kind": kind, "code": "321201", "name": "某局"}
    page = signed_in("operator").post("/admin/organisations", data=sent)
    assert (
        page.status_code == 422 and {name for name in ("region", "parent") if f'href="#f-{name}"' in page.text} == named
    )
