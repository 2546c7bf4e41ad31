"""user.set_roles: the new roles stand in the place of the old ones and count from the next op on."""

import json
from typing import Any

import pytest

from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.store import log
from audit_app.store.db import Database
from schemas.ops import SHAPES
from tests.ops.people_kit import NOW, OURS, STAFF, World

KIND = "user.set_roles"
WHY = "岗位有变动，管理员改的角色"


def roles(now: list[str], was: list[str], reason: str = WHY) -> dict[str, Any]:
    return {"roles": now, "was": was, "reason": reason}


def test_roles_are_replaced_and_count_at_once(database: Database) -> None:
    world = World(database)
    chenjing = world.users["chenjing"]
    client = {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡"}
    assert world.why("chenjing", "client.create", ids.new_id(), client) == "not_permitted"
    assert world.did("fengjie", KIND, chenjing, roles(["planner", "auditor", "planner"], ["auditor"])) == {"users"}
    assert json.loads(world.row("users", chenjing)["roles"]) == ["auditor", "planner"]
    assert world.did("chenjing", "client.create", ids.new_id(), client) == {"clients"}


def test_only_administrators_of_the_organisation_set_them(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.users["chenjing"], roles(["lead"], ["auditor"]), "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("chenjing", KIND, world.users["chenjing"], roles(["body_admin"], ["auditor"])) == "not_permitted"
    assert world.why("fengjie", KIND, ids.new_id(), roles(["lead"], ["auditor"])) == "absent"


def test_roles_that_another_administrator_has_set_meanwhile_are_shown_and_stay(database: Database) -> None:
    world = World(database)
    chenjing = world.users["chenjing"]
    world.did("fengjie", KIND, chenjing, roles(["planner"], ["auditor"]))
    assert world.why("fengjie", KIND, chenjing, roles(["lead"], ["auditor"])) == "roles_changed:roles"
    assert json.loads(world.row("users", chenjing)["roles"]) == ["planner"]
    assert world.did("fengjie", KIND, chenjing, roles(["lead"], ["planner"])) == {"users"}


def test_a_repeat_is_once_and_the_same_roles_again_change_nothing(database: Database) -> None:
    world = World(database)
    world.is_once("fengjie", KIND, world.users["chenjing"], roles(["lead"], ["auditor"]))
    assert world.did("fengjie", KIND, world.users["chenjing"], roles(["lead"], ["auditor"])) == set()


def test_roles_of_another_kind_of_organisation_are_refused(database: Database) -> None:
    world = World(database)
    for user, who, role in (
        ("chenjing", "fengjie", "city"),
        ("wuhao", "wuhao", "province"),
        ("wuhao", "operator", "operator"),
    ):
        assert (
            world.why(
                who,
                KIND,
                world.users[user],
                roles([role], json.loads(world.row("users", world.users[user])["roles"])),
            )
            == "role_not_here:roles"
        )
    assert world.why("fengjie", KIND, world.users["chenjing"], roles([], ["auditor"])) == "bad_shape:roles"


def test_a_reason_is_asked_where_somebody_else_made_or_used_the_account_and_stays_in_the_log(
    database: Database,
) -> None:
    world, new = World(database), ids.new_id()
    chenjing = world.users["chenjing"]
    for short in ("", "调岗", "。。。。。。。。。。。。"):
        said = world.why("fengjie", KIND, chenjing, roles(["lead"], ["auditor"], short))
        assert said in ("reason_asked:reason", "reason_says_nothing:reason")
    assert world.did("fengjie", KIND, chenjing, roles(["lead"], ["auditor"])) == {"users"}
    with database.reading() as connection:
        rows = log.history(connection, chenjing)
    assert (rows[-1]["v"], json.loads(rows[-1]["body"])["reason"]) == (3, WHY)
    person = {"organisation": world.organisations["JX"], "account": "new", "name": "罗晴", "roles": ["auditor"]}
    world.did("fengjie", "user.create", new, person)
    assert world.did("fengjie", KIND, new, roles(["lead"], ["auditor"], "")) == {"users"}


@pytest.mark.usefixtures("of_before")
def test_an_op_of_the_version_before_stays_readable_and_is_asked_the_same_today(database: Database) -> None:
    world = World(database)
    old = {**make(KIND, world.users["chenjing"], {"roles": ["lead"], "was": ["auditor"]}), "v": 2}
    assert [v for kind, v in sorted(SHAPES) if kind == KIND] == [1, 2, 3]
    assert apply(database, old, world.actor("fengjie"), NOW).why == "reason_asked"
