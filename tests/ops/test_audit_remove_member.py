"""audit.remove_member: somebody leaves the team; the leader cannot, and what the person still sends waits."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import NOW

KIND = "audit.remove_member"


def test_the_row_stays_with_the_moment_and_the_person_may_not_enter(database: Database) -> None:
    world = World(database)
    audit, chenjing = world.to("open"), world.users["chenjing"]
    assert world.did("sunqian", KIND, audit, {"user": chenjing}) == {"audit_team"}
    gone = {row["user_id"]: row["removed_at"] for row in world.rows("audit_team")}
    assert gone == {chenjing: NOW, world.users["liyan"]: None, world.users["qinyu"]: None}
    late = world.do("chenjing", "judgement.set", f"{audit}/7.5", {"visit": audit, "ref": "7.5", "value": "conforms"})
    assert (late.outcome, late.why) == ("held", "not_on_team")
    assert world.rows("judgements") == []


def test_planners_and_administrators_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("open"), {"user": world.users["qinyu"]}, "sunqian", "fengjie")
    assert said == {"not_permitted": OURS - {"sunqian", "fengjie"}, "absent": {*STAFF, "house"} - OURS}


def test_a_repeat_is_once_and_neither_the_leader_nor_a_stranger_is_removed(database: Database) -> None:
    world = World(database)
    world.is_once("sunqian", KIND, world.to("open"), {"user": world.users["chenjing"]})
    for who, why in (("chenjing", "absent:user"), ("zhaoweidong", "absent:user"), ("liyan", "one_leader:user")):
        assert world.why("sunqian", KIND, world.audit, {"user": world.users[who]}) == why
    assert world.why("sunqian", KIND, world.audit, {}) == "bad_shape:user"
    assert world.why("sunqian", KIND, ids.new_id(), {"user": world.users["qinyu"]}) == "absent"
