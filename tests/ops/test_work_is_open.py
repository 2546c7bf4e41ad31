"""On-site work goes into a visit that is ready, open or returned; before and after that it waits for a person."""

import pytest

from audit_app.ops.resources import OPEN_FOR_WORK
from audit_app.rules.audit import AUDIT
from audit_app.rules.campaign import SPOT_CHECK
from audit_app.store.db import Database
from tests.ops.people_kit import World

WHY = {
    "planned": "visit_not_ready",
    "ready": None,
    "open": None,
    "submitted": "visit_closed",
    "in_review": "visit_closed",
}


def judged(world: World, ref: str) -> str | None:
    body = {"visit": world.audit, "ref": ref, "value": "conforms"}
    return world.do("liyan", "judgement.set", f"{world.audit}/{ref}", body).why


@pytest.mark.parametrize("state", WHY)
def test_an_audit_takes_work_only_while_the_team_is_at_it(database: Database, state: str) -> None:
    world = World(database)
    world.to(state)
    assert judged(world, "7.5") == WHY[state]
    assert len(world.rows("judgements")) == (WHY[state] is None)


def test_what_is_sent_back_is_open_again(database: Database) -> None:
    world = World(database)
    world.to("submitted")
    assert judged(world, "7.5") == "visit_closed"
    world.did("zhaoweidong", "audit.return", world.audit, {"reason": "补充 7.5 的记录"})
    assert judged(world, "7.6") is None


def test_every_state_that_takes_work_exists() -> None:
    assert OPEN_FOR_WORK.issubset(AUDIT.states | SPOT_CHECK.states)
    assert not OPEN_FOR_WORK & {"decided", "archived", "cancelled", "complete", "replaced", "uncheckable"}
