"""Statements that run at every request: compiled once for each engine, then handed to the driver itself.

SQLAlchemy's way from a statement to rows costs ten times what the database needs for them; all others go that way.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import ClauseElement

Row = dict[str, Any]
_NAMED = sqlite.dialect(paramstyle="named")


class PreparedStatement:
    """One statement with `bindparam`s by name. Values and columns are text, whole numbers or None."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Row]:
        """Every row, as a mapping by column name."""
        text, fixed = self._for(connection)
        cursor = _driver(connection).execute(text, {**fixed, **values})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, connection: Connection, **values: Any) -> Row | None:
        """The only row, or nothing."""
        found = self.rows(connection, **values)
        return found[0] if found else None

    def put(self, connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
        """Carry the statement out once for each mapping of values."""
        text, fixed = self._for(connection)
        _driver(connection).cursor().executemany(text, [{**fixed, **row} for row in rows])

    def _for(self, connection: Connection) -> tuple[str, Mapping[str, Any]]:
        engine = connection.dialect
        if engine.name not in self._compiled:
            compiled = self._statement.compile(dialect=_NAMED if engine.name == "sqlite" else engine)
            fixed = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}  # type: ignore[attr-defined]
            self._compiled[engine.name] = (str(compiled), fixed)
        return self._compiled[engine.name]


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
