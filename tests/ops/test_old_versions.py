"""Whatever version an op comes in, a page left open or an old tablet gets an answer: every kind, every version, in every moment."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from audit_app.field import pack
from audit_app.ops import OpBatch, Outcome, apply, make
from audit_app.rules import ids
from audit_app.rules.kinds import WAIT_FOR_BASE
from audit_app.store.db import Database
from schemas.fields import Choice, Count, Flag, Loose, Many, Part, Shape
from schemas.loading import load_body, newest
from schemas.ops import KINDS, SHAPES
from tests.ops.pair_house import house_states
from tests.ops.pair_worlds import audit_states, office_states
from tests.ops.pairs import Doing, Undo
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW
from tests.ops.test_two_tablets import empty

__all__ = ["empty"]
TEXTS = (
    "补录旧版的内容",
    "2023-10-27",
    "2023-10-27T02:42:00.000Z",
    "a" * 64,
    "0190a1b2-0000-7000-8000-000000000000",
    "320600",
    "A1",
)


def fitted(shape: Shape, body: Mapping[str, Any]) -> dict[str, Any]:
    """As much of the body as this shape knows, and something of the right form for what it wants beside."""
    told = {}
    for name, field in shape.fields.items():
        if name in body:
            told[name] = inside(field, body[name])
        elif field.required:
            told[name] = None if field.allow_none else anything(field)
    return told


def inside(field: Any, value: Any) -> Any:
    if isinstance(field, Part) and isinstance(value, Mapping):
        return fitted(field.schema, value)
    if isinstance(field, Many) and isinstance(value, list):
        return [inside(field.inner, one) for one in value]
    return value


def anything(field: Any) -> Any:
    match field:
        case Flag():
            return False
        case Count():
            return field.least
        case Choice():
            return field.words[0]
        case Many():
            return []
        case Part():
            return fitted(field.schema, {})
        case Loose():
            return {}
    for text in TEXTS:
        try:
            return field.deserialize(text)
        except Exception:
            continue
    raise AssertionError(field)


def old_ops(doing: Doing) -> Iterator[dict[str, Any]]:
    for v in range(1, newest(doing.kind)):
        if (doing.kind, v) in SHAPES:
            body = fitted(SHAPES[doing.kind, v](), doing.body)
            load_body(doing.kind, v, body)
            yield {**replace(doing, body=body).op(), "v": v, "id": ids.new_id()}


def tried(database: Database, op: dict[str, Any], doing: Doing) -> Outcome:
    """What the door says; nothing of it stays."""
    said: list[Outcome] = []
    try:
        with database.writing() as connection:
            said.append(OpBatch(connection, NOW).apply_one(op, doing.actor))
            raise Undo
    except Undo:
        return said[0]


@pytest.mark.usefixtures("of_before")
@pytest.mark.parametrize("world", ["audit", "office", "house"])
def test_every_version_is_answered_in_every_moment(database: Database, empty: Database, world: str) -> None:
    states = {"audit": audit_states, "house": house_states, "office": lambda here: office_states(here, empty)}[world]
    met: Counter[tuple[str, int]] = Counter()
    broken: set[str] = set()
    for state in states(database):
        for doing, _other in state.doings:
            for op in old_ops(doing):
                met[doing.kind, op["v"]] += 1
                try:
                    outcome = tried(database, op, doing)
                    assert outcome.outcome in ("done", "held", "refused"), outcome
                    assert outcome.outcome == "done" or outcome.sentence, outcome
                except Exception as error:
                    broken.add(f"{doing.kind} v{op['v']}: {error!r:.200}")
    assert sorted(broken) == []
    kinds = {kind for kind, _ in met}
    assert kinds and all(met[kind, v] for kind in kinds for v in range(1, newest(kind)) if (kind, v) in SHAPES)
    assert kinds <= KINDS


OLD = [(kind, v) for kind, v in sorted(SHAPES) if v < newest(kind)]


def test_no_old_version_of_what_is_done_at_a_desk_comes_in_today(database: Database) -> None:
    world = World(database)
    told = {}
    for kind, v in OLD:
        op = {"id": ids.new_id(), "kind": kind, "v": v, "subject": ids.new_id(), "base": {}, "body": {}}
        told[kind, v] = apply(database, op, world.actor("fengjie"), NOW).why
    assert len(OLD) > 60
    assert {one: why for one, why in told.items() if (why == "version_old") == (one[0] in WAIT_FOR_BASE)} == {}


def test_what_a_tablet_sends_is_named_and_an_answer_once_given_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(pack.KINDS) == WAIT_FOR_BASE
    world = World(database)
    person = {"organisation": world.organisations["JX"], "account": "new", "name": "罗晴", "roles": ["auditor"]}
    old = {**make("user.create", ids.new_id(), person), "v": 1}
    with monkeypatch.context() as before:
        before.setattr("audit_app.ops.batch.check_newest", lambda op: None)
        first = apply(database, old, world.actor("fengjie"), NOW)
    assert first.outcome == "done"
    assert apply(database, old, world.actor("fengjie"), NOW) == first
    again = apply(database, {**old, "id": ids.new_id()}, world.actor("fengjie"), NOW)
    assert (again.outcome, again.why) == ("refused", "version_old")
