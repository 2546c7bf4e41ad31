"""Who looked at what on the IP offices' pages. Written without an op: a look changes nothing, but is never unseen."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy import RowMapping as Row

from audit_app.store.tables import access_log

COLUMNS = ("user_id", "organisation_id", "path", "at", "status")


def note_looks(connection: Connection, looks: Sequence[Mapping[str, Any]]) -> None:
    """Requests for a page or a file as {user, organisation, path, at, status}, in their order; `at` is a UTC instant."""
    rows = [{**look, "user_id": look["user"], "organisation_id": look["organisation"]} for look in looks]
    connection.execute(insert(access_log), [{name: row[name] for name in COLUMNS} for row in rows])


def list_looks(connection: Connection, organisation: str) -> list[Row]:
    """The looks by people of an organisation, oldest first."""
    wanted = select(access_log).where(access_log.c.organisation_id == organisation).order_by(access_log.c.id)
    return list(connection.execute(wanted).mappings())
