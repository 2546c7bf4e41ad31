"""credential.set: says that a secret was set and by whom, and never what it is."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "credential.set"
BODY = {"credential": "password"}


def test_it_stands_in_the_log_and_changes_no_row(database: Database) -> None:
    world = World(database)
    for who in ("chenjing", "fengjie", "operator"):
        assert world.did(who, KIND, world.users["chenjing"], BODY) == set()
    said = [row for row in world.rows("log") if row["kind"] == KIND]
    assert [row["actor"] for row in said] == [world.actor(who).id for who in ("chenjing", "fengjie", "operator")]
    assert {row["organisation_id"] for row in said} == {world.organisations["JX"]}


def test_oneself_and_the_administrators_and_nobody_else(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.users["chenjing"], BODY, "fengjie", "chenjing")
    assert said == {"not_permitted": OURS - {"fengjie", "chenjing"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("fengjie", KIND, ids.new_id(), BODY) == "absent"


def test_a_repeat_is_once_and_the_secret_itself_is_no_field(database: Database) -> None:
    world = World(database)
    world.is_once("chenjing", KIND, world.users["chenjing"], BODY)
    assert len([row for row in world.rows("log") if row["kind"] == KIND]) == 1
    assert world.why("chenjing", KIND, world.users["chenjing"], {"credential": "pin"}) == "bad_shape:credential"
    with_secret = {**BODY, "secret": "correct horse"}
    assert world.why("chenjing", KIND, world.users["chenjing"], with_secret) == "bad_shape:secret"
