"""Ops that are asked about: nothing stays before the yes, the yes holds for the words it was given to, and a repeated one is one."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from audit_app.ops import Outcome, make
from audit_app.ops.asking import apply_asked, digest_of
from audit_app.ops.verify import verify_log
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.tables import log
from audit_app.store.visits import resource_of_visit
from tests.ops.people_kit import World
from tests.ops.site_kit import NOW


@dataclass(frozen=True)
class Told:
    """The audit's state as the op leaves it."""

    state: str


def asked(world: World, op: dict[str, Any], agreed: str = "", **how: Any) -> tuple[Outcome, Any]:
    def tell(connection: Connection) -> Told:
        return Told(str(resource_of_visit(connection, world.audit).state))

    return apply_asked(world.database, [op], world.actor("sunqian"), NOW, tell, agreed, **how)


def logged(world: World) -> list[str]:
    with world.database.reading() as connection:
        assert verify_log(connection).ok
        return list(connection.scalars(select(log.c.id).order_by(log.c.seq)))


def test_the_question_reads_what_would_be_and_leaves_nothing(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op, before = make("audit.prepare", world.audit, {}), logged(world)
    outcome, told = asked(world, op)
    assert outcome.outcome == "done" and told == Told("ready")
    assert world.state() == "planned" and logged(world) == before


def test_the_yes_carries_it_out_once(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op, before = make("audit.prepare", world.audit, {}), logged(world)
    yes = digest_of(asked(world, op)[1])
    for _press in range(3):
        outcome, told = asked(world, op, yes)
        assert outcome.outcome == "done" and told is None
    assert world.state() == "ready" and logged(world) == [*before, op["id"]]


def test_a_yes_to_other_words_asks_again(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op = make("audit.prepare", world.audit, {})
    for other in ("", "yes", digest_of(Told("open"))):
        assert asked(world, op, other)[1] == Told("ready")
    assert world.state() == "planned"


def test_a_refusal_is_recorded_unless_somebody_only_looks(database: Database) -> None:
    world = World(database)
    world.to("planned")
    op, before = make("audit.review", world.audit, {}), logged(world)
    outcome, told = asked(world, op, peek=True)
    assert (outcome.outcome, told) == ("refused", None) and logged(world) == before
    assert asked(world, op)[0].outcome == "refused" and logged(world) == [*before, op["id"]]


def test_an_op_that_would_be_done_after_a_refused_one_is_not_asked(database: Database) -> None:
    world = World(database)
    world.to("planned")
    actor = world.actor("sunqian")
    ops = [make("audit.review", world.audit, {}), make("audit.prepare", world.audit, {}, id=ids.new_id())]
    outcome, told = apply_asked(world.database, ops, actor, NOW, lambda _connection: Told("never"))
    assert outcome.outcome == "refused" and told is None and world.state() == "planned"
