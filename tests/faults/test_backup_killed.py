"""R7: kill -9 while a backup is written. The backup before it stays, or the new one is whole; what the killed one left is gone
after the next, and one that is being written is left alone.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit_app.packages.backup import Unfit, write_backup
from audit_app.packages.parts import PART
from audit_app.store.db import Database
from evidence.folder import FolderStore
from tests.conftest import NOW
from tests.faults.drill import Drill

FILE = "nightly.zip"


class Killed:
    """A drill whose backups are made by processes that are killed; `left` counts those that were in the middle of it."""

    def __init__(self, folder: Path, photos: int, how: str = "whole") -> None:
        self.folder, self.how, self.left = folder, how, 0
        self.drill = Drill(folder, photos, 1)
        began = time.monotonic()
        write_backup(self.drill.source, folder / FILE, NOW, self.drill.shelved.shelf)
        self.takes = time.monotonic() - began

    def start(self) -> subprocess.Popen[str]:
        """A process that stands before its backup."""
        shelf = str(self.drill.shelved.shelf.root)
        command = [
            sys.executable,
            "-m",
            "tests.faults.backer",
            self.drill.source.url,
            shelf,
            str(self.folder / FILE),
            self.how,
        ]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert child.stdout and child.stdout.readline() == "ready\n"
        return child

    def once(self, after: float) -> list[str]:
        """Kill one so many seconds after it began; what the drill has to complain of."""
        child = self.start()
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
        time.sleep(after)
        child.kill()
        child.communicate()
        parts = list(self.folder.glob(f"*{PART}"))
        self.left += bool(parts)
        target, shelf = self.drill._next()
        return self.drill._restored(self.folder / FILE, target, shelf, set())


def killed(folder: Path, kills: int, photos: int, how: str = "whole") -> tuple[list[str], int]:
    run, chance = Killed(folder, photos, how), random.Random(7)
    complaints = [one for _ in range(kills) for one in run.once(chance.uniform(0, 1.2 * run.takes))]
    run.drill.source.close()
    return complaints, run.left


@pytest.mark.parametrize(("kills", "photos"), [(4, 60), pytest.param(50, 200, marks=pytest.mark.torture)])
def test_a_killed_backup_takes_nothing_with_it(tmp_path: Path, kills: int, photos: int) -> None:
    complaints, left = killed(tmp_path, kills, photos)
    print(f"\nR7: {kills} kills, {left} of them in the middle")
    assert complaints == []
    assert left >= kills // 4, "too few were in the middle of it"


def test_control_a_backup_that_is_written_into_its_place(tmp_path: Path) -> None:
    complaints, _ = killed(tmp_path, 4, 60, "straight")
    assert complaints


def in_the_middle(run: Killed) -> subprocess.Popen[str]:
    """A process that has begun to write its backup."""
    while True:
        child = run.start()
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
        while child.poll() is None:
            if any(part.stat().st_size for part in run.folder.glob(f"*{PART}")):
                child.send_signal(19)
                return child
            time.sleep(0.001)


def test_what_a_killed_one_left_goes_with_the_next_backup_and_what_is_written_stays(tmp_path: Path) -> None:
    run = Killed(tmp_path, 60)
    child, other = in_the_middle(run), tmp_path / "other.zip"
    (part,) = tmp_path.glob(f"*{PART}")
    foreign = tmp_path / "film.zip.part"
    foreign.write_bytes(b"somebody else's")
    shelf = FolderStore(run.drill.shelved.shelf.root)
    try:
        write_backup(run.drill.source, other, NOW, shelf)
        assert part.exists(), "it is being written"
        with pytest.raises(Unfit, match="正在写"):
            write_backup(run.drill.source, tmp_path / FILE, NOW, shelf)
        assert part.exists()
    finally:
        child.kill()
        child.communicate()
    assert part.exists(), "the control: a killed one leaves it"
    write_backup(run.drill.source, other, NOW, shelf)
    assert not part.exists() and foreign.exists()
    assert run.once(0) == []
    run.drill.source.close()


def test_the_same_place_is_used_again_after_a_kill(tmp_path: Path) -> None:
    run = Killed(tmp_path, 60)
    child = in_the_middle(run)
    child.kill()
    child.communicate()
    source: Database = run.drill.source
    write_backup(source, tmp_path / FILE, NOW, run.drill.shelved.shelf)
    assert list(tmp_path.glob(f"*{PART}")) == []
    target, shelf = run.drill._next()
    assert run.drill._restored(tmp_path / FILE, target, shelf, set()) == []
    source.close()
