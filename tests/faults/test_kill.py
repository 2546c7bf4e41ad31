"""R1: kill -9 of the whole server at random moments under eight tablets. What was acknowledged is there, and once.

The control answers before it has committed and must lose. Everything that is checked was promised over HTTP.
"""

import hashlib
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import func, select

from audit_app.ops.verify import verify_log
from audit_app.rules.instants import of_milliseconds
from audit_app.security import token_hash
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import interviews, log, originals, photos, samples
from evidence.store import key_of
from tests.conftest import fresh_postgres
from tests.faults.served import Served
from tests.faults.tablets import TABLETS, Account, Tablet
from tests.ops.site_kit import Site
from tests.postgres import cluster

LONGEST_RUN = 60.0


@pytest.fixture(scope="module")
def durable_postgres() -> Iterator[str]:
    """A cluster that syncs its disk, as in production."""
    with cluster(durable=True) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A body with an open audit in a migrated database of each engine."""
    url = f"sqlite:///{tmp_path}/audit.db"
    if request.param == "postgresql":
        url = fresh_postgres(request.getfixturevalue("durable_postgres"))
    database = Database(url)
    migrate(database)
    yield Site(database)
    database.close()


@dataclass
class Run:
    """One run: what was promised, how often the server was killed, how long it took to come back (seconds)."""

    account: Account
    kills: int
    restarts: list[float]


def tokens(site: Site) -> list[tuple[str, str]]:
    """A session and its user for every tablet; two people share the work."""
    now, given = of_milliseconds(time.time_ns() // 1_000_000), []
    for number in range(TABLETS):
        user = site.users[("chenjing", "liyan")[number % 2]]
        token = hashlib.sha256(f"{number} {site.visit}".encode()).hexdigest()
        row = {"token_hash": token_hash(token), "user_id": user, "created_at": now, "seen_at": now}
        with site.database.writing() as connection:
            people.put_session(connection, **row, device=None, device_name=None, revoked_at=None)
        given.append((token, user))
    return given


def killed(site: Site, folder: Path, kills: int, acknowledged: int, photos: int, *, early: bool = False) -> Run:
    """Kill the server at least `kills` times and until so much was acknowledged.

    Each run lasts until a random number of further ops came through and a random moment longer, so that a slow machine
    needs more time, not more kills.
    """
    server, chance = Served(site.database.url, folder, early=early), random.Random(1)
    account, stop = Account(), threading.Event()
    restarts = [server.start()]
    tablets = [Tablet(server.port, token, user, site.visit, account, stop) for token, user in tokens(site)]
    for tablet in tablets:
        tablet.start()
    done = 0
    while True:
        run_for(account, chance.uniform(0, 2.2 * acknowledged / kills), chance.uniform(0, 0.1))
        server.kill()
        done += 1
        if done >= kills and len(account.ops) >= acknowledged and len(account.photos) >= photos:
            break
        assert done < 4 * kills, f"too slow: {len(account.ops)} ops and {len(account.photos)} photos after {done} kills"
        restarts.append(server.start())
    stop.set()
    for tablet in tablets:
        tablet.join(30)
    return Run(account, done, restarts)


def run_for(account: Account, more: float, longer: float) -> None:
    wanted, began = len(account.ops) + more, time.monotonic()
    while len(account.ops) < wanted and time.monotonic() - began < LONGEST_RUN:
        time.sleep(0.002)
    time.sleep(longer)


def lost(site: Site, run: Run) -> set[str]:
    with site.database.reading() as connection:
        kept = set(connection.scalars(select(log.c.id).where(log.c.outcome == "done")))
    return set(run.account.ops) - kept


def nothing_is_lost_or_doubled(site: Site, folder: Path, run: Run) -> None:
    account = run.account
    assert not account.refused and not account.changed_answers, (account.refused[:3], account.changed_answers[:3])
    assert lost(site, run) == set()
    assert missing_photos(site, folder, account) == set()
    with site.database.reading() as connection:
        report = verify_log(connection)
        assert report.ok, report.problem
        twice = select(log.c.id).where(log.c.outcome == "done").group_by(log.c.id).having(func.count() > 1)
        assert list(connection.scalars(twice)) == []
        for table, kind in ((samples, "sample.add"), (interviews, "interview.add"), (photos, "photo.add")):
            told = connection.scalars(select(log.c.subject).where(log.c.kind == kind)).all()
            assert sorted(told) == sorted(connection.scalars(select(table.c.id))), kind
        if site.database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def missing_photos(site: Site, folder: Path, account: Account) -> set[str]:
    """Promised photos whose bytes or row are not there."""
    body = site.organisations["JX"]
    with site.database.reading() as connection:
        rows = set(connection.scalars(select(originals.c.sha256).where(originals.c.organisation_id == body)))
    shelf = folder / "evidence"
    return {sha for sha in account.photos if sha not in rows or digest_of(shelf / key_of(body, sha)) != sha}


def digest_of(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def tell(site: Site, name: str, run: Run) -> None:
    engine = "sqlite" if site.database.is_sqlite else "postgresql"
    promised = f"{len(run.account.ops)} ops and {len(run.account.photos)} photos acknowledged"
    print(
        f"R1 {engine} {name}: {run.kills} kills, {promised}, {len(lost(site, run))} ops lost, "
        f"{run.account.retries} requests again, restart {median(run.restarts):.1f} s, at most {max(run.restarts):.1f} s"
    )


def whole(site: Site, folder: Path, kills: int, acknowledged: int, photos: int) -> None:
    run = killed(site, folder, kills, acknowledged, photos)
    tell(site, "as it is", run)
    nothing_is_lost_or_doubled(site, folder, run)
    assert run.kills >= kills and len(run.account.ops) >= acknowledged and len(run.account.photos) >= photos


@pytest.mark.timeout(1500)
def test_kill_nine_loses_nothing_that_was_acknowledged(site: Site, tmp_path: Path) -> None:
    whole(site, tmp_path, kills=50, acknowledged=10_000, photos=100)


def test_a_server_that_answers_before_the_commit_is_caught(site: Site, tmp_path: Path) -> None:
    run = killed(site, tmp_path, kills=3, acknowledged=200, photos=0, early=True)
    tell(site, "answering early", run)
    assert lost(site, run), "the control lost nothing: this test could not see a loss"


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_that_was_acknowledged(site: Site, tmp_path: Path) -> None:
    whole(site, tmp_path, kills=200, acknowledged=40_000, photos=400)
