"""Confirmations of a visit that wait, as every tablet of the team shows them: whose, of what, why."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from audit_app.store import held, people


def confirmations_waiting(connection: Connection, visit: str) -> list[dict[str, Any]]:
    """As ops of the tablet that say they are held, oldest first. One that stands on what waits for a person waits for that
    person, too: `why` is the reason at its root."""
    kept = held.list_with_followers(connection, visit)
    rows = [row for row in kept if row["kind"] == "nonconformity.confirm"]
    names = people.names_of(connection, {row["actor"] for row in rows}) if rows else {}
    return [
        {
            "id": row["op_id"],
            "kind": row["kind"],
            "subject": row["subject"],
            "body": json.loads(row["body"]),
            "author": row["actor"],
            "author_name": names.get(row["actor"], ""),
            "at": row["received_at"],
            "why": _root(row, kept)["why"],
            "state": "held",
        }
        for row in rows
    ]


def _root(row: Mapping[Any, Any], kept: Sequence[Mapping[Any, Any]]) -> Mapping[Any, Any]:
    """What a held op waits for in the end, among those that are kept."""
    named = {one["subject"]: one for one in reversed(kept)} | {one["op_id"]: one for one in kept}
    seen = {row["op_id"]}
    while (before := named.get(row["waits_for"])) and before["op_id"] not in seen:
        seen.add(before["op_id"])
        row = before
    return row
