"""Replaying the log into an empty database: every row again, in order, with the answers and times it had the first
time.

It shows that tables are nothing but the log carried out; comparing two databases is the caller's business.
"""

import json
from collections.abc import Mapping
from typing import Any

from audit_app.ops import Actor, Door, actor_of, op_of
from audit_app.rules.refusals import Refused
from audit_app.store import log as store
from audit_app.store.db import Database

BEFORE_ALL = "1970-01-01T00:00:00.000Z"


class Differs(Exception):
    """A row could not be carried out as it once was, or its chain value differs; the message names the row."""


def replay(source: Database, target: Database) -> int:
    """Carry out the log of `source` in the empty `target`; returns how many rows. Raises Differs at the first that
    is not the same.
    """
    with source.reading() as old, target.writing() as new:
        door = Door(new, BEFORE_ALL, replaying=True)
        for row in store.walk(old):
            _again(door, row)
            if door.chain != row["chain"]:
                raise Differs(f"row {row['seq']} {row['kind']} {row['subject']}: another chain value than in the log")
        door.effects = []
        door.close()
        return door.seq


def _again(door: Door, row: Mapping[str, Any]) -> None:
    if row["outcome"] == "done":
        store.take_one_held(door.connection, row["id"])
        _carry_out(door, row)
    else:
        _note(door, row)


def _carry_out(door: Door, row: Mapping[str, Any]) -> None:
    outcome = door._attempt(op_of(row), _actor(door, row), row["received_at"], row["stamp"])
    if outcome.outcome != "done":
        raise Differs(f"row {row['seq']} {row['kind']} {row['subject']}: {outcome.why} {outcome.sentence}")


def _note(door: Door, row: Mapping[str, Any]) -> None:
    """A refusal or a held op changed nothing but the log and the list of those that wait."""
    if row["outcome"] == "held":
        store.put_held(
            door.connection,
            op_id=row["id"],
            subject=row["subject"],
            why=row["why"],
            waits_for=_waits_for(door, row),
            visit_id=row["visit_id"],
            seq=row["seq"],
        )
    else:
        store.take_one_held(door.connection, row["id"])
    door.note(row)


def _waits_for(door: Door, row: Mapping[str, Any]) -> str | None:
    if row["why"] == "subject_not_here":
        return str(row["subject"])
    if row["why"] != "base_not_here":
        return None
    wanted = {op for some in json.loads(row["base"]).values() for op in some}
    done = {id for id, known in door.known.items() if known.outcome == "done"}
    return min(wanted - done, default=None)


def _actor(door: Door, row: Mapping[str, Any]) -> Actor:
    """The person as the database of that moment knows him; the first operator acts before he is written down
    himself.
    """
    try:
        return actor_of(door.connection, row["actor"])
    except Refused:
        return Actor(row["actor"], row["organisation_id"] or "", "", frozenset())
