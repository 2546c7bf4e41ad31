"""Rows of `judgements`: the value shown for a clause. All values that stand are in `heads`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.sheaf import Sheaf
from audit_app.store.tables import judgements

Row = Mapping[Any, Any]


def list_judgements(connection: Connection, visit_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(judgements).where(judgements.c.visit_id == visit_id).order_by(judgements.c.ref)
        ).mappings()
    )


def list_nonconforming(connection: Connection, visit_id: str) -> list[str]:
    """The clauses of a visit that are judged 不符合, in their order."""
    return [row["ref"] for row in list_judgements(connection, visit_id) if row["value"] == "nonconforming"]


def put_judgement(sheaf: Sheaf, **row: Any) -> None:
    """Columns: visit_id, ref, value, author_id, at (UTC instant), conflict (0/1)."""
    sheaf.put(judgements, row)
