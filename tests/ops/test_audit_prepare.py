"""audit.prepare: a planned audit is ready; from now on its team may write."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "audit.prepare"


def test_a_planned_audit_is_ready_and_takes_judgements(database: Database) -> None:
    world = World(database)
    audit = world.to("planned")
    judged = (f"{audit}/7.5", {"visit": audit, "ref": "7.5", "value": "conforms"})
    assert world.do("chenjing", "judgement.set", *judged).why == "visit_closed"
    assert world.did("sunqian", KIND, audit, {}) == {"audits"}
    assert world.state() == "ready"
    assert world.did("liyan", "judgement.set", *judged) == {"judgements", "heads"}


def test_planners_and_administrators_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("planned"), {}, "sunqian", "fengjie")
    assert said == {"not_permitted": OURS - {"sunqian", "fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.did("fengjie", KIND, world.audit, {}) == {"audits"}


def test_a_repeat_is_once_and_only_a_planned_audit_is_prepared(database: Database) -> None:
    world = World(database)
    world.is_once("sunqian", KIND, world.to("planned"), {})
    assert world.why("sunqian", KIND, world.audit, {}) == "wrong_state"
    assert world.why("sunqian", KIND, ids.new_id(), {}) == "absent"
    assert world.why("sunqian", KIND, world.audit, {"reason": "x"}) == "bad_shape:reason"
