"""The write buffer against a model that writes at once: what is taken back never was, whatever was gathered and written round it."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Text, delete, select

from audit_app.store.db import Database
from audit_app.store.tables import heads
from audit_app.store.write_buffer import WriteBuffer

NOTES = Table("notes_of_a_test", MetaData(), Column("name", Text, primary_key=True), Column("said", Text))
FIELDS = [("a", "value"), ("a", "text"), ("b", "value")]
CHANGES = st.one_of(
    st.tuples(st.just("head"), st.sampled_from(FIELDS), st.integers(0, 3)),
    st.tuples(st.just("note"), st.sampled_from("xy"), st.integers(0, 99)),
)
OPS = st.lists(
    st.tuples(
        st.lists(CHANGES, min_size=1, max_size=4),
        st.booleans(),
        st.sampled_from(["", "", "write", "invalidate", "prefetch"]),
    ),
    min_size=2,
    max_size=8,
)
"""Ops as the door sees them: what one gathers, whether it is then refused, and what comes after it."""


class Model:
    """Heads by field and notes by name, as plain values; a mark is a copy."""

    def __init__(self) -> None:
        self.heads: dict[Any, tuple[str, ...]] = {}
        self.notes: dict[str, str] = {}

    def copy(self) -> "Model":
        other = Model()
        other.heads, other.notes = dict(self.heads), dict(self.notes)
        return other


def a_head(subject: str, field: str, op: str) -> dict[str, Any]:
    return {
        "subject": subject, "field": field, "op_id": op, "value": f'"{op}"', "stamp": op, "author_id": "u",
        "device": None, "received_at": "2023-10-27T02:42:00.000Z",
    }  # fmt: skip


def play(buffer: WriteBuffer, ops: list[Any]) -> Model:
    """Do the ops to the buffer and to the model; gives the model."""
    model, number = Model(), 0
    for changes, refused, after in ops:
        mark, before = buffer.mark(), model.copy()
        for what, where, value in changes:
            number += 1
            if what == "head":
                heads_before = model.heads.get(where, ())
                assert tuple(row["op_id"] for row in buffer.get_heads(*where)) == heads_before
                op = f"op{number:03}"
                buffer.put_heads(*where, heads_before[:value], a_head(*where, op))
                model.heads[where] = (*heads_before[value:], op)
            else:
                buffer.put(NOTES, {"name": where, "said": str(value)})
                model.notes[where] = str(value)
        if refused:
            buffer.rollback_to(mark)
            model = before
        if after in ("write", "invalidate"):
            buffer.write()
        if after == "invalidate":
            buffer.invalidate()
        if after == "prefetch":
            buffer.prefetch({subject for subject, _ in FIELDS})
    buffer.write()
    return model


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ops=OPS)
def test_what_is_written_is_what_was_not_taken_back(database: Database, ops: list[Any]) -> None:
    NOTES.metadata.create_all(database.engine)
    with database.writing() as connection:
        connection.execute(delete(heads))
        connection.execute(delete(NOTES))
        model = play(WriteBuffer(connection), ops)
        rows = connection.execute(select(heads.c.subject, heads.c.field, heads.c.op_id).order_by(heads.c.op_id)).all()
        notes = {row.name: row.said for row in connection.execute(select(NOTES))}
    kept: dict[Any, tuple[str, ...]] = {}
    for subject, field, op in rows:
        kept[subject, field] = (*kept.get((subject, field), ()), op)
    assert kept == {where: ops for where, ops in model.heads.items() if ops}
    assert notes == model.notes


def ops_at(connection: Any) -> list[str]:
    return list(connection.scalars(select(heads.c.op_id).order_by(heads.c.op_id)))


def test_what_is_built_upon_goes_with_the_next_one(database: Database) -> None:
    with database.writing() as connection:
        for op, base in (("op1", []), ("op2", ["op1"])):
            buffer = WriteBuffer(connection)
            buffer.put_heads("a", "value", base, a_head("a", "value", op))
            buffer.write()
        assert ops_at(connection) == ["op2"]


def test_a_refused_op_leaves_what_stood_before_it(database: Database) -> None:
    with database.writing() as connection:
        buffer = WriteBuffer(connection)
        buffer.put_heads("a", "value", [], a_head("a", "value", "op1"))
        mark = buffer.mark()
        buffer.put_heads("a", "value", ["op1"], a_head("a", "value", "op2"))
        buffer.rollback_to(mark)
        assert [row["op_id"] for row in buffer.get_heads("a", "value")] == ["op1"]
        buffer.write()
        assert ops_at(connection) == ["op1"]


def test_what_something_else_has_written_is_read_again(database: Database) -> None:
    with database.writing() as connection:
        buffer, other = WriteBuffer(connection), WriteBuffer(connection)
        assert buffer.get_heads("a", "value") == ()
        other.put_heads("a", "value", [], a_head("a", "value", "op1"))
        other.write()
        buffer.invalidate()
        assert [row["op_id"] for row in buffer.get_heads("a", "value")] == ["op1"]
