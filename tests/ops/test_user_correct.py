"""user.correct: name and post of a person; roles, account and password have acts of their own."""

from typing import Any

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "user.correct"
WHY = "身份证上是这个字，建立时打错了"


def change(was: str, now: str, reason: str = "") -> dict[str, Any]:
    return {"was": {"name": was}, "now": {"name": now}, "reason": reason}


def test_name_and_post_are_put_right(database: Database) -> None:
    world = World(database)
    who = world.users["chenjing"]
    body = {"was": {"name": "chenjing", "post": None}, "now": {"name": "陈静", "post": "审核员"}, "reason": WHY}
    assert world.did("fengjie", KIND, who, body) == {"users"}
    assert (world.row("users", who)["name"], world.row("users", who)["post"]) == ("陈静", "审核员")


def test_only_administrators_of_the_organisation_correct(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.users["chenjing"], change("chenjing", "陈静", WHY), "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("fengjie", KIND, ids.new_id(), change("a", "b")) == "absent"


def test_a_repeat_is_once_and_what_was_not_read_is_not_overwritten(database: Database) -> None:
    world = World(database)
    who = world.users["chenjing"]
    world.is_once("fengjie", KIND, who, change("chenjing", "陈静", WHY))
    assert world.why("fengjie", KIND, who, change("chenjing", "陈婧", WHY)) == "stale:name"
    assert world.why("fengjie", KIND, who, change("陈静", "", WHY)) == "bad_shape:now.name"
    assert world.why("fengjie", KIND, who, change("陈静", "陈静", WHY)) == "nothing_changed"


def test_a_reason_is_asked_where_somebody_else_made_or_used_the_account(database: Database) -> None:
    world, new = World(database), ids.new_id()
    assert world.why("fengjie", KIND, world.users["chenjing"], change("chenjing", "陈静")) == "reason_asked:reason"
    person = {"organisation": world.organisations["JX"], "account": "new", "name": "罗请", "roles": ["auditor"]}
    world.did("fengjie", "user.create", new, person)
    assert world.did("fengjie", KIND, new, change("罗请", "罗晴")) == {"users"}
