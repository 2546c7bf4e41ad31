"""Removes the metadata of a JPEG without decoding it, by a walk over its markers.
Pixels stay bit for bit; what remains is JFIF, Adobe's colour mark, the colour profile and the orientation."""

import re
import struct

from evidence.exif import read_exif

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ANY_MARKER = re.compile(rb"\xff[^\x00\xff]")
_PLAIN_JFIF = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE


def strip(jpeg: bytes) -> bytes:
    """The same picture without EXIF, GPS, XMP, IPTC, comments, thumbnails, second pictures and anything after its end.
    Raises ValueError where the bytes are not a complete walkable JPEG."""
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    out = [jpeg[:2], _orientation_of(jpeg)]
    position = 2
    while True:
        marker = _marker_at(jpeg, position)
        position, code = marker
        if code == _EOI:
            return b"".join([*out, b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", jpeg, position + 2)
        end = position + 2 + length
        if length < 2 or end > len(jpeg) or code == _SOI:
            raise ValueError("broken marker")
        out.append(_kept(code, jpeg[position:end]))
        if code == _SOS:
            following = _NEXT_MARKER.search(jpeg, end)
            if following is None:
                raise ValueError("no end of image")
            out.append(jpeg[end : following.start()])
            end = following.start()
        position = end


def _marker_at(jpeg: bytes, position: int) -> tuple[int, int]:
    """Where the next marker begins, and its code; stray and fill bytes before it are left out."""
    following = _ANY_MARKER.search(jpeg, position)
    position = following.start() if following else len(jpeg)
    if position + 4 > len(jpeg) and jpeg[position : position + 2] != b"\xff\xd9":
        raise ValueError("ends too early")
    return position, jpeg[position + 1]


def _kept(code: int, segment: bytes) -> bytes:
    if code == 0xE0:
        return _PLAIN_JFIF if segment[4:9] == b"JFIF\0" else b""
    if code == 0xE2:
        return segment if segment[4:16] == b"ICC_PROFILE\0" else b""
    if code == 0xEE:
        return segment if segment[4:9] == b"Adobe" else b""
    return b"" if 0xE0 <= code <= 0xEF or code == _COM else segment


def _orientation_of(jpeg: bytes) -> bytes:
    """An EXIF segment that says the orientation and nothing else, or nothing where the picture is upright."""
    orientation = read_exif(jpeg)["orientation"]
    if orientation == 1:
        return b""
    block = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
