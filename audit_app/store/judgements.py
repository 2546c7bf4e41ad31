"""Rows of `judgements`: the value shown for a clause. All values that stand are in `heads`."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, case, select

from audit_app.store.heads import list_heads
from audit_app.store.tables import judgements
from audit_app.store.write_buffer import WriteBuffer

Row = Mapping[Any, Any]
TWO = "two"
COUNTED = case((judgements.c.conflict != 0, TWO), else_=judgements.c.value)
"""As what a clause counts: its judgement, None where that was cleared, or TWO where several versions stand that nobody
has settled, whichever is shown. Twin of `countedAs` in static/field/counted.js.
"""


def list_judgements(connection: Connection, visit_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(judgements).where(judgements.c.visit_id == visit_id).order_by(judgements.c.ref)
        ).mappings()
    )


def counted_on(connection: Connection, which: Any) -> dict[str, dict[str, str]]:
    """As what each judged clause counts (COUNTED), by visit and clause; `which` visits: their ids, or a subquery."""
    wanted = select(judgements.c.visit_id, judgements.c.ref, COUNTED.label("counted")).where(
        judgements.c.visit_id.in_(which), COUNTED.is_not(None)
    )
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.visit_id, {})[row.ref] = row.counted
    return found


def list_standing(connection: Connection, visit_id: str) -> dict[str, list[str | None]]:
    """By clause, in their order, every value that stands: several where versions disagree and nobody has settled them, as they are
    shown, the latest last; none where the judgement was cleared (a version that clears it is None).
    """
    rows = {row["ref"]: row for row in list_judgements(connection, visit_id)}
    two = [f"{visit_id}/{ref}" for ref, row in rows.items() if row["conflict"]]
    found: dict[str, list[str | None]] = {
        ref: [] if row["conflict"] or not row["value"] else [row["value"]] for ref, row in rows.items()
    }
    for head in list_heads(connection, two):
        values, value = found[head["subject"].split("/", 1)[1]], json.loads(head["value"])
        if head["field"] == "value" and value not in values:
            values.append(value)
    return found


def list_nonconforming(connection: Connection, visit_id: str) -> list[str]:
    """The clauses of a visit that are judged 不符合, in their order; a version that nobody has settled counts, whichever is shown."""
    return [ref for ref, values in list_standing(connection, visit_id).items() if "nonconforming" in values]


def list_shown_nonconforming(connection: Connection, visit_id: str) -> list[str]:
    """The clauses of a visit at which 不符合 is shown."""
    return [row["ref"] for row in list_judgements(connection, visit_id) if row["value"] == "nonconforming"]


def list_unsettled(connection: Connection, visit_id: str) -> dict[str, list[str | None]]:
    """The clauses of which several versions stand (待核对), with these."""
    return {ref: values for ref, values in list_standing(connection, visit_id).items() if len(values) > 1}


def put_judgement(buffer: WriteBuffer, **row: Any) -> None:
    """Columns: visit_id, ref, value, author_id, at (UTC instant), conflict (0/1)."""
    buffer.put(judgements, row)
