"""`check` says where tables are not what the log says: 200 single bits turned over in log, tables and originals, each named."""

import contextlib
import hashlib
import io
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary as Bytes
from sqlalchemy import Table, cast, literal, select, update
from sqlalchemy import Text as Words
from sqlalchemy.exc import DBAPIError

from audit_app.effects.redigest import look_through
from audit_app.ops import SYSTEM, apply
from audit_app.ops.checking import NOT_OF_THE_LOG, ONLY, THE_LOG, check, derived
from audit_app.ops.replay import replay_rows
from audit_app.store.db import Database
from audit_app.store.tables import log, metadata
from evidence.folder import FolderStore
from tests.conftest import NOW, command, fresh_postgres, name_of
from tests.golden.test_golden import EVERY_KIND, kept, rows_of_log
from tests.ops.site_kit import Site

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = {"log": (4, 20), "tables": (4, 20), "originals": (1, 40)}
Named = tuple[str, str, str | None]


@pytest.fixture
def told(database: Database) -> Database:
    """A log in which every kind of the first version occurs, and its tables."""
    replay_rows(rows_of_log(kept()[EVERY_KIND]), database)
    return database


@pytest.fixture
def copies(told: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """As many copies of it as are asked for, each to be spoilt."""
    made: list[Database] = []
    told.close()

    def another() -> Database:
        if told.is_sqlite:
            file = tmp_path / f"copy{len(made)}.db"
            shutil.copyfile(told.path, file)
            made.append(Database(f"sqlite:///{file}"))
        else:
            made.append(Database(fresh_postgres(request.getfixturevalue("postgres"), name_of(told.url))))
        return made[-1]

    yield another
    for one in made:
        one.close()
        if not one.is_sqlite:
            command(request.getfixturevalue("postgres"), f"DROP DATABASE {name_of(one.url)} WITH (FORCE)")


def differences(database: Database) -> set[Named]:
    return {(one.table, one.key, one.column) for one in check(database).differences}


def test_tables_of_the_log_have_no_difference(told: Database) -> None:
    found = check(told)
    assert found.log.ok and found.problem is None and found.differences == []
    assert {name for name, _ in found.tables} == {table.name for table in derived()}
    assert sum(rows for _, rows in found.tables) > 250


def flipped(value: Any, chance: random.Random) -> Any:
    """The same value with one bit turned over: of a number, or of the bytes of a text."""
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(8)
    spoilt = bytearray(value.encode())
    spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def snapshot(database: Database, tables: list[Table]) -> dict[str, list[dict[str, Any]]]:
    with database.reading() as connection:
        found = {t.name: connection.execute(select(t).order_by(*t.primary_key)).mappings().all() for t in tables}
    return {name: [dict(row) for row in rows] for name, rows in found.items() if rows}


def plant(
    database: Database, before: dict[str, list[dict[str, Any]]], chance: random.Random, taken: set[tuple[str, str]]
) -> tuple[Table, str, str]:
    """Turn over one bit of a row that has none yet; returns table, key and column."""
    while True:
        table = metadata.tables[chance.choice(sorted(before))]
        row = chance.choice(before[table.name])
        compared = ONLY.get(table.name, ((), tuple(row)))[1]
        column = chance.choice([name for name in compared if row[name] not in (None, "")])
        key = "/".join(str(row[name]) for name in ONLY.get(table.name, ([c.name for c in table.primary_key],))[0])
        if (table.name, key) in taken or not spoil(database, table, row, column, flipped(row[column], chance)):
            continue
        taken.add((table.name, key))
        return table, key, column


def spoil(database: Database, table: Table, row: dict[str, Any], column: str, value: Any) -> bool:
    """Write it past every door; False where the database itself will not have it."""
    which = [c == row[c.name] for c in table.primary_key]
    if isinstance(value, bytes):
        try:
            value = value.decode() if not database.is_sqlite else cast(literal(value, Bytes), Words)
        except UnicodeDecodeError:
            return False
        if isinstance(value, str) and "\x00" in value:
            return False
    try:
        with database.writing() as connection:
            connection.execute(update(table).where(*which).values({column: value}))
    except (DBAPIError, ValueError):
        return False
    return True


@contextlib.contextmanager
def unguarded(database: Database) -> Iterator[None]:
    """The database keeps no promise of its own: a disk that turns a bit over asks for no constraint either."""
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("PRAGMA ignore_check_constraints = ON")
    yield


def test_each_flipped_bit_of_the_tables_is_named(copies: Callable[[], Database]) -> None:
    rounds, each = ROUNDS["tables"]
    before = snapshot(copies(), derived())
    chance, named = random.Random(11), 0
    for _ in range(rounds):
        database, taken = copies(), set[tuple[str, str]]()
        with unguarded(database):
            planted = [plant(database, before, chance, taken) for _ in range(each)]
        found = differences(database)
        for table, key, column in planted:
            keyed = column in ONLY.get(table.name, ([c.name for c in table.primary_key],))[0]
            assert (table.name, key, None if keyed else column) in found, (table.name, key, column)
            named += 1
    assert named == rounds * each


def test_each_flipped_bit_of_the_log_is_named(copies: Callable[[], Database]) -> None:
    rounds, each = ROUNDS["log"]
    before = snapshot(copies(), [log])
    chance, named = random.Random(12), 0
    for _ in range(rounds):
        database, taken = copies(), set[tuple[str, str]]()
        planted = [plant(database, before, chance, taken) for _ in range(each)]
        report = check(database)
        assert report.problem and not report.log.ok
        found = {(one.kind, one.key) for one in report.differences}
        for _table, key, _column in planted:
            assert ("log", key) in found, (key, _column)
            named += 1
    assert named == rounds * each


def test_each_flipped_bit_of_the_originals_is_named(database: Database, tmp_path: Path) -> None:
    count, chance = ROUNDS["originals"][1], random.Random(13)
    site, shelf = Site(database), FolderStore(tmp_path / "shelf")
    organisation, files = site.organisations["JX"], []
    for n in range(count + 2):
        data = b"these bytes stand for photo %d" % n
        files.append(hashlib.sha256(data).hexdigest())
        shelf.put(organisation, files[-1], io.BytesIO(data))
        assert apply(database, site.received(files[-1]), SYSTEM, NOW).outcome == "done"
    assert [problem for *_, problem in look_through(database, shelf, NOW)] == [None] * (count + 2)
    for digest in files[:count]:
        place = shelf.root / organisation / digest[:2] / digest[2:4] / digest
        data = bytearray(place.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        place.chmod(0o640)
        place.write_bytes(data)
    shelf.drop(organisation, files[count])
    found = {digest: problem for _, digest, problem in look_through(database, shelf, NOW)}
    assert found == {**dict.fromkeys(files[:count], "original"), files[count]: "original_missing", files[-1]: None}


def test_a_missing_row_and_one_too_many_are_named(told: Database) -> None:
    samples = metadata.tables["samples"]
    with told.writing() as connection:
        row = connection.execute(select(samples).limit(1)).mappings().one()
        connection.execute(samples.insert().values(**{**row, "id": "planted"}))
        connection.execute(samples.delete().where(samples.c.id == row["id"]))
    found = {(one.kind, one.key): one.organisation for one in check(told).differences if one.table == "samples"}
    assert set(found) == {("extra", "planted"), ("missing", row["id"])} and None not in found.values()


def test_a_cut_tail_and_a_moved_head_are_named(told: Database) -> None:
    last = kept()[EVERY_KIND]["log"][-1]["seq"]
    with told.writing() as connection:
        connection.execute(log.delete().where(log.c.seq == last))
    assert {("log", str(last), None), ("head", "1", None)} <= differences(told)


def test_an_op_that_waited_for_one_thing_and_then_for_the_next_is_no_difference(database: Database) -> None:
    site = Site(database)
    draft = site.draft()
    late = site.op("nonconformity.set", draft["subject"], fact="一")
    base = {"fact": [late["id"]], "severity": [draft["id"]], "clauses": [draft["id"]]}
    raised = site.op("nonconformity.raise", draft["subject"], base)
    assert site.apply(raised).why == "base_not_here"
    waited = site.rows("held")[0]["waits_for"]
    site.done(draft if waited == draft["id"] else late)
    assert site.rows("held")[0]["waits_for"] != waited
    assert check(database).differences == []


def test_the_list_in_the_documents_names_every_table_and_where_it_comes_from() -> None:
    text = (ROOT / "docs/database.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", text, re.MULTILINE))
    wanted = (
        dict.fromkeys(metadata.tables, "日志") | dict.fromkeys(NOT_OF_THE_LOG, "另写") | dict.fromkeys(THE_LOG, "本身")
    )
    assert listed == wanted
