"""Which SQLite file a write-ahead file belongs to. SQLite lays any `-wal` over any file of its name, and breaks it.

The file bears a number (`PRAGMA user_version`) that changes with every checkpoint, and `<file>-wal-of` lists the number of the file
that the present `-wal` goes with: two while a checkpoint is under way. A copy of another day bears another number.
"""

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

AT, LENGTH = 60, 4
"""Where the header of an SQLite file has its user_version (big-endian)."""


class Apart(Exception):
    """A write-ahead file lies there with the last commits of another file; the message says what to do."""


def check_together(path: str) -> None:
    """Raises Apart where the `-wal` beside `path` holds commits of another file, before SQLite opens either."""
    wal, note = Path(path + "-wal"), _note(path)
    if not _has_commits(wal):
        return
    if not Path(path).exists():
        raise Apart(
            f"{path} 不在，旁边却有 {wal.name}：里面是原来那份数据库最后的操作。"
            f"请把原来的文件放回；要换一份，先把 {wal.name}、{path}-shm、{note.name} 和原来的文件一起移走"
        )
    known = _listed(note)
    if known and _number_in(path) not in known:
        raise Apart(
            f"{path} 是换上来的另一份，旁边的 {wal.name} 里是原来那份最后的操作，放在一起会损坏数据。"
            f"请把原来的文件放回；要用换上来的这份，先把 {wal.name}、{path}-shm、{note.name} 移到原来的文件旁边"
        )


def forget_another(path: str) -> None:
    """Drop the list of a file that was here before, once nothing waits beside the one that is opened now."""
    with contextlib.suppress(OSError):
        if not _has_commits(Path(path + "-wal")) and not (
            Path(path).is_file() and _number_in(path) in _listed(_note(path))
        ):
            _note(path).unlink()


def was_here(path: str) -> bool:
    """Whether a database of this name was served before, so that its absence, or an empty file, is a loss and no beginning."""
    return _note(path).exists() and not (Path(path).exists() and os.path.getsize(path))


def fold(raw: Any, path: str) -> None:
    """Bring every commit of the `-wal` into the file and give that its next number; `raw` is a connection of sqlite3 outside any
    transaction, and whoever calls holds the writers' lock. Readers may keep a part back until the next time.
    """
    note, cursor = _note(path), raw.cursor()
    listed = _listed(note)
    if len(listed) < 2:
        listed = [_number_in(path), secrets.randbits(31) or 1]
        _write(note, listed)
    if _scalar(cursor, "PRAGMA user_version") != listed[-1]:
        cursor.execute(f"PRAGMA user_version = {listed[-1]}")
    busy, _frames, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if not busy:
        _write(note, listed[-1:])


def _has_commits(wal: Path) -> bool:
    return wal.exists() and wal.stat().st_size > 0


def _note(path: str) -> Path:
    return Path(path + "-wal-of")


def _number_in(path: str) -> int:
    with open(path, "rb") as file:
        file.seek(AT)
        return int.from_bytes(file.read(LENGTH), "big", signed=True)


def _listed(note: Path) -> list[int]:
    with contextlib.suppress(FileNotFoundError, ValueError):
        return [int(line) for line in note.read_text().split()]
    return []


def _write(note: Path, numbers: Iterable[int]) -> None:
    """On the disk before anything that rests on it."""
    part = note.with_name(note.name + ".part")
    with part.open("w") as file:
        file.write("\n".join(str(number) for number in numbers) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(note)
    folder = os.open(note.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _scalar(cursor: Any, statement: str) -> int:
    return int(cursor.execute(statement).fetchone()[0])
