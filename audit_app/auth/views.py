"""Signing in and out, and the first sign-in with an initial password. The page about oneself is in `me`."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app import passwords, signing_in
from audit_app.auth import bp, setting
from audit_app.auth.cookies import give_person, give_session, take_session
from audit_app.security import clock, database, open_session
from audit_app.show import bracketed, listed, show
from audit_app.store import people

GIVING = frozenset({"body_admin", "city", "province", "operator"})
"""Roles that give somebody of their own organisation a new initial password."""
NAMED = 3


def own_path(target: str | None) -> str:
    """Where to go after signing in: only a path of our own, else the first page."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or any(ord(c) < 33 or c == "\\" for c in target)
    ):
        return url_for("home")
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else url_for("home")


@bp.get("/login")
def sign_in() -> Response:
    if g.actor is not None:
        return redirect(own_path(request.args.get("next")))
    return show("auth/sign_in.html", next=request.args.get("next", ""), account="", errors={})


@bp.post("/login")
def take_password() -> Response:
    """Compare account and password. The answer and its time are the same for an account nobody has."""
    account, password = request.form.get("account", "").strip()[:100], request.form.get("password", "")
    target = request.form.get("next") or None
    errors = missing(account, password)
    if errors:
        return show("auth/sign_in.html", status=422, next=target or "", account=account, errors=errors)
    checked = signing_in.check_password(account, password)
    if checked.result == "initial":
        return redirect(url_for("auth.first_password", account=account, next=target), 303)
    if checked.result == "good":
        return let_in(checked.user["id"], target, request.form.get("device") or None)
    return wrong(checked, "auth/sign_in.html", account)


@bp.get("/login/first")
def first_password() -> Response:
    """The page on which an initial password is replaced."""
    return show(
        "auth/first.html", next=request.args.get("next", ""), account=request.args.get("account", ""), errors={}
    )


@bp.post("/login/first")
def replace_first() -> Response:
    """Initial password and the owner's own one in one step; the initial one is then gone."""
    form = request.form
    account, given = form.get("account", "").strip()[:100], form.get("password", "")
    errors = missing(account, given) | setting.problems(form, account, given)
    if errors:
        return show("auth/first.html", status=422, next=form.get("next", ""), account=account, errors=errors)
    checked = signing_in.check_password(account, given)
    if checked.result == "good":
        sentence = _("这不是初始密码。请直接登录，在「我的」里修改密码")
        return show(
            "auth/first.html", status=422, next=form.get("next", ""), account=account, errors={"password": sentence}
        )
    if checked.result != "initial":
        return wrong(checked, "auth/first.html", account)
    setting.replace(checked.user["id"], form["new"], form.get("op"))
    return let_in(checked.user["id"], form.get("next"), None)


@bp.post("/logout")
def sign_out() -> Response:
    """End this session; the tablet's own copy of the work is the field app's business."""
    if g.actor is not None:
        with database().writing() as connection:
            people.revoke_session(connection, g.session["token_hash"], clock().now())
    return take_session(redirect(url_for("auth.sign_in"), 303))


def missing(account: str, password: str) -> dict[str, str]:
    errors = {}
    if not account:
        errors["account"] = _("还没有写账号")
    if not password:
        errors["password"] = _("还没有写密码")
    return errors


def wrong(checked: signing_in.Checked, page: str, account: str) -> Response:
    """The page again with how many tries are left, or the page that asks to wait."""
    if checked.result == "too_many":
        return too_many(checked.minutes)
    if checked.result == "expired":
        told = {"password": expired_words(checked.user)}
        return show(page, status=422, next=request.form.get("next", ""), account=account, errors=told)
    sentence = _("账号或密码不对，还可以试 %(n)s 次", n=checked.left)
    return show(page, status=422, next=request.form.get("next", ""), account=account, errors={"password": sentence})


def expired_words(user: Mapping[str, Any]) -> str:
    """What whoever wrote the right initial password too late is told: why it opens nothing, and who gives another."""
    with database().reading() as connection:
        known = people.list_users(connection, user["organisation_id"])
    gives = [
        row["name"]
        for row in known
        if row["active"] and row["id"] != user["id"] and GIVING & set(json.loads(row["roles"]))
    ]
    who = _("本单位管理账号的人") + bracketed(listed(gives[:NAMED])) if gives else _("管理本系统的运维人员")
    return _(
        "初始密码 %(n)s 天内有效，这一个已经过期。请找%(who)s重设，再用新的初始密码登录",
        n=passwords.INITIAL_DAYS,
        who=who,
    )


def too_many(minutes: int) -> Response:
    sentence = _("密码试得太多了，为了账号安全，暂时不能再试。")
    advice = _("请过 %(n)s 分钟再试；忘记密码请找本单位的管理员重设。", n=minutes)
    response = show("errors/429.html", status=429, sentence=sentence, advice=advice, back_url=url_for("auth.sign_in"))
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def let_in(user_id: str, target: str | None, device: str | None) -> Response:
    """A new token at every sign-in, never one that was sent to us; the one it replaces ends (ASVS 7.2.4)."""
    if g.actor is not None:
        with database().writing() as connection:
            people.revoke_session(connection, g.session["token_hash"], clock().now())
    token = open_session(user_id, device[:60] if device else None)
    response = give_session(redirect(own_path(target), 303), token)
    signing_in.remember(user_id, response)
    return give_person(response, user_id)


@bp.app_errorhandler(passwords.Busy)
def busy(_error: passwords.Busy) -> Response:
    response = show("errors/429.html", status=429, sentence=_("同时登录的人太多了。"), advice=_("请过半分钟再试。"))
    response.headers["Retry-After"] = "30"
    return response
