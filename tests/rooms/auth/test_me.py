"""The page about oneself: who, language, sessions, password."""

import re

import pytest
from flask.testing import FlaskClient

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.rules.roles import KIND_WORDS, ROLE_WORDS, ROLES_OF
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.tables import log
from tests.rooms.conftest import SignedIn

NEW = "雨伞 灯塔 算盘 钟楼 石榴 二十七"


def change(client: FlaskClient, old: str = PASSWORD, new: str = NEW, again: str = "", op: str = ""):
    return client.post("/me/password", data={"old": old, "new": new, "again": again or new, "op": op or ids.new_id()})


def test_it_says_who_one_is_in_words(signed_in: SignedIn) -> None:
    page = signed_in("liyan").get("/me").text
    assert "李岩" in page and "江信认证（示例）" in page and "审核组长、审核员" in page


@pytest.mark.parametrize("path", ["/me"])
def test_a_stranger_is_sent_to_sign_in(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).location == "/login?next=/me"


@pytest.mark.parametrize("path", ["/me/language", "/me/password", "/me/sessions/0123456789abcdef/end"])
def test_a_stranger_changes_nothing_by_an_empty_form(stranger: FlaskClient, path: str) -> None:
    assert stranger.post(path).status_code in {401, 422}
    assert "Set-Cookie" not in stranger.post(path).headers


def test_english_is_kept_in_a_cookie(signed_in: SignedIn) -> None:
    client = signed_in("liyan")
    answer = client.post("/me/language", data={"lang": "en"})
    assert answer.status_code == 303 and "lang=en" in answer.headers["Set-Cookie"]
    assert '<html lang="en"' in client.get("/me").text
    client.post("/me/language", data={"lang": "zh"})
    assert '<html lang="zh-CN"' in client.get("/me").text


def test_a_session_that_is_over_is_not_among_the_devices(signed_in: SignedIn, database: Database) -> None:
    with database.writing() as connection:
        old = {"device": None, "device_name": "Firefox/1", "revoked_at": None, "user_id": known_id("liyan")}
        for day, token in (("2023-09-01", "a" * 64), ("2023-10-20", "b" * 64)):
            at = f"{day}T00:00:00.000Z"
            people.put_session(connection, token_hash=token, created_at=at, seen_at=at, **old)
    page = signed_in("liyan").get("/me").text
    assert page.count("Firefox") == 2  # its name on screen, and again for those who listen


def test_another_language_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("liyan").post("/me/language", data={"lang": "fr"}).status_code == 422


def test_size_theme_and_hand_are_offered_under_the_keys_of_the_look(signed_in: SignedIn) -> None:
    page = signed_in("liyan").get("/me").text
    offered = set(re.findall(r'data-set="(\w+)" data-value="(\w+)"', page))
    assert offered == {
        ("size", "normal"),
        ("size", "large"),
        ("size", "xlarge"),
        ("theme", "light"),
        ("theme", "dark"),
        ("theme", "auto"),
        ("hand", "right"),
        ("hand", "left"),
    }


def test_one_sees_and_ends_ones_other_sessions(signed_in: SignedIn) -> None:
    here, there = signed_in("liyan"), signed_in("liyan")
    page = here.get("/me").text
    assert page.count("这台设备") >= 1
    handle = re.search(r"/me/sessions/([0-9a-f]{16})/end", page)[1]
    assert here.post(f"/me/sessions/{handle}/end").status_code == 303
    assert there.get("/me").status_code == 302 and here.get("/me").status_code == 200
    assert here.post(f"/me/sessions/{handle}/end").status_code == 303


def test_nobody_ends_the_session_of_another(signed_in: SignedIn) -> None:
    mine, foreign = signed_in("liyan"), signed_in("chenjing")
    signed_in("chenjing")
    handle = re.search(r"/me/sessions/([0-9a-f]{16})/end", foreign.get("/me").text)[1]
    before = foreign.get("/me").text.count("/end")
    mine.post(f"/me/sessions/{handle}/end")
    assert foreign.get("/me").text.count("/end") == before == 1


def test_a_new_password_replaces_the_old_and_ends_other_sessions(signed_in: SignedIn, stranger: FlaskClient) -> None:
    here, there = signed_in("liyan"), signed_in("liyan")
    assert change(here).location == "/me?password=set"
    assert "密码已经改好" in here.get("/me?password=set").text
    assert there.get("/me").status_code == 302
    assert stranger.post("/login", data={"account": "liyan", "password": PASSWORD}).status_code == 422
    assert stranger.post("/login", data={"account": "liyan", "password": NEW}).status_code == 303


def test_a_double_click_is_one_change(signed_in: SignedIn, database: Database) -> None:
    client, op = signed_in("liyan"), ids.new_id()
    answers = [change(client, op=op) for _ in range(2)]
    assert [a.location for a in answers] == ["/me?password=set"] * 2
    with database.reading() as connection:
        rows = connection.execute(log.select().where(log.c.id == op)).all()
    assert len(rows) == 1 and NEW not in str(rows) and rows[0].subject == known_id("liyan")


def test_a_wrong_old_password_is_refused_and_counted(signed_in: SignedIn) -> None:
    client = signed_in("liyan")
    assert "还可以试 4 次" in change(client, "wrong").text
    assert [change(client, "wrong").status_code for _ in range(4)] == [422, 422, 422, 429]
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "", "至少 15 个字"),
        (NEW, NEW + "。", "两次写的新密码不一样"),
        (PASSWORD, "", "和原来的一样"),
        ("123456789012345", "", "太常见"),
    ],
)
def test_a_poor_new_password_is_refused_and_the_form_has_a_new_id(
    signed_in: SignedIn, new: str, again: str, said: str
) -> None:
    op = ids.new_id()
    page = change(signed_in("liyan"), new=new, again=again, op=op)
    assert page.status_code == 422 and said in page.text and op not in page.text


def test_every_role_has_a_word_and_belongs_to_a_kind_of_organisation() -> None:
    assert set(ROLE_WORDS) == set(ROLE_WORDS) == {role for roles in ROLES_OF.values() for role in roles}
    assert set(KIND_WORDS) == set(ROLES_OF)


def test_help_is_for_everybody_and_names_whom_to_ask(signed_in: SignedIn, stranger: FlaskClient) -> None:
    assert "图形的意思" in stranger.get("/help").text and "冯洁" not in stranger.get("/help").text
    page = signed_in("liyan").get("/help").text
    assert "冯洁（机构管理员）" in page and "高远" not in page
