"""The tests' own ways to be quick: a story told once is what telling it again would leave, and a database that is lent on
shows nothing of who had it before."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.log import put_effects
from tests.conftest import empty_one
from tests.once import follow, once
from tests.ops.all_rows import everything
from tests.ops.office_kit import Office
from tests.ops.people_kit import World
from tests.recycled import lent, no_more, second_of

KINDS = "spot_check.notify", "spot_check.conclude", "city_round.accept"
BY_CHANCE = {"log", "head", "heads", "effects", "digests"}


@pytest.fixture
def another(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """An empty database of this engine, as often as one is asked for."""
    with ExitStack() as stack:

        def empty() -> Database:
            folder = tmp_path / ids.new_id()
            folder.mkdir()
            return stack.enter_context(empty_one(engine_name, request, folder))

        yield empty


def followed(database: Database) -> Database:
    follow(database)
    return database


def acts(database: Database) -> list[tuple[Any, ...]]:
    """The log without what chance gave."""
    rows = everything(database)["log"]
    return [(row["seq"], row["kind"], row["actor"], row["v"], row["outcome"], row["why"]) for row in rows]


def test_a_story_put_down_is_the_story_that_was_told(another: Callable[[], Database]) -> None:
    first, second = followed(another()), followed(another())
    ones, others = World(first), World(second)
    assert ones.to("open") == others.to("open")
    assert everything(first) == everything(second)
    for world in (ones, others):
        world.sure("liyan", "audit.submit", world.audit, {})
    assert acts(first) == acts(second)
    one, other = (everything(database, BY_CHANCE) for database in (first, second))
    assert one == other


def test_counters_go_on_where_the_story_left_them(another: Callable[[], Database]) -> None:
    def note(database: Database, *ops: str) -> None:
        with database.writing() as connection:
            put_effects(connection, [{"op_id": op, "name": "look", "args": "{}"} for op in ops])

    for _ in range(2):
        database = followed(another())
        once(database, "two effects", lambda kept=database: note(kept, "one", "two"))  # type: ignore[misc]
        note(database, "three")
        assert [row["id"] for row in everything(database)["effects"]] == [1, 2, 3]


@pytest.mark.parametrize("order", [KINDS, KINDS[::-1]])
def test_a_life_gone_on_with_is_the_life_lived_from_its_beginning(
    another: Callable[[], Database], order: tuple[str, ...]
) -> None:
    for kind in order:
        quick, plain = Office(followed(another())), Office(another())
        assert quick.until(kind).kind == plain.until(kind).kind == kind
        assert acts(quick.database) == acts(plain.database)
        tables, meant = quick.all(), plain.all()
        assert {name: len(rows) for name, rows in tables.items()} == {name: len(rows) for name, rows in meant.items()}
        assert [row["state"] for row in tables["spot_checks"]] == [row["state"] for row in meant["spot_checks"]]


def test_what_a_test_writes_or_patches_ends_it(another: Callable[[], Database]) -> None:
    told: list[str] = []

    def tell(database: Database) -> None:
        once(database, "a story of this test", lambda: told.append("told"))

    for _ in range(2):
        tell(followed(another()))
    assert len(told) == 1
    wrote = followed(another())
    World(wrote).sure("operator", "organisation.create", ids.new_id(), {"kind": "body", "code": "N", "name": "新机构"})
    patched = another()
    follow(patched, lambda: False)
    for database in (wrote, patched, another()):
        tell(database)
    assert len(told) == 4


def _define(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE settings DROP COLUMN value")


def _listen(database: Database) -> None:
    event.listen(database.engine, "before_cursor_execute", lambda *_: None)


def _hang(database: Database) -> None:
    database.more = 1  # type: ignore[attr-defined]


def _leave_open(database: Database) -> None:
    database.kept = database.engine.connect()  # type: ignore[attr-defined]


def _write(database: Database) -> None:
    Office(database)


def _second(database: Database) -> None:
    Office(second_of(database))


@pytest.mark.parametrize(
    ("leave", "again"),
    [(_define, False), (_listen, False), (_hang, False), (_leave_open, False), (_write, True), (_second, True)],
)
def test_only_a_database_with_nothing_but_rows_is_lent_again(
    postgres: str, postgres_tables: str, leave: Callable[[Database], None], again: bool
) -> None:
    from tests.conftest import drop, fresh_postgres

    no_more(postgres)
    made: list[str] = []
    dropped: list[str] = []

    def make() -> str:
        made.append(fresh_postgres(postgres, postgres_tables))
        return made[-1]

    def gone(url: str) -> None:
        dropped.append(url)
        drop(postgres, url)

    with lent(postgres, make, gone) as database:
        before = everything(database)
        leave(database)
    with lent(postgres, make, gone) as database:
        assert everything(database) == before
        assert database.url == made[-1]
    assert len(made) == (1 if again else 2)
    assert dropped == made[: len(made) - 1]
