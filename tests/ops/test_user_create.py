"""user.create: administrators make accounts of their own organisation, with the roles its kind may have."""

import json

import pytest
from sqlalchemy import insert, select

from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.people import get_user_by_account
from audit_app.store.tables import users
from tests.ops.people_kit import NOW, OURS, STAFF, World

KIND = "user.create"


def test_an_account_is_made_active_and_without_a_password(database: Database) -> None:
    world, new = World(database), ids.new_id()
    body = {**world.person("heming", "JX", ["expert", "auditor", "expert"]), "post": "技术专家"}
    assert world.did("fengjie", KIND, new, body) == {"users"}
    row = world.row("users", new)
    assert (row["account"], json.loads(row["roles"]), row["active"]) == ("heming", ["auditor", "expert"], 1)
    assert world.did("wuhao", KIND, ids.new_id(), world.person("qianlei", "320600", ["inspector"])) == {"users"}


def test_only_administrators_of_the_organisation_make_one(database: Database) -> None:
    world, new = World(database), ids.new_id()
    said = world.turned_away(KIND, new, world.person("heming", "JX", ["expert"]), "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("zhoumin", KIND, new, world.person("qianlei", "320600", ["inspector"])) == "not_permitted"
    nowhere = {**world.person("heming", "JX", ["expert"]), "organisation": ids.new_id()}
    assert world.why("fengjie", KIND, new, nowhere) == "absent"


def test_a_repeat_is_once_and_an_account_is_used_once_in_the_house(database: Database) -> None:
    world, new = World(database), ids.new_id()
    world.is_once("fengjie", KIND, new, world.person("heming", "JX", ["expert"]))
    assert world.why("fengjie", KIND, new, world.person("heming2", "JX", ["expert"])) == "number_taken:account"
    assert world.why("fengjie", KIND, ids.new_id(), world.person("gaoyuan", "JX", ["expert"])) == "number_taken:account"


@pytest.mark.parametrize(
    ("roles", "why"),
    [
        (["city"], "role_not_here:roles"),
        (["operator"], "role_not_here:roles"),
        ([], "bad_shape:roles"),
        (["king"], "bad_shape:roles.0"),
    ],
)
def test_a_role_that_its_kind_cannot_have_is_refused(database: Database, roles: list[str], why: str) -> None:
    world = World(database)
    assert world.why("fengjie", KIND, ids.new_id(), world.person("heming", "JX", roles)) == why


@pytest.mark.usefixtures("of_before")
def test_a_second_account_of_a_name_says_whose_is_there(database: Database) -> None:
    world, office = World(database), "320600"
    twin = {**world.person("wuhao2", office, ["inspector"]), "name": "吴　昊"}
    world.did(
        "wuhao",
        "user.correct",
        world.users["wuhao"],
        {"was": {"name": "wuhao"}, "now": {"name": "吴昊"}, "reason": "核对身份证以后更正姓名"},
    )
    assert world.why("wuhao", KIND, ids.new_id(), twin) == "namesake:name"
    assert world.why("wuhao", KIND, ids.new_id(), {**twin, "namesakes": ["other"]}) == "namesake:name"
    for version in (1, 2):
        op = {**make(KIND, ids.new_id(), twin), "v": version}
        assert apply(database, op, world.actor("wuhao"), NOW).why == "namesake"
    world.did(
        "zhoumin",
        KIND,
        ids.new_id(),
        {**twin, "account": "wuhao9", "organisation": world.organisations["320000"], "roles": ["province"]},
    )
    world.did("wuhao", KIND, ids.new_id(), {**twin, "namesakes": ["wuhao"]})
    third = {**twin, "account": "wuhao3"}
    assert world.why("wuhao", KIND, ids.new_id(), {**third, "namesakes": ["wuhao"]}) == "namesake:name"


def test_an_account_differs_from_others_by_more_than_its_case(database: Database) -> None:
    world = World(database)
    assert world.why("fengjie", KIND, ids.new_id(), world.person("GaoYuan", "JX", ["expert"])) == "number_taken:account"
    world.did("fengjie", KIND, ids.new_id(), world.person("HeMing", "JX", ["expert"]))
    assert world.why("fengjie", KIND, ids.new_id(), world.person("heming", "JX", ["expert"])) == "number_taken:account"
    with database.reading() as connection:
        assert {get_user_by_account(connection, one)["account"] for one in ("heming", "HeMing", "HEMING")} == {"HeMing"}


def test_two_accounts_that_were_made_before_each_stay_their_own(database: Database) -> None:
    world = World(database)
    with database.writing() as connection:
        old = connection.execute(select(users).where(users.c.account == "gaoyuan")).mappings().one()
        connection.execute(insert(users).values({**old, "id": ids.new_id(), "account": "GaoYuan"}))
    with database.reading() as connection:
        assert get_user_by_account(connection, "gaoyuan")["id"] == old["id"]
        assert get_user_by_account(connection, "GaoYuan")["account"] == "GaoYuan"
        assert get_user_by_account(connection, "GAOYUAN") is None
    assert world.why("fengjie", KIND, ids.new_id(), world.person("GAOYUAN", "JX", ["expert"])) == "number_taken:account"
