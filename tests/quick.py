"""What makes the tests quick and changes nothing that they try: statements are compiled once for all databases of a kind,
passwords are hashed cheaply, pictures are decoded in forks, and sheets are read right here. What is shipped has tests of its
own: the cost of a password in rooms/auth/test_same_work, the process of the decoder and of the sheets wherever
`shipped_decoder` or `shipped_opening` is asked for."""

import json
from typing import Any, BinaryIO

from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from audit_app import passwords
from audit_app.demo import people
from audit_app.sheets import opening, opening_child
from audit_app.store import db
from evidence import decode
from tests import forked_decoder

SHIPPED = passwords._hasher
SHIPPED_OPENING = opening._child
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_compiled: dict[type, Any] = {}


def _equal(one: object, other: object) -> bool:
    return type(one) is type(other)


def _hash(one: object) -> int:
    return hash(type(one))


def engine_of_one_cache(url: str, **settings: Any) -> Engine:
    """Each test has databases of its own and would compile every statement anew, for a third of its time."""
    engine = create_engine(url, **settings)
    engine._compiled_cache = _compiled.setdefault(type(engine.dialect), LRUCache(5000))
    return engine


def read_here(asked: str, stream: BinaryIO, answer: BinaryIO) -> int:
    """In place of `opening._child`: the same question and answer without its process."""
    answer.write(opening_child.answer_to(json.loads(asked), stream.read()))
    answer.flush()
    return 0


def be_quick() -> None:
    """From here on, in this process. A compiled statement is found by the kind of its dialect, not by the one object of
    each engine; the demo is built with cheap hashes, so that servers on a copy of it compare cheaply."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__, kind.__hash__ = _equal, _hash  # type: ignore[method-assign, assignment]
    db.create_engine = engine_of_one_cache  # type: ignore[attr-defined, assignment]
    passwords._hasher = CHEAP
    people.PasswordHasher = lambda: CHEAP  # type: ignore[misc, assignment]
    decode._child = forked_decoder.child
    opening._child = read_here
