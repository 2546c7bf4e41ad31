"""What an earlier version wrote down gives the same tables today: the chain, and every column there was then.

`first_rules.jsonl.xz` holds the demo and, for each kind, outcome and reason of the first version, a short log in which it
occurs, as lines of JSON. A file here is never made anew: a difference means that a row of an existing version is carried
out otherwise than on its day, and that belongs under a new version of its kind.
"""

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, select

from audit_app.ops.checking import check
from audit_app.ops.replay import Differs, replay_rows
from audit_app.store.db import Database
from audit_app.store.log import COLUMNS
from audit_app.store.migrate import migrate
from audit_app.store.tables import metadata
from schemas.ops import KINDS

Tables = dict[str, list[dict[str, Any]]]
FILE = Path(__file__).with_name("first_rules.jsonl.xz")
THE_LOG_ITSELF = {"log", "head"}
EVERY_KIND = "two tablets: every kind there is comes out of the log again"
FIRST_REVISION = "0001"
KINDS_THEN = 68


@cache
def kept() -> dict[str, Tables]:
    """Each log of the file by its name: table -> rows."""
    logs: dict[str, Tables] = {}
    for line in lzma.decompress(FILE.read_bytes()).decode().splitlines():
        said = json.loads(line)
        if "log" in said:
            tables = logs[said["log"]] = {}
        else:
            tables.setdefault(said["table"], []).append(said["row"])
    return logs


def rows_of_log(tables: Tables) -> list[dict[str, Any]]:
    """The rows as today's log has them: columns that came later are empty in them."""
    return [{**dict.fromkeys(COLUMNS), **row} for row in tables["log"]]


def derived(database: Database, like: Tables) -> Tables:
    """The same tables, columns and order as `like`, and every other table that holds a row."""
    found = {}
    with database.reading() as connection:
        for name, table in metadata.tables.items():
            columns = list(like[name][0]) if name in like else [column.name for column in table.columns]
            wanted = select(*(table.c[column] for column in columns)).order_by(*table.primary_key)
            if rows := [dict(row) for row in connection.execute(wanted).mappings()]:
                found[name] = rows
    return found


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("name", kept())
def test_an_old_log_gives_the_tables_of_its_day(database: Database, name: str) -> None:
    then = kept()[name]
    assert replay_rows(rows_of_log(then), database) == len(then["log"])
    now = derived(database, then)
    assert now["head"][0]["chain"] == then["head"][0]["chain"] == then["log"][-1]["chain"]
    assert set(now) - THE_LOG_ITSELF - {"effects"} == set(then) - THE_LOG_ITSELF - {"effects"}
    for table in set(then) - THE_LOG_ITSELF - {"effects"}:
        assert in_order(now[table]) == in_order(then[table]), table


def test_a_database_of_that_day_is_whole_after_the_upgrade(database_url: str) -> None:
    """What migrations make of its rows is what the log gives today: also in tables and columns that came later."""
    database, then = Database(database_url), kept()[EVERY_KIND]
    migrate(database, FIRST_REVISION)
    with database.writing() as connection:
        for table in metadata.sorted_tables:
            if rows := then.get(table.name):
                connection.execute(Table(table.name, MetaData(), autoload_with=connection).insert(), rows)
    migrate(database)
    found = check(database)
    database.close()
    assert found.problem is None and found.differences == []


def test_the_logs_hold_every_kind_of_the_first_version_done() -> None:
    done = {row["kind"] for tables in kept().values() for row in tables["log"] if row["outcome"] == "done"}
    assert len(done) == KINDS_THEN and done <= set(KINDS)


def test_a_row_that_is_carried_out_otherwise_is_found(database: Database) -> None:
    rows = rows_of_log(kept()["demo"])
    at = next(n for n, row in enumerate(rows) if row["kind"] == "judgement.set")
    rows[at] = {**rows[at], "body": rows[at]["body"].replace("conforms", "observation")}
    with pytest.raises(Differs):
        replay_rows(rows, database)
