"""Rows of uploads under way: how many bytes of which file have come. They are no record of work and are written
beside the door.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from audit_app.store.tables import uploads

Row = Mapping[Any, Any]


def get_upload(connection: Connection, upload_id: str, user_id: str) -> Row | None:
    """An upload of this person; another's is not there."""
    wanted = select(uploads).where(uploads.c.id == upload_id, uploads.c.user_id == user_id)
    return connection.execute(wanted).mappings().one_or_none()


def put_upload(connection: Connection, **row: Any) -> None:
    connection.execute(insert(uploads).values(**row))


def change_upload(connection: Connection, upload_id: str, received: int) -> None:
    connection.execute(update(uploads).where(uploads.c.id == upload_id).values(received=received))


def drop_upload(connection: Connection, upload_id: str) -> None:
    connection.execute(delete(uploads).where(uploads.c.id == upload_id))


def expired(connection: Connection, now: str) -> list[Row]:
    """Uploads whose time is over, at most a hundred at once."""
    return list(connection.execute(select(uploads).where(uploads.c.expires_at < now).limit(100)).mappings())
