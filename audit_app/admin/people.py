"""People of an organisation: list, a new one with an initial password told once, roles, disabling and enabling."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import correcting, passwords, signing_in
from audit_app.admin import bp, questions
from audit_app.asking import Ask, ask_first
from audit_app.compressing import holds_secret
from audit_app.correcting import Field, Subject
from audit_app.forms import all_mistakes, errors_of, given_op, raise_if_closed, unnamed
from audit_app.ops import Outcome, apply, apply_together, make
from audit_app.ops.corrections import reason_needed
from audit_app.rules import ids
from audit_app.rules.permits import Resource, require
from audit_app.rules.reasons import LEAST_REASON
from audit_app.rules.refusals import Refused
from audit_app.rules.roles import ROLE_WORDS, ROLES_OF
from audit_app.security import clock, database
from audit_app.show import show, told_apart
from audit_app.store import log, seen
from audit_app.store.people import (
    get_organisation,
    get_user,
    list_namesakes,
    list_organisations,
    list_users,
    put_credential,
    revoke_sessions_of,
)

Row = Mapping[str, Any]
OPERATOR = "operator"


@bp.get("/people")
def people() -> Response:
    """Everybody of one organisation; the operator chooses which."""
    with database().reading() as connection:
        organisation = chosen_organisation(connection, request.args.get("organisation"))
        users = list_users(connection, organisation["id"])
        others = choices(connection)
    lines = [{**user, "role_words": words_of(json.loads(user["roles"]), organisation["kind"])} for user in users]
    return show("admin/people.html", organisation=organisation, lines=lines, organisations=others)


@bp.get("/people/new")
def new_person() -> Response:
    with database().reading() as connection:
        organisation = chosen_organisation(connection, request.args.get("organisation"))
    return form_page(organisation, {}, {})


@bp.post("/people/new")
def create_person() -> Response:
    """The person and the word that a password was set, together; the page that follows shows the password this once."""
    form, now = request.form, clock().now()
    with database().reading() as connection:
        organisation = chosen_organisation(connection, form.get("organisation"))
        user = given_op()
        before = done_before(connection, user)
    if before:
        return redirect(url_for("admin.person", person=user), 303)
    word = passwords.new_initial()
    body = {
        "organisation": organisation["id"],
        "account": form.get("account", "").strip(),
        "name": form.get("name", "").strip(),
        "post": form.get("post", "").strip() or None,
        "roles": form.getlist("roles"),
    }
    with database().reading() as connection:
        alike = list_namesakes(connection, organisation["id"], body["name"])
    body["namesakes"] = [row["account"] for row in alike]

    def wrong(errors: Mapping[str, str]) -> Response:
        sound = {"name": "——", "account": user, "post": None, "roles": [ROLES_OF[organisation["kind"]][0]]}

        def mended(bad: Collection[str]) -> list[dict[str, Any]]:
            return [
                make("user.create", user, {**body, **{name: sound[name] for name in bad if name in sound}}, id=user)
            ]

        return form_page(organisation, form, all_mistakes(errors, mended), 422)

    errors = mistakes(body)
    if errors:
        return wrong(errors)
    # the person has the id of the op, so that a second click means the same person
    ops = [
        make("user.create", user, body, id=user),
        make("credential.set", user, {"credential": "password"}, id=given_op("credential_op")),
    ]

    def failed(last: Outcome) -> Response:
        raise_if_closed(last)
        return wrong(errors_of(last))

    def created() -> Response:
        keep_password(user, word, now)
        return person_page(user, word=word, made=True)

    if alike:
        back = url_for("admin.new_person", organisation=organisation["id"])
        return ask_first(ops, questions.naming_again(body["name"], alike), done=created, failed=failed, back=back)
    outcome = apply_together(database(), ops, g.actor, now)
    return created() if outcome.outcome == "done" else failed(outcome)


@bp.get("/people/<person>")
def person(person: str) -> Response:
    return person_page(person)


@bp.get("/people/<person>/correct")
def correct_person(person: str) -> Response:
    with database().reading() as connection:
        return correcting.page(connection, subject_of(connection, person))


@bp.post("/people/<person>/correct")
def correct_person_now(person: str) -> Response:
    """Name or post put right; the account stays."""
    with database().reading() as connection:
        subject = subject_of(connection, person)
    op = make("user.correct", person, correcting.written(subject.fields), id=given_op())
    errors = correcting.no_names(op)
    if not errors:
        done = apply(database(), op, g.actor, clock().now())
        raise_if_closed(done)
        if done.outcome == "done":
            return redirect(url_for("admin.person", person=person), 303)
        errors = correcting.mistakes(done)
    with database().reading() as connection:
        return correcting.page(connection, subject_of(connection, person), errors, 422)


def subject_of(connection: Connection, person: str) -> Subject:
    """A person of an organisation that one looks after, as name and post stand now. Raises Refused."""
    user = get_user(connection, person)
    if user is None:
        raise Refused("absent")
    organisation = chosen_organisation(connection, user["organisation_id"])
    return Subject(
        id=person,
        heading=_("更正人员"),
        line=f"{user['name']} · {organisation['name']} · {user['account']}",
        back=url_for("admin.person", person=person),
        back_words=user["name"],
        action=url_for("admin.correct_person_now", person=person),
        fields=[
            Field("name", _("姓名"), user["name"], most=40),
            Field("post", _("岗位"), user["post"] or "", most=60),
        ],
        kind="user.correct",
        which=seen.on_user(person),
        then=[
            ("ok", user["name"], _("各页立即用新的姓名和岗位；登录用的账号不变")),
        ],
        fixed=_("不改：账号 %(account)s。角色在人员页改", account=user["account"]),
    )


@bp.post("/people/<person>/roles")
def set_roles(person: str) -> Response:
    body = {
        "roles": request.form.getlist("roles"),
        "was": request.form.getlist("was_roles"),
        "reason": request.form.get("reason", "").strip(),
    }
    if not body["roles"]:
        readable(person)
        return person_page(person, {"roles": _("请至少选一个角色")}, 422)
    return answered(
        person, apply(database(), make("user.set_roles", person, body, id=given_op()), g.actor, clock().now())
    )


@bp.post("/people/<person>/disable")
def disable(person: str) -> Response:
    """The account is no longer let in; every session it has ends now."""
    op = make("user.disable", person, {}, id=given_op())

    def done() -> Response:
        end_sessions(person)
        return redirect(url_for("admin.person", person=person, did=op["id"]), 303)

    return asked(person, op, questions.disabling(person), done)


def asked(person: str, op: dict[str, Any], ask: Ask, done: Callable[[], Response]) -> Response:
    """An act on an account that is asked about once; a person of another organisation looks like nobody."""
    readable(person)
    return ask_first(
        [op],
        ask,
        done=done,
        failed=lambda outcome: answered(person, outcome),
        back=url_for("admin.person", person=person),
    )


@bp.post("/people/<person>/enable")
def enable(person: str) -> Response:
    return answered(person, apply(database(), make("user.enable", person, {}, id=given_op()), g.actor, clock().now()))


@bp.post("/people/<person>/password")
def reset_password(person: str) -> Response:
    """A new initial password for somebody who forgot theirs; told this once, and every session ends."""
    op, now = given_op(), clock().now()
    with database().reading() as connection:
        before = done_before(connection, op)
    if before:
        return redirect(url_for("admin.person", person=person), 303)

    def done() -> Response:
        word = passwords.new_initial()
        keep_password(person, word, now)
        end_sessions(person)
        return person_page(person, word=word)

    return asked(
        person, make("credential.set", person, {"credential": "password"}, id=op), questions.resetting(person), done
    )


def answered(person: str, done: Outcome) -> Response:
    raise_if_closed(done)
    if done.outcome != "done":
        return person_page(person, errors_of(done), 422)
    return redirect(url_for("admin.person", person=person, did=done.id), 303)


def keep_password(user: str, word: str, at: str) -> None:
    """Without an op: the op said that a password was set, only here is its hash. Tries at the one before are forgotten."""
    secret = passwords.hashed(word, initial=True)
    with database().writing() as connection:
        put_credential(connection, user, "password", secret, at)
        owner = get_user(connection, user)
    if owner:
        signing_in.start_anew(owner["account"])


def end_sessions(user: str) -> None:
    with database().writing() as connection:
        revoke_sessions_of(connection, user, clock().now())


def done_before(connection: Connection, op: str) -> bool:
    """Whether this form was already carried out for this person: what it showed once is not shown again."""
    row = log.seen(connection, [op]).get(op)
    return row is not None and row.outcome == "done" and row.actor == g.actor.id


def chosen_organisation(connection: Connection, wanted: str | None) -> Row:
    """One's own, or for the operator the one asked for. Raises Refused("absent")."""
    organisation = get_organisation(connection, wanted or g.actor.organisation)
    if organisation is None:
        raise Refused("absent")
    require(g.actor, "user.create", Resource(organisation["id"]))
    return organisation


def readable(person: str) -> tuple[Row, Row]:
    """A person of an organisation that one looks after, and the organisation. Raises Refused."""
    with database().reading() as connection:
        user = get_user(connection, person)
        if user is None:
            raise Refused("absent")
        return user, chosen_organisation(connection, user["organisation_id"])


def choices(connection: Connection) -> list[tuple[str, str]]:
    if OPERATOR not in g.actor.roles:
        return []
    return list(told_apart(list_organisations(connection), lambda row: str(row["name"])).items())


def words_of(roles: list[str], kind: str) -> list[str]:
    """Roles in words, in the order of their kind of organisation."""
    return [_(ROLE_WORDS[role]) for role in ROLES_OF[kind] if role in roles]


def mistakes(body: Mapping[str, Any]) -> dict[str, str]:
    missing = {
        "name": (body["name"], _("还没有写姓名")),
        "account": (body["account"], _("还没有写账号")),
        "roles": (body["roles"], _("请至少选一个角色")),
    }
    return {name: said for name, (value, said) in missing.items() if not value} | unnamed(body, "name")


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


def person_page(
    person: str, errors: Mapping[str, str] | None = None, status: int = 200, word: str = "", *, made: bool = False
) -> Response:
    """`word`: an initial password, shown this once; `made`: the account was made just now, so its form is done with."""
    user, organisation = readable(person)
    if word:
        holds_secret()
    with database().reading() as connection:
        needed = reason_needed(connection, "user.set_roles", seen.on_user(person), g.actor.id)
        past = correcting.history(connection, subject_of(connection, person))
    return show(
        "admin/person.html",
        status=status,
        user=user,
        organisation=organisation,
        errors=errors or {},
        word=word,
        made=made,
        days=passwords.INITIAL_DAYS,
        chosen=request.form.getlist("roles") if "was_roles" in request.form else json.loads(user["roles"]),
        was=json.loads(user["roles"]),
        roles=role_options(organisation["kind"]),
        role_words=words_of(json.loads(user["roles"]), organisation["kind"]),
        ops=[ids.new_id() for _n in range(3)],
        myself=user["id"] == g.actor.id,
        needed=needed,
        least=LEAST_REASON,
        why=request.form.get("reason", "") if errors else "",
        past=past,
    )
