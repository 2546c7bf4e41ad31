"""`check` and `verify` where nothing can be written: a data folder that is read-only, a full folder for temporary files."""

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit_app.ops import checking
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.cli.test_commands import run
from tests.ops.site_kit import NOW, Site

NOBODY = 65534


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that anybody may enter, with a database and its photos; the commands find it in the settings."""
    folder = Path(tempfile.mkdtemp(prefix="audit-test-"))
    folder.chmod(0o755)
    (folder / "evidence").mkdir()
    url = f"sqlite:///{folder}/audit.db"
    for name, value in (("DATABASE", url), ("EVIDENCE", str(folder / "evidence")), ("CLOCK", NOW)):
        monkeypatch.setenv(f"AUDIT_{name}", value)
    database = Database(url)
    migrate(database)
    Site(database)
    database.close()
    for file in folder.iterdir():
        file.chmod(0o755 if file.is_dir() else 0o644)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder without permission to write; whoever may do everything is nobody meanwhile."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: as on a disk that is full, or at the end of a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("words", [("check",), ("check", "--json"), ("verify", "--log")])
def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(
    data: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(capsys, *words)[0] == 0
    with read_only(data):
        status, out, err = run(capsys, *words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"数据目录 {data} 不能写" in err and "复制到能写的地方" in err and "AUDIT_DATABASE" in err
    data.chmod(0o755)
    assert run(capsys, *words)[0] == 0


def test_no_room_from_the_start_is_told_of_the_folder_for_temporary_files(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with files_up_to(48 * 1024):
        status, out, err = run(capsys, "check")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"临时文件夹 {tempfile.gettempdir()} 写不下（文件超过了允许的大小）" in err and "TMPDIR" in err
    assert run(capsys, "check")[0] == 0


def test_room_that_ends_while_the_log_is_carried_out_is_no_damage_of_the_log(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, limits = checking.make_tables, resource.getrlimit(resource.RLIMIT_FSIZE)

    def made_then_full(database: Database) -> None:
        made(database)
        largest = max(one.stat().st_size for one in Path(database.path).parent.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, limits[1]))

    monkeypatch.setattr(checking, "make_tables", made_then_full)
    try:
        status, out, err = run(capsys, "check", "--json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (status, out) == (2, "") and "写不下" in err and "日志" not in err


def test_no_folder_for_temporary_files_at_all(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(data / "absent"))
    status, out, err = run(capsys, "check")
    assert (status, out) == (2, "") and "没有一个能写的" in err


def test_sqlite_itself_needs_no_folder_for_temporary_files(tmp_path: Path) -> None:
    """What it would put there (savepoints, sorting) it keeps in memory: a folder with no byte left neither fails a row nor blames it."""
    database = Database(f"sqlite:///{tmp_path}/audit.db")
    for way in (database.writing, database.reading, database.noting):
        with way() as connection:
            assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2
    database.close()
