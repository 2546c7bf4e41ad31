"""The photos of a backup, each digested as it is copied. One that is damaged or missing is named and stops nothing:
what is left of it lies under `damaged/`, everything else is backed up and restored.
"""

import hashlib
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, select

from audit_app.store.photos import numbers_showing
from audit_app.store.tables import originals
from evidence.store import CHUNK, Absent, BadKey, Damaged, EvidenceStore, chunks, verify

PHOTO = re.compile(r"(evidence|damaged)/[0-9a-f-]{36}/[0-9a-f]{64}")
SPOOL_BYTES = 8 * 2**20
UNREADABLE = (
    KeyError, IndexError, ValueError, OverflowError, RuntimeError, EOFError, OSError,
    struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""Whatever a damaged or forged zip may raise while it is opened or read."""

Lost = dict[str, Any]


def add_photos(
    archive: zipfile.ZipFile, connection: Connection, evidence: EvidenceStore, digests: dict[str, str]
) -> tuple[int, list[Lost]]:
    """Put every original into the archive; how many are sound, and which are not (organisation, sha256, the numbers of
    the photos that show it, `damaged` or `missing`). What is sound in the store and in no row goes along, too: its row may
    be the one that is damaged.
    """
    sound, lost = 0, []
    known = {(row[0], row[1]) for row in connection.execute(select(originals.c.organisation_id, originals.c.sha256))}
    for organisation, sha256 in sorted(known):
        try:
            stream = evidence.get(organisation, sha256)
        except (Absent, OSError):
            lost.append(_lost(connection, organisation, sha256, "missing"))
            continue
        with stream, _copied(stream) as (copy, digest):
            place = "evidence" if digest == sha256 else "damaged"
            _write(archive, f"{place}/{organisation}/{sha256}", copy, digests)
        if digest == sha256:
            sound += 1
        else:
            lost.append(_lost(connection, organisation, sha256, "damaged"))
    return sound + _add_unknown(archive, evidence, known, digests), lost


def _add_unknown(
    archive: zipfile.ZipFile, evidence: EvidenceStore, known: set[tuple[str, str]], digests: dict[str, str]
) -> int:
    """Put what is in the store, sound, and not known to any row into the archive; how many."""
    added = 0
    for organisation, sha256 in sorted({(one.organisation, one.sha256) for one in evidence.list_originals()} - known):
        try:
            stream = evidence.get(organisation, sha256)
        except (Absent, OSError):
            continue
        with stream, _copied(stream) as (copy, digest):
            if digest == sha256:
                _write(archive, f"evidence/{organisation}/{sha256}", copy, digests)
                added += 1
    return added


def put_photos(archive: zipfile.ZipFile, evidence: EvidenceStore) -> tuple[int, list[tuple[str, str]]]:
    """Put the photos of the archive in the store: how many, and organisation and digest of those that came out damaged."""
    put, damaged = 0, []
    for name in filter(PHOTO.fullmatch, archive.namelist()):
        place, organisation, sha256 = name.split("/")
        if place == "evidence" and _put(archive, name, evidence):
            put += 1
        else:
            damaged.append((organisation, sha256))
    return put, damaged


def lost_after(
    connection: Connection, evidence: EvidenceStore, named: Iterable[Lost], damaged: Iterable[tuple[str, str]]
) -> list[Lost]:
    """Of the photos a backup could not give back, those the store does not hold either."""
    problems = {(one["organisation"], one["sha256"]): one["problem"] for one in named}
    problems.update((which, problems.get(which, "damaged")) for which in damaged)
    return [
        _lost(connection, organisation, sha256, problem)
        for (organisation, sha256), problem in sorted(problems.items())
        if not _holds(evidence, organisation, sha256)
    ]


def _put(archive: zipfile.ZipFile, name: str, evidence: EvidenceStore) -> bool:
    _, organisation, sha256 = name.split("/")
    try:
        stream = archive.open(name)
    except UNREADABLE:
        return False
    with stream, _copied(cast(BinaryIO, stream)) as (copy, digest):
        if digest == sha256:
            evidence.put(organisation, sha256, copy)
    return digest == sha256


@contextmanager
def _copied(stream: BinaryIO) -> Iterator[tuple[BinaryIO, str]]:
    """What can be read of a stream, as a file of its own, and its digest."""
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as copy:
        while piece := _piece(stream):
            digest.update(piece)
            copy.write(piece)
        copy.seek(0)
        yield cast(BinaryIO, copy), digest.hexdigest()


def _piece(stream: BinaryIO) -> bytes:
    """The next bytes; none where the disk or the archive gives no more."""
    try:
        return stream.read(CHUNK)
    except UNREADABLE:
        return b""


def _write(archive: zipfile.ZipFile, name: str, copy: BinaryIO, digests: dict[str, str]) -> None:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as out:
        for piece in chunks(copy):
            out.write(piece)
            digest.update(piece)
    digests[name] = digest.hexdigest()


def _holds(evidence: EvidenceStore, organisation: str, sha256: str) -> bool:
    try:
        verify(evidence, organisation, sha256)
    except (Absent, BadKey, Damaged, OSError):
        return False
    return True


def _lost(connection: Connection, organisation: str, sha256: str, problem: str) -> Lost:
    numbers = numbers_showing(connection, organisation, sha256)
    return {"organisation": organisation, "sha256": sha256, "numbers": numbers, "problem": problem}
