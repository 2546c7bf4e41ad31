"""client.correct: what was written wrong about a company; its name stays its body's alone, photos keep their names."""

import json

from sqlalchemy import update

from audit_app.store.db import Database
from audit_app.store.tables import clients
from tests.ops.people_kit import STAFF, World

KIND = "client.correct"
WHY = "营业执照上是 16 号，建立时抄错"


def test_a_company_is_corrected_until_somebody_has_used_it_without_a_reason(database: Database) -> None:
    world = World(database)
    world.to("ready")
    body = {"was": {"address": None, "departments": []}, "now": {"address": "示例路 16 号", "departments": ["研发"]}}
    assert world.did("sunqian", KIND, world.client, body) == {"clients"}
    row = world.row("clients", world.client)
    assert (row["address"], json.loads(row["departments"])) == ("示例路 16 号", ["研发"])
    world.did("liyan", "audit.open", world.audit, {})
    again = {"was": {"address": "示例路 16 号"}, "now": {"address": None}}
    assert world.why("sunqian", KIND, world.client, again) == "reason_asked:reason"
    assert world.did("sunqian", KIND, world.client, {**again, "reason": WHY}) == {"clients"}


def test_only_planners_of_its_own_body_correct_and_a_repeat_is_once(database: Database) -> None:
    world = World(database)
    world.plan()
    body = {"was": {"phone": None}, "now": {"phone": "0513"}, "reason": WHY}
    said = world.turned_away(KIND, world.client, body, "sunqian", "fengjie")
    assert said["absent"] == {"gaoyuan", "zhoumin", "wuhao", "house"}
    assert said["not_permitted"] == set(STAFF) - said["absent"] - {"sunqian", "fengjie"}
    world.is_once("fengjie", KIND, world.client, body)


def test_a_new_short_name_reaches_audits_that_have_not_begun(database: Database) -> None:
    world = World(database)
    world.to("ready")
    body = {"was": {"short_name": "启衡"}, "now": {"short_name": "启恒"}}
    assert world.did("sunqian", KIND, world.client, body) == {"clients", "visits"}
    assert world.row("visits", world.audit)["short_name"] == "启恒"
    world.did("liyan", "audit.open", world.audit, {})
    later = {"was": {"short_name": "启恒"}, "now": {"short_name": "启衡"}, "reason": WHY}
    assert world.did("sunqian", KIND, world.client, later) == {"clients"}


def test_what_cannot_be_is_refused(database: Database) -> None:
    world = World(database)
    world.plan()
    for was, now, why in (
        ({"name": "另一家"}, {"name": "江苏恒启"}, "stale:name"),
        ({"uscc": None}, {"uscc": "123"}, "bad_uscc"),
        ({}, {}, "nothing_changed"),
    ):
        assert str(world.why("sunqian", KIND, world.client, {"was": was, "now": now})).startswith(why)


def test_a_name_kept_with_a_sign_that_nobody_sees_can_be_corrected(database: Database) -> None:
    """The door takes such signs out of what is sent, also out of what was read; rows of an older version hold them still."""
    world = World(database)
    world.to("ready")
    with database.writing() as connection:
        kept = clients.c.id == world.client
        connection.execute(update(clients).where(kept).values(address="示例路\u200b\u202e16 号"))
    body = {"was": {"address": "示例路\u200b\u202e16 号"}, "now": {"address": "示例路 16 号"}}
    other = {"was": {"address": "别的路"}, "now": {"address": "示例路 16 号"}}
    assert world.why("sunqian", KIND, world.client, other) == "stale:address"
    assert world.did("sunqian", KIND, world.client, body) == {"clients"}
    assert world.row("clients", world.client)["address"] == "示例路 16 号"
