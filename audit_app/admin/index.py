"""The first page: where to go from here. Each subject has a file of its own."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.admin import bp, offered
from audit_app.admin.editions import permitted, shipped
from audit_app.forms import errors_of, given_op, raise_if_closed
from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.rules.permits import Resource, may
from audit_app.rules.refusals import N_
from audit_app.security import clock, database
from audit_app.show import show, told_apart
from audit_app.store import editions, effects, people

MOST_STEPS = 5
SEVERITY_PAIRS = {"general": N_("一般、严重"), "slight": N_("轻微、严重")}
"""The pairs of words to choose from; in English both are minor and major, and the Chinese word is named."""


@bp.get("")
def index() -> Response:
    """The pages offered, each with one line that says what is behind it."""
    return page({})


@bp.post("/review-days")
def set_review_days() -> Response:
    """The body's own term for a review, in calendar days after submission; empty or 0 for none."""
    return _set("review_days", "days", request.form.get("days", "").strip() or "0")


@bp.post("/severity-words")
def set_severity_words() -> Response:
    """What the body calls the two severities of a nonconformity; what is stored stays minor and major."""
    return _set("severity_words", "words", request.form.get("words", ""))


def _set(name: str, field: str, value: str) -> Response:
    permitted()
    body = {"name": name, "value": value}
    done = apply(database(), make("setting.set", g.actor.organisation, body, id=given_op()), g.actor, clock().now())
    raise_if_closed(done)
    if done.outcome != "done":
        return page({field: " ".join(errors_of(done).values())}, 422)
    return redirect(url_for("admin.index", did=done.id), 303)


def page(errors: Mapping[str, str], status: int = 200) -> Response:
    with database().reading() as connection:
        operates = "operator" in g.actor.roles
        known = [row for row in people.list_organisations(connection) if row["kind"] != "house"]
        steps = next_steps(connection, known) if operates else []
        whose = {g.actor.organisation, *(str(row["id"]) for row in known if operates)}
        users = [user for one in sorted(whose) for user in people.list_users(connection, one)]
        called = people.get_setting(connection, g.actor.organisation, "severity_words") or "general"
        own = len(editions.list_editions(connection, g.actor.organisation))
        days = people.get_setting(connection, g.actor.organisation, "review_days") or ""
        untold = unwritten() + unfinished(connection) if operates else []
    active = sum(bool(user["active"]) for user in users)
    said = {
        "admin.people": _("%(n)s 人，其中 %(m)s 人在用", n=len(users), m=active),
        "admin.organisations": _("%(n)s 个单位", n=len(known)) if known else _("还没有单位"),
        "admin.editions": _("系统自带 %(n)s 个，本机构编号 %(m)s 个", n=len(shipped()), m=own),
    }
    pages = [{"words": words, "url": url_for(endpoint), "said": said[endpoint]} for endpoint, words in offered()]
    return show(
        "admin/index.html",
        status=status,
        pages=pages,
        steps=steps,
        operates=operates,
        unwritten=untold,
        reviews=g.actor.organisation_kind == "body" and may(g.actor, "setting.set", Resource(g.actor.organisation)),
        days=request.form.get("days", "") if "days" in errors else days if days != "0" else "",
        called=called,
        severities=[(name, _(words)) for name, words in SEVERITY_PAIRS.items()],
        errors=errors,
        op=ids.new_id(),
        other_op=ids.new_id(),
    )


def next_steps(connection: Connection, known: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What the operator does next, {words, url}: the first organisation, then people for each, of a body somebody who plans."""
    if not known:
        return [{"words": _("先添加第一个单位：认证机构，或者省知识产权局"), "url": url_for("admin.organisations")}]
    names, steps = told_apart(known, lambda row: str(row["name"])), []
    for row in known:
        users = [one for one in people.list_users(connection, row["id"]) if one["active"]]
        roles = {role for one in users for role in json.loads(one["roles"])}
        url = url_for("admin.new_person", organisation=row["id"])
        if row["kind"] != "company" and not users:
            steps.append({"words": _("给%(name)s添加人员", name=names[row["id"]]), "url": url})
        elif row["kind"] == "body" and not roles & {"planner", "body_admin"}:
            said = _("%(name)s还没有计划人员或机构管理员，不能新建审核", name=names[row["id"]])
            steps.append({"words": said, "url": url})
    return steps[:MOST_STEPS]


def unwritten() -> list[str]:
    """What the operator has to know of looks that this process could not write down."""
    waiting, lost = current_app.extensions["access_log"].counted()
    said = []
    if waiting:
        said.append(_("服务器不能保存：有 %(n)s 次查看还没有记下，恢复后自动补记。请检查磁盘空间和数据库", n=waiting))
    if lost:
        said.append(_("有 %(n)s 次查看没有记下，也不能补记；服务日志里有这些查看", n=lost))
    return said


def unfinished(connection: Connection) -> list[str]:
    """What the operator has to know of work behind the scenes that was given up, and what to do."""
    if not (n := effects.count_given_up(connection)):
        return []
    return [
        _(
            "后台处理照片，有 %(n)s 项试了五次没有完成，不再自动重试。原件没有动过，打开照片时会再做一次预览。"
            "请运行 audit-app check 核对原件，并在服务日志里看原因",
            n=n,
        )
    ]
