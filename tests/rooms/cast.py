"""The cast and what a story tells upon it, told once for each engine and copied for every test: a file on SQLite, a template
on PostgreSQL.

A stage is known by the name of the fixture that stands on it: the last one of a story that a test asks for is the one that
its database is a copy of.
"""

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit_app.config import Config
from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.ops import SYSTEM
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from evidence.folder import open_store
from tests.conftest import command, fresh_postgres, name_of

STAGES: dict[str, "Stage"] = {}


@dataclass(frozen=True)
class Stage:
    """A point of a story. `tell` tells the script what happened since the stage `before`; what it gives back is kept."""

    name: str
    tell: Callable[[Script], Any]
    before: "Stage | None" = None

    def __post_init__(self) -> None:
        STAGES[self.name] = self

    def stands_on(self) -> list["Stage"]:
        """The stages before it, the earliest first."""
        return [*self.before.stands_on(), self.before] if self.before else []


@dataclass(frozen=True)
class Told:
    """A stage as it was told: the folder with its photos, which database is copied, its time, and what `tell` gave."""

    folder: Path
    url: str
    time: str
    memory: Any


CAST = Stage("cast", people.tell)
_told: dict[tuple[str, Stage], Told] = {}


def told(stage: Stage, server: str | None, new_folder: Callable[[str], Path]) -> Told:
    """The stage on this PostgreSQL server, or on SQLite where there is none; told now when it has not been."""
    if (kept := _told.get((server or "", stage))) is not None:
        return kept
    before = told(stage.before, server, new_folder) if stage.before else None
    folder = new_folder(stage.name)
    database = Database(copied(before, server, folder))
    if before is None:
        migrate(database)
    script = Script(database, open_store(str(folder / "evidence")))
    script.time = before.time if before else script.time
    memory = stage.tell(script)
    script.flush()
    database.close()
    _told[server or "", stage] = Told(folder, database.url, script.time, memory)
    return _told[server or "", stage]


def copied(kept: Told | None, server: str | None, folder: Path) -> str:
    """A copy in this folder of what was told, or nothing told yet; returns the URL of the database."""
    if kept and (kept.folder / "evidence").exists():
        shutil.copytree(kept.folder / "evidence", folder / "evidence")
    if server:
        return fresh_postgres(server, name_of(kept.url) if kept else "template0")
    for name in ("audit.db", "audit.db-wal"):
        if kept and (kept.folder / name).exists():
            shutil.copy(kept.folder / name, folder / name)
    return f"sqlite:///{folder}/audit.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def stage_told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The last stage that this test asks for by name, the cast where it asks for none, on each engine in turn."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    wanted = [STAGES[name] for name in request.fixturenames if name in STAGES] or [CAST]
    last = max(wanted, key=lambda stage: len(stage.stands_on()))
    assert {last, *last.stands_on()} >= set(wanted), "a test stands on two stories"
    return told(last, server, tmp_path_factory.mktemp)


@pytest.fixture
def database(stage_told: Told, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of its own as that stage left it."""
    server = None if stage_told.url.startswith("sqlite") else request.getfixturevalue("postgres")
    database = Database(copied(stage_told, server, tmp_path))
    yield database
    database.close()
    if server:
        command(server, f"DROP DATABASE {name_of(database.url)} WITH (FORCE)")


@pytest.fixture
def script(database: Database, config: Config, stage_told: Told) -> Script:
    """More of the story is told by the test, from the time at which the stage ended."""
    script = Script(database, open_store(config.evidence))
    script.time = stage_told.time
    return script


@pytest.fixture
def memory(stage_told: Told) -> Any:
    """What the telling of the stage gave back, to be changed at will."""
    return copy.deepcopy(stage_told.memory)


def noted(script: Script, organisation: str, sha256: str, note: str) -> None:
    """The house has the photo's bytes and has seen the picture, with this remark on its data."""
    body = {"organisation": organisation, "size": 10, "format": "JPEG", "width": 64, "height": 48, "exif": {}}
    script.do(SYSTEM, "photo.received", sha256, body)
    verdict = {"organisation": organisation, "problem": note, "phash": "80b4297bb0b4acb4"}
    script.do(SYSTEM, "photo.checked", sha256, verdict)
    script.flush()
