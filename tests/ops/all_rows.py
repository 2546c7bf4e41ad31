"""Every row of every table as plain dictionaries, to see what an act changed: read often, so by plain statements."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from audit_app.store.db import Database
from audit_app.store.tables import metadata

Rows = list[dict[str, Any]]


def rows_of(connection: Connection, table: str) -> Rows:
    """All rows of a table, in the order of its key."""
    keys = ", ".join(f'"{key.name}"' for key in metadata.tables[table].primary_key)
    found = connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY {keys}')
    names = list(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def everything(database: Database, but: Collection[str] = ()) -> dict[str, Rows]:
    """The rows of every table but those named, by its name."""
    with database.reading() as connection:
        return {name: rows_of(connection, name) for name in metadata.tables if name not in but}
