"""Statements handed to the driver itself say what SQLAlchemy's own way says, on both engines."""

import pytest
from sqlalchemy import bindparam, delete, insert, select

from audit_app.store.db import Database, upserting
from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import heads

COLUMNS = ("subject", "field", "op_id", "value", "stamp", "author_id", "device", "received_at")
ROWS: list[dict[str, str | None]] = [
    {**dict.fromkeys(COLUMNS, "x"), "op_id": op, "device": None, "value": f"“{op}” 100% :a %(b)s"} for op in "abc"
]
OF_FIELD = select(heads).where(heads.c.subject == bindparam("of_subject"), heads.c.field == "x").order_by(heads.c.op_id)


def test_rows_are_those_of_sqlalchemy(database: Database) -> None:
    with database.writing() as connection:
        PreparedStatement(insert(heads)).put(connection, ROWS)
    with database.reading() as connection:
        ours = PreparedStatement(OF_FIELD).rows(connection, of_subject="x")
        assert ours == [dict(row) for row in connection.execute(OF_FIELD, {"of_subject": "x"}).mappings()] == ROWS
        assert PreparedStatement(OF_FIELD).one(connection, of_subject="x") == ROWS[0]
        assert PreparedStatement(OF_FIELD).one(connection, of_subject="nobody") is None


def test_many_rows_are_changed_in_one_go_and_rolled_back_with_the_transaction(database: Database) -> None:
    gone = PreparedStatement(delete(heads).where(heads.c.op_id == bindparam("of_op")))
    changed = PreparedStatement(upserting(database.engine.dialect.name, heads, COLUMNS))
    with database.writing() as connection:
        PreparedStatement(insert(heads)).put(connection, ROWS)
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        gone.put(connection, [{"of_op": "a"}, {"of_op": "b"}])
        changed.put(connection, [{**ROWS[2], "value": "new"}])
        assert [
            (row["op_id"], row["value"]) for row in PreparedStatement(OF_FIELD).rows(connection, of_subject="x")
        ] == [("c", "new")]
        raise ZeroDivisionError
    with database.reading() as connection:
        assert PreparedStatement(OF_FIELD).rows(connection, of_subject="x") == ROWS


def test_a_value_that_was_forgotten_is_an_error_and_not_null(database: Database) -> None:
    with database.reading() as connection, pytest.raises(Exception, match=r"of_subject|named parameter|missing"):
        PreparedStatement(OF_FIELD).rows(connection)


def test_reading_cannot_write_this_way_either(database: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"), database.reading() as connection:
        PreparedStatement(insert(heads)).put(connection, ROWS)
