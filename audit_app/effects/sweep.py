"""Originals that nothing names are removed from the store after a term: once a day by the worker, or by a command.

Why none can be lost that somebody names, or is sending, stands in `docs/decisions`.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from audit_app.effects.redigest import DAY_MS
from audit_app.ops import SYSTEM, apply, make
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.store import photo_names
from audit_app.store.db import Database
from audit_app.store.log import lock_head
from audit_app.store.photo_names import Key
from evidence.store import EvidenceStore, Original

PORTION = 500
logger = logging.getLogger("audit_app.effects")


@dataclass
class Swept:
    """What a sweep removed (or would remove), and how many without a name are not old enough; `since` is when the term began."""

    removed: list[tuple[Original, str]] = field(default_factory=list)
    waiting: int = 0


class Daily:
    """When the worker swept last: once for each day it runs, and when it starts."""

    def __init__(self) -> None:
        self.last: int | None = None

    def sweep(self, database: Database, shelf: EvidenceStore, now: str, days: int) -> int:
        """Sweep where a day has gone by; how many were removed. With no `days` nothing is swept."""
        at = milliseconds(now)
        if not days or (self.last is not None and at - self.last < DAY_MS):
            return 0
        self.last = at
        removed = sweep(database, shelf, now, days).removed
        for original, _ in removed:
            logger.info("original %s of %s had no op and was removed", original.sha256, original.organisation)
        return len(removed)


def sweep(database: Database, shelf: EvidenceStore, now: str, days: int, *, dry: bool = False) -> Swept:
    """Remove originals that nothing has named for `days` days; with `dry` only say which."""
    found, through = _without_name(database, shelf, now)
    result = Swept()
    for original, since in found:
        if milliseconds(since) > milliseconds(now) - days * DAY_MS:
            result.waiting += 1
        elif dry or _remove(database, shelf, original, through, now):
            result.removed.append((original, since))
    return result


def _without_name(database: Database, shelf: EvidenceStore, now: str) -> tuple[list[tuple[Original, str]], int]:
    """Each original without a name and since when; and how far the log was looked through.

    The term of all begins with the newest original that came to the store and that the log does not know: the log was
    longer once, and what it named then may be named again.
    """
    unnamed, newest = [], 0.0
    for portion in _portions(shelf.list_originals()):
        keys = {(one.organisation, one.sha256): one for one in portion}
        with database.reading() as connection:
            known = photo_names.known(connection, keys)
            taken = photo_names.shown(connection, keys) | photo_names.announced(connection, keys, now)
        newest = max([newest, *(keys[key].came_at for key in keys.keys() - known - taken)])
        unnamed += [keys[key] for key in keys.keys() - taken]
    with database.reading() as connection:
        lost = photo_names.without_photo(connection).keys() - {(one.organisation, one.sha256) for one in unnamed}
        unnamed += [
            Original(*key, 0, 0.0)
            for key in lost
            if not photo_names.announced(connection, [key], now) and not shelf.has(*key)
        ]
        if not unnamed:
            return [], 0
        named, received, through = photo_names.named_in_log(connection, {one.sha256 for one in unnamed})
    return [(one, _since(one, newest, received)) for one in sorted(unnamed) if one.sha256 not in named], through


def _since(original: Original, newest: float, received: Mapping[Key, str]) -> str:
    came = of_milliseconds(round(max(original.came_at, newest) * 1000))
    return max(came, received.get((original.organisation, original.sha256), came))


def _remove(database: Database, shelf: EvidenceStore, original: Original, through: int, now: str) -> bool:
    """Say it with an op, then take the bytes, each under the writers' lock; where anybody named or sent them meanwhile,
    they stay.
    """
    organisation, sha256, size, _ = original
    body = {"organisation": organisation, "size": size, "through": through}
    outcome = apply(database, make("photo.swept", sha256, body, id=ids.new_id(milliseconds(now))), SYSTEM, now)
    if outcome.outcome != "done":
        return False
    with database.writing() as connection:
        lock_head(connection)
        if photo_names.is_known(connection, organisation, sha256) or photo_names.is_named(
            connection, organisation, sha256, through, now
        ):
            return False
        shelf.drop(organisation, sha256)
    return True


def _portions(originals: Iterable[Original]) -> Iterator[list[Original]]:
    portion: list[Original] = []
    for one in originals:
        portion.append(one)
        if len(portion) == PORTION:
            yield portion
            portion = []
    yield portion
