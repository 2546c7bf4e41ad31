"""Tables and papers as they were issued: frozen rows, digest, who and when. The id is that of the op, their place in the log."""

import json
from typing import Any

from sqlalchemy import Connection, func, insert, select

from audit_app.store.tables import issued_documents, log, users


def put_issued(connection: Connection, kind: str, subject: str, **row: Any) -> None:
    """Keep the next one of this kind and subject; the first is number 1."""
    of_it = (issued_documents.c.kind == kind) & (issued_documents.c.subject == subject)
    before = connection.scalar(select(func.max(issued_documents.c.ordinal)).where(of_it)) or 0
    connection.execute(insert(issued_documents).values(kind=kind, subject=subject, ordinal=before + 1, **row))


def list_issued(connection: Connection, kind: str, subject: str) -> list[dict[str, Any]]:
    """What was issued of one thing, newest first, with `rows` read, the person's `name` and `seq`, its row in the log."""
    wanted = (
        select(issued_documents, users.c.name, log.c.seq)
        .outerjoin(log, (log.c.id == issued_documents.c.id) & (log.c.outcome == "done"))
        .outerjoin(users, users.c.id == issued_documents.c.author_id)
        .where(issued_documents.c.kind == kind, issued_documents.c.subject == subject)
        .order_by(issued_documents.c.ordinal.desc())
    )
    return [{**row, "rows": json.loads(row["rows"])} for row in connection.execute(wanted).mappings()]


def newest_digest(connection: Connection, kind: str, subject: str) -> str:
    """The digest of what was issued last; empty where nothing was kept."""
    wanted = (
        select(issued_documents.c.digest)
        .where(issued_documents.c.kind == kind, issued_documents.c.subject == subject)
        .order_by(issued_documents.c.ordinal.desc())
    )
    return connection.scalar(wanted.limit(1)) or ""
