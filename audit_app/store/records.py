"""Rows of `records`: one text for each clause, department and author. All texts that stand are in `heads`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.tables import records
from audit_app.store.write_buffer import WriteBuffer

Row = Mapping[Any, Any]


def list_records(connection: Connection, visit_id: str) -> list[Row]:
    wanted = select(records).where(records.c.visit_id == visit_id)
    return list(
        connection.execute(
            wanted.order_by(records.c.ref, records.c.at, records.c.author_id, records.c.department)
        ).mappings()
    )


def put_record(buffer: WriteBuffer, **row: Any) -> None:
    """Columns: visit_id, ref, department, author_id, text, at (UTC instant), conflict (0/1)."""
    buffer.put(records, row)
