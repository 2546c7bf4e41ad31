"""Ops on clients and audits: plan, and the acts of the audit's machine. What is recorded on site has its own files."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.coded import no_twin
from audit_app.ops.division import shared_out
from audit_app.ops.editions import check_audited, find_edition
from audit_app.ops.resources import own, subject_visit
from audit_app.ops.rule_packs import transition_of
from audit_app.rules.audit import AUDIT
from audit_app.rules.identifiers import uscc
from audit_app.rules.refusals import Refused
from audit_app.rules.standards import find_standard
from audit_app.rules.transition import AuditTime, check_in_time
from audit_app.store import nonconformities, people, visits
from checklists import Edition

LONGEST = 183
"""Days of an audit at most; the second stage follows the first within six months (rule pack, ASSUMED)."""
PLANNED = ("code", "type", "starts_on", "ends_on", "applied_on", "edition_reason")
"""What an audit's row takes from its plan as it is; the last two came with version 6."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def create_client(tx: Tx) -> None:
    body = tx.op.body
    if visits.get_client(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    if any(row["name"] == body["name"] for row in visits.list_clients(tx.connection, tx.actor.organisation)):
        raise Refused("number_taken", "name", number=body["name"])
    visits.put_client(
        tx.connection,
        id=tx.op.subject,
        organisation_id=tx.actor.organisation,
        created_at=tx.at,
        **{**body, "uscc": uscc(body["uscc"]) if body["uscc"] else None},
    )


def plan(tx: Tx) -> None:
    """A new audit, pinned for life to the edition and its digest; letters A, B, … by order of the team, leader first."""
    body = tx.op.body
    if visits.get_visit(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    client = _client(tx)
    _new_code(tx, body["code"])
    edition = _edition(tx)
    members = _members(tx)
    named = {"id": tx.op.subject, "organisation_id": tx.actor.organisation}
    visits.put_visit(
        tx.connection,
        **named,
        kind="audit",
        edition_id=edition.id,
        edition_digest=edition.digest,
        closing_on=body["ends_on"],
        short_name=client["short_name"],
    )
    visits.put_audit(
        tx.connection,
        **named,
        **{name: body.get(name) for name in PLANNED},
        client_id=client["id"],
        state=AUDIT.initial,
        created_at=tx.at,
    )
    visits.put_team(tx.connection, tx.op.subject, members)
    visits.put_owners(tx.connection, tx.op.subject, _owners(tx, edition, members))
    visits.put_departments(tx.connection, tx.op.subject, dict.fromkeys(body["departments"]))


def _new_code(tx: Tx, code: str) -> None:
    if visits.find_audit(tx.connection, tx.actor.organisation, code):
        raise Refused("number_taken", "code", number=code)
    if tx.guarded(5):
        no_twin(code, visits.list_audit_codes(tx.connection, tx.actor.organisation))


def _edition(tx: Tx) -> Edition:
    edition = find_edition(tx.connection, tx.actor.organisation, tx.op.body["edition"])
    if tx.guarded(4):
        check_audited(edition)
    if tx.guarded(6):
        in_time(tx, edition, tx.op.body)
    return edition


def in_time(tx: Tx, edition: Edition, audit: Mapping[str, Any]) -> None:
    """The edition is one of the audit's time, by the body's rules. `audit` has its days, the day of application, the reason."""
    given = AuditTime(audit["starts_on"], audit["ends_on"], audit.get("applied_on"), audit.get("edition_reason"))
    check_in_time(find_standard(edition.standard), given, transition_of(tx.connection, tx.resource.organisation))


def _check_plan(tx: Tx, members: list[tuple[str, str, str]]) -> None:
    check_days(tx.op.body["starts_on"], tx.op.body["ends_on"], "ends_on")
    check_leader(tx, members[0][0])
    if len(members) > len(LETTERS):
        raise Refused("letters_spent", "team")


def check_days(starts: str, ends: str, field: str) -> None:
    """The days of one audit lie within half a year; more is a year typed wrong."""
    days = (date.fromisoformat(ends) - date.fromisoformat(starts)).days + 1
    if days > LONGEST:
        raise Refused("audit_too_long", field, starts=starts, ends=ends, days=days, most=LONGEST)


def check_leader(tx: Tx, user_id: str) -> None:
    """Who leads has the role for it."""
    user = people.get_user(tx.connection, user_id)
    if user and "lead" not in json.loads(user["roles"]):
        raise Refused("leader_unfit", "team", name=user["name"])


def _client(tx: Tx) -> Mapping[Any, Any]:
    client = visits.get_client(tx.connection, tx.op.body["client"])
    if client is None or client["organisation_id"] != tx.actor.organisation:
        raise Refused("absent", "client")
    return client


def _chapters(body: Mapping[str, Any]) -> dict[str, str]:
    return {one["chapter"]: one["user"] for one in body["chapters"]}


def _members(tx: Tx) -> list[tuple[str, str, str]]:
    team = sorted(tx.op.body["team"], key=lambda m: m["role"] != "lead")
    if [m["role"] for m in team].count("lead") != 1:
        raise Refused("one_leader", "team")
    if len({m["user"] for m in team}) != len(team):
        raise Refused("twice_on_team", "team")
    for member in team:
        user = people.get_user(tx.connection, member["user"])
        if user is None or user["organisation_id"] != tx.actor.organisation or not user["active"]:
            raise Refused("absent", "team")
    members = [(m["user"], m["role"], LETTERS[at % len(LETTERS)]) for at, m in enumerate(team)]
    if tx.guarded(3):
        _check_plan(tx, members)
    return members


def _owners(tx: Tx, edition: Edition, members: list[tuple[str, str, str]]) -> dict[str, str]:
    """Owner of each leaf by what is given above it; in the first version by its chapter alone."""
    chapters = _chapters(tx.op.body)
    known, leader = {user for user, _, _ in members}, members[0][0]
    if not set(chapters.values()) <= known:
        raise Refused("owner_not_on_team", "chapters")
    if tx.op.v >= 2:
        return shared_out(edition, chapters, leader)
    return {leaf.ref: chapters.get(edition.chapter_of(leaf.ref).ref, leader) for leaf in edition.leaves}


def act(verb: str) -> Verb:
    """An act of the audit's machine that needs no more than its reason."""

    def handle(tx: Tx) -> None:
        audit = visits.get_audit(tx.connection, tx.op.subject)
        if audit is None:
            raise Refused("absent")
        changed = {"state": AUDIT.step(audit["state"], verb), "reason": tx.op.body.get("reason")}
        if verb == "submit":
            if tx.guarded(2):
                _no_major_in_draft(tx)
            changed["submitted_at"] = tx.at
        visits.change_audit(tx.connection, tx.op.subject, **changed)

    return Verb(subject_visit, handle)


def _no_major_in_draft(tx: Tx) -> None:
    """A 严重 that the company has not seen cannot leave with the submission."""
    for row in nonconformities.list_nonconformities(tx.connection, tx.op.subject):
        if (row["state"], row["severity"]) == ("draft", "major"):
            raise Refused("major_in_draft", number=row["number"])


def remove_member(tx: Tx) -> None:
    """Take somebody off the team. The leader cannot be removed; what the person still sends is held."""
    user = tx.op.body["user"]
    if tx.resource.team.get(user) == "lead":
        raise Refused("one_leader", "user")
    if user not in tx.resource.team:
        raise Refused("absent", "user")
    visits.remove_member(tx.connection, tx.op.subject, user, tx.at)


VERBS = {
    "client.create": Verb(own, create_client),
    "audit.plan": Verb(own, plan),
    **{f"audit.{verb}": act(verb) for verb in ("prepare", "open", "submit", "review", "return", "cancel")},
    "audit.remove_member": Verb(subject_visit, remove_member),
}
