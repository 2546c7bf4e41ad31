"""Ops on organisations: one is created, and what was written wrong about it is corrected."""

from audit_app.ops import Tx, Verb
from audit_app.ops.coded import coded, no_twin
from audit_app.ops.corrections import corrected, explained
from audit_app.ops.organisation_kinds import check_named, check_place, check_placed, other_kind
from audit_app.ops.resources import organisation, own
from audit_app.rules.identifiers import plain_code, uscc
from audit_app.rules.refusals import Refused
from audit_app.store import campaigns, people, seen

COLUMNS = {"parent": "parent_id"}
"""Fields of an op whose column has another name."""


def create(tx: Tx) -> None:
    body = tx.op.body
    if people.get_organisation(tx.connection, tx.op.subject) or people.get_organisation_by_code(
        tx.connection, body["code"]
    ):
        raise Refused("number_taken", "code", number=body["code"])
    if tx.guarded(7):
        no_twin(body["code"], people.list_organisations(tx.connection), plain_code)
    if body["parent"] and not people.get_organisation(tx.connection, body["parent"]):
        raise Refused("absent", "parent")
    if tx.guarded(2):
        check_place(tx, body)
    if tx.guarded(3):
        check_named(body, strict=tx.guarded(5))
    if tx.guarded(4):
        check_placed(body)
    people.put_organisation(
        tx.connection,
        id=tx.op.subject,
        kind=body["kind"],
        code=body["code"],
        name=body["name"],
        short_name=body["short_name"],
        region=body["region"],
        parent_id=body["parent"],
        approval_no=body["approval_no"] and coded(tx, body["approval_no"], "approval_no", 6, str),
        uscc=uscc(body["uscc"]) if body["uscc"] else None,
        created_at=tx.at,
    )


def correct(tx: Tx) -> None:
    """Name, region, office above or numbers of an organisation; since version 2 its kind and code, too, while it is unused."""
    row = people.get_organisation(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    kept = {name: row[COLUMNS.get(name, name)] for name in tx.op.body["now"]}
    changed = corrected(tx, kept)
    if {"kind", "code"} & set(changed):
        other_kind(tx, row, changed)
    if tx.guarded(5) and "code" in changed:
        others = [one for one in people.list_organisations(tx.connection) if one["id"] != row["id"]]
        no_twin(changed["code"], others, plain_code)
    after = {**{name: row[name] for name in ("kind", "code", "name", "region")}, "parent": row["parent_id"], **changed}
    if {"kind", "region", "parent"} & set(changed):
        check_place(tx, after)
    if tx.guarded(2) and {"kind", "code", "name", "region"} & set(changed):
        check_named(after, coded="code" in changed, strict=tx.guarded(3))
    if changed.get("uscc"):
        changed["uscc"] = uscc(changed["uscc"])
    if changed.get("approval_no"):
        changed["approval_no"] = coded(tx, changed["approval_no"], "approval_no", 4, str)
    explained(tx, seen.on_organisation(row["id"]))
    if "region" in changed:
        _move_rounds(tx, changed["region"])
    if "parent" in changed and campaigns.rounds_of(tx.connection, row["id"]):
        raise Refused("parent_in_use", "parent")
    people.change_organisation(
        tx.connection, row["id"], **{COLUMNS.get(name, name): value for name, value in changed.items()}
    )


def _move_rounds(tx: Tx, region: str | None) -> None:
    """Rounds that nobody has begun follow the office to its right region; one that has begun keeps it where it is."""
    rounds = campaigns.rounds_of(tx.connection, tx.op.subject)
    if any(row["state"] != "open" or row["has_register"] for row in rounds):
        raise Refused("region_in_use", "region")
    for row in rounds:
        campaigns.change_round(tx.connection, row["id"], region=region or "")


VERBS = {
    "organisation.create": Verb(own, create),
    "organisation.correct": Verb(organisation, correct),
}
