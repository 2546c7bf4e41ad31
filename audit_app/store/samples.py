"""Rows of `samples`. Who may write them, and when, is decided by `ops`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from audit_app.store.tables import samples

Row = Mapping[Any, Any]


def get_sample(connection: Connection, sample_id: str) -> Row | None:
    return connection.execute(select(samples).where(samples.c.id == sample_id)).mappings().one_or_none()


def list_samples(connection: Connection, visit_id: str) -> list[Row]:
    """Those of a visit that stand, oldest first."""
    wanted = select(samples).where(samples.c.visit_id == visit_id, samples.c.withdrawn_at.is_(None))
    return list(connection.execute(wanted.order_by(samples.c.at, samples.c.id)).mappings())


def put_sample(connection: Connection, **row: Any) -> None:
    connection.execute(insert(samples).values(**row))


def change_sample(connection: Connection, sample_id: str, **changed: Any) -> None:
    connection.execute(update(samples).where(samples.c.id == sample_id).values(**changed))
