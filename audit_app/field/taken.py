"""What others have deleted of a person's work, so that every page of the tablet tells it, whatever page is open."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import Connection, or_, select

from audit_app.field import queries
from audit_app.ops.editions import find_edition
from audit_app.ops.heads import time_of
from audit_app.rules.permits import Actor
from audit_app.show import language
from audit_app.store import people
from audit_app.store.tables import heads, interviews, nonconformities, photos, samples

TOLD_DAYS = 30
TABLES = {"sample": samples, "interview": interviews, "photo": photos, "nonconformity": nonconformities}
SAID = ("number", "label", "population", "drawn", "department", "post")
Plain = dict[str, Any]


def taken_from(connection: Connection, actor: Actor, now: str) -> list[Plain]:
    """Drafts, samples, interviews and photos with this person's words in them that another person deleted in these days."""
    visits = {row["id"]: row for row in queries.visits_of(connection, actor.id)}
    found = [one for kind in TABLES for one in _gone_of(connection, kind, visits, actor.id, _since(now))]
    names = people.names_of(connection, {one["author"] for one in found})
    for one in found:
        row = visits[one["visit"]]
        audit = row["kind"] == "audit"
        one["url"] = url_for("field.audit", code=row["code"]) if audit else url_for("field.check", check=row["id"])
        one["author_name"] = names.get(one["author"], "")
        one["place"] = _place(connection, row, one["ref"])
    return sorted(found, key=lambda one: one["op"])


def _since(now: str) -> str:
    return (datetime.datetime.fromisoformat(now) - datetime.timedelta(days=TOLD_DAYS)).strftime("%Y-%m-%dT%H:%M:%S")


def _gone_of(connection: Connection, kind: str, visits: Iterable[str], me: str, since: str) -> list[Plain]:
    """The last deletion of each thing, where it is another person's."""
    table = TABLES[kind]
    wanted = (
        select(table, heads.c.op_id, heads.c.stamp, heads.c.author_id.label("by"), heads.c.received_at)
        .join(heads, (heads.c.subject == table.c.id) & (heads.c.field == "withdrawn"))
        .where(table.c.visit_id.in_(list(visits)), table.c.withdrawn_at.is_not(None), _mine(kind, me))
        .order_by(heads.c.stamp, heads.c.op_id)
    )
    last = {row["id"]: row for row in connection.execute(wanted).mappings()}
    return [_as_json(kind, row) for row in last.values() if row["by"] != me and row["received_at"] >= since]


def _mine(kind: str, me: str) -> Any:
    """What I made; of a nonconformity also one in which words of mine stand, and never one that the company has seen."""
    if kind != "nonconformity":
        return TABLES[kind].c.author_id == me
    words = heads.alias("words")
    wrote = select(words.c.subject).where(
        words.c.subject == nonconformities.c.id, words.c.field != "withdrawn", words.c.author_id == me
    )
    mine = or_(nonconformities.c.author_id == me, wrote.exists())
    return (nonconformities.c.state == "withdrawn") & nonconformities.c.raised_at.is_(None) & mine


def _as_json(kind: str, row: Mapping[Any, Any]) -> Plain:
    said = {name: row[name] for name in SAID if name in row}
    place = {"kind": kind, "id": row["id"], "visit": row["visit_id"], "ref": row.get("ref")}
    return {**place, **said, "op": row["op_id"], "author": row["by"], "at": time_of(row["stamp"])}


def _place(connection: Connection, visit: Mapping[str, Any], ref: str | None) -> str:
    edition = find_edition(connection, visit["organisation_id"], visit["edition_id"]) if ref else None
    leaf = next((leaf for leaf in edition.leaves if leaf.ref == ref), None) if edition else None
    return leaf.label(language()) if leaf else ref or ""
