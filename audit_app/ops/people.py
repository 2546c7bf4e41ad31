"""Ops on organisations, people, settings and a body's own editions. Secrets themselves are written beside the door."""

import json

from audit_app.ops import Tx, Verb
from audit_app.ops.editions import find_edition
from audit_app.ops.things import named_organisation, organisation, organisation_thing, own
from audit_app.rules.identifiers import uscc
from audit_app.rules.permits import Thing
from audit_app.rules.refusals import Refused
from audit_app.rules.roles import ROLES_OF
from audit_app.store import editions as edition_store
from audit_app.store import people as store
from checklists import available, load, rulepacks
from checklists.numbering import check_list, number


def create_organisation(tx: Tx) -> None:
    body = tx.op.body
    if store.get_organisation(tx.connection, tx.op.subject) or store.get_organisation_by_code(
        tx.connection, body["code"]
    ):
        raise Refused("number_taken", "code", number=body["code"])
    if body["parent"] and not store.get_organisation(tx.connection, body["parent"]):
        raise Refused("absent", "parent")
    store.put_organisation(
        tx.connection,
        id=tx.op.subject,
        kind=body["kind"],
        code=body["code"],
        name=body["name"],
        short_name=body["short_name"],
        region=body["region"],
        parent_id=body["parent"],
        approval_no=body["approval_no"],
        uscc=uscc(body["uscc"]) if body["uscc"] else None,
        created_at=tx.at,
    )


def _roles(tx: Tx, organisation_id: str) -> str:
    row = store.get_organisation(tx.connection, organisation_id)
    if row is None:
        raise Refused("absent")
    roles = sorted(set(tx.op.body["roles"]))
    foreign = [role for role in roles if role not in ROLES_OF[row["kind"]]]
    if foreign:
        raise Refused("role_not_here", "roles", roles="、".join(foreign))
    return json.dumps(roles)


def create_user(tx: Tx) -> None:
    body = tx.op.body
    if store.get_user(tx.connection, tx.op.subject) or store.get_user_by_account(tx.connection, body["account"]):
        raise Refused("number_taken", "account", number=body["account"])
    store.put_user(
        tx.connection,
        id=tx.op.subject,
        organisation_id=body["organisation"],
        account=body["account"],
        name=body["name"],
        post=body["post"],
        roles=_roles(tx, body["organisation"]),
        active=1,
        created_at=tx.at,
    )


def user_thing(tx: Tx) -> Thing:
    row = store.get_user(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    thing = organisation_thing(tx, row["organisation_id"])
    return Thing(thing.organisation, thing.above, person=row["id"])


def set_roles(tx: Tx) -> None:
    store.change_user(tx.connection, tx.op.subject, roles=_roles(tx, str(tx.thing.organisation)))


def disable(tx: Tx) -> None:
    if tx.op.subject == tx.actor.id:
        raise Refused("not_yourself")
    store.change_user(tx.connection, tx.op.subject, active=0)


def enable(tx: Tx) -> None:
    store.change_user(tx.connection, tx.op.subject, active=1)


def set_credential(tx: Tx) -> None:
    """Only says that a secret was set; the hash is written beside the door by the room that took it."""


def set_setting(tx: Tx) -> None:
    name, value = tx.op.body["name"], tx.op.body["value"]
    if name == "default_edition":
        find_edition(tx.connection, tx.thing.organisation, value)
    elif value not in rulepacks():
        raise Refused("bad_value", "value", value=value)
    store.put_setting(tx.connection, tx.op.subject, name, value, tx.at)


def publish_edition(tx: Tx) -> None:
    """A body's own edition from its licensed contents list; refused with the rows that do not fit."""
    body = tx.op.body
    if body["based_on"] not in available():
        raise Refused("edition_unknown", "based_on", edition=body["based_on"])
    if tx.op.subject in available() or edition_store.get_edition(tx.connection, tx.op.subject):
        raise Refused("number_taken", number=tx.op.subject)
    base = load(body["based_on"])
    rows = [{k: str(v) for k, v in row.items()} for row in body["rows"]]
    problems = check_list(base, rows)
    if problems:
        first = problems[0]
        raise Refused("contents_list", "rows", count=len(problems), row=first.row, message=first.message)
    edition = number(base, rows, body["source"], tx.op.subject)
    edition_store.put_edition(
        tx.connection,
        id=tx.op.subject,
        organisation_id=body["organisation"],
        based_on=body["based_on"],
        content=json.dumps(edition.as_data(), ensure_ascii=False, sort_keys=True),
        digest=edition.digest,
        source=body["source"],
        published_at=tx.at,
    )


VERBS = {
    "organisation.create": Verb(own, create_organisation),
    "user.create": Verb(named_organisation, create_user),
    "user.set_roles": Verb(user_thing, set_roles),
    "user.disable": Verb(user_thing, disable),
    "user.enable": Verb(user_thing, enable),
    "credential.set": Verb(user_thing, set_credential),
    "setting.set": Verb(organisation, set_setting),
    "edition.publish": Verb(named_organisation, publish_edition),
}
