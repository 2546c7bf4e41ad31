"""audit.remove_member: somebody leaves the team; the leader cannot, and what the person still sends waits."""

from pathlib import Path

import pytest
from sqlalchemy import select

from audit_app.ops import make
from audit_app.ops.replay import replay
from audit_app.rules import ids, permits
from audit_app.rules.permits import PERMITS, Actor, Resource
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import audit_team, held, judgements
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import NOW, Site

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


def old_rule(actor: Actor, verb: str, resource: Resource) -> bool:
    """As it was once: whatever somebody sent who had left the team waited."""
    return PERMITS[verb].relation == "team" and actor.id in resource.removed


@pytest.mark.parametrize("who, kind", [("heming", "judgement.set"), ("qinyu", "nonconformity.raise")])
def test_leaving_the_team_gives_no_more_than_the_role_on_it(database: Database, who: str, kind: str) -> None:
    site = Site(database)
    subject, base = site.complete()
    op = site.judge("7.6", "nonconforming") if kind == "judgement.set" else site.op(kind, subject, base)
    assert site.apply(op, who).why == "not_permitted", "the control: on the team"
    site.remove(who)
    again = {**op, "id": ids.new_id()}
    outcome = site.apply(again, who)
    assert (outcome.outcome, outcome.why) == ("refused", "not_permitted")
    assert site.rows("held") == []
    record = site.op("record.set", f"{site.visit}/7.5//{site.users[who]}", ref="7.5", department="", text="看到台账")
    assert site.apply(record, who).why == "not_on_team"
    assert site.apply(make("held.release", record["id"], {}), "sunqian").outcome == "done"
    assert [row["text"] for row in site.rows("records")] == ["看到台账"]


@pytest.mark.parametrize("who", ["qinyu", "chenjing"])
def test_nobody_submits_after_leaving_the_team(database: Database, who: str) -> None:
    site = Site(database)
    site.remove(who)
    outcome = site.apply(make("audit.submit", site.visit, {}), who)
    assert (outcome.outcome, outcome.why) == ("refused", "not_permitted")
    assert site.rows("held") == [] and [row["state"] for row in site.rows("audits")] == ["open"]


def test_what_waited_under_the_old_rule_is_measured_on_its_release_and_replays(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = Site(database)
    site.remove("heming")
    with monkeypatch.context() as once:
        once.setattr(permits, "waits_for_release", old_rule)
        ops = [site.judge("7.6", "nonconforming"), site.judge("7.5", "nonconforming")]
        assert [site.apply(op, "heming").why for op in ops] == ["not_on_team"] * 2
        assert site.apply(make("held.release", ops[0]["id"], {}), "sunqian").outcome == "done"
    assert site.apply(make("held.release", ops[1]["id"], {}), "sunqian").outcome == "done"
    last = [(row["id"], row["outcome"], row["why"]) for row in site.rows("log")][-1]
    assert last == (ops[1]["id"], "refused", "not_permitted")
    assert [row["ref"] for row in site.rows("judgements")] == ["7.6"] and site.rows("held") == []
    target = Database(f"sqlite:///{tmp_path}/again.db")
    migrate(target)
    replay(database, target)
    with database.reading() as one, target.reading() as other:
        for table in (judgements, held, audit_team):
            rows = select(table).order_by(*table.primary_key)
            assert list(one.execute(rows)) == list(other.execute(rows)), table.name
    target.close()
