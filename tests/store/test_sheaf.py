"""The sheaf against a model that writes at once: what is taken back never was, whatever was gathered and written round it."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Text, delete, select

from audit_app.store.db import Database
from audit_app.store.sheaf import Sheaf
from audit_app.store.tables import heads

NOTES = Table("notes_of_a_test", MetaData(), Column("name", Text, primary_key=True), Column("said", Text))
FIELDS = [("a", "value"), ("a", "text"), ("b", "value")]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("head"), st.sampled_from(FIELDS), st.integers(0, 3)),
        st.tuples(st.just("note"), st.sampled_from("xy"), st.integers(0, 99)),
        st.tuples(st.sampled_from(["mark", "back", "write", "forget", "foresee"]), st.none(), st.none()),
    ),
    max_size=25,
)


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


def play(sheaf: Sheaf, steps: list[Any]) -> Model:
    """Do the steps to the sheaf and to the model; gives the model."""
    model, marks = Model(), []
    for number, (what, where, value) in enumerate(steps):
        if what == "head":
            op, before = f"op{number:03}", model.heads.get(where, ())
            assert tuple(row["op_id"] for row in sheaf.get_heads(*where)) == before
            gone = before[:value]
            sheaf.put_heads(*where, gone, a_head(*where, op))
            model.heads[where] = (*before[value:], op)
        elif what == "note":
            sheaf.put(NOTES, {"name": where, "said": str(value)})
            model.notes[where] = str(value)
        elif what == "mark":
            marks.append((sheaf.mark(), model.copy()))
        elif what == "back" and marks:
            mark, model = marks.pop()
            sheaf.take_back(mark)
        elif what in ("write", "forget"):
            # as the door does it: what is written stays, and only then is anything forgotten
            sheaf.write()
            marks.clear()
            if what == "forget":
                sheaf.forget()
        elif what == "foresee":
            sheaf.foresee({subject for subject, _ in FIELDS})
    sheaf.write()
    return model


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_written_is_what_was_not_taken_back(database: Database, steps: list[Any]) -> None:
    NOTES.metadata.create_all(database.engine)
    with database.writing() as connection:
        connection.execute(delete(heads))
        connection.execute(delete(NOTES))
        model = play(Sheaf(connection), steps)
        rows = connection.execute(select(heads.c.subject, heads.c.field, heads.c.op_id).order_by(heads.c.op_id)).all()
        notes = {row.name: row.said for row in connection.execute(select(NOTES))}
    kept: dict[Any, tuple[str, ...]] = {}
    for subject, field, op in rows:
        kept[subject, field] = (*kept.get((subject, field), ()), op)
    assert kept == {where: ops for where, ops in model.heads.items() if ops}
    assert notes == model.notes
