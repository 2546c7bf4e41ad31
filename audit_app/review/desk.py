"""The desk: what waits for the person who looks, by date, and nothing else."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.review import queries, room
from audit_app.review.reading import sees_all
from audit_app.rules.audit import TYPES
from audit_app.rules.nonconformity import overdue
from audit_app.rules.permits import Actor
from audit_app.security import clock, database
from audit_app.show import show

Matter = dict[str, Any]
PLANNING = frozenset({"planner", "body_admin"})
DECIDING = frozenset({"planner", "decider", "body_admin"})


@room.get("")
def desk() -> Response:
    with database().reading() as connection:
        found = matters(connection, g.actor, clock().today())
    return show("review/desk.html", matters=found)


def matters(connection: Connection, actor: Actor, today: date) -> list[Matter]:
    """Everything that waits for this person as {on, title, text, url, icon, kind}, the earliest day first."""
    member = None if sees_all(actor) else actor.id
    audits = queries.list_audits(connection, actor.organisation, member)
    ids = [row["id"] for row in audits]
    held, two = queries.held_on(connection, ids), queries.conflicts_on(connection, ids)
    found = [matter for row in audits for matter in _of_audit(row, actor, held, two)]
    if actor.roles & PLANNING or member:
        found += _late(queries.list_nonconformities(connection, actor.organisation, member), today)
    return sorted(found, key=lambda one: (one["on"], one["title"]))


def _of_audit(
    row: Mapping[str, Any], actor: Actor, held: Mapping[str, int], two: Mapping[str, int]
) -> Iterator[Matter]:
    leads = row["leader_id"] == actor.id
    project = url_for("review.audit", a=row["code"])
    findings = url_for("review.findings", a=row["code"])
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
            yield _one(row, _("已提交，等待复核"), row["ends_on"], findings, "stack")
        case "in_review" if actor.roles & {"decider"}:
            yield _one(row, _("复核中"), row["ends_on"], findings, "stack")
    if held.get(row["id"]) and (leads or actor.roles & PLANNING):
        yield _one(row, _("有 %(n)s 条内容等待处理", n=held[row["id"]]), row["ends_on"], project + "#held", "local")
    if two.get(row["id"]) and leads:
        yield _one(row, _("%(n)s 项待核对", n=two[row["id"]]), row["ends_on"], findings, "two")


def _one(row: Mapping[str, Any], what: str, on: str, url: str, icon: str) -> Matter:
    return {
        "on": on,
        "title": f"{row['client']}",
        "text": f"{what} · {_(TYPES[row['type']])} · {row['code']}",
        "url": url,
        "icon": icon,
        "late": False,
    }


def _late(rows: list[Mapping[str, Any]], today: date) -> Iterator[Matter]:
    for row in rows:
        due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        if overdue(row["state"], due, today):
            yield {
                "on": row["due_on"],
                "title": row["client"],
                "text": _("不符合项 %(number)s 没有回复", number=row["number"]),
                "url": url_for("review.nonconformity", n=row["id"]),
                "icon": "late",
                "late": True,
            }
