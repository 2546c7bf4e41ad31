"""Two databases compared, table by table: rows in the order of their key, read as they lie, also where they are no text any more."""

import contextlib
import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Table, collate, func, select

from audit_app.store.tables import log, metadata, organisations, users, visits

PORTION = 1000
GENERATIONS = 5
Row = Mapping[str, Any]


class Unlike(NamedTuple):
    """One place where the tables differ from what they should hold: a column of a row, a whole row missing or too many."""

    kind: str
    table: str
    key: str
    column: str | None
    organisation: str | None


@contextlib.contextmanager
def as_it_lies(connection: Connection) -> Iterator[None]:
    """Text of SQLite that is no UTF-8 any more comes out escaped instead of stopping the reading."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    raw.text_factory = functools.partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def count_rows(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def unlike(
    is_: Connection, should: Connection, table: Table, key: Sequence[str], columns: Sequence[str]
) -> Iterator[Unlike]:
    """Every difference between `is_` and `should` in these columns, a row being known by `key`."""
    one, other = _rows(is_, table, key, columns), _rows(should, table, key, columns)
    mine, right = next(one, None), next(other, None)
    while mine is not None or right is not None:
        place = None if mine is None else _place(mine, key)
        wanted = None if right is None else _place(right, key)
        if place == wanted:
            assert mine is not None and right is not None
            for name in columns:
                if mine[name] != right[name]:
                    yield Unlike("row", table.name, named(right, key), name, owner(should, table, right))
            mine, right = next(one, None), next(other, None)
        elif wanted is None or (place is not None and place < wanted):
            assert mine is not None
            yield Unlike("extra", table.name, named(mine, key), None, owner(should, table, mine))
            mine = next(one, None)
        else:
            assert right is not None
            yield Unlike("missing", table.name, named(right, key), None, owner(should, table, right))
            right = next(other, None)


def _rows(connection: Connection, table: Table, key: Sequence[str], columns: Sequence[str]) -> Iterator[Row]:
    order = [
        table.c[name] if isinstance(table.c[name].type, Integer) else _plain(connection, table.c[name]) for name in key
    ]
    names = dict.fromkeys([*key, *columns])
    found = connection.execute(
        select(*(table.c[name] for name in names)).order_by(*order), execution_options={"yield_per": PORTION}
    )
    yield from (dict(row) for row in found.mappings())


def _plain(connection: Connection, column: Any) -> Any:
    """By code points on both engines, whatever language the database sorts in."""
    return column if connection.dialect.name == "sqlite" else collate(column, "C")


def _place(row: Row, key: Sequence[str]) -> tuple[tuple[int, Any], ...]:
    """Where a row stands in that order; numbers before text, as SQLite has it."""
    return tuple(
        (0, value) if isinstance(value, int) else (1, str(value).encode("utf-8", "surrogateescape"))
        for value in (row[name] for name in key)
    )


def named(row: Row, key: Sequence[str]) -> str:
    """The key as text, its parts parted by a stroke."""
    return "/".join(str(row[name]).encode("utf-8", "backslashreplace").decode() for name in key)


def owner(should: Connection, table: Table, row: Row, generations: int = GENERATIONS) -> str | None:
    """The organisation that a row belongs to, by its own column, the op it comes from, or its parents."""
    if table is organisations:
        return str(row["id"]) if "id" in row else None
    if row.get("organisation_id"):
        return str(row["organisation_id"])
    for column, (parent, name) in _parents(table).items():
        if not generations or not row.get(column) or not _is_text(row[column]):
            continue
        found = should.execute(select(parent).where(parent.c[name] == row[column]).limit(1)).mappings().first()
        if found is not None and (whose := owner(should, parent, dict(found), generations - 1)):
            return whose
    return None


def _parents(table: Table) -> dict[str, tuple[Table, str]]:
    """Column -> the table and column it points to, also where the database does not know that it points."""
    known = {key.parent.name: (key.column.table, key.column.name) for key in table.foreign_keys}
    said = {"op_id": (log, "id"), "visit_id": (visits, "id"), "user_id": (users, "id"), "author_id": (users, "id")}
    return {
        name: known.get(name) or said[name] for name in [c.name for c in table.columns] if name in known or name in said
    }


def _is_text(value: Any) -> bool:
    return not isinstance(value, str) or value.isprintable()


def tables_in_order() -> list[Table]:
    """Every table, parents before children."""
    return list(itertools.chain(metadata.sorted_tables))
