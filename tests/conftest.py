"""Fixtures of all tests: a fresh database on each engine, the application on it, and its cast."""

import contextlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from audit_app.config import Config
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests import forked_decoder
from tests.once import follow
from tests.postgres import cluster
from tests.quick import SHIPPED_OPENING, be_quick
from tests.recycled import lent, no_more
from tests.shared_worlds import live_in

be_quick()
pytest_configure = live_in
NOW = "2023-10-27T02:42:00.000Z"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with cluster() as url:
        yield url
        no_more(url)


def fresh_postgres(url: str, template: str = "template0") -> str:
    """A new database in the cluster, empty or a copy of another one; returns its URL."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    command(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    return url.replace("/postgres?", f"/{name}?")


def command(url: str, statement: str) -> None:
    """Say one statement to the cluster itself."""
    admin = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(statement)
    admin.dispose()


def name_of(url: str) -> str:
    """The name of the database in a URL."""
    return url.split("?")[0].rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty place for a database, on each engine in turn."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path}/audit.db"
        return
    cluster_url = request.getfixturevalue("postgres")
    url = fresh_postgres(cluster_url)
    yield url
    drop(cluster_url, url)


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row, made once and copied for each test."""
    file = tmp_path_factory.mktemp("tables") / "audit.db"
    with_tables(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres: str) -> str:
    """The name of a database with every table and no row, made once and copied for each test."""
    url = fresh_postgres(postgres)
    with_tables(url).close()
    return name_of(url)


def with_tables(url: str) -> Database:
    database = Database(url)
    migrate(database)
    return database


@contextlib.contextmanager
def empty_one(engine_name: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """A database with every table and no row: a file in this folder, or one that others had before."""
    if engine_name == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_tables"), folder / "audit.db")
        database = Database(f"sqlite:///{folder}/audit.db")
        yield database
        database.close()
        return
    server, tables = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_tables")
    with lent(server, lambda: fresh_postgres(server, tables), lambda url: drop(server, url)) as database:
        yield database


def drop(server: str, url: str) -> None:
    command(server, f"DROP DATABASE {name_of(url)} WITH (FORCE)")


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with every table, on each engine in turn."""
    with empty_one(engine_name, request, tmp_path) as database:
        follow(database, patched_nothing(request))
        yield database


def patched_nothing(request: pytest.FixtureRequest) -> Callable[[], bool]:
    """Whether the test has patched nothing until now; asked when it tells a story."""
    if "monkeypatch" not in request.fixturenames:
        return lambda: True
    patches = request.getfixturevalue("monkeypatch")
    return lambda: not (patches._setattr or patches._setitem)


@pytest.fixture
def config(database: Database, tmp_path: Path) -> Config:
    return Config(
        database=database.url,
        evidence=str(tmp_path / "evidence"),
        uploads=str(tmp_path / "uploads"),
        clock=NOW,
        demo=True,
    )


@pytest.fixture
def shipped_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are decoded in the process that is shipped, not in a fork."""
    monkeypatch.setattr("evidence.decode._child", forked_decoder.SHIPPED)


@pytest.fixture
def shipped_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are read in the process that is shipped."""
    monkeypatch.setattr("audit_app.sheets.opening._child", SHIPPED_OPENING)


@pytest.fixture
def of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The door of the day on which an old version was the newest: so its rows came into logs, and what waited since."""
    monkeypatch.setattr("audit_app.ops.batch.check_newest", lambda op: None)
