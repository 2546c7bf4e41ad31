"""`apply`: every change of the system enters here, in one transaction with its row of the log."""

from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.ops.batch import OpBatch
from audit_app.ops.op import read_all
from audit_app.ops.outcomes import Outcome
from audit_app.rules.permits import Actor
from audit_app.store.db import Database


def apply(database: Database, op: Mapping[str, Any], actor: Actor, now: str) -> Outcome:
    """Carry out one op as `actor` at `now` (UTC instant). The same id twice is once: the first answer is given again."""
    return apply_all(database, [op], actor, now)[0]


def apply_all(database: Database, ops: Iterable[Mapping[str, Any]], actor: Actor, now: str) -> list[Outcome]:
    """Carry out several ops in order, in one transaction with a savepoint each.

    They are read before the transaction begins: nobody waits for the log's end while a shape is worked out.
    """
    come = read_all(ops)
    with database.writing() as connection:
        batch = OpBatch(connection, now)
        if len(come) > 1:
            batch.prefetch(come)
        outcomes = [batch.apply_one(op, actor) for op in come]
        batch.flush()
        return outcomes


def apply_together(database: Database, ops: Iterable[Mapping[str, Any]], actor: Actor, now: str) -> Outcome:
    """Carry out several ops in one transaction, all or none: the outcome of the first that is not done, else of the last."""
    come = read_all(ops)
    with database.writing() as connection:
        return OpBatch(connection, now).apply_together(come, actor)
