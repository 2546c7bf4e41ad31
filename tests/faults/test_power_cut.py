"""R2: a power cut at any moment loses nothing that was promised. A real run is recorded, then cut at random.

Needs strace (a Debian package). Each control breaks one promise of the product and must be seen to lose.
"""

import hashlib
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from audit_app.ops.verify import verify_log
from audit_app.store.db import Database, Unusable
from audit_app.store.tables import effects, log, originals
from evidence.store import key_of
from tests.faults.disk import cuts, lay_out, record

SEED = 20231027
Found = Counter[str]


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder that needs no disk, where there is one."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


def run(how: str, how_many: int, memory: Path) -> Found:
    """Record one run, cut the current `how_many` times; what was found amiss, by kind."""
    folder = memory / how
    folder.mkdir()
    trace = record([sys.executable, "-m", "tests.faults.ingest", str(folder), how], folder)
    found: Found = Counter()
    for files, said in cuts(trace, str(folder), how_many, SEED):
        place = memory / "after"
        lay_out(files, str(folder), place)
        found += look(place, said)
        shutil.rmtree(place)
    print(f"R2 {how}: seed {SEED}, {dict(found)}")
    return found


def look(place: Path, said: list[str]) -> Found:
    """What is amiss after one cut; each kind is counted once a cut."""
    promised = [line.split() for line in said]
    found: Found = Counter(cuts=1)
    try:
        rows = _read(place / "audit.db")
    except (sqlite3.DatabaseError, DatabaseError, Unusable):
        return found + Counter(corrupt=1, **_photos(place, promised, None))
    if not rows["whole"]:
        found["corrupt"] = 1
    done = rows["done"]
    batches = [line[1:] for line in promised if line[0] == "begin"]
    lost = {op for line in promised if line[0] == "ack" for op in line[1:]} - done
    found += Counter(lost_rows=int(bool(lost)), half=int(any(0 < len(done & set(ops)) < len(ops) for ops in batches)))
    found["promised"] = sum(len(line) - 1 for line in promised if line[0] == "ack")
    return found + _photos(place, promised, rows)


def _read(file: Path) -> dict[str, set[str]]:
    """Open the database as the product does, and read it."""
    database = Database(f"sqlite:///{file}")
    try:
        with database.reading() as connection:
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            whole = sound and verify_log(connection).ok
            queued = Counter(connection.scalars(select(effects.c.op_id)))
            return {
                "whole": {"yes"} if whole else set(),
                "done": set(connection.scalars(select(log.c.id).where(log.c.outcome == "done"))),
                "originals": set(connection.scalars(select(originals.c.sha256))),
                "queued": {op for op, count in queued.items() if count == 2},
            }
    finally:
        database.close()


def _photos(place: Path, promised: list[list[str]], rows: dict[str, set[str]] | None) -> Found:
    found: Found = Counter()
    for _, organisation, sha, add, received in [line for line in promised if line[0] == "photo"]:
        found["photos"] += 1
        kept = place / "evidence" / key_of(organisation, sha)
        if not kept.is_file() or (rows and not ({add, received} <= rows["done"] and sha in rows["originals"])):
            found["lost_photos"] = 1
        if rows and received not in rows["queued"]:
            found["lost_effects"] = 1
    shelf = [path for path in (place / "evidence").rglob("*") if path.is_file() and len(path.name) == 64]
    if any(hashlib.sha256(path.read_bytes()).hexdigest() != path.name for path in shelf):
        found["torn_photos"] = 1
    return found


LOSSES = ("corrupt", "lost_rows", "half", "lost_photos", "torn_photos", "lost_effects")


def nothing_is_lost(how_many: int, controls: int, memory: Path) -> None:
    whole = run("whole", how_many, memory)
    assert whole["cuts"] == how_many and whole["promised"] and whole["photos"]
    assert {kind: whole[kind] for kind in LOSSES} == dict.fromkeys(LOSSES, 0)
    assert run("normal", controls, memory)["lost_rows"] > 0
    weakest = run("off", controls, memory)
    assert weakest["lost_rows"] + weakest["corrupt"] > 0
    unsynced = run("no-photo-sync", controls, memory)
    assert unsynced["torn_photos"] > 0 and unsynced["lost_rows"] == 0
    nameless = run("no-directory-sync", controls, memory)
    assert nameless["lost_photos"] > 0 and nameless["lost_rows"] == 0


def test_a_power_cut_loses_nothing_that_was_promised(memory: Path) -> None:
    nothing_is_lost(50, 20, memory)


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_two_thousand_power_cuts_lose_nothing_that_was_promised(memory: Path) -> None:
    nothing_is_lost(2000, 200, memory)
