"""audit.open: the audit begins; planner or leader says so, once it is ready."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "audit.open"
MAY = {"sunqian", "fengjie", "liyan"}


def test_a_ready_audit_is_open(database: Database) -> None:
    world = World(database)
    assert world.did("liyan", KIND, world.to("ready"), {}) == {"audits"}
    row = world.row("audits", world.audit)
    assert (row["state"], row["submitted_at"]) == ("open", None)


def test_planner_administrator_and_leader_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("ready"), {}, *MAY)
    assert said == {"not_permitted": OURS - MAY, "absent": {*STAFF, "house"} - OURS}
    assert world.did("sunqian", KIND, world.audit, {}) == {"audits"}


def test_a_repeat_is_once_and_only_a_ready_audit_is_opened(database: Database) -> None:
    world = World(database)
    assert world.why("sunqian", KIND, world.to("planned"), {}) == "wrong_state"
    world.did("sunqian", "audit.prepare", world.audit, {})
    world.is_once("sunqian", KIND, world.audit, {})
    assert world.why("sunqian", KIND, world.audit, {}) == "wrong_state"
    assert world.why("sunqian", KIND, ids.new_id(), {}) == "absent"
