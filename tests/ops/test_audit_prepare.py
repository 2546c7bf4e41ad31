"""audit.prepare: a planned audit is ready; from now on its team may write."""

from pathlib import Path

from sqlalchemy import select

from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import held
from tests.ops.people_kit import OURS, STAFF, World

KIND = "audit.prepare"


def test_a_planned_audit_is_ready_and_takes_judgements(database: Database) -> None:
    world = World(database)
    audit = world.to("planned")
    judged = (f"{audit}/7.5", {"visit": audit, "ref": "7.5", "value": "conforms"})
    assert world.do("chenjing", "judgement.set", *judged).why == "visit_not_ready"
    assert world.did("sunqian", KIND, audit, {}) == {"audits", "held", "judgements", "heads"}
    assert world.state() == "ready" and world.rows("held") == []
    assert [row["author_id"] for row in world.rows("judgements")] == [world.users["chenjing"]]
    later = (f"{audit}/7.6", {**judged[1], "ref": "7.6"})
    assert world.did("liyan", "judgement.set", *later) == {"judgements", "heads"}


def test_what_came_too_early_waits_in_a_replay_for_the_same(database: Database, tmp_path: Path) -> None:
    world = World(database)
    audit = world.to("planned")
    for ref in ("7.5", "7.6"):
        body = {"visit": audit, "ref": ref, "value": "conforms"}
        assert world.do("chenjing", "judgement.set", f"{audit}/{ref}", body).why == "visit_not_ready"
    again = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(again)
    replay(database, again)
    with database.reading() as here, again.reading() as there:
        assert here.execute(select(held)).all() == there.execute(select(held)).all() != []
    again.close()


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
