"""audit.review: whoever reviews takes up an audit that was handed in."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "audit.review"
MAY = {"sunqian", "zhaoweidong", "fengjie"}


def test_a_submitted_audit_is_in_review_and_stays_closed_for_work(database: Database) -> None:
    world = World(database)
    assert world.did("zhaoweidong", KIND, world.to("submitted"), {}) == {"audits"}
    assert world.state() == "in_review"
    late = world.do(
        "liyan", "judgement.set", f"{world.audit}/7.5", {"visit": world.audit, "ref": "7.5", "value": "conforms"}
    )
    assert late.why == "visit_closed"


def test_the_desk_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("submitted"), {}, *MAY)
    assert said == {"not_permitted": OURS - MAY, "absent": {*STAFF, "house"} - OURS}


def test_whoever_audited_cannot_review_not_even_after_leaving_the_team(database: Database) -> None:
    world = World(database)
    world.to("submitted")
    for account in ("liyan", "chenjing"):
        world.did(
            "fengjie",
            "user.set_roles",
            world.users[account],
            {"roles": ["auditor", "planner"], "was": STAFF[account][1], "reason": "岗位有变动，管理员改的角色"},
        )
    assert world.why("liyan", KIND, world.audit, {}) == "not_independent"
    world.did("fengjie", "audit.remove_member", world.audit, {"user": world.users["chenjing"]})
    assert world.why("chenjing", KIND, world.audit, {}) == "not_independent"
    assert world.did("sunqian", KIND, world.audit, {}) == {"audits"}


def test_a_repeat_is_once_and_only_a_submitted_audit_is_reviewed(database: Database) -> None:
    world = World(database)
    assert world.why("sunqian", KIND, world.to("open"), {}) == "wrong_state"
    world.did("liyan", "audit.submit", world.audit, {})
    world.is_once("sunqian", KIND, world.audit, {})
    assert world.why("fengjie", KIND, world.audit, {}) == "wrong_state"
    assert world.why("sunqian", KIND, ids.new_id(), {}) == "absent"
