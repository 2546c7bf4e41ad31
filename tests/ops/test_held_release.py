"""held.release: leader or planner lets in what waits for a person; it is then done with its own author, at that moment."""

from pathlib import Path

import pytest
from sqlalchemy import select

from audit_app.ops import apply, make
from audit_app.ops import held as held_ops
from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.store import log
from audit_app.store.claims import claimed_by, claims_of
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import held as held_table
from audit_app.store.tables import judgements
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import EARLIER, NOW

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
    assert said == [(world.users["chenjing"], "held", EARLIER), (world.users["chenjing"], "done", NOW)]


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


def replays(database: Database, tmp_path: Path) -> None:
    """The log carried out anew gives the same judgements and the same that wait."""
    again = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(again)
    replay(database, again)
    with database.reading() as one, again.reading() as other:
        for table in (judgements, held_table):
            rows = select(table).order_by(*table.primary_key)
            assert list(one.execute(rows)) == list(other.execute(rows)), table.name
    again.close()


def test_in_review_those_who_audited_let_nothing_in(database: Database, tmp_path: Path) -> None:
    world = World(database)
    world.to("in_review")
    mine, other = held(world, "liyan", "7.5"), held(world, "chenjing", "7.6")
    said = world.turned_away(KIND, mine, {}, "sunqian", "fengjie", "zhaoweidong")
    assert said["release_in_review"] == {"liyan"}
    world.did(
        "fengjie",
        "user.set_roles",
        world.users["chenjing"],
        {"roles": ["auditor", "planner"], "was": ["auditor"], "reason": "岗位有变动，管理员改的角色"},
    )
    assert world.why("chenjing", KIND, other, {}) == "release_in_review", "a planner who was on the team"
    world.did("zhaoweidong", KIND, mine, {})
    assert [row["ref"] for row in world.rows("judgements")] == ["7.5"]
    world.did("zhaoweidong", "audit.return", world.audit, {"reason": "合同管理还有没有传到的记录，请补充"})
    world.did("liyan", KIND, other, {})
    assert len(world.rows("judgements")) == 2
    replays(database, tmp_path)


@pytest.mark.usefixtures("of_before")
def test_what_the_leader_once_let_in_during_a_review_replays(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(database)
    world.to("in_review")
    late = held(world, "liyan")
    with monkeypatch.context() as once:
        once.setattr(held_ops, "check_release", lambda actor, resource: None)
        done = apply(database, {**make(KIND, late, {}), "v": 1}, world.actor("liyan"), EARLIER)
        assert done.outcome == "done"
    replays(database, tmp_path)


def test_a_leader_of_another_audit_does_not_release(database: Database) -> None:
    world = World(database)
    world.did(
        "fengjie",
        "user.set_roles",
        world.users["qinyu"],
        {"roles": ["lead", "auditor"], "was": ["trainee"], "reason": "岗位有变动，管理员改的角色"},
    )
    assert world.why("qinyu", KIND, removed(world), {}) == "not_permitted"


def test_a_repeat_is_once_and_what_does_not_wait_is_not_released(database: Database) -> None:
    world = World(database)
    late = removed(world)
    world.is_once("sunqian", KIND, late, {})
    assert world.why("sunqian", KIND, late, {}) == "absent"
    assert world.why("sunqian", KIND, ids.new_id(), {}) == "absent"


def test_a_history_tells_when_it_came_in_and_when_it_was_let_in(database: Database, tmp_path: Path) -> None:
    """What was let in a week later is dated by that day; a tablet's time is held against the receipt, not against the release."""
    world = World(database)
    world.did("sunqian", "audit.remove_member", world.to("open"), {"user": world.users["chenjing"]})
    body = {"visit": world.audit, "ref": "7.5", "value": "conforms"}
    tapped = ids.Ids().new(milliseconds(EARLIER))
    op = make("judgement.set", f"{world.audit}/7.5", body, id=tapped, device="平板一")
    assert apply(world.database, op, world.actor("chenjing"), EARLIER).outcome == "held"
    world.did("liyan", KIND, tapped, {})
    with database.reading() as connection:
        (row,) = log.history(connection, f"{world.audit}/7.5")
        assert (row["came_in"], row["received_at"]) == (EARLIER, NOW)
        assert claimed_by(row) is None and claims_of(connection, world.audit) == {}
    replays(database, tmp_path)
