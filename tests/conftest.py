"""Fixtures of all tests: a fresh database on each engine, the application on it, and its cast."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from audit_app.config import Config
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests import forked_decoder
from tests.postgres import cluster
from tests.quick import be_quick
from tests.shared_worlds import live_in

be_quick()
pytest_configure = live_in
NOW = "2023-10-27T02:42:00.000Z"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with cluster() as url:
        yield url


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
    command(cluster_url, f"DROP DATABASE {name_of(url)} WITH (FORCE)")


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


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with every table, on each engine in turn."""
    if engine_name == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_tables"), tmp_path / "audit.db")
        database = Database(f"sqlite:///{tmp_path}/audit.db")
        yield database
        database.close()
    else:
        cluster_url, tables = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_tables")
        database = Database(fresh_postgres(cluster_url, tables))
        yield database
        database.close()
        command(cluster_url, f"DROP DATABASE {name_of(database.url)} WITH (FORCE)")


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
def of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The door of the day on which an old version was the newest: so its rows came into logs, and what waited since."""
    monkeypatch.setattr("audit_app.ops.batch.check_newest", lambda op: None)
