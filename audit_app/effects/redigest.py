"""Reads originals again and compares their digests: all of them for a check, a share each night by the worker, one on its way out.

What was found is noted, so that a check that was stopped goes on, and 已存服务器 rests on a look that is not too old.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from audit_app.rules.instants import SITE, milliseconds, moment, of_milliseconds
from audit_app.store import digests
from audit_app.store.db import Database
from evidence.derive import RECIPES
from evidence.store import Absent, BadKey, Damaged, EvidenceStore, Swapped, Unsealed, verify

PORTION = 50
NIGHT = range(1, 6)
"""Hours on site in which the worker reads what nobody looked at for half of the set time."""
DAY_MS = 86_400_000
Row = Mapping[Any, Any]


def problem_of(shelf: EvidenceStore, organisation: str, sha256: str) -> str | None:
    """`original` for other bytes than the digest's, `original_missing` for none, nothing where all is well."""
    try:
        verify(shelf, organisation, sha256)
    except Damaged:
        return "original"
    except (Absent, BadKey):
        return "original_missing"
    return None


def renditions_of(shelf: EvidenceStore, organisation: str, sha256: str) -> Iterator[tuple[str, str | None]]:
    """The kept renditions of an original: the recipe, and `swapped` for one that is not as it was made, `unsealed` for one of
    which nothing tells. Neither is handed out: whoever opens the photo has it made anew.
    """
    for recipe in RECIPES.values():
        problem = None
        try:
            shelf.get_rendition(organisation, sha256, recipe)
        except Swapped:
            problem = "swapped"
        except Unsealed:
            problem = "unsealed"
        except (Absent, BadKey):
            continue
        yield recipe, problem


def look(database: Database, shelf: EvidenceStore, rows: Iterable[Row], now: str) -> list[tuple[str, str, str | None]]:
    """Read these originals and note what was found: organisation, digest, problem."""
    found = [(r["organisation_id"], r["sha256"], problem_of(shelf, r["organisation_id"], r["sha256"])) for r in rows]
    note(database, found, now)
    return found


def note(database: Database, found: Iterable[tuple[str, str, str | None]], now: str) -> None:
    rows = [{"organisation_id": o, "sha256": s, "looked_at": now, "problem": p} for o, s, p in found]
    if rows:
        with database.noting() as connection:
            digests.put_digests(connection, rows)


def look_through(
    database: Database, shelf: EvidenceStore, now: str, since: str | None = None
) -> Iterator[tuple[str, str, str | None]]:
    """Every original in the order of its key, noted portion by portion; with `since` without those found whole since then."""
    organisation = sha256 = ""
    while True:
        with database.reading() as connection:
            rows = digests.after(connection, organisation, sha256, PORTION, since)
        yield from look(database, shelf, rows, now)
        if len(rows) < PORTION:
            return
        organisation, sha256 = rows[-1]["organisation_id"], rows[-1]["sha256"]


def share_of_the_night(database: Database, shelf: EvidenceStore, now: str, kept_days: int) -> int:
    """At night, a portion of those longest not looked at; returns how many were read."""
    if moment(now).astimezone(SITE).hour not in NIGHT:
        return 0
    with database.reading() as connection:
        rows = digests.due(connection, older_than(now, kept_days / 2), PORTION)
    return len(look(database, shelf, rows, now))


def older_than(now: str, days: float) -> str:
    """The UTC instant so many days ago."""
    return of_milliseconds(milliseconds(now) - round(days * DAY_MS))


def is_whole(stream: BinaryIO, sha256: str) -> bool:
    """Whether these are the bytes of the digest; the stream stands at its start again."""
    good = hashlib.file_digest(stream, "sha256").hexdigest() == sha256  # type: ignore[arg-type]
    stream.seek(0)
    return good
