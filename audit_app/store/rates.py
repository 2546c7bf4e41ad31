"""Rows of rate windows: how often something was tried in the running window. Written beside the door."""

from sqlalchemy import Connection, select

from audit_app.store.db import upsert
from audit_app.store.tables import rate_windows


def count_one(connection: Connection, name: str, window: int) -> int:
    """Count one more try in this window; returns the count so far."""
    row = connection.execute(select(rate_windows).where(rate_windows.c.name == name).with_for_update()).one_or_none()
    count = row.count + 1 if row is not None and row.window == window else 1
    upsert(connection, rate_windows, {"name": name, "window": window, "count": count})
    return count
