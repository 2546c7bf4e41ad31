"""Rows of a batch of ops that are written together: heads, and rows that are only ever overwritten.

What is buffered can be rolled back op by op, so that a refused op leaves nothing. Reading it goes before reading the table.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from audit_app.store.db import upserting
from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import heads

Row = Mapping[Any, Any]
Field = tuple[str, str]
_NOTHING = object()
_one_field = (heads.c.subject == bindparam("of_subject")) & (heads.c.field == bindparam("of_field"))
_of_field = PreparedStatement(select(heads).where(_one_field).order_by(heads.c.op_id))
_gone = PreparedStatement(delete(heads).where(_one_field, heads.c.op_id == bindparam("of_op")))
_new = PreparedStatement(insert(heads))


@cache
def _upsert(dialect: str, table: Table) -> PreparedStatement:
    return PreparedStatement(upserting(dialect, table, tuple(column.name for column in table.columns)))


class WriteBuffer:
    """The rows of one batch that are not written yet."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._known: dict[Field, tuple[Row, ...]] = {}
        self._whole: set[str] = set()
        self._gone: dict[tuple[str, str, str], None] = {}
        self._new: dict[tuple[str, str, str], Row] = {}
        self._rows: dict[Table, dict[tuple[Any, ...], Row]] = {}
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []

    # -- heads

    def prefetch(self, subjects: Iterable[str]) -> None:
        """One look at the heads of many subjects instead of one for each."""
        wanted = sorted(set(subjects) - self._whole)
        found: dict[Field, list[Row]] = {}
        for at in range(0, len(wanted), 500):
            portion = wanted[at : at + 500]
            for row in self.connection.execute(
                select(heads).where(heads.c.subject.in_(portion)).order_by(heads.c.op_id)
            ).mappings():
                found.setdefault((row["subject"], row["field"]), []).append(row)
        for field, rows in found.items():
            self._known.setdefault(field, tuple(rows))
        self._whole.update(wanted)

    def get_heads(self, subject: str, field: str) -> tuple[Row, ...]:
        """Every head of a field, with author, device and time of receipt."""
        known = self._known.get((subject, field))
        if known is None:
            whole = subject in self._whole
            known = () if whole else tuple(_of_field.rows(self.connection, of_subject=subject, of_field=field))
            self._known[subject, field] = known
        return known

    def put_heads(self, subject: str, field: str, gone: Iterable[str], new: Row) -> None:
        """Drop the heads built upon and add the new one."""
        before, gone = self.get_heads(subject, field), set(gone)
        self._change(self._known, (subject, field), (*(row for row in before if row["op_id"] not in gone), new))
        for op in gone:
            if (subject, field, op) in self._new:
                self._drop(self._new, (subject, field, op))
            else:
                self._change(self._gone, (subject, field, op), None)
        self._change(self._new, (subject, field, new["op_id"]), new)

    # -- rows that are only ever overwritten

    def put(self, table: Table, row: Row) -> None:
        """Insert a whole row, or overwrite the one with the same primary key; the last one before writing counts."""
        key = tuple(row[column.name] for column in table.primary_key)
        self._change(self._rows.setdefault(table, {}), key, row)

    # -- rolling back and writing

    def mark(self) -> int:
        """A place to come back to."""
        return len(self._undo)

    def rollback_to(self, mark: int) -> None:
        """Forget what was buffered since the mark."""
        while len(self._undo) > mark:
            where, key, old = self._undo.pop()
            if old is _NOTHING:
                del where[key]
            else:
                where[key] = old

    def write(self) -> None:
        """Write what was buffered, each table in one go. Afterwards only what is known can be rolled back."""
        if self._gone:
            names = ("of_subject", "of_field", "of_op")
            _gone.put(self.connection, [dict(zip(names, key, strict=True)) for key in self._gone])
        if self._new:
            _new.put(self.connection, list(self._new.values()))
        for table, rows in self._rows.items():
            _upsert(self.connection.dialect.name, table).put(self.connection, list(rows.values()))
        self._gone, self._new, self._rows, self._undo = {}, {}, {}, []

    def invalidate(self) -> None:
        """Know nothing more: something else may have changed the rows."""
        self._known, self._whole = {}, set()

    def _change(self, where: dict[Any, Any], key: Any, value: Any) -> None:
        self._undo.append((where, key, where.get(key, _NOTHING)))
        where[key] = value

    def _drop(self, where: dict[Any, Any], key: Any) -> None:
        self._undo.append((where, key, where.pop(key)))
