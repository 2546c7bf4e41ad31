"""Rows of `interviews`. Who may write them, and when, is decided by `ops`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from audit_app.store.tables import interviews

Row = Mapping[Any, Any]


def get_interview(connection: Connection, interview_id: str) -> Row | None:
    return connection.execute(select(interviews).where(interviews.c.id == interview_id)).mappings().one_or_none()


def list_interviews(connection: Connection, visit_id: str) -> list[Row]:
    """Those of a visit that stand, oldest first."""
    wanted = select(interviews).where(interviews.c.visit_id == visit_id, interviews.c.withdrawn_at.is_(None))
    return list(connection.execute(wanted.order_by(interviews.c.at, interviews.c.id)).mappings())


def put_interview(connection: Connection, **row: Any) -> None:
    connection.execute(insert(interviews).values(**row))


def change_interview(connection: Connection, interview_id: str, **changed: Any) -> None:
    connection.execute(update(interviews).where(interviews.c.id == interview_id).values(**changed))
