"""Rows of uploads under way: how many bytes of which file have come. They are no record of work and are written
without an op.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, select, update

from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import organisations, originals, photos, uploads

Row = Mapping[Any, Any]
_get = PreparedStatement(
    select(uploads).where(uploads.c.id == bindparam("of_id"), uploads.c.user_id == bindparam("of_user"))
)
_put = PreparedStatement(insert(uploads))
_expired = PreparedStatement(select(uploads).where(uploads.c.expires_at < bindparam("now")).limit(100))


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


def announced(connection: Connection, organisation_id: str, user_id: str, now: str) -> tuple[int, int]:
    """Bytes that this person, and the whole organisation, announced and that are no evidence yet: not whole, or whole
    and named by no photo. The organisation's next announcement waits until this transaction ends.
    """
    organisation = select(organisations.c.id).where(organisations.c.id == organisation_id)
    connection.execute(organisation.with_for_update(key_share=True))
    open_ones = (uploads.c.organisation_id == organisation_id) & (uploads.c.expires_at >= now) & ~_is_evidence()
    of_person = func.sum(uploads.c.size).filter(uploads.c.user_id == user_id)
    mine, ours = connection.execute(select(of_person, func.sum(uploads.c.size)).where(open_ones)).one()
    return int(mine or 0), int(ours or 0)


def _is_evidence() -> ColumnElement[bool]:
    same = [table.c.organisation_id == uploads.c.organisation_id for table in (originals, photos)]
    whole = exists().where(originals.c.sha256 == uploads.c.sha256, same[0])
    named = exists().where(photos.c.sha256 == uploads.c.sha256, same[1])
    return whole & named
