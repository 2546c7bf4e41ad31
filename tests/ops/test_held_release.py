"""held.release: leader or planner lets in what waits for a person; it is then done with its own author and time."""

from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import EARLIER

KIND = "held.release"
MAY = {"sunqian", "fengjie", "liyan"}


def held(world: World, who: str = "chenjing", ref: str = "7.5") -> str:
    """A judgement that must be held; gives its id."""
    body = {"visit": world.audit, "ref": ref, "value": "conforms"}
    op = make("judgement.set", f"{world.audit}/{ref}", body)
    outcome = apply(world.database, op, world.actor(who), EARLIER)
    assert outcome.outcome == "held" and outcome.sentence, outcome
    assert {row["op_id"]: row["why"] for row in world.rows("held")}[outcome.id] == outcome.why
    return outcome.id


def removed(world: World) -> str:
    """陈静 has left the team of an open audit and still sends a judgement."""
    world.did("sunqian", "audit.remove_member", world.to("open"), {"user": world.users["chenjing"]})
    return held(world)


def test_work_of_a_removed_member_is_let_in_under_its_own_author(database: Database) -> None:
    world = World(database)
    late = removed(world)
    assert world.rows("judgements") == []
    assert world.did("liyan", KIND, late, {}) == {"held", "judgements", "heads"}
    (row,) = world.rows("judgements")
    assert (row["value"], row["author_id"], row["conflict"]) == ("conforms", world.users["chenjing"], 0)
    assert world.rows("held") == []
    said = [(row["actor"], row["outcome"], row["received_at"]) for row in world.rows("log") if row["id"] == late]
    assert said[-1] == (world.users["chenjing"], "done", EARLIER) and {one[1] for one in said} == {"held", "done"}


def test_what_came_after_hand_in_is_let_in_and_the_audit_stays_submitted(database: Database) -> None:
    world = World(database)
    world.to("submitted")
    one, other = held(world, "chenjing", "7.5"), held(world, "liyan", "7.6")
    world.did("sunqian", KIND, one, {})
    assert [row["ref"] for row in world.rows("judgements")] == ["7.5"]
    assert [row["op_id"] for row in world.rows("held")] == [other]
    assert world.state() == "submitted"
    assert held(world, "liyan", "9.1")


def test_removed_and_too_late_at_once_passes_with_one_release(database: Database) -> None:
    world = World(database)
    removed(world)
    world.did("liyan", "audit.submit", world.audit, {})
    late = held(world, ref="7.6")
    world.did("sunqian", KIND, late, {})
    assert [(row["ref"], row["author_id"]) for row in world.rows("judgements")] == [("7.6", world.users["chenjing"])]


def test_leader_planner_and_administrator_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, removed(world), {}, *MAY)
    assert said == {"not_permitted": OURS - MAY, "absent": {*STAFF, "house"} - OURS}


def test_a_leader_of_another_audit_does_not_release(database: Database) -> None:
    world = World(database)
    world.did("fengjie", "user.set_roles", world.users["qinyu"], {"roles": ["lead", "auditor"]})
    assert world.why("qinyu", KIND, removed(world), {}) == "not_permitted"


def test_a_repeat_is_once_and_what_does_not_wait_is_not_released(database: Database) -> None:
    world = World(database)
    late = removed(world)
    world.is_once("sunqian", KIND, late, {})
    assert world.why("sunqian", KIND, late, {}) == "absent"
    assert world.why("sunqian", KIND, ids.new_id(), {}) == "absent"
