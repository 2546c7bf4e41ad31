"""Migrations: up from empty and from every earlier revision, on both engines, without drift from the tables."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from audit_app.store import migrate as migrations
from audit_app.store.db import Database
from audit_app.store.tables import metadata

REVISIONS = [r.revision for r in reversed(list(ScriptDirectory(str(migrations.FOLDER)).walk_revisions()))]


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


@pytest.mark.parametrize("start", ["empty", *REVISIONS])
def test_every_revision_comes_up_to_the_tables(database_url: str, start: str) -> None:
    database = Database(database_url)
    if start != "empty":
        migrations.migrate(database, start)
    assert migrations.pending(database) == (start != migrations.newest())
    migrations.migrate(database)
    assert not migrations.pending(database)
    assert differences(database) == []
    database.close()


def test_a_missing_column_would_be_found(database_url: str) -> None:
    database = Database(database_url)
    migrations.migrate(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE settings RENAME COLUMN set_at TO set_on")
    assert differences(database)
    database.close()


def test_the_head_file_names_the_newest_revision() -> None:
    assert (Path(migrations.FOLDER) / "HEAD").read_text().strip() == migrations.newest()


def test_checks_and_foreign_keys_arrive_on_both_engines(database_url: str) -> None:
    database = Database(database_url)
    migrations.migrate(database)
    with database.engine.connect() as connection:
        looked = inspect(connection)
        assert {c["name"] for c in looked.get_check_constraints("audits")} >= {"ck_audits_state", "ck_audits_type"}
        assert looked.get_foreign_keys("judgements")
    database.close()
