"""Rows of effects as work to be done: claim, finish, put off, give up. These writes stand beside the door: they say
nothing about the work itself.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from audit_app.store.tables import effects


@dataclass(frozen=True)
class Claimed:
    """An effect that this worker carries out: what, with which arguments, for the how manyth time."""

    id: int
    name: str
    args: dict[str, Any]
    tries: int


def claim(connection: Connection, now: str, stale_before: str, most: int) -> list[Claimed]:
    """Take up to `most` effects that are due, oldest first, and those whose claimer has not been heard of since
    `stale_before`.

    On PostgreSQL rows locked by another worker are passed over; on SQLite the writer's lock lets one claim at a time.
    """
    due = (effects.c.state == "waiting") & (effects.c.not_before.is_(None) | (effects.c.not_before <= now))
    lost = (effects.c.state == "claimed") & (effects.c.claimed_at < stale_before)
    wanted = (
        select(effects.c.id, effects.c.name, effects.c.args, effects.c.tries)
        .where(due | lost)
        .order_by(effects.c.id)
        .limit(most)
    )
    rows = connection.execute(wanted.with_for_update(skip_locked=True)).all()
    if rows:
        _change(connection, [row.id for row in rows], state="claimed", claimed_at=now)
    return [Claimed(row.id, row.name, json.loads(row.args), row.tries + 1) for row in rows]


def finish(connection: Connection, effect_id: int, tries: int) -> None:
    _change(connection, [effect_id], state="done", tries=tries, problem=None)


def put_off(connection: Connection, effect_id: int, tries: int, problem: str, not_before: str | None) -> None:
    """Try again after `not_before`, or give up where there is none; the problem's text is kept either way."""
    state = "waiting" if not_before else "given_up"
    _change(connection, [effect_id], state=state, tries=tries, problem=problem[:1000], not_before=not_before)


def _change(connection: Connection, ids: Iterable[int], **changed: Any) -> None:
    connection.execute(update(effects).where(effects.c.id.in_(list(ids))).values(**changed))
