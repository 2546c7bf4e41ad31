"""A new person gets an initial password that is shown once and must be replaced."""

import re

import pytest
from flask.testing import FlaskClient

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.tables import log, users
from tests.rooms.conftest import SignedIn

AT = "/admin/people/new"
OWN = "雨伞 灯塔 算盘 钟楼 石榴 二十七"


def form(**changed: object) -> dict[str, object]:
    plain = {
        "op": ids.new_id(),
        "credential_op": ids.new_id(),
        "organisation": known_id("JX"),
        "name": "方圆",
        "account": "fangyuan",
        "post": "审核员",
        "roles": ["auditor", "lead"],
    }
    return plain | changed


def word_of(page: str) -> str:
    return re.search(r"<code>([a-z0-9-]{23})</code>", page)[1]


def test_the_password_is_shown_once_and_leads_to_ones_own(signed_in: SignedIn, stranger: FlaskClient) -> None:
    client, sent = signed_in("fengjie"), form()
    told = client.post(AT, data=sent)
    word = word_of(told.text)
    assert told.status_code == 200 and "只显示这一次" in told.text
    assert word not in client.get(f"/admin/people/{sent['op']}").text
    given = {"account": "fangyuan", "password": word}
    assert stranger.post("/login", data=given).location.startswith("/login/first")
    assert stranger.post("/login/first", data={**given, "new": OWN, "again": OWN}).location == "/"
    assert "审核组长、审核员" in stranger.get("/me").text
    assert stranger.post("/login/first", data={**given, "new": OWN + "x", "again": OWN + "x"}).status_code == 422


def test_the_log_and_the_database_know_no_password(signed_in: SignedIn, database: Database) -> None:
    word = word_of(signed_in("fengjie").post(AT, data=form()).text)
    with database.reading() as connection:
        assert word not in str(connection.execute(log.select()).all())
        user = people.get_user_by_account(connection, "fangyuan")
        assert str(people.get_credential(connection, user["id"], "password")).startswith("initial:$argon2id$")


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": " "}, "name", "还没有写姓名"),
        ({"account": ""}, "account", "还没有写账号"),
        ({"roles": []}, "roles", "至少选一个角色"),
        ({"account": "方 圆"}, "account", "代号只能有字母"),
        ({"account": "liyan"}, "account", "「liyan」已经用过"),
        ({"roles": ["province"]}, "roles", "不能有"),
        ({"roles": ["king"]}, "roles", ""),
    ],
)
def test_a_mistake_stands_beside_its_field(
    signed_in: SignedIn, database: Database, changed: dict[str, object], field: str, said: str
) -> None:
    sent = form(**changed)
    page = signed_in("fengjie").post(AT, data=sent)
    assert page.status_code == 422 and said in page.text and f'href="#f-{field}"' in page.text
    assert str(sent["op"]) not in page.text and "<code>" not in page.text
    with database.reading() as connection:
        assert people.get_user(connection, str(sent["op"])) is None


def test_a_double_click_is_one_person(signed_in: SignedIn, database: Database, stranger: FlaskClient) -> None:
    client, sent = signed_in("fengjie"), form()
    word = word_of(client.post(AT, data=sent).text)
    again = client.post(AT, data=sent)
    assert again.status_code == 303 and again.location == f"/admin/people/{sent['op']}"
    with database.reading() as connection:
        assert len(connection.execute(users.select().where(users.c.name == "方圆")).all()) == 1
    given = {"account": "fangyuan", "password": word}
    assert stranger.post("/login", data=given).status_code == 303


@pytest.mark.parametrize("account", ["fengjie", "wuhao", "zhoumin"])
def test_nobody_adds_people_to_another_organisation(signed_in: SignedIn, database: Database, account: str) -> None:
    sent = form(organisation=known_id("ZY"))
    assert signed_in(account).post(AT, data=sent).status_code == 404
    with database.reading() as connection:
        assert people.get_user_by_account(connection, "fangyuan") is None


def test_a_city_adds_its_own_inspectors(signed_in: SignedIn) -> None:
    page = signed_in("wuhao").post(AT, data=form(organisation=known_id("320600"), roles=["inspector"]))
    assert page.status_code == 200 and word_of(page.text)


def test_who_may_not_adds_nobody(signed_in: SignedIn) -> None:
    assert signed_in("sunqian").post(AT, data=form()).status_code == 403


def test_everything_wrong_is_said_in_one_answer(signed_in: SignedIn) -> None:
    client = signed_in("fengjie")
    page = client.post(AT, data=form(name="", account="liyan", post="长" * 80, roles=["city"])).text
    box = page.split('id="problems"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#f-(\w+)"', box)) == {"name", "account", "post", "roles"}


def test_a_second_account_of_a_name_is_asked_about_once(signed_in: SignedIn, database: Database) -> None:
    client, sent = signed_in("fengjie"), form(name="李　岩", account="liyan2")
    asked = client.post(AT, data=sent)
    assert asked.headers["Asks"] == "1" and "liyan" in asked.text and "本单位已经有这个姓名的账号" in asked.text
    assert "请重设密码" in asked.text
    with database.reading() as connection:
        assert people.get_user_by_account(connection, "liyan2") is None
        assert people.get_credential(connection, str(sent["op"]), "password") is None
    agreed = re.search(r'name="agreed" value="([0-9a-f]{64})"', asked.text)[1]
    told = client.post(AT, data={**sent, "agreed": agreed})
    assert told.status_code == 200 and word_of(told.text)
    both = client.post(AT, data=form(name="李岩", account="liyan3", agreed=agreed))
    assert both.headers["Asks"] == "1" and "liyan2" in both.text
    assert "Asks" not in client.post(AT, data=form(name="李岩（二部）", account="liyan4")).headers
    wrong = client.post(AT, data=form(name="李岩", account="li yan"))
    assert wrong.status_code == 422 and "Asks" not in wrong.headers


def test_a_word_that_is_no_name_is_told_beside_its_field(signed_in: SignedIn, database: Database) -> None:
    answer = signed_in("fengjie").post(AT, data=form(name="待定"))
    assert answer.status_code == 422 and "这里写的是「待定」" in answer.text and 'id="f-name-err"' in answer.text
