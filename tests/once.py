"""Stories that many tests tell alike at their beginning are told once in a process, and what they left is put into the
database of whoever tells them again.

Only where the database holds nothing else: what a test writes of its own ends it, and so does what it patches. What is told
is the same each time, but for the ids made by chance; whoever tells keeps such ids in what it gives back.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event

from audit_app.store.db import Database
from tests.holding import Holding, held_by, is_idle, put_into

T = TypeVar("T")
Trail = tuple[Hashable, ...]


@dataclass
class Place:
    """Where a database stands: what was told upon its empty tables, None once anything else was written."""

    untouched: Callable[[], bool]
    trail: Trail | None = ()
    telling: bool = False

    def written(self, connection: Connection) -> None:
        if not self.telling and not connection.get_execution_options().get("postgresql_readonly"):
            self.trail = None


_places: WeakKeyDictionary[Database, Place] = WeakKeyDictionary()
_told: dict[tuple[bool, Trail], tuple[Holding, object]] = {}


def follow(database: Database, untouched: Callable[[], bool] = lambda: True) -> None:
    """From here on stories may be put into this database, which has its tables and no row yet, while the test has patched
    nothing."""
    if (known := _places.get(database)) is not None:
        known.untouched, known.trail = untouched, ()
        return
    place = _places[database] = Place(untouched)
    for engine in (database._writer, database._noter):
        event.listen(engine, "commit", place.written)


def wrote(database: Database) -> None:
    """Something was put into this database by another way than its own transactions."""
    if (place := _places.get(database)) is not None:
        place.trail = None


def once(database: Database, name: Hashable, tell: Callable[[], T]) -> T:
    """What `tell` gives after it has told a story of this name; the name says all that the story depends on."""
    place = _places.get(database)
    if place is None or place.trail is None or place.telling or not place.untouched() or not is_idle(database):
        return tell()
    trail = (*place.trail, name)
    if (database.is_sqlite, trail) not in _told:
        _tell(database, place, trail, tell)
    else:
        put_into(database, _told[database.is_sqlite, trail][0], _told[database.is_sqlite, place.trail][0])
    place.trail = trail
    return copy.deepcopy(_told[database.is_sqlite, trail][1])  # type: ignore[return-value]


def begin_with(database: Database, name: Hashable) -> bool:
    """Within `tell`, before it writes: let the database hold what this shorter story left, where it was told before."""
    place = _places.get(database)
    if place is None or not place.telling or place.trail is None:
        return False
    known = _told.get((database.is_sqlite, (*place.trail, name)))
    if known is not None:
        put_into(database, known[0], _told[database.is_sqlite, place.trail][0])
    return known is not None


def _tell(database: Database, place: Place, trail: Trail, tell: Callable[[], object]) -> None:
    place.telling = True
    try:
        if () not in {known for kind, known in _told if kind == database.is_sqlite}:
            _told[database.is_sqlite, ()] = held_by(database), None
        memory = tell()
        _told[database.is_sqlite, trail] = held_by(database), copy.deepcopy(memory)
    except BaseException:
        place.trail = None
        raise
    finally:
        place.telling = False
