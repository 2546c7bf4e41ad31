"""Reads format, size in pixels and the place of the EXIF block from a file's first structures, without decoding.
It allocates nothing that a hostile header could choose, and gives up after a fixed number of structures."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_PARTS = 20_000
MOST_EXIF = 65_536
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_UNUSED_MARKER = 0xEB
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})


class Unreadable(ValueError):
    """The header is not that of a JPEG, PNG or WebP file, or does not tell its size."""


@dataclass(frozen=True, slots=True)
class Header:
    """Pillow's name of the format, width and height in pixels as stored (before orientation), and the EXIF block as a
    TIFF structure (empty where there is none, cut at 64 kB)."""

    format: str
    width: int
    height: int
    exif: bytes = b""


def format_of(head: bytes) -> str | None:
    """JPEG, PNG or WEBP by the first twelve bytes, else None."""
    if head[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if head[:8] == PNG_SIGNATURE:
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


def hide_tags(jpeg: bytes) -> bytes:
    """A copy in which no other reader finds EXIF, XMP or further pictures: Pillow reads all tags of a JPEG whenever it
    opens one, and we need none of them there. Lengths and pixels stay as they are."""
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
    return Header("JPEG", width, height, exif)


def _jpeg_parts(stream: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Marker, place and length of each segment's body before the first scan; the stream stands at the body."""
    stream.seek(2)
    for _ in range(MOST_PARTS):
        mark = stream.read(2)
        if len(mark) < 2 or mark[0] != 0xFF or mark[1] in (0xD8, 0xD9, 0xDA):
            return
        if mark[1] == 0xFF:
            stream.seek(-1, 1)
        elif mark[1] not in _BARE_MARKERS:
            size = stream.read(2)
            length = int.from_bytes(size, "big") - 2
            if len(size) < 2 or length < 0:
                return
            body = stream.tell()
            yield mark[1], body, length
            stream.seek(body + length)


def _read_png(stream: BinaryIO) -> Header:
    stream.seek(8)
    length, name, width, height = struct.unpack(">I4sII", stream.read(16))
    if name != b"IHDR" or length != 13:
        raise Unreadable("no IHDR")
    return Header("PNG", width, height, _png_exif(stream))


def _png_exif(stream: BinaryIO) -> bytes:
    position = 8
    for _ in range(MOST_PARTS):
        stream.seek(position)
        part = stream.read(8)
        if len(part) < 8:
            break
        length, name = struct.unpack(">I4s", part)
        if name == b"eXIf":
            return stream.read(min(length, MOST_EXIF))
        position += length + 12
    return b""


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
