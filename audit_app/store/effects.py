"""Rows of effects as work to be done: claim, finish, put off, give up. These writes are no ops: they say
nothing about the work itself.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from audit_app.store.tables import effects

logger = logging.getLogger("audit_app.effects")


@dataclass(frozen=True)
class Claimed:
    """An effect that this worker carries out: what, with which arguments, for the how manyth time. The number of the
    try names the claim: a later claim of the same effect has a higher one.
    """

    id: int
    name: str
    args: dict[str, Any]
    tries: int


def claim(connection: Connection, now: str, stale_before: str, most: int, most_tries: int = 5) -> list[Claimed]:
    """Take up to `most` effects that are due, oldest first, and those whose claimer has not been heard of since
    `stale_before`. The claim itself counts as a try, so that work that kills its process is given up too, after
    `most_tries`.

    On PostgreSQL rows locked by another worker are passed over; on SQLite the writer's lock lets one claim at a time.
    """
    due = (effects.c.state == "waiting") & (effects.c.not_before.is_(None) | (effects.c.not_before <= now))
    lost = (effects.c.state == "claimed") & (effects.c.claimed_at < stale_before)
    _give_up(connection, lost & (effects.c.tries >= most_tries))
    wanted = (
        select(effects.c.id, effects.c.name, effects.c.args, effects.c.tries)
        .where(due | lost)
        .order_by(effects.c.id)
        .limit(most)
    )
    rows = connection.execute(wanted.with_for_update(skip_locked=True)).all()
    if rows:
        taken = effects.c.id.in_([row.id for row in rows])
        connection.execute(
            update(effects).where(taken).values(state="claimed", claimed_at=now, tries=effects.c.tries + 1)
        )
    return [Claimed(row.id, row.name, json.loads(row.args), row.tries + 1) for row in rows]


def finish(connection: Connection, effect_id: int, tries: int) -> bool:
    """Close one's own claim; False where it is another's by now, and nothing is changed."""
    return _close(connection, effect_id, tries, state="done", problem=None)


def put_off(connection: Connection, effect_id: int, tries: int, problem: str, not_before: str | None) -> bool:
    """Try again after `not_before`, or give up where there is none; the problem's text is kept either way. False where the
    claim is another's by now, and nothing is changed.
    """
    state = "waiting" if not_before else "given_up"
    return _close(connection, effect_id, tries, state=state, problem=problem[:1000], not_before=not_before)


def _close(connection: Connection, effect_id: int, tries: int, **changed: Any) -> bool:
    own = (effects.c.id == effect_id) & (effects.c.state == "claimed") & (effects.c.tries == tries)
    return connection.execute(update(effects).where(own).values(**changed)).rowcount == 1


def _give_up(connection: Connection, which: ColumnElement[bool]) -> None:
    rows = connection.execute(select(effects.c.id, effects.c.name).where(which).with_for_update(skip_locked=True)).all()
    if rows:
        told = {"state": "given_up", "problem": "killed: the worker did not come back from any try"}
        connection.execute(update(effects).where(effects.c.id.in_([row.id for row in rows])).values(**told))
    for row in rows:
        logger.error("effect %s %s is given up: no worker came back from it", row.id, row.name)


def count_given_up(connection: Connection) -> int:
    """How many effects nobody tries any more."""
    wanted = select(func.count()).select_from(effects).where(effects.c.state == "given_up")
    return int(connection.scalar(wanted) or 0)
