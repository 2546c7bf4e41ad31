"""audit.correct: dates, type, edition, team and chapters of an audit until it is submitted; a letter is never used twice."""

from typing import Any

import pytest

from audit_app.ops.audit_corrections import plan_of
from audit_app.ops.division import division, shared_out
from audit_app.store.db import Database
from checklists import load
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.test_audit_plan import OFFICES

KIND = "audit.correct"
WHY = "企业来电改期，审核员邵航请假"


def plan(world: World) -> dict[str, Any]:
    liyan, chenjing, qinyu = (world.users[who] for who in ("liyan", "chenjing", "qinyu"))
    team = [{"user": liyan, "role": "lead"}, {"user": chenjing, "role": "auditor"}, {"user": qinyu, "role": "trainee"}]
    rows = [{"chapter": ref, "user": chenjing if ref == "7" else liyan} for ref in ("4", "5", "6", "7", "8", "9")]
    return {
        "team": team,
        "chapters": rows,
        "starts_on": "2023-10-26",
        "ends_on": "2023-10-27",
        "type": "initial_stage_2",
    }


def change(world: World, reason: str = WHY, **now: Any) -> dict[str, Any]:
    kept = plan(world) | {"edition": "gbt-29490-2013", "departments": ["知识产权部", "研发中心"]}
    return {"was": {name: kept[name] for name in now}, "now": now, "reason": reason}


def test_days_and_type_move_and_the_closing_day_with_them(database: Database) -> None:
    world = World(database)
    world.to("planned")
    body = change(world, "", starts_on="2023-11-08", ends_on="2023-11-09", type="surveillance")
    assert world.did("sunqian", KIND, world.audit, body) == {"audits", "visits"}
    row = world.row("audits", world.audit)
    assert (row["starts_on"], row["ends_on"], row["type"]) == ("2023-11-08", "2023-11-09", "surveillance")
    assert world.row("visits", world.audit)["closing_on"] == "2023-11-09"


def test_a_removed_members_letter_is_not_used_again_and_the_clauses_go_to_the_leader(database: Database) -> None:
    world = World(database)
    world.to("ready")
    liyan, qinyu, beside = world.users["liyan"], world.users["qinyu"], world.users["fengjie"]
    world.did(
        "fengjie",
        "user.set_roles",
        beside,
        {"roles": ["auditor", "body_admin"], "was": ["body_admin"], "reason": "岗位有变动，管理员改的角色"},
    )
    team = [
        {"user": liyan, "role": "lead"}, {"user": qinyu, "role": "trainee"}, {"user": beside, "role": "auditor"},
    ]  # fmt: skip
    assert world.did("sunqian", KIND, world.audit, change(world, team=team)) == {"audit_team", "clause_owners"}
    letters = {row["user_id"]: (row["letter"], row["removed_at"] is None) for row in world.rows("audit_team")}
    assert letters[world.users["chenjing"]] == ("B", False)
    assert letters[beside] == ("D", True)
    assert {row["user_id"] for row in world.rows("clause_owners")} == {liyan}


def test_chapters_are_given_at_the_level_that_balances(database: Database) -> None:
    world = World(database)
    world.to("ready")
    chenjing, liyan = world.users["chenjing"], world.users["liyan"]
    rows = [{"chapter": ref, "user": liyan} for ref in ("4", "5", "6", "7", "8", "9")]
    rows.append({"chapter": "7.4", "user": chenjing})
    assert world.did("sunqian", KIND, world.audit, change(world, chapters=rows)) == {"clause_owners"}
    edition = load("gbt-29490-2013")
    theirs = {row["ref"] for row in world.rows("clause_owners") if row["user_id"] == chenjing}
    assert theirs == {leaf.ref for leaf in edition.leaves if leaf.ref.startswith("7.4")} and len(theirs) > 1


@pytest.mark.parametrize("name", ["gbt-29490-2013", "gbt-29490-2023"])
def test_a_division_told_again_shares_out_the_same(name: str) -> None:
    edition = load(name)
    owners = {leaf.ref: "AB"[n % 3 == 0] for n, leaf in enumerate(edition.leaves)}
    rows = {row["chapter"]: row["user"] for row in division(edition, owners)}
    assert shared_out(edition, rows, "nobody") == owners
    assert shared_out(edition, {}, "A") == dict.fromkeys(owners, "A")
    assert [row["chapter"] for row in division(edition, dict.fromkeys(owners, "A"))] == [
        c.ref for c in edition.chapters
    ]


def test_the_edition_changes_until_the_first_judgement(database: Database) -> None:
    world = World(database)
    world.to("ready")
    assert world.why("sunqian", KIND, world.audit, change(world, edition=OFFICES)) == "bad_value:edition"
    days = {"starts_on": "2024-01-09", "ends_on": "2024-01-10"}
    world.did("sunqian", KIND, world.audit, change(world, **days))
    body = change(world, edition="gbt-29490-2023")
    judged = {"visit": world.audit, "ref": "7.4.1", "value": "conforms"}
    assert world.did("sunqian", KIND, world.audit, body) == {"visits", "clause_owners"}
    refs = {row["ref"] for row in world.rows("clause_owners")}
    assert refs == {leaf.ref for leaf in load("gbt-29490-2023").leaves}
    back = {"was": {"edition": "gbt-29490-2023"}, "now": {"edition": "gbt-29490-2013"}, "reason": WHY}
    world.did("sunqian", KIND, world.audit, back)
    world.did("chenjing", "judgement.set", f"{world.audit}/7.4.1", judged)
    assert world.why("sunqian", KIND, world.audit, body) == "edition_in_use:edition"


def test_who_may_and_when(database: Database) -> None:
    world = World(database)
    world.to("submitted")
    said = world.turned_away(KIND, world.audit, change(world, type="special"), "sunqian", "fengjie")
    assert said == {"not_permitted": OURS - {"sunqian", "fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("sunqian", KIND, world.audit, change(world, type="special")) == "wrong_state"


def test_what_cannot_be_is_named_and_a_reason_is_asked_once_seen(database: Database) -> None:
    world = World(database)
    world.to("open")
    world.did("liyan", "judgement.set", f"{world.audit}/4.1", {"visit": world.audit, "ref": "4.1", "value": "conforms"})
    kept = plan(world)
    stranger = {"user": world.users["gaoyuan"], "role": "auditor"}
    for now, why in (
        ({"ends_on": "2023-10-20"}, "dates_reversed:ends_on"),
        ({"team": kept["team"][1:]}, "one_leader:team"),
        ({"team": [*kept["team"], kept["team"][1]]}, "twice_on_team:team"),
        ({"team": [*kept["team"], stranger]}, "absent:team"),
        ({"chapters": [{"chapter": "7", "user": world.users["zhaoweidong"]}]}, "owner_not_on_team:chapters"),
        ({"chapters": [{"chapter": "77", "user": world.users["liyan"]}]}, "clause_unknown:chapters"),
        ({"edition": "none"}, "edition_in_use:edition"),
    ):
        assert world.why("sunqian", KIND, world.audit, change(world, **now)) == why, now
    assert world.why("sunqian", KIND, world.audit, change(world, "短", type="special")) == "reason_asked:reason"
    world.is_once("sunqian", KIND, world.audit, change(world, type="special"))


def test_dates_and_leader_keep_to_the_rules_of_a_new_audit(database: Database) -> None:
    world = World(database)
    plan = world.plan()
    world.did("sunqian", "audit.plan", world.audit, plan)
    far = {"was": {"ends_on": plan["ends_on"]}, "now": {"ends_on": "2025-10-27"}, "reason": ""}
    assert world.why("sunqian", "audit.correct", world.audit, far) == "audit_too_long:ends_on"
    with database.reading() as connection:
        was = plan_of(connection, world.row("audits", world.audit))["team"]
    other = {"lead": "auditor", "auditor": "lead"}
    now = [{**one, "role": other.get(one["role"], one["role"])} for one in was]
    body = {"was": {"team": was}, "now": {"team": now}, "reason": "组长换人，计划时写错了"}
    assert world.why("sunqian", "audit.correct", world.audit, body) == "leader_unfit:team"


def test_a_correction_keeps_the_edition_in_its_time(database: Database) -> None:
    world = World(database)
    world.to("planned")
    late = change(world, starts_on="2025-12-30", ends_on="2026-01-02")
    assert world.why("sunqian", KIND, world.audit, late) == "edition_over:edition"
    dated = change(world, starts_on="2025-03-04", ends_on="2025-03-05")
    assert world.why("sunqian", KIND, world.audit, dated) == "edition_unexplained:edition_reason"
    dated["was"] |= {"applied_on": None, "edition_reason": None}
    dated["now"] |= {"applied_on": "2025-02-01", "edition_reason": "企业证书到 2025-12-31"}
    world.did("sunqian", KIND, world.audit, dated)
    row = world.row("audits", world.audit)
    assert (row["applied_on"], row["edition_reason"]) == ("2025-02-01", "企业证书到 2025-12-31")
    gone = {"was": {"edition_reason": "企业证书到 2025-12-31"}, "now": {"edition_reason": None}, "reason": WHY}
    assert world.why("sunqian", KIND, world.audit, gone) == "edition_unexplained:edition_reason"
    world.did("sunqian", KIND, world.audit, change(world, edition="gbt-29490-2023"))
