"""`serve` stopped in order leaves one file that is whole, and does not begin anew where a database was."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from audit_app.cli import server
from audit_app.store.db import Database
from tests.cli.test_commands import run
from tests.conftest import sqlite_tables
from tests.faults.served import Served, free_port
from tests.store.test_write_ahead import Live, rows_in

__all__ = ["sqlite_tables"]


def test_after_a_stop_the_file_alone_is_whole(sqlite_tables: Path, tmp_path: Path) -> None:
    live = Live(tmp_path / "audit.db", sqlite_tables)
    served = Served(f"sqlite:///{live.file}", tmp_path)
    served.start()
    live.write(12)
    left_open = Path(f"{live.file}-wal").stat().st_size
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert left_open > 0 and Path(f"{live.file}-wal").stat().st_size == 0
    assert rows_in(shutil.copyfile(live.file, tmp_path / "alone.db")) == 12


def test_a_database_that_went_is_no_new_beginning(
    sqlite_tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shutil.copyfile(sqlite_tables, tmp_path / "audit.db")
    monkeypatch.setenv("AUDIT_DATABASE", f"sqlite:///{file}")
    monkeypatch.setattr(server, "_supervise", lambda jobs: None)
    assert run(capsys, "serve", "--port", str(free_port()))[0] == 0
    assert Path(f"{file}-wal-of").exists()
    file.unlink()
    status, _out, err = run(capsys, "serve")
    assert status == 2 and "不见了" in err and not file.exists()
    file.touch()
    status, _out, err = run(capsys, "serve")
    assert status == 2 and "不见了" in err and file.stat().st_size == 0
    for command in ("verify --log", "check", "held", "serve"):
        status, _out, err = run(capsys, *command.split())
        assert status == 2 and "不见了" in err and file.stat().st_size == 0, command
    Database(f"sqlite:///{file}").close()


def test_a_file_emptied_under_the_server_stays_empty(sqlite_tables: Path, tmp_path: Path) -> None:
    live = Live(tmp_path / "audit.db", sqlite_tables)
    served = Served(f"sqlite:///{live.file}", tmp_path)
    served.start()
    live.database.close()
    os.truncate(live.file, 0)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert live.file.stat().st_size == 0, "nothing was made of it that a start would take for a database"
