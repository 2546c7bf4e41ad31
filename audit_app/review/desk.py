"""The desk: what waits for the person who looks, by date, and nothing else."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.ops.editions import find_edition
from audit_app.review import bp, queries
from audit_app.review.held import released_things
from audit_app.review.reading import sees_all
from audit_app.rules.audit import AUDIT, WORKING
from audit_app.rules.instants import local_day
from audit_app.rules.nonconformity import overdue
from audit_app.rules.permits import Actor, Resource, may, may_release
from audit_app.rules.roles import ROLE_WORDS
from audit_app.rules.vocabulary import AUDIT_TYPES
from audit_app.security import clock, database
from audit_app.show import count_words, listed, show
from audit_app.store import people, visits

Matter = dict[str, Any]
PLANNING = frozenset({"planner", "body_admin"})
DECIDING = frozenset({"planner", "decider", "body_admin"})
MOST_COMING, MOST_ON_SITE = 50, 200
"""Lines of the two lists below what waits; the list of projects has all of them."""


@bp.get("")
def desk() -> Response:
    with database().reading() as connection:
        found = matters(connection, g.actor, clock().today())
        steps, ahead = first_steps(connection, g.actor), coming(connection, g.actor)
        on_site = under_way(connection, g.actor)
    todo = next((n for n, step in enumerate(steps) if not step["done"]), None)
    return show("review/desk.html", matters=found, steps=steps, todo=todo, coming=ahead, on_site=on_site)


def matters(connection: Connection, actor: Actor, today: date) -> list[Matter]:
    """Everything that waits for this person as {on, title, text, url, icon, kind}, the earliest day first."""
    member = None if sees_all(actor) else actor.id
    audits = queries.audits_waiting(
        connection, actor.organisation, member, person=actor.id, states=_states_for(actor.roles)
    )
    days = review_days(connection, actor.organisation)
    two = queries.conflicts_on(connection, queries.visits_of(actor.organisation, actor.id))
    held = {
        row["id"]: released_things(connection, row["id"])
        for row in audits
        if row["held"] and may_release(actor, visits.resource_of_visit(connection, row["id"]))
    }
    found = [matter for row in audits for matter in _of_audit(row, actor, held, two, days, today)]
    if actor.roles & PLANNING or member:
        found += _late(queries.list_late(connection, actor.organisation, member, today), today)
    return sorted(found, key=lambda one: (one["on"], one["title"]))


def _states_for(roles: frozenset[str]) -> list[str]:
    """In which states an audit waits for somebody by his role."""
    return [
        *(["planned"] if roles & PLANNING else []),
        *(["submitted"] if roles & DECIDING else []),
        *(["in_review"] if "decider" in roles else []),
    ]


def _of_audit(
    row: Mapping[str, Any],
    actor: Actor,
    held: Mapping[str, Sequence[str]],
    two: Mapping[str, int],
    days: int,
    today: date,
) -> Iterator[Matter]:
    leads = row["leader_id"] == actor.id
    project = url_for("review.audit", audit=row["code"])
    findings = url_for("review.findings", audit=row["code"])
    match row["state"]:
        case "planned" if actor.roles & PLANNING:
            yield _one(row, _("备好审核"), row["starts_on"], project, "list")
        case "ready" if leads:
            yield _one(row, _("开始审核"), row["starts_on"], project, "go")
        case "open" if leads:
            yield _one(row, _("审核中，结束后提交"), row["ends_on"], project, "go")
        case "returned" if leads:
            yield _one(row, _("已退回，补充后再提交"), row["ends_on"], findings, "pen")
        case "submitted" if actor.roles & DECIDING:
            yield _review(row, _("已提交，等待复核"), findings, days, today)
        case "in_review" if actor.roles & {"decider"}:
            yield _review(row, _("复核中"), findings, days, today)
    if held.get(row["id"]):
        what = _("%(n)s 项内容等待放行：%(names)s", n=len(held[row["id"]]), names=listed(held[row["id"]]))
        yield _one(row, what, row["ends_on"], project + "#held", "local")
    if two.get(row["id"]) and leads:
        yield _one(row, _("%(n)s 项待核对", n=two[row["id"]]), row["ends_on"], findings, "two")


def _one(row: Mapping[str, Any], what: str, on: str, url: str, icon: str) -> Matter:
    return {
        "on": on,
        "title": f"{row['client']}",
        "text": f"{what} · {_(AUDIT_TYPES[row['type']])} · {row['code']}",
        "url": url,
        "icon": icon,
        "late": False,
        "since": False,
    }


def _review(row: Mapping[str, Any], what: str, url: str, days: int, today: date) -> Matter:
    """What waits since it was submitted: by the body's own term where it has set one, else the day alone."""
    due = review_due(row, days)
    if due:
        return _one(row, what, due.isoformat(), url, "stack") | {"late": due < today}
    day = local_day(row["submitted_at"]).isoformat() if row["submitted_at"] else row["ends_on"]
    return _one(row, what, day, url, "stack") | {"since": True}


def review_days(connection: Connection, organisation: str) -> int:
    """The body's own term for a review in calendar days; 0 where none is set."""
    return int(people.get_setting(connection, organisation, "review_days") or 0)


def review_due(audit: Mapping[str, Any], days: int) -> date | None:
    """The day by which a submitted audit is to be reviewed; None without a term, or when nothing waits for a review."""
    if not days or not audit["submitted_at"] or audit["state"] not in ("submitted", "in_review"):
        return None
    return local_day(audit["submitted_at"]) + timedelta(days=days)


def coming(connection: Connection, actor: Actor) -> list[dict[str, Any]]:
    """Audits that have not begun, the earliest first: those of the body, or of one's own teams."""
    member = None if sees_all(actor) else actor.id
    rows = queries.audits_in(connection, actor.organisation, member, queries.GROUPS["ahead"], MOST_COMING)
    return [
        {**row, "type_word": _(AUDIT_TYPES[row["type"]]), "state_word": _(AUDIT.word(row["state"]))} for row in rows
    ]


def under_way(connection: Connection, actor: Actor) -> list[dict[str, Any]]:
    """Audits on site or sent back: how far they are, whom they wait for, and what is known of the tablets.

    The server knows of photos that were announced and when somebody last sent; what a tablet has not told yet nobody knows.
    """
    member = None if sees_all(actor) else actor.id
    rows = queries.audits_in(connection, actor.organisation, member, sorted(WORKING), MOST_ON_SITE)
    mine = sorted(rows, key=lambda row: (row["ends_on"], row["code"]))
    ids = [row["id"] for row in mine]
    judged, awaited = queries.judged_on(connection, ids), queries.awaited_on(connection, ids)
    heard = queries.last_heard_on(connection, ids)
    return [
        {
            **row,
            "type_word": _(AUDIT_TYPES[row["type"]]),
            "judged": sum(judged.get(row["id"], {}).values()),
            "total": len(find_edition(connection, actor.organisation, row["edition_id"]).leaves),
            "awaited": awaited.get(row["id"], 0),
            "heard": heard.get(row["id"], []),
            "waits": _("%(name)s提交", name=row["leader"])
            if row["state"] == "open"
            else _("%(name)s补充后再提交", name=row["leader"]),
        }
        for row in mine
    ]


def first_steps(connection: Connection, actor: Actor) -> list[dict[str, Any]]:
    """What a body does before its first audit, in order; empty once it has one, and for whoever plans none."""
    if not actor.roles & PLANNING or queries.has_audits(connection, actor.organisation):
        return []
    own = Resource(actor.organisation)
    users = [row for row in people.list_users(connection, actor.organisation) if row["active"]]
    held = {role for row in users for role in json.loads(row["roles"])}
    lacking = [_(ROLE_WORDS[role]) for role in ("planner", "lead", "decider") if role not in held]
    companies = len(visits.list_clients(connection, actor.organisation))
    staffed = not lacking
    return [
        {
            "heading": _("人员"), "done": staffed, "url": url_for("admin.new_person") if may(actor, "user.create", own) else "",
            "text": _("加计划人员、审核组长、审核员、认证决定人员。参加审核的人不作认证决定，所以至少要 2 人。"),
            "state": count_words(len(users), "person"), "note": _("还缺%(roles)s", roles=listed(lacking)) if lacking else "",
            "button": _("添加人员"), "off": _("请机构管理员添加"),
        },
        {
            "heading": _("标准版本"), "done": True, "url": url_for("admin.editions") if may(actor, "edition.publish", own) else "",
            "text": _(
                "2013 版和 2023 版已带。2023 版的编号都没有证实：知道的标「编号待核」，其余不显示。"
                "请导入本机构有权使用的标准目次，导入以后才正式编号、印出。"
            ),
            "state": _("可以用"), "note": "", "button": _("标准版本"), "off": _("由机构管理员导入"),
        },
        {
            "heading": _("企业"), "done": companies > 0, "url": url_for("review.new_audit", _anchor="f-client_name") if staffed else "",
            "text": _("受审核方的名称、地址、联系人、部门，和审核在同一页填写。"),
            "state": count_words(companies, "household") if companies else _("没有企业"), "note": "",
            "button": _("填写企业"), "off": _("先做第 1 步"),
        },
        {
            "heading": _("审核"), "done": False, "url": url_for("review.new_audit") if staffed else "",
            "text": _("选企业、审核准则、日期和审核组，把条款分给人。"), "state": _("没有审核"), "note": "",
            "button": _("新建审核"), "off": _("先做第 1 步"),
        },
    ]  # fmt: skip


def _late(rows: list[Mapping[str, Any]], today: date) -> Iterator[Matter]:
    for row in rows:
        due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        if overdue(row["state"], due, today):
            yield {
                "on": row["due_on"],
                "title": row["client"],
                "text": _("不符合项 %(number)s 没有回复", number=row["number"]),
                "url": url_for("review.nonconformity", nonconformity=row["id"]),
                "icon": "late",
                "late": True,
                "since": False,
            }
