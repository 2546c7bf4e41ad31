"""What the server keeps back of a visit: its confirmations, as every tablet of the team shows them, and how much waits for
whom, as 今日 says it.
"""

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


PERSON = frozenset({"visit_closed", "not_on_team"})
COMPANY = frozenset({"words_changed", "words_unproven"})
"""Reasons that a person of the body ends, or the company; the rest the server ends itself. `kept_back.js` has the same."""


def kept_of(connection: Connection, visit: str) -> dict[str, dict[str, str | None]]:
    """Things of which something is kept back, by who ends it (`person`, `company`, `server`): each with its place.

    A place is the clause `c/…`, the list `nc` or `photos`; nothing where it has none of its own. Judgement and text of a clause
    are one thing, as everywhere on the tablet."""
    kept = held.list_with_followers(connection, visit)
    found: dict[str, dict[str, str | None]] = {}
    for row in kept:
        why = _root(row, kept)["why"]
        by = "person" if why in PERSON else "company" if why in COMPANY else "server"
        ref, kind = json.loads(row["body"]).get("ref"), row["kind"].partition(".")[0]
        place = {"nonconformity": "nc", "photo": "photos"}.get(kind) or (f"c/{ref}" if ref else None)
        thing = place if kind in ("judgement", "record") and place else row["subject"]
        found.setdefault(by, {})[thing] = place
    return found


def _root(row: Mapping[Any, Any], kept: Sequence[Mapping[Any, Any]]) -> Mapping[Any, Any]:
    """What a held op waits for in the end, among those that are kept."""
    named = {one["subject"]: one for one in reversed(kept)} | {one["op_id"]: one for one in kept}
    seen = {row["op_id"]}
    while (before := named.get(row["waits_for"])) and before["op_id"] not in seen:
        seen.add(before["op_id"])
        row = before
    return row
