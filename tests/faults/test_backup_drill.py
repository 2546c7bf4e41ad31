"""R7: a backup is a backup when it was restored. Made under load, with a damaged shelf, with a flipped bit in the file;
whatever is wrong is said, and everything else comes back.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from audit_app.packages import backup, backup_photos
from audit_app.store.db import Database
from tests.conftest import NOW
from tests.faults.drill import Drill


def drilled(folder: Path, seed: int, flips: int, photos: int = 4) -> list[str]:
    drill = Drill(folder, photos, seed)
    complaints = drill.under_load(lambda source, file: backup.write_backup(source, file, NOW, drill.shelved.shelf))
    for turn in range(flips):
        complaints += drill.flip_in_the_file() if turn % 2 else drill.flip_on_the_shelf()
    drill.source.close()
    return complaints


def test_a_drill_with_fifty_flips_finds_every_one(tmp_path: Path) -> None:
    assert drilled(tmp_path, 1, 50) == []


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(20))
def test_twenty_drills_with_a_thousand_flips(tmp_path: Path, seed: int) -> None:
    assert drilled(tmp_path, 100 + seed, 50, photos=20) == []


def test_control_a_backup_that_believes_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drill must complain of a build that takes a photo's name for its digest."""

    @contextlib.contextmanager
    def believing(stream: BinaryIO) -> Iterator[tuple[BinaryIO, str]]:
        with read(stream) as (copy, _):
            yield copy, Path(stream.name).name

    read = backup_photos._copied
    monkeypatch.setattr(backup_photos, "_copied", believing)
    assert drilled(tmp_path, 1, 3)


def test_control_a_copied_file_without_its_journal(tmp_path: Path) -> None:
    """The drill must complain of a backup that copies the database file while people work."""
    drill = Drill(tmp_path, 2, 1)

    def copied(source: Database, file: Path) -> None:
        shutil.copy(str(source.path), tmp_path / "copied.db")
        with contextlib.closing(Database(f"sqlite:///{tmp_path}/copied.db")) as copy:
            backup.write_backup(copy, file, NOW, drill.shelved.shelf)

    assert drill.under_load(copied)
    drill.source.close()
