"""Migrations: up from empty and from every earlier revision, on both engines, without drift from the tables."""

import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from audit_app.store import migrate as migrations
from audit_app.store import tables
from audit_app.store.db import Database
from audit_app.store.tables import metadata
from tests.conftest import fresh_postgres

REVISIONS = [r.revision for r in reversed(list(ScriptDirectory(str(migrations.FOLDER)).walk_revisions()))]

CAMPAIGN = {
    "id": "c",
    "organisation_id": "o",
    "code": "c",
    "title": "抽查",
    "year": 2023,
    "basis": "",
    "minimum": 1,
    "due_on": "2023-12-01",
    "rule_pack": "p",
    "term": "30 day",
}
VISIT = {
    "id": "s",
    "organisation_id": "o",
    "kind": "spot_check",
    "edition_id": "e",
    "edition_digest": "d",
    "short_name": "企业",
}
TEXTS = ("name", "uscc", "city", "district", "body", "approval_no", "certificate_no", "valid_from", "valid_to")
CHECK = {
    **dict.fromkeys((*TEXTS, "standard", "stratum"), ""),
    "id": "s",
    "organisation_id": "o",
    "round_id": "r",
    "position": 1,
    "state": "drawn",
    "problems": "[]",
}


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


def alike(condition: str) -> str:
    """A check, its words in one order: which stands first says nothing."""
    words = re.findall(r"'([^']*)'", condition)
    return " ".join(sorted(words)) or condition


def described(database: Database) -> dict[str, Any]:
    """Every table as the engine itself tells it: columns, and each constraint and index as often as it is there."""
    with database.engine.connect() as connection:
        looked = inspect(connection)
        return {
            table: {
                "columns": sorted(
                    (one["name"], str(one["type"]), one["nullable"], str(one["default"]))
                    for one in looked.get_columns(table)
                ),
                "key": looked.get_pk_constraint(table),
                "checks": sorted(
                    (str(one["name"]), alike(str(one["sqltext"]))) for one in looked.get_check_constraints(table)
                ),
                "uniques": sorted(
                    (str(one["name"]), one["column_names"]) for one in looked.get_unique_constraints(table)
                ),
                "indexes": sorted(
                    (str(one["name"]), one["column_names"], bool(one["unique"])) for one in looked.get_indexes(table)
                ),
                "points": sorted(
                    (str(one["name"]), one["constrained_columns"], one["referred_table"], one["referred_columns"])
                    for one in looked.get_foreign_keys(table)
                ),
            }
            for table in sorted(set(looked.get_table_names()) - {"alembic_version"})
        }


def test_a_migrated_database_has_exactly_the_constraints_of_the_tables(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    """`compare_metadata` looks at no check: a list of states from before could stay beside a wider one."""
    migrated = Database(database_url)
    migrations.migrate(migrated)
    plain = Database(
        fresh_postgres(request.getfixturevalue("postgres")) if not migrated.is_sqlite else f"{database_url}.plain"
    )
    migrations.make_tables(plain)
    here, right = described(migrated), described(plain)
    assert here.keys() == right.keys() and len(right) == len(metadata.tables)
    for table, told in right.items():
        assert here[table] == told, table
        for name in ("checks", "uniques", "indexes", "points"):
            names = [one[0] for one in here[table][name]]
            assert len(names) == len(set(names)), (table, name)
    migrated.close()
    plain.close()


def test_a_paper_that_waits_since_before_can_be_withdrawn(database_url: str) -> None:
    """An installation with papers and what they cite: every row stays, and 已撤回 is a state of both tables."""
    database = Database(database_url)
    migrations.migrate(database, "0006")
    row = {"organisation_id": "o", "body": "机构", "approval_no": "1", "state": "drafted", "content": "[]"}
    with database.writing() as connection:
        for table, values in (
            (tables.organisations, {"id": "o", "kind": "province_office", "code": "o", "name": "局"}),
            (tables.campaigns, CAMPAIGN),
            (
                tables.city_rounds,
                {"id": "r", "campaign_id": "c", "organisation_id": "o", "region": "1", "state": "open"},
            ),
            (tables.reminders, {**row, "id": "m", "round_id": "r"}),
            (tables.regulatory_interviews, {**row, "id": "i", "campaign_id": "c"}),
            (tables.visits, VISIT),
            (tables.spot_checks, CHECK),
            (tables.reminder_checks, {"reminder_id": "m", "spot_check_id": "s"}),
            (tables.regulatory_interview_checks, {"interview_id": "i", "spot_check_id": "s"}),
        ):
            created = {"created_at": "2023-01-01T00:00:00.000Z"} if "created_at" in table.c else {}
            connection.execute(insert(table).values(**values, **created))
    migrations.migrate(database)
    with database.writing() as connection:
        for table, link in (
            (tables.reminders, tables.reminder_checks),
            (tables.regulatory_interviews, tables.regulatory_interview_checks),
        ):
            assert connection.execute(update(table).values(state="withdrawn")).rowcount == 1
            assert len(connection.execute(select(link)).all()) == 1
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(update(tables.reminders).values(state="lost"))
    database.close()
