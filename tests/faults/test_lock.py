"""R6: SQLite's WAL-reset race is shut out. The gate at the start, the module in use, and no commit beside a checkpoint.

Each run with the lock has its twin without it, in which commits and checkpoints must be seen to overlap.
"""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from audit_app.store.db import Database, Unusable, sqlite_is_fixed
from audit_app.store.migrate import migrate
from audit_app.store.tables import rate_windows

PROCESSES = 4
Span = tuple[str, int, int]


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 49, 9), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True),
        ((3, 52, 0), True), ((3, 54, 1), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_the_fixed_versions_of_sqlite_are_known(version: tuple[int, int, int], fixed: bool) -> None:
    assert sqlite_is_fixed(version) is fixed


def test_an_exposed_sqlite_without_a_lock_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/audit.db"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert Database(url).durability == "lock-file"
    (tmp_path / "audit.db.lock").unlink(missing_ok=True)
    (tmp_path / "audit.db.lock").mkdir()
    with pytest.raises(Unusable, match="锁文件"):
        Database(url)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert Database(url).durability == "fixed-sqlite"


def test_only_the_sqlite_of_the_standard_library_is_used(tmp_path: Path) -> None:
    for name in ("pysqlite3", "sqlean"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("from sqlite3 import *\n")
        (tmp_path / name / "dbapi2.py").write_text("from sqlite3.dbapi2 import *\n")
    question = (
        "import sqlite3, sqlite_utils.utils\n"
        "from audit_app.store import search\n"
        "from audit_app.store.db import Database\n"
        f"database = Database('sqlite:///{tmp_path}/audit.db')\n"
        "with database.writing() as connection:\n"
        "    raw = connection.connection.driver_connection\n"
        "bound = database.engine.dialect.dbapi is sqlite3\n"
        "print(sqlite_utils.utils.sqlite3.__name__, bound, type(raw) is sqlite3.Connection)"
    )
    path = {"PYTHONPATH": f"{tmp_path}:."}
    asked = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True, env=path)
    assert asked.stdout.split() == ["pysqlite3", "True", "True"], "sqlite-utils alone would have taken the other module"


def committed(folder: Path, commits: int, lock: str) -> list[Span]:
    """Let four processes commit at once; the spans of all their commits and checkpoints, by their start."""
    folder.mkdir()
    url = f"sqlite:///{folder}/audit.db"
    database = Database(url)
    migrate(database)
    share = commits // PROCESSES
    children = [
        subprocess.Popen([sys.executable, "-m", "tests.faults.committer", url, f"{folder}/{number}", str(share), lock])
        for number in range(PROCESSES)
    ]
    assert [child.wait() for child in children] == [0] * PROCESSES
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(rate_windows)).scalar_one() == share * PROCESSES
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    database.close()
    lines = [line.split() for number in range(PROCESSES) for line in (folder / str(number)).read_text().splitlines()]
    return sorted(((what, int(start), int(end)) for what, start, end in lines), key=lambda span: span[1])


def overlaps(spans: list[Span]) -> int:
    """How many pairs with at least one checkpoint ran at the same time."""
    found, open_spans = 0, list[Span]()
    for span in spans:
        open_spans = [one for one in open_spans if one[2] > span[1]]
        found += sum("checkpoint" in (one[0], span[0]) for one in open_spans)
        open_spans.append(span)
    return found


def no_overlap(folder: Path, commits: int, checkpoints: int) -> None:
    spans = committed(folder / "locked", commits, "lock")
    kinds = [span[0] for span in spans]
    assert kinds.count("commit") == commits and kinds.count("checkpoint") >= checkpoints
    assert overlaps(spans) == 0
    met = 0
    for turn in range(20):  # whether they meet is a matter of luck; on a quiet machine it takes a few rounds
        met = overlaps(committed(folder / f"unlocked-{turn}", commits // 5, "no-lock"))
        if met:
            break
    assert met > 0, "without the lock they meet, or this test sees nothing"
    print(f"R6: {commits} commits, {kinds.count('checkpoint')} checkpoints, 0 overlaps")


def test_no_commit_ever_runs_beside_a_checkpoint(tmp_path: Path) -> None:
    no_overlap(tmp_path, commits=10_000, checkpoints=200)


@pytest.mark.torture
def test_no_commit_ever_runs_beside_a_checkpoint_at_length(tmp_path: Path) -> None:
    no_overlap(tmp_path, commits=100_000, checkpoints=2_000)
