"""audit.cancel: an audit that has not begun is given up, with a reason; its rows stay."""

import pytest

from audit_app.rules import ids
from audit_app.store.db import Database
from tests.ops.people_kit import OURS, STAFF, World

KIND = "audit.cancel"
BODY = {"reason": "企业推迟到明年"}


@pytest.mark.parametrize("state", ["planned", "ready"])
def test_an_audit_that_has_not_begun_is_cancelled(database: Database, state: str) -> None:
    world = World(database)
    assert world.did("sunqian", KIND, world.to(state), BODY) == {"audits"}
    row = world.row("audits", world.audit)
    assert (row["state"], row["reason"]) == ("cancelled", BODY["reason"])
    assert len(world.rows("audit_team")) == 3
    assert world.why("sunqian", "audit.open", world.audit, {}) == "wrong_state"


def test_planners_and_administrators_of_the_body_alone(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.to("planned"), BODY, "sunqian", "fengjie")
    assert said == {"not_permitted": OURS - {"sunqian", "fengjie"}, "absent": {*STAFF, "house"} - OURS}


def test_a_repeat_is_once_and_an_open_audit_is_not_cancelled(database: Database) -> None:
    world = World(database)
    assert world.why("sunqian", KIND, world.to("planned"), {}) == "bad_shape:reason"
    world.is_once("sunqian", KIND, world.audit, BODY)
    assert world.why("sunqian", KIND, world.audit, BODY) == "wrong_state"
    assert world.why("sunqian", KIND, ids.new_id(), BODY) == "absent"


def test_what_has_begun_is_finished(database: Database) -> None:
    world = World(database)
    assert world.why("sunqian", KIND, world.to("open"), BODY) == "wrong_state"
