"""Rows of `photos` (what a photo shows, on which visit) and `originals` (bytes that are kept). The bytes lie on the
evidence shelf.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from audit_app.store.ready import Ready
from audit_app.store.tables import originals, photos

Row = Mapping[Any, Any]
_original = Ready(
    select(originals).where(
        originals.c.organisation_id == bindparam("of_organisation"), originals.c.sha256 == bindparam("of_sha256")
    )
)

_kept = Ready(
    update(photos)
    .where(photos.c.organisation_id == bindparam("of_organisation"), photos.c.sha256 == bindparam("of_sha256"))
    .values(state=bindparam("to_state"))
)


def get_photo(connection: Connection, photo_id: str) -> Row | None:
    return connection.execute(select(photos).where(photos.c.id == photo_id)).mappings().one_or_none()


def list_photos(connection: Connection, visit_id: str) -> list[Row]:
    """Those of a visit that stand, oldest first."""
    wanted = select(photos).where(photos.c.visit_id == visit_id, photos.c.withdrawn_at.is_(None))
    return list(connection.execute(wanted.order_by(photos.c.taken_at, photos.c.id)).mappings())


def put_photo(connection: Connection, **row: Any) -> None:
    connection.execute(insert(photos).values(**row))


def change_photo(connection: Connection, photo_id: str, **changed: Any) -> None:
    connection.execute(update(photos).where(photos.c.id == photo_id).values(**changed))


def change_photos_of(connection: Connection, organisation_id: str, sha256: str, *, state: str) -> None:
    """Every photo of the organisation that shows these bytes."""
    _kept.put(connection, [{"of_organisation": organisation_id, "of_sha256": sha256, "to_state": state}])


def visits_showing(connection: Connection, organisation_id: str, sha256: str) -> list[str]:
    """The visits on which somebody recorded a photo with these bytes."""
    wanted = select(photos.c.visit_id).where(photos.c.organisation_id == organisation_id, photos.c.sha256 == sha256)
    return list(connection.scalars(wanted.distinct().order_by(photos.c.visit_id)))


def get_original(connection: Connection, organisation_id: str, sha256: str) -> Row | None:
    return _original.one(connection, of_organisation=organisation_id, of_sha256=sha256)


def list_originals(connection: Connection, organisation_id: str, digests: Iterable[str]) -> list[Row]:
    wanted = select(originals).where(
        originals.c.organisation_id == organisation_id, originals.c.sha256.in_(list(digests))
    )
    return list(connection.execute(wanted.order_by(originals.c.sha256)).mappings())


def put_original(connection: Connection, **row: Any) -> None:
    exif = json.dumps(row["exif"], ensure_ascii=False, sort_keys=True)
    connection.execute(insert(originals).values(**{**row, "exif": exif}))


def change_original(connection: Connection, organisation_id: str, sha256: str, **changed: Any) -> None:
    which = (originals.c.organisation_id == organisation_id) & (originals.c.sha256 == sha256)
    connection.execute(update(originals).where(which).values(**changed))
