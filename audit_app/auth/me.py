"""The page about oneself: language, look, password, open sessions. Nobody else's rows are touched here."""

import re

from flask import abort, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app import passwords, signing_in
from audit_app.auth import bp, setting
from audit_app.auth.cookies import give_language
from audit_app.auth.views import own_path, too_many
from audit_app.rules import ids
from audit_app.rules.permits import Actor
from audit_app.rules.roles import ROLE_WORDS, ROLES_OF
from audit_app.security import clock, database, oldest_session
from audit_app.show import show
from audit_app.store import log, people

LANGUAGES = ("zh", "en")
DEVICES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Macintosh", "Mac"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("MicroMessenger", "微信"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def signed_in() -> Actor:
    if g.actor is None:
        abort(401)
    actor: Actor = g.actor
    return actor


@bp.get("/me")
def me() -> Response:
    return page({})


@bp.post("/me/language")
def set_language() -> Response:
    """Chinese or English, kept in a cookie of this browser; strangers choose it where they sign in."""
    chosen, target = request.form.get("lang", ""), request.form.get("next")
    if chosen not in LANGUAGES and g.actor is None:
        abort(422)
    if chosen not in LANGUAGES:
        return page({"lang": _("请选择中文或英文")}, 422)
    return give_language(redirect(own_path(target) if target else url_for("auth.me"), 303), chosen)


@bp.post("/me/password")
def change_password() -> Response:
    """Needs the present password; ends every other session."""
    actor, form = signed_in(), request.form
    if was_done(form.get("op"), actor):
        return redirect(url_for("auth.me", password="set"), 303)
    with database().reading() as connection:
        user = people.get_user(connection, actor.id) or {}
    errors = setting.problems(form, user["account"], form.get("old", ""))
    if not form.get("old"):
        errors = {"old": _("还没有写现在的密码")} | errors
    if errors:
        return page(errors, 422)
    checked = signing_in.check_password(user["account"], form["old"])
    if checked.result == "too_many":
        return too_many(checked.minutes)
    if checked.result in ("wrong", "expired"):
        return page({"old": _("现在的密码不对，还可以试 %(n)s 次", n=checked.left)}, 422)
    setting.replace(actor.id, form["new"], form.get("op"))
    return redirect(url_for("auth.me", password="set"), 303)


@bp.post("/me/sessions/<handle>/end")
def end_session(handle: str) -> Response:
    """End one of one's own sessions; what is already over stays over."""
    actor = signed_in()
    with database().writing() as connection:
        for session in people.list_sessions(connection, actor.id):
            if session["token_hash"][:16] == handle:
                people.revoke_session(connection, session["token_hash"], clock().now())
    return redirect(url_for("auth.me"), 303)


def was_done(op: str | None, actor: Actor) -> bool:
    """Whether this form was already carried out: a double click is one change."""
    if not op or not ids.is_id(op):
        return False
    with database().reading() as connection:
        done = log.history(connection, actor.id)
    return any(row["id"] == op and row["kind"] == "credential.set" and row["actor"] == actor.id for row in done)


def page(errors: dict[str, str], status: int = 200) -> Response:
    actor = signed_in()
    with database().reading() as connection:
        user = people.get_user(connection, actor.id)
        organisation = people.get_organisation(connection, actor.organisation)
        sessions = people.list_sessions(connection, actor.id)
    order = ROLES_OF.get(actor.organisation_kind, ())
    return show(
        "auth/me.html",
        status=status,
        errors=errors,
        user=user,
        organisation=organisation,
        roles=[_(ROLE_WORDS[role]) for role in order if role in actor.roles],
        op=ids.new_id(),
        least=passwords.LEAST,
        sessions=[
            {
                "handle": s["token_hash"][:16],
                "device": device_words(s["device_name"]),
                "since": s["created_at"],
                "here": s["token_hash"] == g.session["token_hash"],
            }
            for s in sessions
            if s["created_at"] >= oldest_session()
        ],
        changed=request.args.get("password") == "set",
        chosen=request.cookies.get("lang", "zh"),
    )


def device_words(agent: str | None) -> str:
    """A browser's long name made short: 「iPad · Safari」."""
    said = agent or ""
    found = [
        next((word for mark, word in table if re.search(re.escape(mark), said)), "") for table in (DEVICES, BROWSERS)
    ]
    return " · ".join(word for word in found if word) or _("未知设备")
