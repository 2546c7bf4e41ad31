"""Rows of `nonconformities`: the values shown and the state. All values that stand are in `heads`."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import nonconformities as table

Row = Mapping[Any, Any]
LISTS = ("clauses", "photos", "term")
_numbers = PreparedStatement(select(table.c.id, table.c.number).where(table.c.visit_id == bindparam("of_visit")))


def get_nonconformity(connection: Connection, nonconformity_id: str) -> dict[str, Any] | None:
    """The row with `clauses` and `photos` as lists, `term` as a record or None."""
    row = connection.execute(select(table).where(table.c.id == nonconformity_id)).mappings().one_or_none()
    return None if row is None else _read(row)


def list_nonconformities(connection: Connection, visit_id: str) -> list[dict[str, Any]]:
    """All of a visit by number, the withdrawn ones too."""
    return [
        _read(row)
        for row in connection.execute(
            select(table).where(table.c.visit_id == visit_id).order_by(table.c.number)
        ).mappings()
    ]


def numbers_of(connection: Connection, visit_id: str) -> dict[str, str]:
    """Number by id; the locks of `ops` make sure that nobody takes one meanwhile."""
    return {row["id"]: row["number"] for row in _numbers.rows(connection, of_visit=visit_id)}


def put_nonconformity(connection: Connection, **row: Any) -> None:
    connection.execute(insert(table).values(**_write(row)))


def change_nonconformity(connection: Connection, nonconformity_id: str, **changed: Any) -> None:
    connection.execute(update(table).where(table.c.id == nonconformity_id).values(**_write(changed)))


def _read(row: Row) -> dict[str, Any]:
    return {**row, **{name: json.loads(row[name]) if row[name] is not None else None for name in LISTS}}


def _write(row: Mapping[Any, Any]) -> dict[str, Any]:
    lists = {
        name: json.dumps(row[name], ensure_ascii=False, sort_keys=True) for name in LISTS if row.get(name) is not None
    }
    return {**row, **lists}
