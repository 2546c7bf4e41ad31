"""Replaying the log into an empty database: every row again, in order, with the answers and times it had the first
time.

It shows that tables are nothing but the log carried out; comparing two databases is the caller's business.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.ops import Actor, OpBatch, actor_of, op_of
from audit_app.rules.kinds import AGAIN
from audit_app.rules.refusals import Refused
from audit_app.store import log
from audit_app.store.db import Database

BEFORE_ALL = "1970-01-01T00:00:00.000Z"


class Differs(Exception):
    """A row could not be carried out as it once was, or its chain value differs; the message names the row."""


def replay(source: Database, target: Database) -> int:
    """Carry out the log of `source` in the empty `target`; returns how many rows. Raises Differs at the first that
    is not the same.
    """
    with source.reading() as old:
        return replay_rows(log.walk(old), target)


def replay_rows(rows: Iterable[Mapping[Any, Any]], target: Database, *, chained: bool = True) -> int:
    """As `replay`, for rows of a log wherever they come from; without `chained` chain values are not compared."""
    with target.writing() as new:
        batch = OpBatch(new, BEFORE_ALL, replaying=True)
        for row in rows:
            _again(batch, row)
            if chained and batch.journal.chain != row["chain"]:
                raise Differs(f"row {row['seq']} {row['kind']} {row['subject']}: another chain value than in the log")
        batch.flush()
        return batch.journal.seq


def _again(batch: OpBatch, row: Mapping[str, Any]) -> None:
    if row["outcome"] == "done":
        log.take_one_held(batch.connection, row["id"])
        _carry_out(batch, row)
    else:
        _note(batch, row)
        if row["outcome"] == "refused":
            _look_at_what_waits(batch, row)


def _carry_out(batch: OpBatch, row: Mapping[str, Any]) -> None:
    outcome = batch._attempt(op_of(row), _actor(batch, row), row["received_at"], row["stamp"])
    if outcome.outcome != "done":
        raise Differs(f"row {row['seq']} {row['kind']} {row['subject']}: {outcome.why} {outcome.sentence}")
    _look_at_what_waits(batch, row)


def _look_at_what_waits(batch: OpBatch, row: Mapping[str, Any]) -> None:
    """What waited for this and now waits for the next thing has no row of its own: it is tried, and taken back."""
    done = row["outcome"] == "done"
    tried = row["subject"] if done and row["kind"] in AGAIN else None
    awaited = [row["id"], row["subject"]] if done else [row["id"]]
    if tried is None and batch.pending.awaited.isdisjoint(awaited):
        return
    batch.flush()
    for held in log.held_for(batch.connection, awaited, tried):
        released = held["id"] == tried and row["kind"] == "held.release"
        still = batch.would_hold(held, _actor(batch, held), released=released)
        if still is not None:
            reason, visit = still
            log.take_one_held(batch.connection, held["id"])
            _hold(batch, held, reason.why, reason.waits_for, visit)


def _hold(batch: OpBatch, row: Mapping[str, Any], why: str, waits_for: str | None, visit_id: str | None) -> None:
    log.put_held(
        batch.connection,
        op_id=row["id"],
        subject=row["subject"],
        why=why,
        waits_for=waits_for,
        visit_id=visit_id,
        seq=row["seq"],
    )
    if waits_for:
        batch.pending.awaited.add(waits_for)


def _note(batch: OpBatch, row: Mapping[str, Any]) -> None:
    """A refusal or a held op changed nothing but the log and the list of those that wait."""
    if row["outcome"] == "held":
        _hold(batch, row, row["why"], _waits_for(batch, row), row["visit_id"])
    else:
        log.take_one_held(batch.connection, row["id"])
    batch.journal.note(row)


def _waits_for(batch: OpBatch, row: Mapping[str, Any]) -> str | None:
    if row["why"] == "subject_not_here":
        return str(row["subject"])
    if row["why"] == "visit_not_ready":
        return str(row["visit_id"])
    if row["why"] != "base_not_here":
        return None
    base = json.loads(row["base"])
    batch.journal.standing.look(op for some in base.values() for op in some)
    return batch.journal.standing.missing(base)


def _actor(batch: OpBatch, row: Mapping[str, Any]) -> Actor:
    """The person as the database of that moment knows him; the first operator acts before he is written down
    himself.
    """
    try:
        return actor_of(batch.connection, row["actor"])
    except Refused:
        return Actor(row["actor"], row["organisation_id"] or "", "", frozenset())
