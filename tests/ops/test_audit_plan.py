"""audit.plan: a new audit with its team, its owners and the edition it is pinned to; all of it or nothing."""

from dataclasses import replace
from typing import Any

import pytest

from audit_app.ops.editions import SPOT_CHECKS
from audit_app.rules import ids
from audit_app.store.db import Database
from checklists import available, load, rulepack
from tests.ops.people_kit import STAFF, World

KIND = "audit.plan"
TABLES = {"visits", "audits", "audit_team", "clause_owners", "visit_departments"}


OFFICES = next(one for one in available() if load(one).scheme == SPOT_CHECKS)
"""What offices check by."""


def test_an_audit_is_planned_with_letters_by_rank_and_an_owner_for_every_clause(database: Database) -> None:
    world = World(database)
    body, edition = world.plan(), load("gbt-29490-2013")
    assert world.did("sunqian", KIND, world.audit, body) == TABLES
    row, visit = world.row("audits", world.audit), world.row("visits", world.audit)
    assert (row["state"], row["code"], visit["kind"], visit["closing_on"]) == ("planned", "A1", "audit", "2023-10-27")
    assert (visit["edition_id"], visit["edition_digest"], visit["short_name"]) == (edition.id, edition.digest, "启衡")
    letters = {row["user_id"]: (row["role"], row["letter"]) for row in world.rows("audit_team")}
    assert letters[world.users["liyan"]] == ("lead", "A")
    assert {letter for _, letter in letters.values()} == {"A", "B", "C"}
    owners = {row["ref"]: row["user_id"] for row in world.rows("clause_owners")}
    assert set(owners) == {leaf.ref for leaf in edition.leaves}
    theirs = {ref for ref, user in owners.items() if user == world.users["chenjing"]}
    assert theirs == {leaf.ref for leaf in edition.leaves if edition.chapter_of(leaf.ref).ref == "7"}


def test_planners_and_administrators_plan_for_their_own_clients_alone(database: Database) -> None:
    world = World(database)
    body = world.plan()
    said = world.turned_away(KIND, world.audit, body, "sunqian", "fengjie")
    assert said == {
        "not_permitted": {*STAFF, "house"} - {"sunqian", "fengjie", "gaoyuan"},
        "absent:client": {"gaoyuan"},
    }
    assert world.did("fengjie", KIND, world.audit, body) == TABLES


def test_a_repeat_is_once_and_neither_code_nor_id_is_used_again(database: Database) -> None:
    world = World(database)
    body = world.plan()
    world.is_once("sunqian", KIND, world.audit, body)
    assert world.why("sunqian", KIND, ids.new_id(), body) == "number_taken:code"
    assert world.why("sunqian", KIND, world.audit, {**body, "code": "A2"}) == "already_exists"


def refused(world: World, body: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    lead, other = ({"user": world.users[who], "role": "lead"} for who in ("liyan", "chenjing"))
    stranger = {"user": world.users["gaoyuan"], "role": "auditor"}
    return [
        ({"team": []}, "bad_shape:team"),
        ({"team": [{**other, "role": "auditor"}]}, "one_leader:team"),
        ({"team": [lead, other]}, "one_leader:team"),
        ({"team": [lead, {**lead, "role": "auditor"}]}, "twice_on_team:team"),
        ({"team": [lead, stranger]}, "absent:team"),
        ({"chapters": [{"chapter": "7", "user": world.users["zhaoweidong"]}]}, "owner_not_on_team:chapters"),
        ({"edition": "gbt-29490-1999"}, "edition_unknown:edition"),
        ({"edition": OFFICES}, "bad_value:edition"),
        ({"client": ids.new_id()}, "absent:client"),
        ({"ends_on": "2023-10-25"}, "bad_shape:ends_on"),
        ({"starts_on": "2023-02-30"}, "bad_shape:starts_on"),
        ({"type": "party"}, "bad_shape:type"),
    ]


def test_who_may_not_sign_in_any_more_is_not_sent_out(database: Database) -> None:
    world = World(database)
    body = world.plan()
    world.did("fengjie", "user.disable", world.users["qinyu"], {})
    assert world.why("sunqian", KIND, world.audit, body) == "absent:team"
    world.did("fengjie", "user.enable", world.users["qinyu"], {})
    assert "audits" in world.did("sunqian", KIND, world.audit, body)


def test_what_does_not_fit_is_named_and_nothing_of_it_is_kept(database: Database) -> None:
    world = World(database)
    body = world.plan()
    for changed, why in refused(world, body):
        assert world.why("sunqian", KIND, world.audit, {**body, **changed}) == why, changed
    assert world.rows("audits") == []


def test_a_leader_has_the_role_for_it(database: Database) -> None:
    world = World(database)
    team = [{"user": world.users["chenjing"], "role": "lead"}, {"user": world.users["liyan"], "role": "auditor"}]
    body = {**world.plan(), "team": team, "chapters": []}
    outcome = world.do("sunqian", KIND, world.audit, body)
    assert (outcome.why, outcome.field) == ("leader_unfit", "team") and "chenjing" in str(outcome.sentence)


def test_days_that_span_years_are_a_year_typed_wrong(database: Database) -> None:
    world = World(database)
    body = world.plan()
    assert world.why("sunqian", KIND, world.audit, {**body, "ends_on": "2024-10-27"}) == "audit_too_long:ends_on"
    assert world.did("sunqian", KIND, world.audit, {**body, "ends_on": "2024-03-27"}) == TABLES


def test_no_two_of_a_team_have_one_letter(database: Database) -> None:
    world = World(database)
    body, more = world.plan(), [ids.new_id() for _n in range(22)]
    for at, user in enumerate(more):
        world.did("operator", "user.create", user, world.person(f"a{at}", "JX", ["auditor"]))
    team = [*body["team"], *({"user": user, "role": "auditor"} for user in more)]
    assert len(team) == 25
    assert world.why("sunqian", KIND, world.audit, {**body, "team": team}) == "letters_spent:team"


def test_no_code_differs_from_another_by_case_alone(database: Database) -> None:
    world = World(database)
    body = world.plan()
    world.did("sunqian", KIND, world.audit, body)
    assert world.why("sunqian", KIND, ids.new_id(), {**body, "code": body["code"].lower()}) == "code_twin:code"


def test_an_edition_is_one_of_its_time_or_explained(database: Database) -> None:
    world = World(database)
    body, day = world.plan(), {"starts_on": "2025-03-04", "ends_on": "2025-03-05"}
    new = {"edition": "gbt-29490-2023.2", "chapters": []}
    assert world.why("sunqian", KIND, world.audit, {**body, **new}) == "edition_too_new:starts_on"
    assert world.why("sunqian", KIND, world.audit, {**body, **day}) == "edition_unexplained:edition_reason"
    late = {"starts_on": "2025-12-31", "ends_on": "2026-01-01", "edition_reason": "企业尚未换版"}
    assert world.why("sunqian", KIND, world.audit, {**body, **late}) == "edition_over:edition"
    assert world.did("sunqian", KIND, world.audit, {**body, **day, "applied_on": "2024-12-31"}) == TABLES
    row = world.row("audits", world.audit)
    assert (row["applied_on"], row["edition_reason"]) == ("2024-12-31", None)
    other, reason = ids.new_id(), "监督审核，证书到 2025-12-31"
    world.did("sunqian", KIND, other, {**body, **day, "code": "B7", "edition_reason": reason})
    assert world.row("audits", other)["edition_reason"] == reason


def test_the_bodys_rules_say_how_long_the_old_edition_lasts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days come from the rule pack, none from the code."""
    world = World(database)
    pack = rulepack("body-default")
    longer = {
        **pack.rules,
        "transition.last_day_2013": replace(pack.rule("transition.last_day_2013"), value="2026-06-30"),
    }
    monkeypatch.setattr("audit_app.ops.rule_packs.rulepack", lambda _name: replace(pack, rules=longer))
    late = {"starts_on": "2025-12-31", "ends_on": "2026-01-01", "edition_reason": "企业尚未换版"}
    assert world.did("sunqian", KIND, world.audit, {**world.plan(), **late}) == TABLES
