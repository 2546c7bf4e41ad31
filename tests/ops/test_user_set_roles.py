"""user.set_roles: the new roles stand in the place of the old ones and count from the next op on."""

import json

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "user.set_roles"


def test_roles_are_replaced_and_count_at_once(database: Database) -> None:
    world = World(database)
    chenjing = world.users["chenjing"]
    client = {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡"}
    assert world.why("chenjing", "client.create", ids.new_id(), client) == "not_permitted"
    assert world.did("fengjie", KIND, chenjing, {"roles": ["planner", "auditor", "planner"]}) == {"users"}
    assert json.loads(world.row("users", chenjing)["roles"]) == ["auditor", "planner"]
    assert world.did("chenjing", "client.create", ids.new_id(), client) == {"clients"}


def test_only_administrators_of_the_organisation_set_them(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.users["chenjing"], {"roles": ["lead"]}, "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("chenjing", KIND, world.users["chenjing"], {"roles": ["body_admin"]}) == "not_permitted"
    assert world.why("fengjie", KIND, ids.new_id(), {"roles": ["lead"]}) == "absent"


def test_a_repeat_is_once_and_the_same_roles_again_change_nothing(database: Database) -> None:
    world = World(database)
    world.is_once("fengjie", KIND, world.users["chenjing"], {"roles": ["lead"]})
    assert world.did("fengjie", KIND, world.users["chenjing"], {"roles": ["lead"]}) == set()


def test_roles_of_another_kind_of_organisation_are_refused(database: Database) -> None:
    world = World(database)
    for user, who, role in (
        ("chenjing", "fengjie", "city"),
        ("wuhao", "wuhao", "province"),
        ("wuhao", "operator", "operator"),
    ):
        assert world.why(who, KIND, world.users[user], {"roles": [role]}) == "role_not_here:roles"
    assert world.why("fengjie", KIND, world.users["chenjing"], {"roles": []}) == "bad_shape:roles"
