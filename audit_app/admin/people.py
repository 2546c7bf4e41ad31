"""People of an organisation: list, a new one with an initial password told once, roles, disabling and enabling."""

import json
from collections.abc import Mapping
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import passwords
from audit_app.admin import room
from audit_app.forms import errors_of, given_op, raise_if_closed
from audit_app.ops import Outcome, apply, apply_all, make
from audit_app.rules import ids
from audit_app.rules.permits import Thing, check
from audit_app.rules.refusals import Refused
from audit_app.rules.roles import ROLE_WORDS, ROLES_OF
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import log
from audit_app.store import people as store

Row = Mapping[str, Any]
OPERATOR = "operator"


@room.get("/people")
def people() -> Response:
    """Everybody of one organisation; the operator chooses which."""
    with database().reading() as connection:
        organisation = chosen_organisation(connection, request.args.get("organisation"))
        users = store.list_users(connection, organisation["id"])
        others = choices(connection)
    lines = [{**user, "role_words": words_of(json.loads(user["roles"]), organisation["kind"])} for user in users]
    return show("admin/people.html", organisation=organisation, lines=lines, organisations=others)


@room.get("/people/new")
def new_person() -> Response:
    with database().reading() as connection:
        organisation = chosen_organisation(connection, request.args.get("organisation"))
    return form_page(organisation, {}, {})


@room.post("/people/new")
def create_person() -> Response:
    """The person and the word that a password was set, together; the page that follows shows the password this once."""
    form, now = request.form, clock().now()
    with database().reading() as connection:
        organisation = chosen_organisation(connection, form.get("organisation"))
        user = given_op()
        before = done_before(connection, user)
    if before:
        return redirect(url_for("admin.person", p=user), 303)
    word = passwords.new_initial()
    body = {
        "organisation": organisation["id"],
        "account": form.get("account", "").strip(),
        "name": form.get("name", "").strip(),
        "post": form.get("post", "").strip() or None,
        "roles": form.getlist("roles"),
    }
    errors = mistakes(body)
    if errors:
        return form_page(organisation, form, errors, 422)
    # the person has the id of the op, so that a second click means the same person
    ops = [
        make("user.create", user, body, id=user),
        make("credential.set", user, {"credential": "password"}, id=given_op("credential_op")),
    ]
    last = apply_all(database(), ops, g.actor, now, together=True)[-1]
    raise_if_closed(last)
    if last.outcome != "done":
        return form_page(organisation, form, errors_of(last), 422)
    keep_password(user, word, now)
    return person_page(user, word=word)


@room.get("/people/<p>")
def person(p: str) -> Response:
    return person_page(p)


@room.post("/people/<p>/roles")
def set_roles(p: str) -> Response:
    body = {"roles": request.form.getlist("roles")}
    if not body["roles"]:
        readable(p)
        return person_page(p, {"roles": _("请至少选一个角色")}, 422)
    return answered(p, apply(database(), make("user.set_roles", p, body, id=given_op()), g.actor, clock().now()))


@room.post("/people/<p>/disable")
def disable(p: str) -> Response:
    """The account is no longer let in; every session it has ends now."""
    done = apply(database(), make("user.disable", p, {}, id=given_op()), g.actor, clock().now())
    if done.outcome == "done":
        end_sessions(p)
    return answered(p, done)


@room.post("/people/<p>/enable")
def enable(p: str) -> Response:
    return answered(p, apply(database(), make("user.enable", p, {}, id=given_op()), g.actor, clock().now()))


@room.post("/people/<p>/password")
def reset_password(p: str) -> Response:
    """A new initial password for somebody who forgot theirs; told this once, and every session ends."""
    op, now = given_op(), clock().now()
    with database().reading() as connection:
        before = done_before(connection, op)
    if before:
        return redirect(url_for("admin.person", p=p), 303)
    done = apply(database(), make("credential.set", p, {"credential": "password"}, id=op), g.actor, now)
    if done.outcome != "done":
        return answered(p, done)
    word = passwords.new_initial()
    keep_password(p, word, now)
    end_sessions(p)
    return person_page(p, word=word)


def answered(p: str, done: Outcome) -> Response:
    raise_if_closed(done)
    if done.outcome != "done":
        return person_page(p, errors_of(done), 422)
    return redirect(url_for("admin.person", p=p), 303)


def keep_password(user: str, word: str, at: str) -> None:
    """Beside the door: the op said that a password was set, only here is its hash."""
    secret = passwords.hashed(word, initial=True)
    with database().writing() as connection:
        store.put_credential(connection, user, "password", secret, at)


def end_sessions(user: str) -> None:
    with database().writing() as connection:
        store.revoke_sessions_of(connection, user, clock().now())


def done_before(connection: Connection, op: str) -> bool:
    """Whether this form was already carried out for this person: what it showed once is not shown again."""
    row = log.seen(connection, [op]).get(op)
    return row is not None and row.outcome == "done" and row.actor == g.actor.id


def chosen_organisation(connection: Connection, wanted: str | None) -> Row:
    """One's own, or for the operator the one asked for. Raises Refused("absent")."""
    organisation = store.get_organisation(connection, wanted or g.actor.organisation)
    if organisation is None:
        raise Refused("absent")
    check(g.actor, "user.create", Thing(organisation["id"]))
    return organisation


def readable(p: str) -> tuple[Row, Row]:
    """A person of an organisation that one looks after, and the organisation. Raises Refused."""
    with database().reading() as connection:
        user = store.get_user(connection, p)
        if user is None:
            raise Refused("absent")
        return user, chosen_organisation(connection, user["organisation_id"])


def choices(connection: Connection) -> list[tuple[str, str]]:
    if OPERATOR not in g.actor.roles:
        return []
    return [(row["id"], row["name"]) for row in store.list_organisations(connection)]


def words_of(roles: list[str], kind: str) -> list[str]:
    """Roles in words, in the order of their kind of organisation."""
    return [_(ROLE_WORDS[role]) for role in ROLES_OF[kind] if role in roles]


def mistakes(body: Mapping[str, Any]) -> dict[str, str]:
    missing = {
        "name": (body["name"], _("还没有写姓名")),
        "account": (body["account"], _("还没有写账号")),
        "roles": (body["roles"], _("请至少选一个角色")),
    }
    return {name: said for name, (value, said) in missing.items() if not value}


def role_options(kind: str) -> list[tuple[str, str]]:
    return [(role, _(ROLE_WORDS[role])) for role in ROLES_OF[kind]]


def form_page(organisation: Row, form: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    return show(
        "admin/new_person.html",
        status=status,
        organisation=organisation,
        form=form,
        errors=errors,
        ops=(ids.new_id(), ids.new_id()),
        chosen=request.form.getlist("roles"),
        roles=role_options(organisation["kind"]),
    )


def person_page(p: str, errors: Mapping[str, str] | None = None, status: int = 200, word: str = "") -> Response:
    user, organisation = readable(p)
    return show(
        "admin/person.html",
        status=status,
        user=user,
        organisation=organisation,
        errors=errors or {},
        word=word,
        days=passwords.INITIAL_DAYS,
        chosen=json.loads(user["roles"]),
        roles=role_options(organisation["kind"]),
        role_words=words_of(json.loads(user["roles"]), organisation["kind"]),
        ops=[ids.new_id() for _n in range(3)],
        myself=user["id"] == g.actor.id,
    )
