"""audit.submit: the leader of this audit hands it in; what is sent later waits for a person."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import NOW

KIND = "audit.submit"


def test_the_leader_hands_it_in_with_its_moment_and_later_work_waits(database: Database) -> None:
    world = World(database)
    assert world.did("liyan", KIND, world.to("open"), {}) == {"audits"}
    row = world.row("audits", world.audit)
    assert (row["state"], row["submitted_at"]) == ("submitted", NOW)
    late = world.do(
        "chenjing", "judgement.set", f"{world.audit}/7.5", {"visit": world.audit, "ref": "7.5", "value": "conforms"}
    )
    assert (late.outcome, late.why) == ("held", "visit_closed")
    assert world.rows("judgements") == []


def test_nobody_else_hands_it_in(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("open"), {}, "liyan")
    assert said == {"not_permitted": OURS - {"liyan"}, "absent": {*STAFF, "house"} - OURS}


def test_a_leader_of_another_audit_does_not_hand_this_one_in(database: Database) -> None:
    world = World(database)
    world.did(
        "fengjie",
        "user.set_roles",
        world.users["chenjing"],
        {"roles": ["lead", "auditor"], "was": ["auditor"], "reason": "岗位有变动，管理员改的角色"},
    )
    assert world.why("chenjing", KIND, world.to("open"), {}) == "not_permitted"


def test_a_repeat_is_once_and_only_an_open_or_returned_audit_is_handed_in(database: Database) -> None:
    world = World(database)
    assert world.why("liyan", KIND, world.to("ready"), {}) == "wrong_state"
    world.did("liyan", "audit.open", world.audit, {})
    world.is_once("liyan", KIND, world.audit, {})
    assert world.why("liyan", KIND, world.audit, {}) == "wrong_state"
    world.did("zhaoweidong", "audit.return", world.audit, {"reason": "补照片"})
    assert world.did("liyan", KIND, world.audit, {}) == {"audits"}
    assert world.why("liyan", KIND, ids.new_id(), {}) == "absent"


def test_a_major_nobody_has_raised_stops_the_submission(database: Database) -> None:
    world = World(database)
    world.to("open")
    draft = ids.new_id()
    body = {"visit": world.audit, "ref": "7.6", "number": "A-01", "severity": "major"}
    drafted = world.do("liyan", "nonconformity.draft", draft, body)
    assert drafted.outcome == "done"
    outcome = world.do("liyan", KIND, world.audit, {})
    assert outcome.why == "major_in_draft" and "A-01" in str(outcome.sentence)
    minor = {"visit": world.audit, "severity": "minor"}
    base = {"severity": [drafted.id]}
    assert world.do("liyan", "nonconformity.set", draft, minor, base=base).outcome == "done"
    assert world.do("liyan", KIND, world.audit, {}).outcome == "done"
