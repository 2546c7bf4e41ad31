"""Rows of `heads`: for each field of a subject, the ops nobody has built upon."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from audit_app.rules.merge import Head
from audit_app.store.tables import heads


def get_heads(connection: Connection, subject: str, field: str) -> tuple[Head, ...]:
    rows = connection.execute(
        select(heads.c.op_id, heads.c.value, heads.c.stamp)
        .where(heads.c.subject == subject, heads.c.field == field)
        .order_by(heads.c.op_id)
    )
    return tuple(Head(*row) for row in rows)


def put_heads(
    connection: Connection, subject: str, field: str, gone: Iterable[str], op_id: str, value: str, stamp: str,
    author_id: str, device: str | None, at: str,
) -> None:
    """Drop the heads built upon and add the new one."""
    gone = list(gone)
    if gone:
        connection.execute(delete(heads).where(heads.c.subject == subject, heads.c.field == field, heads.c.op_id.in_(gone)))
    connection.execute(
        insert(heads).values(
            subject=subject, field=field, op_id=op_id, value=value, stamp=stamp, author_id=author_id, device=device, received_at=at
        )
    )


def author_of(connection: Connection, subject: str, field: str, op_id: str) -> str:
    """Who wrote this head."""
    wanted = select(heads.c.author_id).where(heads.c.subject == subject, heads.c.field == field, heads.c.op_id == op_id)
    return str(connection.execute(wanted).scalar_one())


def list_heads(connection: Connection, subjects: Iterable[str]) -> list[Mapping[str, Any]]:
    """Every head of these subjects, in the order they are shown."""
    subjects, found = list(subjects), []
    for at in range(0, len(subjects), 500):
        found += connection.execute(select(heads).where(heads.c.subject.in_(subjects[at : at + 500]))).mappings().all()
    return sorted(found, key=lambda row: (row["subject"], row["field"], row["stamp"], row["op_id"]))
