"""Ops on clients and audits: plan, and the acts of the audit's machine. What is recorded on site has its own files."""

from collections.abc import Mapping
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.editions import find_edition
from audit_app.ops.things import own, subject_visit
from audit_app.rules.audit import AUDIT
from audit_app.rules.identifiers import uscc
from audit_app.rules.refusals import Refused
from audit_app.store import people
from audit_app.store import visits as store
from checklists import Edition

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def create_client(tx: Tx) -> None:
    body = tx.op.body
    if store.get_client(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    if any(row["name"] == body["name"] for row in store.list_clients(tx.connection, tx.actor.organisation)):
        raise Refused("number_taken", "name", number=body["name"])
    store.put_client(
        tx.connection,
        id=tx.op.subject,
        organisation_id=tx.actor.organisation,
        created_at=tx.at,
        **{**body, "uscc": uscc(body["uscc"]) if body["uscc"] else None},
    )


def plan(tx: Tx) -> None:
    """A new audit, pinned for life to the edition and its digest; letters A, B, … by order of the team, leader first."""
    body = tx.op.body
    if store.get_visit(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    client = _client(tx)
    if store.find_audit(tx.connection, tx.actor.organisation, body["code"]):
        raise Refused("number_taken", "code", number=body["code"])
    edition = find_edition(tx.connection, tx.actor.organisation, body["edition"])
    members = _members(tx)
    named = {"id": tx.op.subject, "organisation_id": tx.actor.organisation}
    store.put_visit(
        tx.connection,
        **named,
        kind="audit",
        edition_id=edition.id,
        edition_digest=edition.digest,
        closing_on=body["ends_on"],
        short_name=client["short_name"],
    )
    store.put_audit(
        tx.connection,
        **named,
        **{name: body[name] for name in ("code", "type", "starts_on", "ends_on")},
        client_id=client["id"],
        state=AUDIT.initial,
        created_at=tx.at,
    )
    store.put_team(tx.connection, tx.op.subject, members)
    store.put_owners(tx.connection, tx.op.subject, _owners(edition, _chapters(body), members))
    store.put_departments(tx.connection, tx.op.subject, dict.fromkeys(body["departments"]))


def _client(tx: Tx) -> Mapping[Any, Any]:
    client = store.get_client(tx.connection, tx.op.body["client"])
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
    return [(m["user"], m["role"], LETTERS[at % len(LETTERS)]) for at, m in enumerate(team)]


def _owners(edition: Edition, chapters: dict[str, str], members: list[tuple[str, str, str]]) -> dict[str, str]:
    """Owner of each leaf by its chapter; the leader owns what nobody was given."""
    known, leader = {user for user, _, _ in members}, members[0][0]
    if not set(chapters.values()) <= known:
        raise Refused("owner_not_on_team", "chapters")
    return {leaf.ref: chapters.get(edition.chapter_of(leaf.ref).ref, leader) for leaf in edition.leaves}


def act(verb: str) -> Verb:
    """An act of the audit's machine that needs no more than its reason."""

    def handle(tx: Tx) -> None:
        audit = store.get_audit(tx.connection, tx.op.subject)
        if audit is None:
            raise Refused("absent")
        changed = {"state": AUDIT.step(audit["state"], verb), "reason": tx.op.body.get("reason")}
        if verb == "submit":
            changed["submitted_at"] = tx.at
        store.change_audit(tx.connection, tx.op.subject, **changed)

    return Verb(subject_visit, handle)


def remove_member(tx: Tx) -> None:
    """Take somebody off the team. The leader cannot be removed; what the person still sends is held."""
    user = tx.op.body["user"]
    if tx.thing.team.get(user) == "lead":
        raise Refused("one_leader", "user")
    if user not in tx.thing.team:
        raise Refused("absent", "user")
    store.remove_member(tx.connection, tx.op.subject, user, tx.at)


VERBS = {
    "client.create": Verb(own, create_client),
    "audit.plan": Verb(own, plan),
    **{f"audit.{verb}": act(verb) for verb in ("prepare", "open", "submit", "review", "return", "cancel")},
    "audit.remove_member": Verb(subject_visit, remove_member),
}
