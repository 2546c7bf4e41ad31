"""user.enable: a closed account is open again, with the roles it had."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "user.enable"


def closed(database: Database) -> tuple[World, str]:
    world = World(database)
    world.did("fengjie", "user.disable", world.users["chenjing"], {})
    return world, world.users["chenjing"]


def test_the_account_is_open_again_as_it_was(database: Database) -> None:
    world = World(database)
    before = world.row("users", world.users["chenjing"])
    world.did("fengjie", "user.disable", world.users["chenjing"], {})
    assert world.did("fengjie", KIND, world.users["chenjing"], {}) == {"users"}
    assert world.row("users", world.users["chenjing"]) == before
    world.did("sunqian", "audit.plan", world.audit, world.plan())


def test_only_administrators_of_the_organisation_open_it(database: Database) -> None:
    world, chenjing = closed(database)
    said = world.turned_away(KIND, chenjing, {}, "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.row("users", chenjing)["active"] == 0
    assert world.why("fengjie", KIND, ids.new_id(), {}) == "absent"


def test_a_repeat_is_once_and_an_open_account_stays_open(database: Database) -> None:
    world, chenjing = closed(database)
    world.is_once("fengjie", KIND, chenjing, {})
    assert world.did("fengjie", KIND, chenjing, {}) == set()
