"""The last mark is taken back by one press, through the door, by whoever made it, while nobody went on from it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit_app import undoing
from audit_app.clock import Clock
from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.store import log, people
from audit_app.store.db import Database
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import press, send

WHO = known_id("chenjing")
AT = f"/admin/people/{WHO}"


def row(database: Database):
    with database.reading() as connection:
        return people.get_user(connection, WHO)


def follow(client: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303
    return client.get(answer.location).text


def take_back(client: FlaskClient, page: str, **other: str) -> TestResponse:
    """Press 撤销 of the bar that stands on this page."""
    bar = page.split('id="undo"')[1].split("</form>")[0]
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', bar))
    return client.post("/undo", data={**given, **other})


MARKS = [
    (f"{AT}/disable", {}, "陈静 已停用"),
    (
        f"{AT}/roles",
        {"roles": ["planner"], "was_roles": ["auditor"], "reason": "岗位有变动，管理员改的角色"},
        "陈静 的角色已改",
    ),
    ("/admin/editions/default", {"edition": "gbt-29490-2023.2"}, "默认版本已改"),
]


def stands(database: Database) -> tuple[object, ...]:
    user = row(database)
    with database.reading() as connection:
        edition = people.get_setting(connection, known_id("JX"), "default_edition")
    return user["active"], user["roles"], edition or "gbt-29490-2013.2"


@pytest.mark.parametrize(("path", "form", "said"), MARKS)
def test_a_mark_is_taken_back_and_the_log_tells_both(
    signed_in: SignedIn, database: Database, path: str, form: dict[str, object], said: str
) -> None:
    admin, before = signed_in("fengjie"), stands(database)
    page = follow(admin, send(admin, path, **form))
    assert said in page.split('id="undo"')[1] and stands(database) != before
    back = take_back(admin, page)
    assert back.status_code == 303 and back.location == path.rpartition("/")[0]
    assert stands(database) == before
    assert 'id="undo"' not in admin.get(back.location).text
    subject = WHO if path.startswith(AT) else known_id("JX")
    with database.reading() as connection:
        last = log.history(connection, subject)[-2:]
    assert [one["actor"] for one in last] == [known_id("fengjie")] * 2
    if "roles" in form:
        assert undoing.TAKEN_BACK in admin.get(AT).text, "taken back with a reason that nobody had to type"


def test_a_second_press_changes_nothing_more(signed_in: SignedIn, database: Database) -> None:
    admin = signed_in("fengjie")
    page = follow(admin, send(admin, f"{AT}/disable"))
    assert [take_back(admin, page).status_code for _ in range(2)] == [303, 303]
    assert row(database)["active"] == 1


def test_where_somebody_went_on_from_it_nothing_is_taken_back(signed_in: SignedIn, database: Database) -> None:
    admin = signed_in("fengjie")
    page = follow(
        admin,
        press(admin, f"{AT}/roles", roles=["planner"], was_roles=["auditor"], reason="岗位有变动，管理员改的角色"),
    )
    press(
        admin, f"{AT}/roles", roles=["auditor", "planner"], was_roles=["planner"], reason="岗位有变动，管理员改的角色"
    )
    answer = take_back(admin, page)
    assert answer.status_code == 422 and "别人改过" in answer.text
    assert '"planner"' in row(database)["roles"] and '"auditor"' in row(database)["roles"]


def test_nobody_takes_back_what_another_did(signed_in: SignedIn, database: Database) -> None:
    admin = signed_in("fengjie")
    page = follow(admin, send(admin, f"{AT}/disable"))
    for account in ("operator", "sunqian", "gaoyuan"):
        assert take_back(signed_in(account), page).status_code == 404
    assert take_back(admin, page, of=ids.new_id()).status_code == 404
    assert row(database)["active"] == 0


def test_the_bar_is_offered_shortly_after_the_mark_and_to_its_author_only(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in("fengjie")
    answer = send(admin, f"{AT}/disable")
    assert 'id="undo"' in admin.get(answer.location).text
    assert 'id="undo"' not in signed_in("operator").get(answer.location).text
    assert 'id="undo"' not in admin.get(f"{AT}?did=nonsense").text
    app.extensions["clock"] = Clock("2023-10-27T02:59:00.000Z")
    assert 'id="undo"' not in admin.get(answer.location).text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil"])
def test_taking_back_leads_to_a_page_of_our_own(signed_in: SignedIn, back: str) -> None:
    admin = signed_in("fengjie")
    page = follow(admin, send(admin, f"{AT}/disable"))
    assert "evil" not in take_back(admin, page, back=back).location
