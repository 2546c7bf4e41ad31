"""An SQLite file and the write-ahead file of another: never laid over one another, whatever was exchanged, and when."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from audit_app.cli.common import Failure, open_database
from audit_app.store import write_ahead
from audit_app.store.db import Database, Unusable
from tests.conftest import sqlite_tables

__all__ = ["sqlite_tables"]
PARTS = ("", "-wal", "-wal-of")


class Live:
    """A database in use; `left` is what lies there after a kill at this moment."""

    def __init__(self, file: Path, start: Path) -> None:
        self.file = file
        shutil.copyfile(start, file)
        self.database = Database(f"sqlite:///{file}")
        self.wrote = 0

    def write(self, rows: int) -> None:
        for _row in range(rows):
            with self.database.writing() as connection:
                connection.execute(
                    text("INSERT INTO rate_windows (name, window, count) VALUES (:name, 0, :n)"),
                    {"name": f"{self.wrote} {'x' * 900}", "n": self.wrote},
                )
            self.wrote += 1

    def left(self, folder: Path) -> Path:
        folder.mkdir()
        for part in PARTS:
            one = Path(f"{self.file}{part}")
            if one.exists():
                shutil.copyfile(one, folder / one.name)
        return folder / self.file.name


@pytest.fixture
def live(sqlite_tables: Path, tmp_path: Path) -> Live:
    (tmp_path / "live").mkdir()
    one = Live(tmp_path / "live/audit.db", sqlite_tables)
    one.database.fold()
    return one


def rows_in(file: Path) -> int:
    database = Database(f"sqlite:///{file}")
    with database.reading() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        found = int(connection.scalar(text("SELECT count(*) FROM rate_windows")) or 0)
    database.close()
    return found


def older_in_place(live: Live, tmp_path: Path) -> Path:
    """The older of two copies put in the place of the file, beside the last commits of the newer one."""
    live.write(200)
    live.database.fold()
    old = shutil.copyfile(live.file, tmp_path / "old.db")
    live.write(300)
    live.database.fold()
    live.write(40)
    file = live.left(tmp_path / "killed")
    shutil.copyfile(old, file)
    return file


def test_an_older_copy_is_not_opened_under_the_last_commits_of_the_newer(live: Live, tmp_path: Path) -> None:
    file = older_in_place(live, tmp_path)
    before = Path(f"{file}-wal").read_bytes()
    with pytest.raises(Unusable, match="换上来的另一份") as refused:
        Database(f"sqlite:///{file}")
    assert f"{file.name}-wal" in str(refused.value) and Path(f"{file}-wal").read_bytes() == before
    shutil.copyfile(live.file, file)
    assert rows_in(file) == 540, "with the file it belongs to, everything is there"


def test_without_the_number_the_older_copy_breaks(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: SQLite itself lays the one over the other."""
    file = older_in_place(live, tmp_path)
    monkeypatch.setattr(write_ahead, "check_together", lambda path: None)
    with sqlite3.connect(file) as raw:
        try:
            broken = raw.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
            lost = raw.execute("SELECT count(*) FROM rate_windows").fetchone()[0] != 540
        except sqlite3.DatabaseError:
            broken = lost = True
    assert broken or lost


def test_last_commits_without_their_file_are_kept(live: Live, tmp_path: Path) -> None:
    live.write(5)
    file = live.left(tmp_path / "killed")
    file.rename(tmp_path / "aside.db")
    with pytest.raises(Unusable, match="不在，旁边却有"):
        Database(f"sqlite:///{file}")
    assert Path(f"{file}-wal").stat().st_size > 0
    with pytest.raises(Failure, match="不在，旁边却有"):
        open_database(f"sqlite:///{file}")
    (tmp_path / "aside.db").rename(file)
    assert rows_in(file) == 5


def test_after_folding_the_file_alone_is_whole(live: Live, tmp_path: Path) -> None:
    live.write(20)
    live.database.fold()
    assert rows_in(shutil.copyfile(live.file, tmp_path / "alone.db")) == 20
    live.database.close()
    other = shutil.copyfile(tmp_path / "alone.db", live.file)
    assert rows_in(other) == 20, "nothing waits beside it: any copy may take its place"


def test_a_reader_who_keeps_the_fold_back_makes_no_file_foreign(live: Live, tmp_path: Path) -> None:
    live.write(5)
    raw = sqlite3.connect(live.file, isolation_level=None, timeout=0)
    with live.database.reading() as connection:
        connection.execute(text("SELECT count(*) FROM rate_windows")).scalar()
        for turn in range(3):
            live.write(1)
            write_ahead.fold(raw, str(live.file))
            assert len(write_ahead._listed(Path(f"{live.file}-wal-of"))) == 2, "the reader keeps it back"
            assert rows_in(live.left(tmp_path / f"held-{turn}")) == 6 + turn
    write_ahead.fold(raw, str(live.file))
    assert len(write_ahead._listed(Path(f"{live.file}-wal-of"))) == 1
    assert rows_in(live.left(tmp_path / "after")) == 8


class Stopped(BaseException):
    """A kill in the midst."""


@pytest.mark.parametrize("at", ["before the note", "after the note", "before the checkpoint", "after the checkpoint"])
def test_a_kill_in_the_midst_of_a_fold_makes_no_file_foreign(
    live: Live, tmp_path: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.write(7)
    raw = Dying(sqlite3.connect(live.file, isolation_level=None), at, live, tmp_path / "killed")
    written = write_ahead._write

    def write(note: Path, numbers: list[int]) -> None:
        if at == "before the note" or (at == "after the checkpoint" and len(numbers) == 1):
            raw.dies()
        written(note, numbers)
        if at == "after the note":
            raw.dies()

    monkeypatch.setattr(write_ahead, "_write", write)
    with pytest.raises(Stopped):
        write_ahead.fold(raw, str(live.file))
    monkeypatch.undo()
    assert rows_in(tmp_path / "killed/audit.db") == 7
    again = Database(f"sqlite:///{tmp_path / 'killed/audit.db'}")
    again.fold()
    again.close()
    assert rows_in(tmp_path / "killed/audit.db") == 7


class Dying:
    """A connection whose process is killed `at` a place: what lies there then is set aside."""

    def __init__(self, raw: sqlite3.Connection, at: str, live: Live, into: Path) -> None:
        self.raw, self.at, self.live, self.into = raw, at, live, into

    def cursor(self) -> "Dying":
        return self

    def execute(self, statement: str) -> sqlite3.Cursor:
        if self.at == "before the checkpoint" and "checkpoint" in statement:
            self.dies()
        return self.raw.execute(statement)

    def dies(self) -> None:
        self.live.left(self.into)
        raise Stopped


def test_a_new_database_in_the_place_of_one_taken_away_whole(live: Live, sqlite_tables: Path) -> None:
    live.write(3)
    live.database.close()
    live.file.unlink()
    new = Live(live.file, sqlite_tables)
    new.write(2)
    assert rows_in(new.file) == 2
