"""A database that takes no writes any more, on each engine: everything in it can still be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event

from audit_app.store.db import Database


@contextmanager
def writes_refused(app: Flask) -> Iterator[None]:
    """While this lasts whoever writes is refused by the database itself, tries of passwords too."""
    database: Database = app.extensions["database"]
    name, listener = ("connect", _only_queries) if database.is_sqlite else ("begin", _only_reading)
    engines = (database._writer, database._noter)
    for engine in engines:
        event.listen(engine, name, listener)
    database.close()
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, name, listener)
        database.close()


def _only_queries(raw: Any, _: object) -> None:
    raw.execute("PRAGMA query_only = ON")


def _only_reading(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
