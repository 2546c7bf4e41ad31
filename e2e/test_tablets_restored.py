"""R17 with many tablets: the server is restored to an older backup under tablets that worked on, and each gives back what it holds.

The tablets are those of test_tablets, by the shipped modules; backup and restoration are the real ones, on both engines.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from audit_app.ops.verify import verify_log
from audit_app.packages.backup import restore_backup, write_backup
from audit_app.store.db import Database
from audit_app.store.tables import log
from e2e.test_tablets import STEPS, Played, apart, page
from evidence.folder import open_store
from tests.conftest import (
    command,
    database,
    engine_name,
    fresh_postgres,
    name_of,
    postgres,
    postgres_tables,
    sqlite_tables,
    with_tables,
)
from tests.ops.site_kit import NOW, Site

__all__ = ["database", "engine_name", "page", "postgres", "postgres_tables", "sqlite_tables"]
FRESH = Callable[[], Database]
OVERTAKEN = frozenset(
    [
        "wrong_state",
        "confirmed_words",
        "confirmed_since",
        "draft_deleted",
        "words_unseen",
        "stands_already",
        "superseded",
        "already_raised",
        "already_confirmed",
        "words_changed",
        "visit_closed",
    ]
)
"""Why something acknowledged is not done again: what came back before it, or is new, stands in its way."""


@pytest.fixture
def fresh(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FRESH]:
    """Gives a new database on the engine at each call."""
    made: list[Database] = []

    def one() -> Database:
        if engine_name == "sqlite":
            url = f"sqlite:///{tmp_path}/restored-{len(made)}.db"
        else:
            url = fresh_postgres(request.getfixturevalue("postgres"))
        made.append(with_tables(url))
        return made[-1]

    yield one
    for restored in made:
        restored.close()
        if engine_name == "postgresql":
            command(request.getfixturevalue("postgres"), f"DROP DATABASE {name_of(restored.url)} WITH (FORCE)")


class Restored:
    """One audit with so many tablets whose server goes back in the midst of the work; some were away all the time."""

    def __init__(self, page: Page, site: Site, seed: int, tablets: int, fresh: FRESH, file: Path) -> None:
        self.played = played = Played(page, site, 1, first=seed, tablets=tablets)
        self._work()
        write_backup(site.database, file, NOW)
        for _ in range(2):
            self._work(away=1)
        self.acknowledged: list[str] = played.run("acknowledged")
        site.database = fresh()
        restore_backup(site.database, file, open_store(file.with_suffix(".photos")))

    def _work(self, away: int = 0) -> None:
        orders = {one["seed"]: one["order"] for one in self.played.run("offline", STEPS)}
        self.played.meet({seed: order[: len(order) - away] for seed, order in orders.items()})

    def give_back(self) -> None:
        """Everybody comes, in an order of its own, with what was done since; then twice more."""
        self.played.run("goBack")
        self._work()
        for _ in range(3):
            self.played.meet({seed: list(range(len(self.played.people))) for seed in self.played.visits})

    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        """What the log of now last says of everything that was acknowledged before, by id."""
        wanted = select(log.c.id, log.c.outcome, log.c.why).where(log.c.id.in_(self.acknowledged)).order_by(log.c.seq)
        with self.played.site.database.reading() as connection:
            return {row.id: (row.outcome, row.why) for row in connection.execute(wanted)}


def lost(game: Restored) -> list[str]:
    return sorted(set(game.acknowledged) - game.outcomes().keys())


def heal(page: Page, database: Database, fresh: FRESH, folder: Path, runs: int, most: int) -> None:
    chance, site, done, all_ = random.Random(18), Site(database), 0, 0
    for n in range(runs):
        tablets = chance.randint(3, most)
        game = Restored(page, site, n, tablets, fresh, folder / f"{n}.zip")
        assert len(lost(game)) > 0, "what was acknowledged after the backup is gone at first"
        game.give_back()
        assert lost(game) == [], (n, tablets)
        said = game.outcomes().values()
        assert {why for outcome, why in said if outcome != "done"} <= OVERTAKEN, (n, tablets, said)
        assert apart(game.played)[:3] == [] and game.played.dropped() == [], (n, tablets)
        waiting = {row["why"] for row in site.rows("held")}
        assert waiting.isdisjoint({"base_not_here", "subject_not_here"}), (n, tablets, waiting)
        with site.database.reading() as connection:
            assert verify_log(connection).ok
        done, all_ = done + sum(outcome == "done" for outcome, _ in said), all_ + len(said)
    assert done > 0.8 * all_, (done, all_)


def test_tablets_give_a_restored_server_back_what_it_acknowledged(
    page: Page, database: Database, fresh: FRESH, tmp_path: Path
) -> None:
    heal(page, database, fresh, tmp_path, 4, 8)


@pytest.mark.torture
def test_fifty_restorations_under_three_to_twenty_tablets(
    page: Page, database: Database, fresh: FRESH, tmp_path: Path
) -> None:
    heal(page, database, fresh, tmp_path, 50, 20)


def test_the_control_tablets_that_keep_what_was_acknowledged_to_themselves(
    page: Page, database: Database, fresh: FRESH, tmp_path: Path
) -> None:
    game = Restored(page, Site(database), 1, 4, fresh, tmp_path / "1.zip")
    game.played.run("offline", 1)
    for _ in range(2):
        game.played.meet({seed: list(range(4)) for seed in game.played.visits})
    assert lost(game) != []
