"""No command writes its output over the database, among the photos, or over a backup that somebody made before."""

import shutil
from pathlib import Path

import pytest

from audit_app.cli.common import Failure, write_whole
from tests.cli.test_commands import run

OURS = (
    "audit.db",
    "audit.db-wal",
    "audit.db-shm",
    "audit.db.lock",
    "evidence/../audit.db",
    "evidence/a.zip",
    "uploads/a.zip",
)


@pytest.fixture
def home(sqlite_tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(sqlite_tables, tmp_path / "audit.db")
    monkeypatch.chdir(tmp_path)
    for name, value in (("DATABASE", "sqlite:///audit.db"), ("EVIDENCE", "evidence"), ("UPLOADS", "uploads")):
        monkeypatch.setenv(f"AUDIT_{name}", value)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "uploads").mkdir()
    return tmp_path


@pytest.mark.parametrize("place", OURS)
def test_what_the_installation_keeps_is_never_written_over(
    home: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    before = (home / "audit.db").read_bytes()
    status, _, err = run(capsys, "backup", place, "--replace")
    assert status == 2
    assert "是正在用的数据库" in err or "存放照片的文件夹" in err
    with pytest.raises(Failure):
        write_whole(place, b"an annex, a template")
    assert (home / "audit.db").read_bytes() == before
    assert [*(home / "evidence").iterdir(), *(home / "uploads").iterdir()] == []


def test_nor_by_another_name_of_the_same_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "link.zip").symlink_to(home / "audit.db")
    (home / "hard.zip").hardlink_to(home / "audit.db")
    for name in ("link.zip", "hard.zip"):
        status, _, err = run(capsys, "backup", name, "--replace")
        assert status == 2 and "是正在用的数据库" in err
    assert (home / "audit.db").read_bytes()[:15] == b"SQLite format 3"


def test_an_earlier_backup_is_replaced_only_when_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "b.zip").write_bytes(b"the one of last week")
    status, _, err = run(capsys, "backup", "b.zip")
    assert status == 2 and "--replace" in err
    assert (home / "b.zip").read_bytes() == b"the one of last week"
    assert run(capsys, "backup", "b.zip", "--replace")[0] == 0
    assert (home / "b.zip").read_bytes()[:2] == b"PK"
