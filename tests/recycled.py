"""A database of PostgreSQL that is lent to one test after another, with its connections: to make one and to drop it costs
more than most tests do. It is emptied in between; where a test left anything that emptying does not undo, it is thrown away.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from audit_app.store.db import Database
from tests.holding import Holding, empty_again, held_by, is_idle, speaking
from tests.once import follow, wrote

MOST_LOANS = 40
"""After so many its indexes are long with rows that nobody sees any more."""
SCHEMA = " UNION ALL ".join(
    f"SELECT count(*), max(xmin::text::bigint) FROM {catalog}"
    for catalog in (
        "pg_class",
        "pg_attribute WHERE attrelid >= 16384",
        "pg_constraint",
        "pg_trigger",
        "pg_proc",
        "pg_type",
    )
)
"""Whatever is defined, changed or dropped in a database shows in these."""
BACKENDS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


@dataclass
class Spare:
    """A database that may be lent: `first` is the test's, `second` that of an application on it."""

    first: Database
    empty: Holding
    schema: list[Any]
    second: Database | None = None
    loans: int = 0
    as_made: dict[Database, Any] = field(default_factory=dict)

    def databases(self) -> list[Database]:
        return [one for one in (self.first, self.second) if one]

    def can_be_lent_again(self) -> bool:
        """Whether the test left nothing but rows: no connection of its own, no definition, no listener."""
        if self.loans >= MOST_LOANS or not all(map(is_idle, self.databases())):
            return False
        if any(self.as_made[one] != _marks(one) for one in self.databases()):
            return False
        with speaking(self.first) as raw:
            ours = sum(engine.pool.checkedin() for one in self.databases() for engine in _engines(one))
            return bool(
                raw.execute(SCHEMA).fetchall() == self.schema and raw.execute(BACKENDS).fetchone()[0] <= ours + 1
            )

    def close(self) -> None:
        for one in self.databases():
            one.close()


_spares: dict[str, Spare] = {}
_out: WeakKeyDictionary[Database, Spare] = WeakKeyDictionary()


@contextlib.contextmanager
def lent(server: str, make: Callable[[], str], drop: Callable[[str], None]) -> Iterator[Database]:
    """A database with every table and no row; `make` gives the URL of a new one where none lies spare."""
    spare = _spares.pop(server, None) or _made(make())
    spare.loans += 1
    wrote(spare.first)  # whoever borrowed it last followed it; this one says so anew
    _out[spare.first] = spare
    again = False
    try:
        yield spare.first
        if again := spare.can_be_lent_again() and server not in _spares:
            empty_again(spare.first, spare.empty)
            _spares[server] = spare
    finally:
        if not again:
            spare.close()
            drop(spare.first.url)


def no_more(server: str) -> None:
    """The cluster is about to stop."""
    if spare := _spares.pop(server, None):
        spare.close()


def second_of(database: Database) -> Database:
    """Another opening of the same database, as an application has its own; nobody needs to close it."""
    spare = _out[database]
    if spare.second is None:
        spare.second = Database(database.url)
        spare.as_made[spare.second] = _marks(spare.second)
    return spare.second


def _made(url: str) -> Spare:
    database = Database(url)
    follow(database)
    with speaking(database) as raw:
        schema = raw.execute(SCHEMA).fetchall()
    spare = Spare(database, held_by(database), schema)
    spare.as_made[database] = _marks(database)
    return spare


def _engines(database: Database) -> list[Any]:
    return [database._writer, database._noter]


def _marks(database: Database) -> Any:
    """What a test may have set or hung on the object."""
    kept = {name: id(value) for name, value in vars(database).items()}
    listening = [
        (name, len(list(getattr(at.dispatch, name))))
        for engine in _engines(database)
        for at in (engine, engine.pool)
        for name in sorted(at.dispatch._event_names)
    ]
    return kept, listening
