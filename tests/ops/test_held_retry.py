"""held.retry: what came from a newer system is kept, and carried out by the house once this one knows it, under every guard."""

from pathlib import Path

import pytest
from sqlalchemy import select

from audit_app import ops
from audit_app.ops import make
from audit_app.ops import op as reading
from audit_app.ops.held import retry_known
from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import held as held_table
from schemas.ops import KINDS, SHAPES
from tests.ops.people_kit import STAFF, World
from tests.ops.site_kit import EARLIER, NOW

KIND = "held.retry"
MADE = ("judgement.set", 1)


def early(world: World, monkeypatch: pytest.MonkeyPatch, why: str) -> str:
    """A judgement by 陈静 while this system does not know it yet; gives its id."""
    body = {"visit": world.audit, "ref": "7.5", "value": "conforms"}
    op = make(MADE[0], f"{world.audit}/7.5", body)
    with monkeypatch.context() as older:
        older.delitem(SHAPES, MADE)
        if why == "unknown_kind":
            older.setattr(reading, "KINDS", KINDS - {MADE[0]})
        outcome = ops.apply(world.database, op, world.actor("chenjing"), EARLIER)
        assert (outcome.outcome, outcome.why) == ("held", why)
        assert retry_known(world.database, NOW) == []
    return str(op["id"])


@pytest.mark.parametrize("why", ["unknown_kind", "newer_version"])
def test_after_the_upgrade_it_is_done_by_its_own_author(
    database: Database, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    world = World(database)
    world.to("open")
    op = early(world, monkeypatch, why)
    assert world.rows("judgements") == [] and len(world.rows("held")) == 1
    assert [one.outcome for one in retry_known(database, NOW)] == ["done"]
    (row,) = world.rows("judgements")
    assert (row["value"], row["author_id"]) == ("conforms", world.users["chenjing"])
    assert world.rows("held") == []
    said = [(one["actor"], one["outcome"], one["received_at"]) for one in world.rows("log") if one["id"] == op]
    assert said[-1] == (world.users["chenjing"], "done", NOW)
    assert retry_known(database, NOW) == []


def test_who_has_left_meanwhile_waits_for_a_person_and_a_replay_says_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world = World(database)
    world.to("open")
    early(world, monkeypatch, "newer_version")
    world.did("sunqian", "audit.remove_member", world.audit, {"user": world.users["chenjing"]})
    retry_known(database, NOW)
    (waits,) = world.rows("held")
    assert (waits["why"], waits["visit_id"]) == ("not_on_team", world.audit)
    assert world.rows("judgements") == []
    again = Database(f"sqlite:///{tmp_path / 'again.db'}")
    migrate(again)
    replay(database, again)
    with again.reading() as connection:
        assert [dict(row) for row in connection.execute(select(held_table)).mappings()] == [waits]
    again.close()


def test_nobody_but_the_house_and_only_what_waits(database: Database) -> None:
    world = World(database)
    assert world.turned_away(KIND, ids.new_id(), {}, "house") == {"not_permitted": set(STAFF)}
    assert world.why("house", KIND, ids.new_id(), {}) == "absent"
