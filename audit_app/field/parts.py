"""Files of uploads under way: one part file each, appended under a lock and synced before its offset is believed."""

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

PIECE = 1 << 18
# An upload lasts a day, so that nothing is under way in a file nobody has written to for two.
STALE_SECONDS = 48 * 3600


class Busy(Exception):
    """Another request is writing to this upload."""


class TooMuch(Exception):
    """More bytes came than the upload was announced with."""


def prepare(folder: Path, older_than: float = STALE_SECONDS) -> None:
    """Make the folder of parts, and remove what was left there by uploads that are over and that no row knows."""
    folder.mkdir(parents=True, exist_ok=True)
    before = time.time() - older_than
    for part in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if part.is_file() and part.stat().st_mtime < before:
                part.unlink()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The part file, locked for this request. Raises Busy, also where the file went to the store meanwhile."""
    with open(path, "a+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        if not (path.exists() and os.path.samestat(path.stat(), os.fstat(part.fileno()))):
            raise Busy
        yield part


def holds(path: Path, length: int) -> bool:
    """Whether so many bytes are really here; a power cut may have taken a file whose offset was noted."""
    try:
        return path.stat().st_size >= length
    except FileNotFoundError:
        return length == 0


def append(part: BinaryIO, offset: int, most: int, stream: IO[bytes], checksum: tuple[str, bytes] | None) -> int | None:
    """Write the stream after `offset`, at most to `most` bytes in all; returns the new length.

    What is still a part is synced to the disk before its offset is believed; a file that is whole is synced in the store,
    before anybody says yes to it.

    With `checksum` (algorithm, digest of the chunk) nothing stays of a chunk that differs, and the answer is None.
    Raises TooMuch.
    """
    part.truncate(offset)
    part.seek(offset)
    length = offset
    checked = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    while piece := stream.read(PIECE):
        length += len(piece)
        if length > most:
            part.truncate(offset)
            raise TooMuch
        if checked:
            checked.update(piece)
        part.write(piece)
    if checksum and checked and checked.digest() != checksum[1]:
        part.truncate(offset)
        return None
    part.flush()
    if length < most:
        os.fsync(part.fileno())
    return length
