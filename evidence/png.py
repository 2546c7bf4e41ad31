"""Reads a PNG's chunks without decoding them: which the picture needs, whether their check sums hold, where EXIF stands.
Ancillary chunks are a camera's or a program's own business: a faulty or huge one never costs the picture."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

MOST_PARTS = 20_000
MOST_PIXEL_PARTS = 400_000
MOST_EXIF = 65_536
SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"\0\0\0\0IEND\xaeB`\x82"
_NEEDED = {b"IHDR", b"PLTE", b"IDAT"}
_COLOURS = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"}
_CHANNELS = {2: 3, 4: 2, 6: 4}
_WHOLE = ((0, 0, 1, 1),)
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_PIECE, _FED, _ZLIB_HEAD = 1 << 20, 1 << 12, 2
_MOST_COLOUR = 4 * 2**20
_RAW_PROFILE = re.compile(rb"Raw profile type (?:exif|APP1)\0", re.IGNORECASE)


def parts(stream: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and length of each chunk's body, as its head tells them."""
    position, pixels, others = len(SIGNATURE), 0, 0
    while pixels < MOST_PIXEL_PARTS and others < MOST_PARTS:
        stream.seek(position)
        head = stream.read(8)
        if len(head) < 8:
            return
        length, name = struct.unpack(">I4s", head)
        yield name, position + 8, length
        pixels, others = (pixels + 1, others) if name == b"IDAT" else (pixels, others + 1)
        if name == b"IEND":
            return
        position += length + 12


def exif_of(stream: BinaryIO) -> tuple[bytes, bool]:
    """The EXIF block: of the chunk made for it, else of the text chunk that programs wrote before there was one;
    and whether it is the first of these and stands before the pixels, where alone browsers heed it."""
    old, before = b"", True
    for name, body, length in parts(stream):
        if name == b"eXIf":
            stream.seek(body)
            return stream.read(min(length, MOST_EXIF)), before
        before = before and name != b"IDAT"
        if name in (b"zTXt", b"tEXt") and not old:
            stream.seek(body)
            old = _old_exif(name, stream.read(min(length, 4 * MOST_EXIF)))
    return old, False


def _old_exif(name: bytes, body: bytes) -> bytes:
    keyword = _RAW_PROFILE.match(body)
    if keyword is None:
        return b""
    text = body[keyword.end() :]
    if name == b"zTXt":
        try:
            text = zlib.decompressobj().decompress(text[1:], 4 * MOST_EXIF)
        except zlib.error:
            return b""
    # an empty line, the profile's name, its length, then its bytes in hexadecimal
    lines = text.strip().split(b"\n")[2:]
    digits = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(lines))
    return bytes.fromhex(digits[: len(digits) & ~1].decode())[:MOST_EXIF].removeprefix(b"Exif\0\0")


def needed(png: memoryview, stream: BinaryIO) -> list[bytes | memoryview]:
    """The picture alone: its header, pixels and colours, each with a check sum that holds, and an end."""
    kept: list[bytes | memoryview] = [SIGNATURE]
    pixels = bytearray()  # many small pieces would be many objects
    for name, body, length in parts(stream):
        content = png[body : body + length]
        if name == b"IDAT":
            pixels += content
        elif name in _NEEDED:
            kept += _part(name, content)
        elif name in _COLOURS and length <= _MOST_COLOUR and _holds(name, content, png[body + length :][:4]):
            kept.append(png[body - 8 : body + length + 4])
    return [*kept, *_part(b"IDAT", pixels), END]


def _part(name: bytes, content: bytes | bytearray | memoryview) -> list[bytes | memoryview]:
    sum_ = struct.pack(">I", zlib.crc32(content, zlib.crc32(name)))
    return [struct.pack(">I4s", len(content), name), memoryview(content), sum_]


def shown(png: bytes) -> bytes:
    """The picture that browsers show. That of an animation whose still image stands outside it is the first frame."""
    stream, frame, sound = io.BytesIO(png), bytearray(), True
    begins, size, moves = 0, b"", False
    for name, body, length in parts(stream):
        if name == b"IHDR":
            size = png[body : body + 8]
        elif name == b"acTL" and not begins:
            moves = png[body : body + 4] != bytes(4)
        elif name == b"IDAT":
            begins = begins or body - 8
        elif name == b"fcTL":
            if not begins or not moves or frame:
                break
            if png[body : body + 20] != bytes(4) + size + bytes(8):  # of a part of the canvas
                return png
        elif name == b"fdAT" and begins:
            content = memoryview(png)[body : body + length]
            frame += content[4:]
            sound = sound and _holds(name, content, memoryview(png)[body + length :][:4])
    if not frame:
        return png
    pixels = _part(b"IDAT", frame)
    return b"".join([png[:begins], *(pixels if sound else [*pixels[:2], bytes(4)]), END])


def flaw(png: memoryview, stream: BinaryIO) -> str | None:
    """`checksum` where a chunk that the picture needs is not as its check sum says, else `endless` where the file stops
    before its end, be it within such a chunk or its sum."""
    name, ends = b"", 0
    for name, body, length in parts(stream):
        ends = body + length + 4
        content = png[body : body + length]
        if ends <= len(png) and name in _NEEDED and not _holds(name, content, png[body + length :][:4]):
            return "checksum"
    return None if name == b"IEND" and ends <= len(png) else "endless"


def is_full(png: memoryview, stream: BinaryIO) -> bool:
    """Whether the compressed data give every byte of every row. They are counted, not looked for in the picture: what is
    missing of a transparent one, of a palette or of sixteen bits need not show. Their own check sum is another matter."""
    wanted, skipped, reader = 0, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for name, body, length in parts(stream):
            if name == b"IHDR":
                wanted = _raw_size(*struct.unpack(">IIBBxxB", png[body : body + 13]))
            for at in range(body, min(body + length, len(png)), _FED) if name == b"IDAT" else ():
                data = bytes(png[at : min(at + _FED, body + length)])
                ahead = min(_ZLIB_HEAD - skipped, len(data))
                skipped, data = skipped + ahead, data[ahead:]
                while data and wanted > 0:
                    wanted -= len(reader.decompress(data, min(_PIECE, wanted)))
                    data = reader.unconsumed_tail
        return wanted <= 0
    except (zlib.error, struct.error):
        return wanted <= 0


def _raw_size(width: int, height: int, depth: int, colour: int, interlaced: int) -> int:
    """Bytes of all rows, each with its filter byte: one picture, or the seven of Adam7."""
    bits = depth * _CHANNELS.get(colour, 1)
    sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in (_ADAM7 if interlaced else _WHOLE)]
    return sum(rows * (1 + -(-columns * bits // 8)) for columns, rows in sizes if columns > 0 and rows > 0)


def _holds(name: bytes, content: memoryview, said: memoryview) -> bool:
    return zlib.crc32(content, zlib.crc32(name)).to_bytes(4, "big") == said
