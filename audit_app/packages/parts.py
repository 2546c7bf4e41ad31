"""A backup while it is being written: beside its place, locked by whoever writes it. What a killed one left is cleared away."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PART = ".backup-part"
"""The end of its name, so that nobody else's unfinished file is taken for one."""


class Taken(Exception):
    """Another backup is being written to the same place."""


@contextlib.contextmanager
def writing_beside(target: Path) -> Iterator[BinaryIO]:
    """An empty file beside `target`, for this process alone; after the block it stands in its place, after an error nowhere.

    The kernel lets go of the lock when a process is killed: parts in this folder that nobody holds are removed first.
    Raises Taken.
    """
    beside = target.with_name(target.name + PART)
    for left in target.parent.glob("*" + PART):
        with contextlib.suppress(Taken, OSError), _held(left):
            left.unlink()
    with _held(beside) as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def _held(path: Path) -> Iterator[BinaryIO]:
    """The file of this name, locked. Another process may have finished with it between opening and locking: then a new one."""
    while True:
        with open(path, "a+b") as out:
            try:
                fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as problem:
                raise Taken from problem
            if _stands(path, out):
                out.truncate(0)
                with open(path, "r+b") as plain:  # zip goes back in its file, which one that appends does not
                    yield plain
                return


def _stands(path: Path, opened: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(opened.fileno()))
    except FileNotFoundError:
        return False
