"""Fixtures of all tests: a fresh database on each engine, the application on it, and its cast."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from audit_app.config import Config
from audit_app.store.db import Database
from audit_app.store.tables import metadata
from tests.postgres import cluster

NOW = "2023-10-27T02:42:00.000Z"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with cluster() as url:
        yield url


def fresh_postgres(url: str) -> str:
    """A new empty database in the cluster; returns its URL."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    admin = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place for a database, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/audit.db"
    return fresh_postgres(request.getfixturevalue("postgres"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with every table, on each engine in turn."""
    database = Database(database_url)
    metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def config(database: Database, tmp_path: Path) -> Config:
    return Config(
        database=database.url,
        evidence=str(tmp_path / "evidence"),
        uploads=str(tmp_path / "uploads"),
        clock=NOW,
        demo=True,
    )
