"""When the bytes of an original were last compared with their digest. Written without an op: it says nothing about the work.

Bytes that were just taken in were compared then, so that an original without a row was looked at when it was received.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from audit_app.store.db import upsert
from audit_app.store.tables import digests, originals

Row = Mapping[Any, Any]
_both = (digests.c.organisation_id == originals.c.organisation_id) & (digests.c.sha256 == originals.c.sha256)
_looked_at = func.coalesce(digests.c.looked_at, originals.c.received_at)
_state = select(
    originals.c.organisation_id, originals.c.sha256, originals.c.size, _looked_at.label("looked_at"), digests.c.problem
).select_from(originals.outerjoin(digests, _both))


def states(connection: Connection, organisation_id: str, sha256s: Iterable[str]) -> list[Row]:
    """These originals of the organisation, each with `looked_at` and the `problem` found then."""
    wanted = _state.where(originals.c.organisation_id == organisation_id, originals.c.sha256.in_(list(sha256s)))
    return list(connection.execute(wanted.order_by(originals.c.sha256)).mappings())


def due(connection: Connection, before: str, most: int) -> list[Row]:
    """Originals that nobody looked at since `before` (UTC instant), those longest waiting first."""
    wanted = _state.where(_looked_at < before).order_by(_looked_at, originals.c.sha256)
    return list(connection.execute(wanted.limit(most)).mappings())


def after(connection: Connection, organisation_id: str, sha256: str, most: int, since: str | None) -> list[Row]:
    """The next originals in the order of their keys; with `since` without those found whole since then."""
    place = (originals.c.organisation_id > organisation_id) | (
        (originals.c.organisation_id == organisation_id) & (originals.c.sha256 > sha256)
    )
    wanted = _state.where(place)
    if since is not None:
        wanted = wanted.where((_looked_at < since) | digests.c.problem.is_not(None))
    wanted = wanted.order_by(originals.c.organisation_id, originals.c.sha256).limit(most)
    return list(connection.execute(wanted).mappings())


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(originals)).scalar_one())


def put_digests(connection: Connection, rows: Iterable[Row]) -> None:
    """Note what was found: {organisation_id, sha256, looked_at, problem}."""
    upsert(connection, digests, list(rows))
