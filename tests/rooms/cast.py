"""The cast told once for each engine and copied for every test: a file on SQLite, a template on PostgreSQL.

A conftest that wants it imports `database` and `script` from here; they stand in the place of those further up.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.config import Config
from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.ops import HOUSE
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from evidence.folder import open_store
from tests.conftest import command, fresh_postgres, name_of

_templates: dict[str, str] = {}


def told(url: str, folder: Path) -> None:
    database = Database(url)
    migrate(database)
    people.tell(Script(database, open_store(str(folder))))
    database.close()


def copied_file(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> str:
    if "sqlite" not in _templates:
        folder = tmp_path_factory.mktemp("cast")
        told(f"sqlite:///{folder}/audit.db", folder / "evidence")
        _templates["sqlite"] = str(folder)
    for name in ("audit.db", "audit.db-wal"):
        if (Path(_templates["sqlite"]) / name).exists():
            shutil.copy(Path(_templates["sqlite"]) / name, tmp_path / name)
    return f"sqlite:///{tmp_path}/audit.db"


def copied_database(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    if server not in _templates:
        url = fresh_postgres(server)
        told(url, tmp_path_factory.mktemp("cast"))
        _templates[server] = name_of(url)
    return fresh_postgres(server, _templates[server])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database of its own with the cast in it, on each engine in turn."""
    if request.param == "sqlite":
        database = Database(copied_file(tmp_path_factory, tmp_path))
        yield database
        database.close()
        return
    server = request.getfixturevalue("postgres")
    database = Database(copied_database(server, tmp_path_factory))
    yield database
    database.close()
    command(server, f"DROP DATABASE {name_of(database.url)} WITH (FORCE)")


@pytest.fixture
def script(database: Database, config: Config) -> Script:
    """The cast is here already; more of the story is told by the test."""
    return Script(database, open_store(config.evidence))


def noted(script: Script, organisation: str, sha256: str, note: str) -> None:
    """The house has the photo's bytes and has seen the picture, with this remark on its data."""
    body = {"organisation": organisation, "size": 10, "format": "JPEG", "width": 64, "height": 48, "exif": {}}
    script.do(HOUSE, "photo.received", sha256, body)
    verdict = {"organisation": organisation, "problem": note, "phash": "80b4297bb0b4acb4"}
    script.do(HOUSE, "photo.checked", sha256, verdict)
    script.flush()
