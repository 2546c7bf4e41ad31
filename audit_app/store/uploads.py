"""Rows of uploads under way: how many bytes of which file have come. They are no record of work and are written
beside the door.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from audit_app.store.ready import Ready
from audit_app.store.tables import uploads

Row = Mapping[Any, Any]
_get = Ready(select(uploads).where(uploads.c.id == bindparam("of_id"), uploads.c.user_id == bindparam("of_user")))
_put = Ready(insert(uploads))
_expired = Ready(select(uploads).where(uploads.c.expires_at < bindparam("now")).limit(100))


def get_upload(connection: Connection, upload_id: str, user_id: str) -> Row | None:
    """An upload of this person; another's is not there."""
    return _get.one(connection, of_id=upload_id, of_user=user_id)


def put_upload(connection: Connection, **row: Any) -> None:
    _put.put(connection, [row])


def change_upload(connection: Connection, upload_id: str, received: int) -> None:
    connection.execute(update(uploads).where(uploads.c.id == upload_id).values(received=received))


def drop_upload(connection: Connection, upload_id: str) -> None:
    connection.execute(delete(uploads).where(uploads.c.id == upload_id))


def expired(connection: Connection, now: str) -> list[Row]:
    """Uploads whose time is over, at most a hundred at once."""
    return list(_expired.rows(connection, now=now))
