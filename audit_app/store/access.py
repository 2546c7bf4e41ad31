"""Who looked at what in the regulator's room. Written beside the door: a look changes nothing, but is never unseen."""

from sqlalchemy import Connection, insert, select
from sqlalchemy import RowMapping as Row

from audit_app.store.tables import access_log


def note_look(connection: Connection, *, user: str, organisation: str, path: str, at: str, status: int) -> None:
    """One request for a page or a file, with the answer's status; `at` is a UTC instant."""
    connection.execute(
        insert(access_log).values(user_id=user, organisation_id=organisation, path=path, at=at, status=status)
    )


def list_looks(connection: Connection, organisation: str) -> list[Row]:
    """The looks by people of an organisation, oldest first."""
    wanted = select(access_log).where(access_log.c.organisation_id == organisation).order_by(access_log.c.id)
    return list(connection.execute(wanted).mappings())
