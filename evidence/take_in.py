"""Takes a photo in: every check that stands before the yes, then the store.
Full decoding comes afterwards and in another process (`decode`); an undecodable original is kept all the same."""

import contextlib
import errno
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, cast

import filetype

from evidence.exif import Exif, facts_in
from evidence.header import Header, Unreadable, format_of, read_header
from evidence.limits import Limits
from evidence.refusal import Refusal, megabytes, shown
from evidence.store import CHUNK, Damaged, EvidenceStore, is_digest
from evidence.transfer import changed_head, changed_lines

SPOOL_BYTES = 4 * 2**20
HEAD_BYTES = 64 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_ENDINGS = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".mpo": "JPEG",
    ".png": "PNG", ".apng": "PNG", ".webp": "WEBP",
}  # fmt: skip
_OTHER_ENDINGS = {
    ".avif", ".bmp", ".doc", ".docx", ".dng", ".eps", ".exe", ".fit", ".fits", ".gif", ".heic", ".heif", ".htm",
    ".html", ".ico", ".jp2", ".js", ".mov", ".mp4", ".pdf", ".ps", ".psd", ".raw", ".svg", ".tif", ".tiff", ".txt",
    ".xls", ".xlsx", ".xml", ".zip",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo that is in the store: digest, size in bytes, Pillow's name of its format, width and height in pixels as
    stored, and what EXIF says."""

    sha256: str
    size: int
    format: str
    width: int
    height: int
    exif: Exif


def take_in(
    shelf: EvidenceStore,
    organisation: str,
    stream: BinaryIO,
    sha256: str,
    size: int,
    name: str,
    limits: Limits = Limits(),
    *,
    file: Path | None = None,
) -> Taken:
    """Check a photo of `size` bytes and keep it under `sha256`. When this returns, the bytes are proven and durable on
    the store. `file` is where the stream lies on the disk, if it may be moved from there. Raises `Refusal`, and then
    nothing is left behind."""
    check_size(size, name, limits)
    if not is_digest(sha256):
        raise Refusal("wrong_digest", name=shown(name))
    try:
        with _seekable(stream, limits) as whole:
            _check_received(whole, size, name, limits)
            header = check_whole(whole, name, limits)
            whole.seek(0)
            kept = shelf.put_file(organisation, sha256, file) if file else shelf.put(organisation, sha256, whole)
    except Damaged:
        raise Refusal("wrong_digest", name=shown(name)) from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Refusal("no_space", name=shown(name), limit=megabytes(limits.max_bytes)) from error
    return Taken(sha256, kept, header.format, header.width, header.height, facts_in(header))


def check_size(size: int, name: str, limits: Limits = Limits()) -> None:
    """Refuse an empty file and one above the limit; enough before the first byte is sent."""
    if size <= 0:
        raise Refusal("empty", name=shown(name))
    if size > limits.max_bytes:
        raise Refusal("too_large", name=shown(name), size=megabytes(size), limit=megabytes(limits.max_bytes))


def check_header(head: bytes, size: int, name: str, limits: Limits = Limits()) -> str:
    """The format of a file of `size` bytes by its first bytes (`HEAD_BYTES` are enough), or a `Refusal`: for uploads
    that should stop early. The pixel limit is checked where the head already tells the size."""
    check_size(size, name, limits)
    kind = format_of(head)
    if kind is None or kind not in limits.formats:
        raise _unknown(head, name, limits)
    with contextlib.suppress(Unreadable):
        _check_pixels(read_header(io.BytesIO(head)), name, limits)
    return kind


def check_whole(stream: BinaryIO, name: str, limits: Limits = Limits()) -> Header:
    """The header of a complete seekable file, or a `Refusal` for its format or its pixels."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    try:
        header = read_header(stream)
    except Unreadable:
        raise _unknown(head, name, limits) from None
    if header.format not in limits.formats:
        raise _unknown(head, name, limits)
    _check_pixels(header, name, limits)
    return header


def check_name(name: str, kind: str) -> None:
    """Refuse a name whose ending says another kind than `kind`; an unknown ending, or none, says nothing."""
    ending = PurePath(name).suffix.lower()
    if ending in _OTHER_ENDINGS or _ENDINGS.get(ending, kind) != kind:
        raise Refusal("name_mismatch", name=shown(name), format=kind)


def _check_received(whole: BinaryIO, size: int, name: str, limits: Limits) -> None:
    received = whole.seek(0, 2)
    if received == size:
        return
    check_size(received, name, limits)
    raise Refusal("wrong_size", name=shown(name), expected=str(size), received=str(received))


def _check_pixels(header: Header, name: str, limits: Limits) -> None:
    if header.width * header.height > limits.max_pixels:
        raise Refusal(
            "too_many_pixels",
            name=shown(name),
            width=str(header.width),
            height=str(header.height),
            limit=f"{limits.max_pixels / 10_000:g}",
        )


def _unknown(head: bytes, name: str, limits: Limits) -> Refusal:
    formats = "、".join(limits.formats)
    if changed_head(head) or (format_of(head) and changed_lines(head)):
        return Refusal("altered", name=shown(name))
    guess = None if format_of(head) in limits.formats else filetype.guess(head)
    if guess is None:
        return Refusal("unknown_format", name=shown(name), formats=formats)
    return Refusal("other_kind", name=shown(name), formats=formats, kind=guess.extension.upper())


@contextlib.contextmanager
def _seekable(stream: BinaryIO, limits: Limits) -> Iterator[BinaryIO]:
    """The stream itself where it can seek, else a temporary copy of at most one byte more than the limit."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as copy:
        left = limits.max_bytes + 1
        while left and (piece := stream.read(min(CHUNK, left))):
            copy.write(piece)
            left -= len(piece)
        yield cast(BinaryIO, copy)
