"""held.remove: what waits is taken off the list for good; the log keeps it, and its author hears why."""

from pathlib import Path

import pytest

from audit_app.ops import SYSTEM, Outcome, apply, make
from audit_app.ops import replay as replaying
from audit_app.ops.outcomes import said_of
from audit_app.ops.replay import replay
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.ops.people_kit import STAFF, World
from tests.ops.site_kit import NOW, Site
from tests.ops.test_held_release import held, removed
from tests.ops.test_two_tablets import WITHOUT_AN_OP, tables

KIND = "held.remove"
REASON = "内容已由陈静另行补录，这一项不用了"
HEARD = f"运维人员已取消处理，不再等待；写明的原因是「{REASON}」。"


def test_it_no_longer_waits_its_author_hears_why_and_the_log_keeps_it(database: Database) -> None:
    world = World(database)
    late = removed(world)
    before = next(row["body"] for row in world.rows("log") if row["id"] == late)
    assert world.did("house", KIND, late, {"reason": REASON}) == {"held"}
    assert world.rows("held") == [] and world.rows("judgements") == []
    kept, over = (row for row in world.rows("log") if row["id"] == late)
    assert (kept["outcome"], kept["body"]) == ("held", before)
    assert (over["outcome"], over["why"], over["actor"]) == ("refused", "held_removed", world.users["chenjing"])
    assert (over["visit_id"], over["organisation_id"]) == (kept["visit_id"], kept["organisation_id"])
    with database.reading() as connection:
        (told,) = said_of(connection, [late], world.actor("chenjing"))
    assert (told.outcome, told.why, told.sentence) == ("refused", "held_removed", HEARD)


def test_sent_again_it_gets_the_same_answer_and_another_one_still_waits(database: Database) -> None:
    world = World(database)
    world.to("submitted")
    body = {"visit": world.audit, "ref": "7.5", "value": "conforms"}
    op, other = make("judgement.set", f"{world.audit}/7.5", body), held(world, "liyan", "7.6")
    assert apply(database, op, world.actor("chenjing"), NOW).outcome == "held"
    world.did("house", KIND, op["id"], {"reason": REASON})
    again = apply(database, op, world.actor("chenjing"), NOW)
    assert (again.outcome, again.sentence) == ("refused", HEARD)
    assert [row["op_id"] for row in world.rows("held")] == [other]
    assert world.why("sunqian", "held.release", op["id"], {}) == "absent"


def test_what_no_kind_of_this_system_is_goes_too(database: Database) -> None:
    world = World(database)
    newer = make("user.enable", world.users["qinyu"], {"text": "甲" * 100}) | {"v": 99}
    assert apply(database, newer, world.actor("sunqian"), NOW).outcome == "held"
    assert world.did("house", KIND, newer["id"], {"reason": REASON}) == {"held"}
    assert world.rows("held") == []


def test_nobody_but_the_house_with_a_reason_and_only_what_waits(database: Database) -> None:
    world = World(database)
    late = removed(world)
    assert world.turned_away(KIND, late, {"reason": REASON}, "house") == {"not_permitted": set(STAFF)}
    for reason in ("", "不用了", " " * 12, "九个字九个字九个字"):
        assert world.why("house", KIND, late, {"reason": reason}) == "bad_shape:reason"
    assert world.why("house", KIND, ids.new_id(), {"reason": REASON}) == "absent"
    world.did("house", KIND, late, {"reason": REASON})
    assert world.why("house", KIND, late, {"reason": REASON}) == "absent"


def two_of_a_removed_member(site: Site) -> tuple[str, str]:
    """秦羽 has left; a text of hers waits for a person, and a second one for the first."""
    site.remove("qinyu")
    subject = f"{site.visit}/7.5//{site.users['qinyu']}"
    first = site.op("record.set", subject, ref="7.5", department="", text="离组前写的")
    second = site.op("record.set", subject, {"text": [first["id"]]}, ref="7.5", department="", text="后来改的")
    said: list[Outcome] = [site.apply(one, "qinyu") for one in (first, second)]
    assert [one.why for one in said] == ["not_on_team", "base_not_here"]
    return first["id"], second["id"]


def alike(site: Site, target: Path) -> bool:
    """Whether the log, carried out again in an empty database, gives the same tables."""
    again = Database(f"sqlite:///{target}")
    migrate(again)
    replay(site.database, again)
    with site.database.reading() as one, again.reading() as other:
        same = tables(one, WITHOUT_AN_OP) == tables(other, WITHOUT_AN_OP)
    again.close()
    return same


def test_what_stood_upon_it_goes_its_own_way_and_a_replay_says_the_same(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    first, second = two_of_a_removed_member(site)
    assert apply(database, make(KIND, first, {"reason": REASON}), SYSTEM, NOW).outcome == "done"
    (waits,) = site.rows("held")
    assert (waits["op_id"], waits["why"], waits["waits_for"]) == (second, "not_on_team", None)
    assert alike(site, tmp_path / "again.db")
    assert apply(database, make("held.release", second, {}), site.actors["sunqian"], NOW).outcome == "done"
    assert [row["text"] for row in site.rows("records")] == ["后来改的"] and site.rows("held") == []
    assert alike(site, tmp_path / "after.db")


def test_a_replay_that_does_not_look_at_what_stood_upon_it_is_found_out(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(database)
    first, _second = two_of_a_removed_member(site)
    assert apply(database, make(KIND, first, {"reason": REASON}), SYSTEM, NOW).outcome == "done"
    monkeypatch.setattr(replaying, "_look_at_what_waits", lambda door, row: None)
    assert not alike(site, tmp_path / "again.db")
