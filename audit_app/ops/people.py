"""Ops on people, settings and a body's own editions. Secrets themselves are written without an op."""

import json
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.corrections import corrected, explained, was_of
from audit_app.ops.editions import SPOT_CHECKS, find_edition
from audit_app.ops.resources import named_organisation, organisation, organisation_resource
from audit_app.rules.identifiers import person_name
from audit_app.rules.inspectors import barred
from audit_app.rules.permits import Resource
from audit_app.rules.refusals import Refused
from audit_app.rules.roles import ROLE_WORDS, ROLES_OF
from audit_app.rules.vocabulary import SEVERITY_LABELS
from audit_app.store import editions, people, registers, seen
from checklists import available, load, rulepacks, rulepacks_for_terms
from checklists.numbering import check_list, number

MOST_REVIEW_DAYS = 365


def _roles(tx: Tx, organisation_id: str) -> str:
    row = people.get_organisation(tx.connection, organisation_id)
    if row is None:
        raise Refused("absent")
    roles = sorted(set(tx.op.body["roles"]))
    foreign = [role for role in roles if role not in ROLES_OF[row["kind"]]]
    if foreign:
        raise Refused("role_not_here", "roles", roles="、".join(foreign))
    return json.dumps(roles)


def create_user(tx: Tx) -> None:
    body = tx.op.body
    taken = people.account_taken(tx.connection, body["account"]) and tx.guarded(2)
    if taken or people.get_user(tx.connection, tx.op.subject):
        raise Refused("number_taken", "account", number=body["account"])
    if tx.guarded(3):
        alike = {row["account"] for row in people.list_namesakes(tx.connection, body["organisation"], body["name"])}
        unsaid = sorted(alike - set(body.get("namesakes", ())))
        if unsaid:
            raise Refused("namesake", "name", name=body["name"], account=unsaid[0])
    people.put_user(
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


def user_resource(tx: Tx) -> Resource:
    row = people.get_user(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    resource = organisation_resource(tx, row["organisation_id"])
    return Resource(resource.organisation, resource.above, person=row["id"])


def correct_user(tx: Tx) -> None:
    """Name or post of a person. The account stays: it is what the person signs in with. A name that a recusal goes by is
    changed by nobody who bears it."""
    row = people.get_user(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    changed = corrected(tx, {name: row[name] for name in tx.op.body["now"]})
    explained(tx, seen.on_user(row["id"]))
    name = person_name(row["name"])
    if tx.guarded(2) and name == person_name(tx.actor.name) != person_name(str(changed.get("name", row["name"]))):
        staff = registers.list_inspectors(tx.connection, row["organisation_id"], active=False)
        names = {one["id"]: one["name"] for one in people.list_users(tx.connection, row["organisation_id"])}
        recusals = [({one["user_id"]} - {None}, {one["name"]}) for one in staff if one["recusals"]]
        if any(row["id"] in barred(users, called, names) for users, called in recusals):
            raise Refused("recused_by_name", "name", name=row["name"])
    people.change_user(tx.connection, row["id"], **changed)


def set_roles(tx: Tx) -> None:
    """The roles in the place of those that were on the screen; since version 3 with a reason, as `explained` asks for one."""
    roles = _roles(tx, str(tx.resource.organisation))
    row: Any = people.get_user(tx.connection, tx.op.subject)
    if tx.guarded(2):
        was, now, yours = (sorted(set(some)) for some in (was_of(tx), json.loads(row["roles"]), tx.op.body["roles"]))
        if was != now != yours:
            was, now, yours = ([ROLE_WORDS[one] for one in some] for some in (was, now, yours))
            raise Refused("roles_changed", "roles", was_words=was, now_words=now, yours_words=yours)
    if tx.guarded(3) and json.loads(row["roles"]) != json.loads(roles):
        explained(tx, seen.on_user(row["id"]))
    people.change_user(tx.connection, tx.op.subject, roles=roles)


def disable(tx: Tx) -> None:
    if tx.op.subject == tx.actor.id:
        raise Refused("not_yourself")
    people.change_user(tx.connection, tx.op.subject, active=0)
    if not tx.replaying:  # sessions stand beside the log
        people.revoke_sessions_of(tx.connection, tx.op.subject, tx.at)


def enable(tx: Tx) -> None:
    people.change_user(tx.connection, tx.op.subject, active=1)


def set_credential(tx: Tx) -> None:
    """Only says that a secret was set; the hash is written without an op by the page that took it."""


def set_setting(tx: Tx) -> None:
    """A setting of the organisation. Raises Refused: an edition that is not there, a term of the body's own review (calendar days
    after submission, 0 for none) that is no number, unknown words for the severities, or an unknown rule pack. Since version 2
    also what a certification body has no use for, and every setting of anybody else.
    """
    name, value = tx.op.body["name"], tx.op.body["value"]
    if tx.guarded(2):
        _fits(tx, name, value)
    if name == "default_edition":
        find_edition(tx.connection, tx.resource.organisation, value)
    elif name == "review_days":
        if not (value.isascii() and value.isdigit() and int(value) <= MOST_REVIEW_DAYS):
            raise Refused("review_days", "value", most=MOST_REVIEW_DAYS)
    elif name == "severity_words":
        if value not in SEVERITY_LABELS:
            raise Refused("bad_value", "value", value=value)
    elif value not in rulepacks():
        raise Refused("bad_value", "value", value=value)
    people.put_setting(tx.connection, tx.op.subject, name, value, tx.at)


def _fits(tx: Tx, name: str, value: str) -> None:
    """Every setting is one of a body's audits. Raises Refused: another kind of organisation, points for spot checks, rules without
    the terms of nonconformities.
    """
    organisation: Any = people.get_organisation(tx.connection, tx.op.subject)
    if organisation["kind"] != "body":
        raise Refused("setting_not_here", "name")
    if name == "default_edition" and find_edition(tx.connection, tx.resource.organisation, value).scheme == SPOT_CHECKS:
        raise Refused("bad_value", "value", value=value)
    if name == "rule_pack" and value not in rulepacks_for_terms():
        raise Refused("bad_value", "value", value=value)


def publish_edition(tx: Tx) -> None:
    """A body's own edition from its licensed contents list; refused with the rows that do not fit."""
    body = tx.op.body
    if body["based_on"] not in available():
        raise Refused("edition_unknown", "based_on", edition=body["based_on"])
    if tx.op.subject in available() or editions.get_edition(tx.connection, tx.op.subject):
        raise Refused("number_taken", number=tx.op.subject)
    base = load(body["based_on"])
    rows = [{k: str(v) for k, v in row.items()} for row in body["rows"]]
    problems = check_list(base, rows)
    if problems:
        first = problems[0]
        raise Refused("contents_list", "rows", count=len(problems), row=first.row, message=first.message)
    edition = number(base, rows, body["source"], tx.op.subject)
    editions.put_edition(
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
    "user.create": Verb(named_organisation, create_user),
    "user.correct": Verb(user_resource, correct_user),
    "user.set_roles": Verb(user_resource, set_roles),
    "user.disable": Verb(user_resource, disable),
    "user.enable": Verb(user_resource, enable),
    "credential.set": Verb(user_resource, set_credential),
    "setting.set": Verb(organisation, set_setting),
    "edition.publish": Verb(named_organisation, publish_edition),
}
