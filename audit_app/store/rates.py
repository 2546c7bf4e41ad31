"""Rows of rate windows: how often something was tried in the running window. Written beside the door."""

from sqlalchemy import Connection, select, update

from audit_app.store.db import upsert
from audit_app.store.tables import rate_windows


def count_one(connection: Connection, name: str, window: int) -> int:
    """Count one more try in this window; returns the count so far."""
    row = (
        connection.execute(select(rate_windows).where(rate_windows.c.name == name).with_for_update())
        .mappings()
        .one_or_none()
    )
    count = row["count"] + 1 if row is not None and row["window"] == window else 1
    upsert(connection, rate_windows, {"name": name, "window": window, "count": count})
    return count


def uncount_one(connection: Connection, name: str) -> None:
    """Take one try back."""
    counted = (rate_windows.c.name == name) & (rate_windows.c.count > 0)
    connection.execute(update(rate_windows).where(counted).values(count=rate_windows.c.count - 1))


def forget(connection: Connection, name: str) -> None:
    """Forget every try under this name."""
    connection.execute(update(rate_windows).where(rate_windows.c.name == name).values(count=0))
