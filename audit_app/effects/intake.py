"""Taking bytes in: proven by the evidence store first, then said by the op `photo.received`. Who may send them
is asked where it comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from audit_app.effects.redigest import note
from audit_app.ops import SYSTEM, Outcome, apply, make
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.store.db import Database
from audit_app.store.digests import states
from evidence.store import EvidenceStore
from evidence.take_in import Taken, take_in


@dataclass(frozen=True)
class Upload:
    """An original that came in for an organisation: its bytes, and the digest, size and name it was announced with; `file`
    is where the stream lies, if it may be moved."""

    organisation: str
    stream: BinaryIO
    sha256: str
    size: int
    name: str
    file: Path | None = None


def receive(database: Database, store: EvidenceStore, upload: Upload, now: str) -> Outcome:
    """Keep an original; `now` is a UTC instant. Raises evidence's Refusal, and then nothing was kept or said."""
    organisation, sha256 = upload.organisation, upload.sha256
    taken = take_in(store, organisation, upload.stream, sha256, upload.size, upload.name, file=upload.file)
    _found_whole(database, organisation, sha256, now)
    op = make("photo.received", sha256, said_of(taken, organisation), id=ids.new_id(milliseconds(now)))
    return apply(database, op, SYSTEM, now)


def _found_whole(database: Database, organisation: str, sha256: str, now: str) -> None:
    """Bytes that were lost or spoilt have come again: the store has them now."""
    with database.reading() as connection:
        known = states(connection, organisation, [sha256])
    if known and known[0]["problem"]:
        note(database, [(organisation, sha256, None)], now)


def said_of(taken: Taken, organisation: str) -> dict[str, Any]:
    """The body of `photo.received`; numbers with a point become text, as the log's canonical form asks.

    Where a photo was taken is left out: the log never forgets, and nobody asks there. It stays in the original alone.
    """
    return {
        "organisation": organisation,
        "size": taken.size,
        "format": taken.format,
        "width": taken.width,
        "height": taken.height,
        "exif": _plain({name: value for name, value in taken.exif.items() if name != "position"}),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return str(value) if isinstance(value, float) else value
