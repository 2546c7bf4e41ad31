"""audit.return: back to the leader with a reason; the team may write again until it is handed in anew."""

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "audit.return"
MAY = {"sunqian", "zhaoweidong", "fengjie"}
BODY = {"reason": "7.4.1 的照片看不清，请补"}


def test_a_returned_audit_carries_its_reason_and_takes_work_again(database: Database) -> None:
    world = World(database)
    assert world.did("zhaoweidong", KIND, world.to("in_review"), BODY) == {"audits"}
    row = world.row("audits", world.audit)
    assert (row["state"], row["reason"]) == ("returned", BODY["reason"])
    judged = (f"{world.audit}/7.5", {"visit": world.audit, "ref": "7.5", "value": "conforms"})
    assert world.did("liyan", "judgement.set", *judged) == {"judgements", "heads"}
    world.did("liyan", "audit.submit", world.audit, {})
    assert world.row("audits", world.audit)["reason"] is None


def test_the_desk_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("submitted"), BODY, *MAY)
    assert said == {"not_permitted": OURS - MAY, "absent": {*STAFF, "house"} - OURS}


def test_a_repeat_is_once_and_only_what_was_handed_in_goes_back_with_a_reason(database: Database) -> None:
    world = World(database)
    assert world.why("sunqian", KIND, world.to("open"), BODY) == "wrong_state"
    world.did("liyan", "audit.submit", world.audit, {})
    for body in ({}, {"reason": ""}):
        assert world.why("sunqian", KIND, world.audit, body) == "bad_shape:reason"
    world.is_once("sunqian", KIND, world.audit, BODY)
    assert world.why("sunqian", KIND, world.audit, BODY) == "wrong_state"
    assert world.why("sunqian", KIND, ids.new_id(), BODY) == "absent"
