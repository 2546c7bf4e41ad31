"""What a database holds, kept in memory and put into a database of the same tables in no time: on SQLite the file, on
PostgreSQL the rows of those tables that differ, and where its counters stand."""

import contextlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit_app.store.db import Database

FEW_PAGES = 4 * 8192


@dataclass(frozen=True)
class Holding:
    """`tables` has only those with rows, as COPY writes them."""

    file: bytes = b""
    tables: Mapping[str, bytes] = field(default_factory=dict)
    counters: Mapping[str, tuple[int, bool]] = field(default_factory=dict)


def is_idle(database: Database) -> bool:
    """Whether nobody has a connection in hand, so that what the database holds may be changed under everyone."""
    return all(engine.pool.checkedout() == 0 for engine in database._engines())  # type: ignore[attr-defined]


def held_by(database: Database) -> Holding:
    """Everything in an idle database."""
    if database.is_sqlite:
        _shut(database)
        return Holding(zlib.compress(Path(database.path).read_bytes(), 1))
    with speaking(database) as raw:
        return Holding(tables={name: _rows(raw, name) for name in _filled(raw)}, counters=_counters(raw))


def put_into(database: Database, wanted: Holding, there: Holding) -> None:
    """Let an idle database hold what is wanted; `there` is what it holds now."""
    if database.is_sqlite:
        _shut(database)
        Path(database.path).write_bytes(zlib.decompress(wanted.file))
        return
    with speaking(database) as raw:
        raw.execute("SET LOCAL session_replication_role = replica")
        for name in {**there.tables, **wanted.tables}:
            if (rows := wanted.tables.get(name)) == there.tables.get(name):
                continue
            if name in there.tables:
                raw.execute(f'DELETE FROM "{name}"')
            if rows is not None:
                with raw.cursor().copy(f'COPY "{name}" FROM STDIN') as into:
                    into.write(rows)
        for name, (value, used) in wanted.counters.items():
            if there.counters.get(name) != (value, used):
                raw.execute("SELECT setval(%s, %s, %s)", (name, value, used))


def empty_again(database: Database, empty: Holding) -> None:
    """Let a database of PostgreSQL hold again what it held with every table and no row."""
    with speaking(database) as raw:
        there = Holding(tables=dict.fromkeys(_filled(raw), b"?"), counters=_counters(raw))
    put_into(database, empty, there)
    _sweep(database)


def _sweep(database: Database) -> None:
    """Where rows that nobody sees any more fill some pages, the plan of a query could change, and the order of its rows."""
    lent = database._writer.raw_connection()
    raw: Any = lent.driver_connection
    raw.autocommit = True
    try:
        long = raw.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            f" AND pg_relation_size(oid) > {FEW_PAGES}"
        ).fetchall()
        if long:
            names = ", ".join(f'"{name}"' for (name,) in long)
            raw.execute(f"VACUUM (INDEX_CLEANUP ON) {names}")
    finally:
        raw.autocommit = False
        lent.close()


def _shut(database: Database) -> None:
    """Close every connection: the last one brings all commits into the file and takes the write-ahead file away."""
    for engine in database._engines():
        engine.dispose()
    assert not Path(database.path + "-wal").exists(), "somebody else has the database open"
    Path(database.path + "-wal-of").unlink(missing_ok=True)


@contextlib.contextmanager
def speaking(database: Database) -> Iterator[Any]:
    """The driver's own connection in one transaction."""
    lent = database._writer.raw_connection()
    try:
        yield lent.driver_connection
        lent.commit()
    finally:
        lent.close()


def _filled(raw: Any) -> list[str]:
    names = [row[0] for row in raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    has = ", ".join(f'EXISTS (SELECT FROM "{name}")' for name in names)
    filled = raw.execute(f"SELECT {has}").fetchone()
    return [name for name, any_rows in zip(names, filled, strict=True) if any_rows]


def _rows(raw: Any, name: str) -> bytes:
    with raw.cursor().copy(f'COPY "{name}" TO STDOUT') as out:
        return b"".join(bytes(part) for part in out)


def _counters(raw: Any) -> dict[str, tuple[int, bool]]:
    found = raw.execute(
        "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
    ).fetchall()
    return {name: (last or start, last is not None) for name, start, last in found}
