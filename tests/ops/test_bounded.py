"""What is wrong with a batch is told shortly, and worked out before anybody waits for the log's end."""

import json
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from audit_app.ops import apply, apply_all, limits, make, op
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.tables import log
from schemas.fields import MOST_PROBLEMS
from schemas.loading import MOST_DETAILS
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW

WRONG: dict[str, dict[str, Any]] = {
    "names": {f"{'n' * 300}{n}": n for n in range(20_000)},
    "one name": {"x" * 200_000: 1},
    "entries": {"roles": [{"a": n} for n in range(5_000)]},
    "roles": {"roles": ["king"] * 10},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_answer_to_a_wrong_shape_is_small(database: Database, wrong: str) -> None:
    world = World(database)
    body = world.person("heming", "JX", ["expert"]) | WRONG[wrong]
    said = apply(database, make("user.create", ids.new_id(), body), world.actor("fengjie"), NOW)
    assert (said.outcome, said.why) == ("refused", "bad_shape") and len(str(said.sentence)) < 300
    with database.reading() as connection:
        answer = str(connection.execute(select(log.c.answer).where(log.c.id == said.id)).scalar_one())
    assert len(answer.encode()) < MOST_DETAILS + 1_000
    errors = json.loads(answer)["details"]["errors"]
    assert errors and sum(len(some) for some in errors.values()) <= MOST_PROBLEMS


def test_the_answer_to_what_is_no_op_is_small(database: Database) -> None:
    world = World(database)
    no_op = {"id": ids.new_id(), **{f"{'n' * 300}{n}": n for n in range(20_000)}}
    (said,) = apply_all(database, [no_op], world.actor("fengjie"), NOW)
    assert said.outcome == "refused" and len(json.dumps(said.details, ensure_ascii=False)) < MOST_DETAILS + 1_000


def test_a_batch_is_read_before_the_log_is_held(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    world, inside, read = World(database), [], []
    chenjing, writing = world.actor("chenjing"), Database.writing

    @contextmanager
    def told(self: Database) -> Any:
        with writing(self) as connection:
            inside.append(True)
            yield connection
            inside.pop()

    def loaded(kind: str, v: int, body: Any) -> Any:
        read.append(bool(inside))
        return load_body(kind, v, body)

    load_body = op.load_body
    monkeypatch.setattr(Database, "writing", told)
    monkeypatch.setattr(op, "load_body", loaded)
    apply_all(database, [make("user.disable", ids.new_id(), {"no": n}) for n in range(3)], chenjing, NOW)
    assert read == [False] * 3


def test_what_is_unknown_is_counted_once_in_a_batch(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 of them took ten seconds, every one counting all those before it."""
    monkeypatch.setattr(limits, "MOST_HELD", 5)
    world, asked = World(database), []
    unknown = [{**make("user.disable", ids.new_id(), {}), "kind": "tea.pour"} for _ in range(30)]
    chenjing = world.actor("chenjing")

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    said = apply_all(database, unknown, chenjing, NOW)
    event.remove(database.engine, "before_cursor_execute", note)
    assert [one.outcome for one in said] == ["held"] * 5 + ["refused"] * 25
    assert sum("count(" in one.lower() and "held" in one for one in asked) == 1


def test_a_batch_that_names_too_much_is_sent_again_in_parts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(op, "MOST_NAMED", 10)
    world = World(database)
    named = [make("user.disable", ids.new_id(), {}, base={"x": [ids.new_id() for _ in range(6)]}) for _ in range(3)]
    said = apply_all(database, named, world.actor("fengjie"), NOW)
    assert [one.why for one in said][1:] == ["batch_too_large"] * 2 and said[0].outcome != "later"
    assert [one.outcome for one in said][1:] == ["later"] * 2, "of what is to come again the log keeps nothing"
    again = apply_all(database, named[1:], world.actor("fengjie"), NOW)
    assert again[0].why == said[0].why
