"""Ops that are asked about once: carried out, told from what they would leave behind, and kept only when that was agreed to.

What the question says is read from the rows as the ops leave them, so it can never differ from what then happens.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import OpBatch, Outcome
from audit_app.ops.op import Read, read_all
from audit_app.rules import ids
from audit_app.rules.permits import Actor
from audit_app.store.db import Database

Told = Any
Carry = Callable[[OpBatch, Sequence[Read], Actor], Outcome]


def together(batch: OpBatch, ops: Sequence[Read], actor: Actor) -> Outcome:
    """All of them or none."""
    return batch.apply_together(ops, actor)


def digest_of(told: Any) -> str:
    """What stands for a question: sha256 of all its words. `told` is a dataclass of texts, numbers and their lists."""
    words = json.dumps(dataclasses.asdict(told), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def apply_asked(
    database: Database,
    ops: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: str,
    tell: Callable[[Connection], Told],
    agreed: str = "",
    *,
    peek: bool = False,
    carry_out: Carry = together,
) -> tuple[Outcome, Told | None]:
    """Carry out the ops (all or none, unless `carry_out` says otherwise), if `agreed` is the digest of what `tell` says of them;
    else change nothing and return the question.

    (outcome, None) when it is done, was done before, or is refused (a refusal is recorded unless `peek`);
    (outcome, question) when it would be done and nobody has agreed to these very words yet.
    """
    come = read_all(ops)
    with database.writing() as connection, connection.begin_nested() as savepoint:
        batch = OpBatch(connection, now)
        repeated = _known(batch, come)
        outcome = carry_out(batch, come, actor)
        if outcome.outcome != "done":
            if peek:
                savepoint.rollback()
            return outcome, None
        if repeated:
            return outcome, None
        told = tell(connection)
        if agreed == digest_of(told):
            return outcome, None
        savepoint.rollback()
        return outcome, told


def would_be(database: Database, ops: Sequence[Mapping[str, Any]], actor: Actor, now: str) -> Outcome:
    """What `ops` would say to these ops, all or none, whatever it has said to their ids before; nothing of it stays, no
    refusal either."""
    given = {ids.new_id(): op for op in ops}
    with database.writing() as connection, connection.begin_nested() as savepoint:
        trial = [{**op, "id": trial_id} for trial_id, op in given.items()]
        outcome = OpBatch(connection, now).apply_together(trial, actor)
        savepoint.rollback()
    return dataclasses.replace(outcome, id=given[outcome.id]["id"])


def _known(batch: OpBatch, come: Sequence[Read]) -> bool:
    """Whether every one of the ops is in the log already: the same press sent twice asks nothing more."""
    batch.prefetch(come)
    return all(one.op is not None and one.op.id in batch.journal.known for one in come)
