"""Signing a program in and out: a bearer token instead of a cookie. Passwords are compared in `signing_in`."""

from typing import Any

from flask import Response, g, make_response
from flask_babel import gettext as _

from audit_app import errors, passwords, signing_in
from audit_app.api import bp, signed_in
from audit_app.api.reading import read_shape
from audit_app.compressing import holds_secret
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.security import SESSION_DAYS, clock, database, open_session
from audit_app.store import people
from schemas.api import SessionAsked, SessionGiven

ASKED = SessionAsked()


@bp.post("/sessions")
@bp.doc(
    operationId="open_session",
    security=[],
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": SessionAsked}},
    },
)
@bp.response(201, SessionGiven)
@bp.alt_response(401, schema="Refusal")
@bp.alt_response(429, schema="Refusal")
def new_session() -> Any:
    """Sign in with account and password; the answer holds the token."""
    asked = read_shape(ASKED)
    checked = signing_in.check_password(asked["account"].strip(), asked["password"])
    if checked.result != "good":
        return refused(checked)
    signing_in.remember(checked.user["id"])
    token = open_session(checked.user["id"], asked["device"])
    with database().reading() as connection:
        actor = people.get_actor(connection, checked.user["id"])
    holds_secret()
    return {
        "token": token,
        "until": of_milliseconds(milliseconds(clock().now()) + SESSION_DAYS * 86_400_000),
        "user": actor.id,
        "name": actor.name,
        "organisation": actor.organisation,
        "roles": sorted(actor.roles),
    }


@bp.delete("/sessions/current")
@bp.doc(operationId="end_session")
@bp.response(204)
def end_session() -> None:
    """End the session this request came with."""
    signed_in()
    with database().writing() as connection:
        people.revoke_session(connection, g.session["token_hash"], clock().now())


def refused(checked: signing_in.Checked) -> Response:
    """The refusal as a finished response, past the shape of the good answer."""
    if checked.result == "too_many":
        minutes = checked.minutes
        sentence, headers = _("密码试得太多了。请过 %(n)s 分钟再试。", n=minutes), {"Retry-After": str(minutes * 60)}
        return make_response(errors.answer(429, "too_many", sentence, headers))
    if checked.result == "initial":
        sentence = _("这是初始密码。请先在网页上登录并换成自己的密码。")
        return make_response(errors.answer(403, "initial_password", sentence))
    if checked.result == "expired":
        sentence = _("初始密码 %(n)s 天内有效，这一个已经过期。", n=passwords.INITIAL_DAYS)
        return make_response(errors.answer(403, "initial_password", sentence))
    return make_response(errors.answer(401, "wrong_password", _("账号或密码不对，还可以试 %(n)s 次", n=checked.left)))
