"""Rows of `photos` (what a photo shows, on which visit) and `originals` (bytes that are kept). The bytes lie on the
evidence store.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from audit_app.store.photo_uses import uses_on
from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import heads, originals, photos

Row = Mapping[Any, Any]
_original = PreparedStatement(
    select(originals).where(
        originals.c.organisation_id == bindparam("of_organisation"), originals.c.sha256 == bindparam("of_sha256")
    )
)

_kept = PreparedStatement(
    update(photos)
    .where(photos.c.organisation_id == bindparam("of_organisation"), photos.c.sha256 == bindparam("of_sha256"))
    .values(state=bindparam("to_state"))
)


def get_photo(connection: Connection, photo_id: str) -> Row | None:
    return connection.execute(select(photos).where(photos.c.id == photo_id)).mappings().one_or_none()


def list_photos(connection: Connection, visit_id: str) -> list[Row]:
    """Those of a visit that stand, oldest first; `also` are further clauses that use one (另用), `problem` and
    `checked_at` what decoding said of the original.
    """
    wanted = _with_verdict(photos).where(photos.c.visit_id == visit_id, photos.c.withdrawn_at.is_(None))
    rows = connection.execute(wanted.order_by(photos.c.taken_at, photos.c.id)).mappings().all()
    uses = uses_on(connection, visit_id)
    return [{**row, "also": sorted(uses.get(row["id"], set()) - {row["ref"]})} for row in rows]


def names_of_gone(connection: Connection, visit_id: str) -> list[dict[str, Any]]:
    """What the deleted photos of a visit were called, and who deleted each: {id, number, label, author_id, at}."""
    deleted = (heads.c.subject == photos.c.id) & (heads.c.field == "withdrawn")
    wanted = (
        select(photos.c.id, photos.c.number, photos.c.label, heads.c.author_id, photos.c.withdrawn_at.label("at"))
        .select_from(photos.outerjoin(heads, deleted))
        .where(photos.c.visit_id == visit_id, photos.c.withdrawn_at.is_not(None))
        .order_by(photos.c.id, heads.c.stamp)
    )
    # where two deleted it, the later one is shown
    return list({row["id"]: {**row} for row in connection.execute(wanted).mappings()}.values())


def evidence_of(connection: Connection, form: Row) -> list[Row]:
    """The photos chosen in a nonconformity, oldest first. Once the company has confirmed they are those that it saw: also
    one that was deleted afterwards, before deleting it was refused.
    """
    wanted = _with_verdict(photos).where(photos.c.visit_id == form["visit_id"], photos.c.id.in_(form["photos"] or []))
    if not form["confirmed_at"]:
        wanted = wanted.where(photos.c.withdrawn_at.is_(None))
    return list(connection.execute(wanted.order_by(photos.c.taken_at, photos.c.id)).mappings())


def _with_verdict(*columns: Any) -> Any:
    same = (originals.c.organisation_id == photos.c.organisation_id) & (originals.c.sha256 == photos.c.sha256)
    return select(*columns, originals.c.problem, originals.c.checked_at).select_from(photos.outerjoin(originals, same))


def verdicts(connection: Connection, organisation_id: str, digests: Iterable[str]) -> dict[str, Row]:
    """`state`, `problem` and `checked_at` of the organisation's photos with these bytes, by digest."""
    wanted = _with_verdict(photos.c.sha256, photos.c.state).distinct()
    wanted = wanted.where(photos.c.organisation_id == organisation_id, photos.c.sha256.in_(list(digests)))
    return {row["sha256"]: row for row in connection.execute(wanted).mappings()}


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


def numbers_showing(connection: Connection, organisation_id: str, sha256: str) -> list[str]:
    """The numbers of the photos with these bytes, as people know them."""
    wanted = select(photos.c.number).where(photos.c.organisation_id == organisation_id, photos.c.sha256 == sha256)
    return list(connection.scalars(wanted.distinct().order_by(photos.c.number)))


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


def drop_original(connection: Connection, organisation_id: str, sha256: str) -> None:
    which = (originals.c.organisation_id == organisation_id) & (originals.c.sha256 == sha256)
    connection.execute(delete(originals).where(which))


def change_original(connection: Connection, organisation_id: str, sha256: str, **changed: Any) -> None:
    which = (originals.c.organisation_id == organisation_id) & (originals.c.sha256 == sha256)
    connection.execute(update(originals).where(which).values(**changed))
