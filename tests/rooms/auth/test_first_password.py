"""An initial password is good once, for seven days, and only to set one's own."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app import passwords
from audit_app.clock import Clock
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.tables import users

NEW = "三个 不相干 的词 雨伞灯塔算盘 27"
SET_AT = "2023-10-27T02:00:00.000Z"


@pytest.fixture
def initial(app: Flask, database: Database) -> str:
    """李岩 was given this password by an administrator."""
    word = passwords.new_initial()
    with database.writing() as connection:
        people.put_credential(connection, known_id("liyan"), "password", passwords.hashed(word, initial=True), SET_AT)
    return word


def replace(client: FlaskClient, password: str, new: str = NEW, again: str | None = None):
    return client.post(
        "/login/first", data={"account": "liyan", "password": password, "new": new, "again": again or new}
    )


def test_it_leads_to_setting_ones_own_and_opens_nothing(stranger: FlaskClient, initial: str) -> None:
    answer = stranger.post("/login", data={"account": "liyan", "password": initial})
    assert answer.status_code == 303 and answer.location.startswith("/login/first?account=liyan")
    assert "Set-Cookie" not in answer.headers
    assert "设定自己的密码" in stranger.get(answer.location).text


def test_setting_ones_own_signs_in_and_uses_it_up(stranger: FlaskClient, initial: str) -> None:
    assert replace(stranger, initial).status_code == 303
    assert "李岩" in stranger.get("/me").text
    stranger.post("/logout")
    assert replace(stranger, initial).status_code == 422
    assert stranger.post("/login", data={"account": "liyan", "password": initial}).status_code == 422
    assert stranger.post("/login", data={"account": "liyan", "password": NEW}).location == "/"


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("too short", None, "至少 15 个字"),
        (NEW, NEW + "x", "两次写的新密码不一样"),
        ("passwordpassword", None, "太常见"),
        ("liyan-liyan-2023", None, "账号的重复"),
        ("ababababababababab", None, "不同的字太少"),
        ("x9" * 80, None, "最多 128 个字"),
    ],
)
def test_a_poor_new_password_is_refused_beside_its_field(
    stranger: FlaskClient, initial: str, new: str, again: str | None, said: str
) -> None:
    page = replace(stranger, initial, new, again)
    assert page.status_code == 422 and said in page.text and 'aria-invalid="true"' in page.text
    assert replace(stranger, initial).status_code == 303


def test_the_initial_one_cannot_become_ones_own(stranger: FlaskClient, initial: str) -> None:
    assert "和原来的一样" in replace(stranger, initial, initial).text


TOO_OLD = "初始密码 7 天内有效，这一个已经过期。请找本单位管理账号的人（冯洁）重设，再用新的初始密码登录"


def test_after_seven_days_the_right_one_is_told_what_happened_and_whom_to_ask(
    app: Flask, stranger: FlaskClient, initial: str
) -> None:
    """It opens nothing; a wrong one, and one of an account nobody has, learn no more than before."""
    app.extensions["clock"] = Clock("2023-11-03T02:00:01.000Z")
    right = stranger.post("/login", data={"account": "liyan", "password": initial})
    assert right.status_code == 422 and TOO_OLD in right.text and "Set-Cookie" not in right.headers
    first = replace(stranger, initial)
    assert first.status_code == 422 and TOO_OLD in first.text
    for account, password in (("liyan", passwords.new_initial()), ("nobody", initial)):
        wrong = stranger.post("/login", data={"account": account, "password": password}).text
        assert "账号或密码不对" in wrong and "过期" not in wrong and "冯洁" not in wrong
    program = stranger.post("/api/sessions", json={"account": "liyan", "password": initial, "device": "表"})
    assert program.status_code == 403 and "已经过期" in program.text
    told = [stranger.post("/login", data={"account": "liyan", "password": initial}).status_code for _more in range(2)]
    assert told == [422, 429], "each of them counted"


def test_where_nobody_else_administers_the_accounts_the_operator_is_named(
    app: Flask, stranger: FlaskClient, initial: str, database: Database
) -> None:
    with database.writing() as connection:
        connection.execute(users.update().where(users.c.id != known_id("liyan")).values(active=0))
    app.extensions["clock"] = Clock("2023-11-03T02:00:01.000Z")
    page = stranger.post("/login", data={"account": "liyan", "password": initial}).text
    assert "请找管理本系统的运维人员重设" in page


def test_this_page_does_not_replace_an_ordinary_password(stranger: FlaskClient) -> None:
    from audit_app.demo.people import PASSWORD

    assert replace(stranger, PASSWORD).status_code == 422
    assert stranger.post("/login", data={"account": "liyan", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("turned", [str, str.upper, str.title, lambda word: word[::-1]])
def test_a_common_password_is_as_common_in_capitals_and_backwards(turned: Callable[[str], str]) -> None:
    assert passwords.weakness(turned("passwordpassword"), "liyan") == passwords.COMMON


def test_initial_passwords_are_random_and_easy_to_read_aloud() -> None:
    words = {passwords.new_initial() for _ in range(50)}
    assert len(words) == 50
    assert all(len(word) == 23 and not set(word) & set("il1o0") for word in words)


@pytest.mark.parametrize(
    ("whose", "body"), [("liyan", {"credential": "password"}), ("liyan", {}), ("chenjing", {"credential": "password"})]
)
def test_an_op_that_was_used_before_sets_no_password_and_says_so(
    stranger: FlaskClient, initial: str, database: Database, whose: str, body: dict[str, str]
) -> None:
    """Neither one's own, whose old answer would pass for this one's, nor somebody else's."""
    with database.reading() as connection:
        actor = people.get_actor(connection, known_id(whose))
        kept = people.get_credential_row(connection, known_id("liyan"), "password")
    old = apply(database, make("credential.set", actor.id, body), actor, SET_AT)
    assert old.outcome == ("done" if body else "refused")
    form = {"account": "liyan", "password": initial, "new": NEW, "again": NEW, "op": old.id}
    answer = stranger.post("/login/first", data=form)
    assert answer.status_code == 422 and "刷新页面后重做一次" in answer.text
    with database.reading() as connection:
        assert people.get_credential_row(connection, known_id("liyan"), "password") == kept
