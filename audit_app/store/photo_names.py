"""Who names an original: any op in the log, carried out, waiting or refused, and any upload that is announced. Bytes that
nobody names may be swept after a time.

That they came in and what their picture shows (`photo.received`, `photo.checked`) names nothing: so is every upload.
"""

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from audit_app.store.log import walk
from audit_app.store.tables import log, originals, photos, uploads

OF_THE_HOUSE = ("photo.received", "photo.checked", "photo.swept")
DIGEST = re.compile(r"[0-9a-f]{64}")
Key = tuple[str, str]


def without_photo(connection: Connection) -> dict[Key, str]:
    """Originals known here that no photo shows: organisation and digest, with the time of their first receipt."""
    shown = exists().where(_same(photos, originals.c.organisation_id, originals.c.sha256))
    wanted = select(originals.c.organisation_id, originals.c.sha256, originals.c.received_at).where(~shown)
    return {(organisation, sha256): at for organisation, sha256, at in connection.execute(wanted)}


def known(connection: Connection, keys: Collection[Key]) -> set[Key]:
    """Those of these originals that the log knows to have come."""
    return _found(connection, keys, originals)


def shown(connection: Connection, keys: Collection[Key]) -> set[Key]:
    """Those of these originals that a photo shows, one that was taken back, too."""
    return _found(connection, keys, photos)


def announced(connection: Connection, keys: Collection[Key], now: str) -> set[Key]:
    """Those of these originals that somebody is about to send."""
    return _found(connection, keys, uploads, uploads.c.expires_at >= now)


def _found(connection: Connection, keys: Collection[Key], table: Any, *also: Any) -> set[Key]:
    found: set[Key] = set()
    digests = sorted({sha256 for _, sha256 in keys})
    for at in range(0, len(digests), 500):
        some = table.c.sha256.in_(digests[at : at + 500])
        found.update(
            (o, s) for o, s in connection.execute(select(table.c.organisation_id, table.c.sha256).where(some, *also))
        )
    return found & set(keys)


def named_in_log(connection: Connection, digests: Collection[str]) -> tuple[set[str], dict[Key, str], int]:
    """One walk through the log: those of these digests that an op names, of whatever organisation, kind and outcome; when
    each original of theirs was last received; and how far the log went.
    """
    wanted, named, received, seq = set(digests), set[str](), dict[Key, str](), 0
    for row in walk(connection):
        seq = row["seq"]
        if row["kind"] not in OF_THE_HOUSE:
            named.update(wanted.intersection(DIGEST.findall(f"{row['subject']} {row['body']}")))
        elif row["kind"] == "photo.received" and row["subject"] in wanted:
            received[(row["organisation_id"], row["subject"])] = row["received_at"]
    return named, received, seq


def is_named(connection: Connection, organisation_id: str, sha256: str, since: int, now: str) -> bool:
    """Whether a photo shows this original, somebody announced it, or it came or was named in the log after `since`."""
    new = and_(
        log.c.seq > since,
        or_(log.c.subject == sha256, log.c.body.contains(sha256)),
        log.c.kind.not_in(("photo.checked", "photo.swept")),
    )
    for table, which in (
        (photos, _same(photos, organisation_id, sha256)),
        (uploads, _same(uploads, organisation_id, sha256) & (uploads.c.expires_at >= now)),
        (log, new),
    ):
        if connection.execute(_any(table, which)).scalar_one():
            return True
    return False


def is_known(connection: Connection, organisation_id: str, sha256: str) -> bool:
    return bool(connection.execute(_any(originals, _same(originals, organisation_id, sha256))).scalar_one())


def was_sent(connection: Connection, actor: str, visit_id: str, sha256: str) -> bool:
    """Whether this person's photo of a visit came here and counts or waits: its bytes belong to it, whoever is on the team by now."""
    mine = (log.c.actor == actor) & (log.c.visit_id == visit_id) & (log.c.kind == "photo.add")
    came = mine & log.c.outcome.in_(("done", "held")) & log.c.body.contains(sha256)
    return bool(connection.execute(_any(log, came)).scalar_one())


def _any(table: Any, which: Any) -> Select[int]:
    return select(func.count()).select_from(
        select(table.c.sha256 if table is not log else table.c.seq).where(which).limit(1).subquery()
    )


def _same(table: Any, organisation: Any, sha256: Any) -> Any:
    return (table.c.organisation_id == organisation) & (table.c.sha256 == sha256)
