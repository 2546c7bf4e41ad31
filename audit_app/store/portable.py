"""All rows of a database as portable lines, out and in: backup, restore and the way between engines rest on this."""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, func, insert, select, text, update

from audit_app.store.tables import head, metadata

LEFT_OUT = frozenset({"sessions", "rate_windows", "uploads", "digests", "known_devices"})
PORTION = 1000
WHOLE = range(-(2**63), 2**63)
NO_TEXT = re.compile("[\0\ud800-\udfff]")


def tables() -> list[Table]:
    """Every table that travels, parents before children."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Each row as a mapping, in the order of the primary key."""
    found = connection.execution_options(yield_per=PORTION).execute(select(table).order_by(*table.primary_key.columns))
    for row in found.mappings():
        yield dict(row)


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Each row as one line of JSON."""
    for row in rows_of(connection, table):
        yield json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def put_lines(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert rows from such lines; returns how many. Raises ValueError at a line that is no row of this table."""
    return put_rows(connection, table, (row_of(table, line) for line in lines))


def row_of(table: Table, line: bytes) -> dict[str, Any]:
    """The row that a line holds: every column of the table and no other, each with a value that the column may have on
    every engine. SQLite would take any. Raises ValueError.
    """
    try:
        row = json.loads(line)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(row, dict) or row.keys() != set(table.columns.keys()):
        raise ValueError(f"{table.name}: other columns")
    for column in table.columns:
        if not _fits(column, row[column.name]):
            raise ValueError(f"{table.name}.{column.name}: no such value")
    return row


def _fits(column: "Column[Any]", value: Any) -> bool:
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, Integer):
        return type(value) is int and value in WHOLE
    return isinstance(value, str) and not NO_TEXT.search(value)


def put_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    count, portion = 0, []
    for row in _parents_first(table, rows):
        portion.append(row)
        if len(portion) == PORTION:
            connection.execute(insert(table), portion)
            count, portion = count + len(portion), []
    if portion:
        connection.execute(insert(table), portion)
    return count + len(portion)


def _parents_first(table: Table, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Rows of a table that refers to itself, each after the one it refers to; other tables as they come."""
    parents = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not parents:
        yield from rows
        return
    (parent,), waiting, here = parents, list(rows), {None}
    while waiting:
        ready = [row for row in waiting if row[parent] in here]
        if not ready:
            raise ValueError(f"{table.name}: {len(waiting)} rows refer to rows that are not there")
        yield from ready
        here |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in here]


def holds_rows(connection: Connection) -> bool:
    """Whether anything was ever recorded here."""
    return any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables())


def renew_epoch(connection: Connection) -> int:
    """A restored database announces an epoch it never had, so that tablets offer what they still hold; returns it.

    By chance, not counted: the same backup restored twice gives two epochs.
    """
    epoch = secrets.randbelow(2**31 - 2) + 2
    connection.execute(update(head).values(epoch=epoch))
    return int(connection.execute(select(head.c.epoch)).scalar_one_or_none() or 1)


def settle_counters(connection: Connection) -> None:
    """After rows came in with their numbers, let PostgreSQL's counters go on behind them."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key.columns:
            if isinstance(column.type, Integer) and column.autoincrement and len(table.primary_key.columns) == 1:
                named = {"table": f'"{table.name}"', "column": column.name}
                counter = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar_one()
                if counter:
                    top = connection.execute(select(func.max(column))).scalar_one()
                    connection.execute(
                        text("SELECT setval(:counter, :top, :used)"),
                        {"counter": counter, "top": top or 1, "used": top is not None},
                    )
