"""Reading rows of `heads`: for each field of a subject, the ops nobody has built upon. They are written through
`write_buffer.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.tables import heads


def list_heads(connection: Connection, subjects: Iterable[str]) -> list[Mapping[Any, Any]]:
    """Every head of these subjects, in the order they are shown."""
    subjects = list(subjects)
    found: list[Mapping[Any, Any]] = []
    for at in range(0, len(subjects), 500):
        found += connection.execute(select(heads).where(heads.c.subject.in_(subjects[at : at + 500]))).mappings().all()
    return sorted(found, key=lambda row: (row["subject"], row["field"], row["stamp"], row["op_id"]))
