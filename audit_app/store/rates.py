"""Rows of tries: how often something went wrong under a name, and when last. Written without an op, on SQLite in a file of
their own, so that nobody who guesses stands in the way of those who work.
"""

import random

from sqlalchemy import Connection, delete, func, select, update

from audit_app.store.db import upsert, upserting
from audit_app.store.tables import rate_windows

MOST_NAMES = 20_000
"""More names are not kept: of the oldest the tries are forgotten, so that guessing at names fills no disk."""
SWEEP_ONE_IN = 200
APART = 60
"""Seconds by which the clocks of two servers may differ."""


def count_one(connection: Connection, name: str, window: int) -> int:
    """Count one more try in this window; returns the count so far.

    The row is there before it is locked, so that also of the first tries under a name none goes uncounted.
    """
    if random.randrange(SWEEP_ONE_IN) == 0:
        sweep(connection)
    connection.execute(
        upserting(connection.dialect.name, rate_windows, ("name",)), {"name": name, "window": window, "count": 0}
    )
    row = connection.execute(select(rate_windows).where(rate_windows.c.name == name).with_for_update()).mappings().one()
    count = row["count"] + 1 if row["window"] == window else 1
    upsert(connection, rate_windows, {"name": name, "window": window, "count": count})
    return count


def count_on(connection: Connection, name: str, now: int, forgotten: int) -> int:
    """Count one more try at `now` (seconds), after those not older than `forgotten` seconds; returns how many in a row."""
    count, last = tries_until(connection, name, now)
    count = count + 1 if now - last < forgotten else 1
    upsert(connection, rate_windows, {"name": name, "window": now, "count": count})
    return count


def tries(connection: Connection, name: str) -> tuple[int, int]:
    """How many tries in a row, and when the last was."""
    wanted = select(rate_windows.c.count, rate_windows.c.window).where(rate_windows.c.name == name)
    row = connection.execute(wanted).one_or_none()
    return (row.count, row.window) if row else (0, 0)  # type: ignore[return-value]


def tries_until(connection: Connection, name: str, now: int) -> tuple[int, int]:
    """As `tries`, at `now` (seconds): what a clock wrote that was ahead by more than `APART` was never tried."""
    count, last = tries(connection, name)
    return (count, last) if last <= now + APART else (0, 0)


def count_of(connection: Connection, name: str, window: int) -> int:
    """How many tries there were in this window."""
    count, counted_in = tries(connection, name)
    return count if counted_in == window else 0


def uncount_one(connection: Connection, name: str) -> None:
    """Take one try back."""
    counted = (rate_windows.c.name == name) & (rate_windows.c.count > 0)
    connection.execute(update(rate_windows).where(counted).values(count=rate_windows.c.count - 1))


def forget(connection: Connection, name: str) -> None:
    """Forget every try under this name."""
    connection.execute(delete(rate_windows).where(rate_windows.c.name == name))


def forget_from_anywhere(connection: Connection, name: str) -> None:
    """Forget every try under this name and under those that begin with it and a space."""
    connection.execute(
        delete(rate_windows).where((rate_windows.c.name == name) | rate_windows.c.name.startswith(f"{name} "))
    )


def sweep(connection: Connection, most: int = MOST_NAMES) -> None:
    """Keep no more names than that; those under which least was tried go first."""
    over = connection.execute(select(func.count()).select_from(rate_windows)).scalar_one() - most
    if over > 0:
        oldest = select(rate_windows.c.name).order_by(rate_windows.c.count, rate_windows.c.window).limit(over)
        connection.execute(delete(rate_windows).where(rate_windows.c.name.in_(oldest)))
