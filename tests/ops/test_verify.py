"""The verifier: any byte of any column of any row, a cut tail, a new chain; and what it cannot see without a head."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, select, text, update

from audit_app.ops import apply_all
from audit_app.ops.verify import WITHOUT_HEAD, verify_log
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.log import chained
from audit_app.store.migrate import migrate
from audit_app.store.tables import head, log
from tests.conftest import fresh_postgres
from tests.ops.site_kit import NOW, Site

ROWS = 200
TURNS = 4
ALL = tuple(log.columns.keys())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def long_log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A log of 200 rows: done, held and refused, with and without visit, device, reason and answer. Tests roll back."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('verify')}/audit.db")
    else:
        database = Database(fresh_postgres(request.getfixturevalue("postgres")))
    migrate(database)
    yield told(database)
    database.close()


def told(database: Database) -> Database:
    site = Site(database)
    refs = ["7.4.1", "7.4.2", "7.5", "7.6", "8.1"]
    mine = f"{site.visit}/7.5//{site.users['chenjing']}"
    site.done(site.op("record.set", mine, ref="7.5", department="", text="查阅\u2002台账。\ncafé"))
    site.apply(site.judge("7.5", None, {"value": [ids.new_id()]}))
    site.apply(site.judge("7.99", "conforms"))
    with database.reading() as connection:
        left = ROWS - connection.execute(select(func.count()).select_from(log)).scalar_one()
    ops = [site.judge(refs[turn % 5], ("conforms", "observation")[turn % 2]) for turn in range(left)]
    assert {o.outcome for o in apply_all(database, ops, site.actors["chenjing"], NOW)} == {"done"}
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("ALTER TABLE log DROP CONSTRAINT ck_log_outcome")
    return database


def flipped(value: Any, chance: random.Random, any_bytes: bool) -> Any:
    """The value with one bit of one byte turned over; text stays text unless `any_bytes`."""
    if value is None:
        return "x"
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(13, 20))
    while True:
        raw = bytearray(value.encode() or b"x")
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        try:
            changed: str | bytes = raw.decode()
        except UnicodeDecodeError:
            changed = bytes(raw)
        if b"\0" not in raw and (any_bytes or isinstance(changed, str)):
            return changed


def spoil(connection: Connection, seq: int, column: str, value: Any) -> None:
    if isinstance(value, bytes):
        statement = text(f"UPDATE log SET {column} = CAST(:value AS TEXT) WHERE seq = :seq")
        connection.execute(statement, {"value": value, "seq": seq})
    else:
        connection.execute(update(log).where(log.c.seq == seq).values({column: value}))


def test_a_bit_turned_over_in_any_column_of_any_row_is_named(long_log: Database) -> None:
    chance, tried = random.Random(29490), dict.fromkeys(ALL, 0)
    with long_log.engine.connect() as connection:
        if long_log.is_sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        assert verify_log(connection).ok
        rows = connection.execute(select(log).order_by(log.c.seq)).mappings().all()
        connection.rollback()
        for place, column in enumerate(ALL):
            for row in rows[place % TURNS :: TURNS]:
                spoil(connection, row["seq"], column, flipped(row[column], chance, long_log.is_sqlite))
                report = verify_log(connection)
                assert (report.ok, report.first_broken) == (False, row["seq"]), (column, row["seq"])
                assert f"第 {row['seq']} 行" in str(report.problem)
                connection.rollback()
                tried[column] += 1
        assert verify_log(connection).ok
        if long_log.is_sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    assert set(tried.values()) == {ROWS // TURNS}


def test_bytes_that_are_no_text_are_named_and_no_error(long_log: Database) -> None:
    if not long_log.is_sqlite:
        with long_log.engine.connect() as connection, pytest.raises(Exception, match="invalid byte sequence"):
            connection.exec_driver_sql("UPDATE log SET body = convert_from('\\xff', 'UTF8') WHERE seq = 7")
        return
    with long_log.engine.connect() as connection:
        spoil(connection, 7, "body", b"{\xff}")
        assert verify_log(connection).first_broken == 7
        connection.rollback()


def test_another_spelling_of_the_same_text_is_named(long_log: Database) -> None:
    with long_log.engine.connect() as connection:
        row = connection.execute(select(log).where(log.c.body.contains("\u2002"))).mappings().one()
        twin = row["body"].replace("\u2002", "\u2000")
        assert chained("0" * 64, {**row, "body": twin}) == chained("0" * 64, row), "chained alike"
        spoil(connection, row["seq"], "body", twin)
        assert verify_log(connection).first_broken == row["seq"]
        connection.rollback()


@pytest.mark.parametrize("which", [1, 77, ROWS])
def test_a_missing_row_is_named(long_log: Database, which: int) -> None:
    with long_log.engine.connect() as connection:
        connection.execute(delete(log).where(log.c.seq == which))
        assert verify_log(connection).first_broken == which
        connection.rollback()


def test_two_rows_that_changed_places_are_named(long_log: Database) -> None:
    with long_log.engine.connect() as connection:
        for old, new in ((50, 9000), (60, 50), (9000, 60)):
            connection.execute(update(log).where(log.c.seq == old).values(seq=new))
        assert verify_log(connection).first_broken == 50
        connection.rollback()


def test_a_head_table_that_says_otherwise_is_found(long_log: Database) -> None:
    with long_log.engine.connect() as connection:
        after = ROWS + 1
        for changed, broken in (({"seq": ROWS - 1}, ROWS), ({"seq": after}, after), ({"chain": "ab" * 32}, after)):
            connection.execute(update(head).values(changed))
            report = verify_log(connection)
            assert (report.ok, report.first_broken) == (False, broken)
            connection.rollback()


def cut(connection: Connection, last: int) -> None:
    """Take the tail away and mend the head table, as somebody with the whole database could."""
    connection.execute(delete(log).where(log.c.seq > last))
    chain = connection.execute(select(log.c.chain).where(log.c.seq == last)).scalar_one()
    connection.execute(update(head).values(seq=last, chain=chain))


def rewrite(connection: Connection, seq: int) -> None:
    """Change one row and recompute every chain value after it."""
    connection.execute(update(log).where(log.c.seq == seq).values(actor=ids.new_id()))
    chain = connection.execute(select(log.c.chain).where(log.c.seq == seq - 1)).scalar_one()
    for row in connection.execute(select(log).where(log.c.seq >= seq).order_by(log.c.seq)).mappings().all():
        chain = chained(chain, row)
        connection.execute(update(log).where(log.c.seq == row["seq"]).values(chain=chain))
    connection.execute(update(head).values(chain=chain))


@pytest.mark.parametrize(("crime", "at"), [(cut, 180), (rewrite, 100)], ids=["a cut tail", "a recomputed chain"])
def test_what_only_an_earlier_head_can_show(long_log: Database, crime: Any, at: int) -> None:
    with long_log.engine.connect() as connection:
        early = connection.execute(select(log.c.chain).where(log.c.seq == 50)).scalar_one()
        late = connection.execute(select(log.c.chain).where(log.c.seq == 190)).scalar_one()
        assert verify_log(connection, late).ok and verify_log(connection, late).remark is None
        crime(connection, at)
        with_head, without = verify_log(connection, late.upper()), verify_log(connection)
        too_early = verify_log(connection, early)
        connection.rollback()
    assert not with_head.ok and late in str(with_head.problem)
    assert without.ok and without.remark == WITHOUT_HEAD, "without a head it cannot be found, and the report says so"
    assert too_early.ok, "a head from before the crime proves only what came before it"
