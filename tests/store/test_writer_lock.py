"""The writers' lock: nothing stays open behind a thread or a closed database, and nobody waits for it without end."""

import os
import threading
import time
from pathlib import Path

import pytest

from audit_app.store import db
from audit_app.store.db import Database, WriterBusy, WriterLock


def open_locks(path: str) -> int:
    """How many of this process's open files are the lock file."""
    found = 0
    for one in Path("/proc/self/fd").iterdir():
        try:
            found += os.readlink(one) == path
        except FileNotFoundError:
            continue
    return found


def hold_in_threads(lock: WriterLock, threads: int) -> None:
    def once() -> None:
        with lock.holding():
            pass

    for _ in range(threads):
        thread = threading.Thread(target=once)
        thread.start()
        thread.join()


def test_a_thread_that_ends_leaves_no_file_open(tmp_path: Path) -> None:
    path = str(tmp_path / "a.lock")
    lock = WriterLock(path)
    hold_in_threads(lock, 30)
    assert open_locks(path) == 0
    with lock.holding():
        assert open_locks(path) == 1


def test_control_a_file_that_is_never_closed_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(db._Opened, "__del__", lambda self: left.append(self.number))
    path = str(tmp_path / "a.lock")
    hold_in_threads(WriterLock(path), 30)
    assert open_locks(path) == 30
    for number in left:
        os.close(number)


def test_a_closed_database_leaves_nothing_open_and_may_be_used_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/audit.db")
    path = f"{tmp_path}/audit.db"
    for _ in range(3):
        with database.writing() as connection:
            connection.exec_driver_sql("SELECT 1")
        assert open_locks(path + ".lock") == 1
        database.close()
        assert sum(open_locks(path + end) for end in ("", "-wal", "-shm", ".lock")) == 0


def test_closing_takes_no_lock_away_from_who_holds_it(tmp_path: Path) -> None:
    lock, other = WriterLock(str(tmp_path / "a.lock")), WriterLock(str(tmp_path / "a.lock"))
    with lock.holding():
        lock.close()
        with pytest.raises(WriterBusy), other.holding(0.05):
            pass
    with other.holding(0.05):
        pass


def test_nobody_waits_for_the_lock_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, database = Database(f"sqlite:///{tmp_path}/audit.db"), Database(f"sqlite:///{tmp_path}/audit.db")
    began = time.monotonic()
    with slow.writing():
        with pytest.raises(WriterBusy), database.lock.holding(0.2):  # type: ignore[union-attr]
            pass
        assert time.monotonic() - began >= 0.2
    with database.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
