"""Reads format, size in pixels and the place of the EXIF block from a file's first structures, without decoding.
It allocates nothing that a hostile header could choose, and gives up after a fixed number of structures."""

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from evidence import png

MOST_PARTS = 20_000
MOST_EXIF = 65_536
_BLOCK = 4096
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_UNUSED_MARKER = 0xEB
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})


class Unreadable(ValueError):
    """The header is not that of a JPEG, PNG or WebP file, or does not tell its size."""


@dataclass(frozen=True, slots=True)
class Header:
    """Pillow's name of the format, width and height in pixels as stored (before orientation), the EXIF block as a TIFF
    structure (empty where there is none, cut at 64 kB), and whether browsers turn the picture by it: of a JPEG, and of a
    PNG whose `eXIf` stands before the pixels."""

    format: str
    width: int
    height: int
    exif: bytes = b""
    turns: bool = False


def format_of(head: bytes) -> str | None:
    """JPEG, PNG or WEBP by the first twelve bytes, else None."""
    if head[:2] == b"\xff\xd8":
        return "JPEG"
    if head[:8] == png.SIGNATURE:
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return None


def read_header(stream: BinaryIO) -> Header:
    """The header of a seekable stream, read from its start. Raises `Unreadable`."""
    stream.seek(0)
    kind = format_of(stream.read(16))
    readers = {"JPEG": _read_jpeg, "PNG": _read_png, "WEBP": _read_webp}
    if kind is None:
        raise Unreadable("no known signature")
    try:
        header = readers[kind](stream)
    except (struct.error, IndexError) as error:
        raise Unreadable("header ends too early") from error
    if header.width < 1 or header.height < 1:
        raise Unreadable("no size in the header")
    return header


def without_tags(original: bytes, kind: str) -> bytes:
    """A copy in which no other reader finds EXIF, XMP, text or further pictures: Pillow reads them all whenever it opens
    a photo, stumbles over faulty ones, and we need none of them there. The pixels stay as they are."""
    if kind == "JPEG":
        hidden = hide_tags(original)
        first = _MARKER.search(hidden, 2)  # Pillow wants it directly behind the start mark; libjpeg does not
        return hidden[:2] + hidden[first.start() :] if first else hidden
    return b"".join(png.needed(memoryview(original), io.BytesIO(original))) if kind == "PNG" else original


def hide_tags(jpeg: bytes) -> bytes:
    """The same for a JPEG, whose lengths stay as they are, too."""
    copy = bytearray(jpeg)
    for code, at, _ in _jpeg_parts(io.BytesIO(jpeg)):
        if code == 0xE1 or (code == 0xE2 and jpeg[at : at + 4] == b"MPF\0"):
            copy[at - 3] = _UNUSED_MARKER
    return bytes(copy)


def _read_jpeg(stream: BinaryIO) -> Header:
    width = height = 0
    exif = b""
    for code, _, length in _jpeg_parts(stream):
        if code in _SIZE_MARKERS and not width:
            _, height, width = struct.unpack(">BHH", stream.read(5))
        elif code == 0xE1 and not exif and stream.read(6) == b"Exif\0\0":
            exif = stream.read(max(0, length - 6))
    return Header("JPEG", width, height, exif, turns=True)


def _jpeg_parts(stream: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Marker, place and length of each segment's body before the first scan; the stream stands at the body."""
    stream.seek(2)
    for _ in range(MOST_PARTS):
        code = _next_marker(stream)
        if code is None or code in (0xD8, 0xD9, 0xDA):
            return
        if code not in _BARE_MARKERS:
            size = stream.read(2)
            length = int.from_bytes(size, "big") - 2
            if len(size) < 2 or length < 0:
                return
            body = stream.tell()
            yield code, body, length
            stream.seek(body + length)


def _next_marker(stream: BinaryIO) -> int | None:
    """The next marker; stray bytes before it are passed over, as libjpeg does."""
    while True:
        start, block = stream.tell(), stream.read(_BLOCK)
        found = _MARKER.search(block)
        if found:
            stream.seek(start + found.end())
            return block[found.end() - 1]
        if len(block) < _BLOCK:
            return None
        stream.seek(start + _BLOCK - 1)


def _read_png(stream: BinaryIO) -> Header:
    stream.seek(8)
    length, name, width, height = struct.unpack(">I4sII", stream.read(16))
    if name != b"IHDR" or length != 13:
        raise Unreadable("no IHDR")
    return Header("PNG", width, height, *png.exif_of(stream))


def _read_webp(stream: BinaryIO) -> Header:
    width, height = _webp_size(stream)
    position, exif = 12, b""
    for _ in range(MOST_PARTS):
        stream.seek(position)
        part = stream.read(8)
        if len(part) < 8:
            break
        name, length = struct.unpack("<4sI", part)
        if name == b"EXIF":
            exif = stream.read(min(length, MOST_EXIF)).removeprefix(b"Exif\0\0")
            break
        position += 8 + length + length % 2
    return Header("WEBP", width, height, exif)


def _webp_size(stream: BinaryIO) -> tuple[int, int]:
    """Size by the first chunk: VP8X canvas, VP8L bit field or VP8 key frame (RFC 9649)."""
    stream.seek(12)
    name, body = stream.read(4), stream.read(14)[4:]
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L" and body[0] == 0x2F:
        (bits,) = struct.unpack("<I", body[1:5])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise Unreadable("no picture chunk")
