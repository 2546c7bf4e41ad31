"""Ops that correct what the desk wrote about a company and an audit. Until it is submitted: dates, type, edition, team, chapters."""

import json
from collections.abc import Mapping
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.audits import check_days, check_leader, in_time
from audit_app.ops.corrections import corrected, explained
from audit_app.ops.dates import not_before
from audit_app.ops.division import division, shared_out
from audit_app.ops.editions import check_audited, find_edition
from audit_app.ops.resources import subject_visit
from audit_app.rules.audit import AUDIT
from audit_app.rules.identifiers import uscc
from audit_app.rules.permits import Resource
from audit_app.rules.refusals import Refused
from audit_app.store import nonconformities, people, seen, visits

Row = Mapping[Any, Any]
CORRECTABLE = ("planned", "ready", "open", "returned")
TIMED = frozenset({"starts_on", "ends_on", "edition", "applied_on", "edition_reason"})
"""What decides whether an edition is one of the audit's time."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def client_resource(tx: Tx) -> Resource:
    client = visits.get_client(tx.connection, tx.op.subject)
    if client is None:
        raise Refused("absent")
    return Resource(client["organisation_id"])


def correct_client(tx: Tx) -> None:
    """What is known of a company. Photos taken already keep the short name they were numbered with."""
    client = visits.get_client(tx.connection, tx.op.subject)
    assert client is not None
    kept = {**client, "departments": json.loads(client["departments"])}
    changed = corrected(tx, {name: kept[name] for name in tx.op.body["now"]})
    others = [row for row in visits.list_clients(tx.connection, client["organisation_id"]) if row["id"] != client["id"]]
    if any(row["name"] == changed.get("name") for row in others):
        raise Refused("number_taken", "name", number=changed["name"])
    if changed.get("uscc"):
        changed["uscc"] = uscc(changed["uscc"])
    explained(tx, seen.on_client(client["id"]))
    visits.change_client(tx.connection, client["id"], **changed)
    if "short_name" in changed:
        visits.rename_untouched_visits(tx.connection, client["id"], changed["short_name"])


def plan_of(connection: Any, audit: Row) -> dict[str, Any]:
    """An audit's plan as a correction reads it."""
    visit = visits.get_visit(connection, audit["id"])
    assert visit is not None
    edition = find_edition(connection, visit["organisation_id"], visit["edition_id"])
    team = [row for row in visits.list_team(connection, audit["id"]) if row["removed_at"] is None]
    return {
        "type": audit["type"],
        "starts_on": audit["starts_on"],
        "ends_on": audit["ends_on"],
        "edition": visit["edition_id"],
        "applied_on": audit["applied_on"],
        "edition_reason": audit["edition_reason"],
        "departments": visits.get_departments(connection, audit["id"]),
        "team": [{"user": row["user_id"], "role": row["role"]} for row in team],
        "chapters": division(edition, visits.get_owners(connection, audit["id"])),
    }


def correct_audit(tx: Tx) -> None:
    audit = visits.get_audit(tx.connection, tx.op.subject)
    if audit is None:
        raise Refused("absent")
    if audit["state"] not in CORRECTABLE:
        raise Refused("wrong_state", state_word=AUDIT.word(audit["state"]), verb_word="更正")
    kept = plan_of(tx.connection, audit)
    changed = corrected(tx, {name: kept[name] for name in tx.op.body["now"]})
    explained(tx, seen.on_visit(audit["id"]))
    _correct_dates(tx, audit, changed)
    if "type" in changed:
        visits.change_audit(tx.connection, audit["id"], type=changed["type"])
    if "departments" in changed:
        visits.replace_departments(tx.connection, audit["id"], changed["departments"])
    if "edition" in changed and visits.has_work(tx.connection, audit["id"]):
        raise Refused("edition_in_use", "edition")
    if "edition" in changed and tx.guarded(3):
        check_audited(find_edition(tx.connection, tx.resource.organisation, changed["edition"]))
    _correct_time(tx, changed, kept)
    if "team" in changed:
        _correct_team(tx, changed["team"])
    if {"edition", "team", "chapters"} & set(changed):
        _share_out(tx, changed, kept)


def _correct_dates(tx: Tx, audit: Row, changed: Mapping[str, Any]) -> None:
    days = {name: changed.get(name, audit[name]) for name in ("starts_on", "ends_on")}
    field = "ends_on" if "ends_on" in changed else "starts_on"
    not_before(days["ends_on"], days["starts_on"], ("ends_on", "starts_on"), field)
    if tx.guarded(2) and {"starts_on", "ends_on"} & set(changed):
        check_days(days["starts_on"], days["ends_on"], "ends_on" if "ends_on" in changed else "starts_on")
    if "ends_on" in changed:
        stand = nonconformities.list_nonconformities(tx.connection, audit["id"])
        if any(row["state"] != "withdrawn" for row in stand):
            raise Refused("closing_in_use", "ends_on")
        visits.change_visit(tx.connection, audit["id"], closing_on=changed["ends_on"])
    if days != {name: audit[name] for name in days}:
        visits.change_audit(tx.connection, audit["id"], **days)


def _correct_time(tx: Tx, changed: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """When the application was accepted and why the edition is an old one; days and edition fit together as they then stand."""
    if TIMED & set(changed) and tx.guarded(4):
        stands = {**kept, **changed}
        in_time(tx, find_edition(tx.connection, tx.resource.organisation, stands["edition"]), stands)
    if noted := {name: changed[name] for name in ("applied_on", "edition_reason") if name in changed}:
        visits.change_audit(tx.connection, tx.op.subject, **noted)


def _correct_team(tx: Tx, team: list[dict[str, str]]) -> None:
    """Whoever stays keeps the letter, who comes gets one that nobody ever had, who goes keeps his for what is already numbered."""
    if [member["role"] for member in team].count("lead") != 1:
        raise Refused("one_leader", "team")
    roles = {member["user"]: member["role"] for member in team}
    if len(roles) != len(team):
        raise Refused("twice_on_team", "team")
    ever = {row["user_id"]: row for row in visits.list_team(tx.connection, tx.op.subject)}
    for user in roles:
        person = people.get_user(tx.connection, user)
        stays = user in ever and ever[user]["removed_at"] is None
        if tx.guarded(2) and roles[user] == "lead" and not (stays and ever[user]["role"] == "lead"):
            check_leader(tx, user)
        if person is None or person["organisation_id"] != tx.resource.organisation or not (person["active"] or stays):
            raise Refused("absent", "team")
    free = [letter for letter in LETTERS if letter not in {row["letter"] for row in ever.values()}]
    if len(set(roles) - set(ever)) > len(free):
        raise Refused("letters_spent", "team")
    letters = {user: ever[user]["letter"] if user in ever else free.pop(0) for user in roles}
    visits.put_team(tx.connection, tx.op.subject, [(user, role, letters[user]) for user, role in roles.items()])
    for user, row in ever.items():
        if user not in roles and row["removed_at"] is None:
            visits.remove_member(tx.connection, tx.op.subject, user, tx.at)


def _share_out(tx: Tx, changed: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """Owners anew: what was given, else what stood; clauses of somebody who left are the leader's."""
    edition = find_edition(tx.connection, tx.resource.organisation, changed.get("edition", kept["edition"]))
    members = {member["user"]: member["role"] for member in changed.get("team", kept["team"])}
    leader = next(user for user, role in members.items() if role == "lead")
    if "chapters" in changed:
        given = {row["chapter"]: row["user"] for row in changed["chapters"]}
        if not set(given.values()) <= set(members):
            raise Refused("owner_not_on_team", "chapters")
    elif "edition" in changed:
        given = {}
    else:
        given = {row["chapter"]: row["user"] for row in kept["chapters"] if row["user"] in members}
    if "edition" in changed:
        visits.change_visit(tx.connection, tx.op.subject, edition_id=edition.id, edition_digest=edition.digest)
    visits.put_owners(tx.connection, tx.op.subject, shared_out(edition, given, leader))


VERBS = {
    "client.correct": Verb(client_resource, correct_client),
    "audit.correct": Verb(subject_visit, correct_audit),
}
