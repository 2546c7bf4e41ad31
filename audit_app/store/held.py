"""Rows of ops that wait: for another op, or for a person to release them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.tables import held, log


def visit_of_held(connection: Connection, op_id: str) -> str | None:
    return connection.execute(select(held.c.visit_id).where(held.c.op_id == op_id)).scalar_one_or_none()


def list_held(connection: Connection, visit_id: str) -> list[Mapping[Any, Any]]:
    """Held ops of a visit with what they would do, oldest first."""
    return list(
        connection.execute(
            select(held.c.op_id, held.c.why, log.c.kind, log.c.actor, log.c.body, log.c.received_at)
            .join(log, (log.c.id == held.c.op_id) & (log.c.outcome == "held"))
            .where(held.c.visit_id == visit_id)
            .order_by(held.c.seq)
        ).mappings()
    )
