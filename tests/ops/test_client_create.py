"""client.create: a company a body audits; its name is used once in that body."""

import json

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import STAFF, World

KIND = "client.create"
BODY = {"name": "江苏启衡精密仪器有限公司", "short_name": "启衡", "departments": ["知识产权部", "研发中心"]}


def test_a_client_belongs_to_the_body_of_whoever_makes_it(database: Database) -> None:
    world, new = World(database), ids.new_id()
    assert world.did("sunqian", KIND, new, {**BODY, "contact": "高峰"}) == {"clients"}
    row = world.row("clients", new)
    assert (row["organisation_id"], row["contact"], row["uscc"]) == (world.organisations["JX"], "高峰", None)
    assert json.loads(row["departments"]) == BODY["departments"]
    assert world.did("gaoyuan", KIND, ids.new_id(), BODY) == {"clients"}


def test_planners_and_administrators_of_bodies_and_nobody_else(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, ids.new_id(), BODY, "sunqian", "fengjie", "gaoyuan")
    assert said == {"not_permitted": {*STAFF, "house"} - {"sunqian", "fengjie", "gaoyuan"}}
    assert world.did("fengjie", KIND, ids.new_id(), BODY) == {"clients"}


def test_a_repeat_is_once_and_the_same_company_again_is_refused(database: Database) -> None:
    world, new = World(database), ids.new_id()
    world.is_once("sunqian", KIND, new, BODY)
    assert world.why("sunqian", KIND, ids.new_id(), BODY) == "number_taken:name"
    assert world.why("sunqian", KIND, new, {**BODY, "name": "另一家有限公司"}) == "already_exists"


def test_a_wrong_value_is_named(database: Database) -> None:
    world = World(database)
    for field, value in (("name", "启"), ("short_name", ""), ("departments", [""]), ("phone", 5)):
        why = world.why("sunqian", KIND, ids.new_id(), {**BODY, field: value})
        assert str(why).startswith(f"bad_shape:{field}")
    assert world.why("sunqian", KIND, ids.new_id(), {**BODY, "uscc": "91320600000000000X"}) == "bad_uscc:uscc"
