"""Rows of rate windows: how often something was tried in the running window. Written beside the door."""

from sqlalchemy import Connection, delete, select, update

from audit_app.store.db import upsert, upserting
from audit_app.store.tables import rate_windows

KEPT = 96


def count_one(connection: Connection, name: str, window: int) -> int:
    """Count one more try in this window; returns the count so far.

    The row is there before it is locked, so that also of the first tries under a name none goes uncounted. Names that
    nobody tried for KEPT windows are forgotten, so that guessing at names does not fill the table.
    """
    connection.execute(delete(rate_windows).where(rate_windows.c.window < window - KEPT))
    connection.execute(
        upserting(connection.dialect.name, rate_windows, ("name",)), {"name": name, "window": window, "count": 0}
    )
    row = connection.execute(select(rate_windows).where(rate_windows.c.name == name).with_for_update()).mappings().one()
    count = row["count"] + 1 if row["window"] == window else 1
    upsert(connection, rate_windows, {"name": name, "window": window, "count": count})
    return count


def uncount_one(connection: Connection, name: str) -> None:
    """Take one try back."""
    counted = (rate_windows.c.name == name) & (rate_windows.c.count > 0)
    connection.execute(update(rate_windows).where(counted).values(count=rate_windows.c.count - 1))


def forget(connection: Connection, name: str) -> None:
    """Forget every try under this name."""
    connection.execute(update(rate_windows).where(rate_windows.c.name == name).values(count=0))
