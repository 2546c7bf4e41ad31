"""The cast and what a story tells upon it, told once for each engine and put into the database of every test.

A stage is known by the name of the fixture that stands on it: the last one of a story that a test asks for is the one that
its database is a copy of.
"""

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit_app.config import Config
from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.ops import SYSTEM
from audit_app.store.db import Database
from evidence.folder import open_store
from tests.conftest import empty_one
from tests.holding import Holding, held_by, put_into
from tests.once import wrote

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
    """A stage as it was told: the folder with its photos, what the database held and before that, its time, and what `tell` gave."""

    folder: Path
    held: Holding
    empty: Holding
    time: str
    memory: Any


CAST = Stage("cast", people.tell)
_told: dict[tuple[str, Stage], Told] = {}


def told(stage: Stage, engine_name: str, request: pytest.FixtureRequest) -> Told:
    """The stage on this engine; told now when it has not been."""
    if (kept := _told.get((engine_name, stage))) is not None:
        return kept
    before = told(stage.before, engine_name, request) if stage.before else None
    folder: Path = request.getfixturevalue("tmp_path_factory").mktemp(stage.name)
    with empty_one(engine_name, request, folder) as database:
        empty = held_by(database)
        if before:
            stand(before, database, folder)
        script = Script(database, open_store(str(folder / "evidence")))
        script.time = before.time if before else script.time
        memory = stage.tell(script)
        script.flush()
        kept = _told[engine_name, stage] = Told(folder, held_by(database), empty, script.time, memory)
    return kept


def stand(kept: Told, database: Database, folder: Path) -> None:
    """Put what was told into an empty database, and its photos into this folder."""
    put_into(database, kept.held, kept.empty)
    wrote(database)
    if (kept.folder / "evidence").exists():
        shutil.copytree(kept.folder / "evidence", folder / "evidence")


@pytest.fixture
def stage_told(engine_name: str, request: pytest.FixtureRequest) -> Told:
    """The last stage that this test asks for by name, the cast where it asks for none, on each engine in turn."""
    wanted = [STAGES[name] for name in request.fixturenames if name in STAGES] or [CAST]
    last = max(wanted, key=lambda stage: len(stage.stands_on()))
    assert {last, *last.stands_on()} >= set(wanted), "a test stands on two stories"
    return told(last, engine_name, request)


@pytest.fixture
def database(stage_told: Told, database: Database, tmp_path: Path) -> Database:
    """A database of its own as that stage left it."""
    stand(stage_told, database, tmp_path)
    return database


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
