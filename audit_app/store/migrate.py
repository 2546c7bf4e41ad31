"""Migrations: bring a database from empty, or from any earlier revision, to the newest. Alembic does the work."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from audit_app.store.db import Database
from audit_app.store.tables import metadata

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The newest revision there is."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current(connection: Connection) -> str | None:
    """The revision this database is at; nothing for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def pending(database: Database) -> bool:
    """Whether the database is not at the newest revision."""
    with database.engine.connect() as connection:
        return current(connection) != newest()


def is_empty(database: Database) -> bool:
    with database.engine.connect() as connection:
        return not inspect(connection).get_table_names()


def migrate(database: Database, to: str = "head") -> None:
    """Upgrade in one transaction; on SQLite under the writer lock."""
    with database.writing() as connection:
        command.upgrade(_config(connection), to)


def make_tables(database: Database) -> None:
    """Every table of today in an empty database that is thrown away again; nothing will ever migrate it."""
    with database.writing() as connection:
        metadata.create_all(connection)
