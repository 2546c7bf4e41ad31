"""One person: roles, disabling that ends sessions, enabling, a new initial password."""

import re

import pytest
from flask.testing import FlaskClient

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.tables import log
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree, press, send

AT = f"/admin/people/{known_id('chenjing')}"
WHY = "岗位有变动，管理员改的角色"


def test_roles_are_changed_at_once(signed_in: SignedIn) -> None:
    admin, person = signed_in("fengjie"), signed_in("chenjing")
    assert admin.post(
        f"{AT}/roles",
        data={
            "op": ids.new_id(),
            "roles": ["planner"],
            "was_roles": ["auditor"],
            "reason": WHY,
        },
    ).location.startswith(AT)
    assert person.get("/review/audits/new").status_code == 200
    assert "计划人员" in person.get("/me").text


def test_roles_of_a_person_whom_others_made_need_a_reason_and_the_page_tells_it(signed_in: SignedIn) -> None:
    admin = signed_in("fengjie")
    sent = {"op": ids.new_id(), "roles": ["planner"], "was_roles": ["auditor"]}
    field = admin.get(AT).text.split('for="f-reason"')[1].split("</textarea>")[0]
    assert "至少 10 字" in field and "可不填" not in field
    refused = admin.post(f"{AT}/roles", data={**sent, "reason": "岗位调动"})
    assert refused.status_code == 422 and 'id="f-reason-err"' in refused.text
    assert ">岗位调动</textarea>" in refused.text and 'value="planner" checked' in refused.text
    assert admin.post(f"{AT}/roles", data={**sent, "op": ids.new_id(), "reason": WHY}).status_code == 303
    past = admin.get(AT).text.split('class="past"')[1]
    assert "角色：审核员 → 计划人员" in past and f"原因：{WHY}" in past
    assert f"原因：{WHY}" in admin.get(f"{AT}/correct").text


@pytest.mark.parametrize(("roles", "said"), [([], "请至少选一个角色"), (["city"], "不能有")])
def test_roles_that_cannot_be_are_refused(signed_in: SignedIn, roles: list[str], said: str) -> None:
    page = signed_in("fengjie").post(
        f"{AT}/roles",
        data={"op": ids.new_id(), "roles": roles, "was_roles": ["auditor"], "reason": WHY},
    )
    assert page.status_code == 422 and said in page.text
    assert "审核员" in signed_in("chenjing").get("/me").text


def test_disabling_ends_every_session_and_enabling_lets_in_again(signed_in: SignedIn, stranger: FlaskClient) -> None:
    admin, person = signed_in("fengjie"), signed_in("chenjing")
    assert send(admin, f"{AT}/disable").status_code == 303
    assert person.get("/me").status_code == 302 and "已停用" in admin.get(AT).text
    given = {"account": "chenjing", "password": PASSWORD}
    assert stranger.post("/login", data=given).status_code == 422
    assert admin.post(f"{AT}/enable", data={"op": ids.new_id()}).status_code == 303
    assert person.get("/me").status_code == 302
    assert stranger.post("/login", data=given).status_code == 303


def test_nobody_disables_himself(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    page = client.post(f"/admin/people/{known_id('fengjie')}/disable", data={"op": ids.new_id()})
    assert page.status_code == 422 and "不能停用自己的账号" in page.text
    assert client.get("/admin").status_code == 200


def test_a_forgotten_password_is_replaced_by_an_initial_one(signed_in: SignedIn, stranger: FlaskClient) -> None:
    admin, person, op = signed_in("fengjie"), signed_in("chenjing"), ids.new_id()
    tried = [stranger.post("/login", data={"account": "chenjing", "password": "wrong"}).status_code for _ in range(6)]
    assert tried[-1] == 429, "who has to wait is told to ask for a new password: with it nobody waits"
    question = press(admin, f"{AT}/password", op)
    assert "Asks" in question.headers and "所有设备立即退出" in question.text and "陈静" in question.text
    assert person.get("/me").status_code == 200
    page = agree(admin, question)
    word = re.search(r"<code>([a-z0-9-]{23})</code>", page.text)[1]
    assert person.get("/me").status_code == 302
    assert admin.post(f"{AT}/password", data={"op": op}).location == AT
    assert stranger.post("/login", data={"account": "chenjing", "password": PASSWORD}).status_code == 422
    assert "/login/first" in stranger.post("/login", data={"account": "chenjing", "password": word}).location


def test_a_double_click_is_one_change(signed_in: SignedIn, database: Database) -> None:
    admin, op = signed_in("fengjie"), ids.new_id()
    assert [send(admin, f"{AT}/disable", op).status_code for _ in range(2)] == [303, 303]
    with database.reading() as connection:
        assert len(connection.execute(log.select().where(log.c.id == op)).all()) == 1


@pytest.mark.parametrize("verb", ["", "/roles", "/disable", "/enable", "/password"])
def test_another_organisations_person_looks_like_nobody(signed_in: SignedIn, verb: str) -> None:
    client = signed_in("gaoyuan")
    send = client.post if verb else client.get
    sent = {"data": {"op": ids.new_id(), "roles": ["auditor"]}} if verb else {}
    foreign, absent = send(AT + verb, **sent), send(f"/admin/people/{known_id('nothing')}{verb}", **sent)
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text
    assert signed_in("chenjing").get("/me").status_code == 200


@pytest.mark.parametrize("verb", ["roles", "disable", "enable", "password"])
def test_who_may_not_changes_nobody(signed_in: SignedIn, verb: str) -> None:
    assert signed_in("liyan").post(f"{AT}/{verb}", data={"roles": ["auditor"]}).status_code == 403


def test_roles_set_by_another_administrator_meanwhile_are_shown_beside_what_was_chosen(signed_in: SignedIn) -> None:
    admin = signed_in("fengjie")
    admin.post(
        f"{AT}/roles",
        data={
            "op": ids.new_id(),
            "roles": ["planner"],
            "was_roles": ["auditor"],
            "reason": WHY,
        },
    )
    sent = {"op": ids.new_id(), "roles": ["lead"], "was_roles": ["auditor"], "reason": WHY}
    page = admin.post(f"{AT}/roles", data=sent)
    assert page.status_code == 422 and "页面打开之后别人改过角色" in page.text and "「计划人员」" in page.text
    assert 'name="was_roles" value="planner"' in page.text
    again = {**sent, "op": ids.new_id(), "was_roles": ["planner"]}
    assert admin.post(f"{AT}/roles", data=again).status_code == 303
