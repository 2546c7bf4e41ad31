"""Reads the few EXIF facts that an audit needs: camera time, offset, position, device, orientation.
A small reader of its own: it touches only the wanted tags, follows no chains, and so has no loops to fall into;
what it says is recorded beside the tablet's own time, never believed instead of it."""

import io
import math
import re
import struct
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypedDict

from evidence.header import Header, Unreadable, read_header

MAKE, MODEL, ORIENTATION, EXIF_IFD, GPS_IFD = 0x010F, 0x0110, 0x0112, 0x8769, 0x8825
OFFSET_TIME = 0x9010
# when the picture was taken, else when it was digitized, each with its offset; DateTime (0x0132) is the last change
TIMES = ((0x9003, 0x9011), (0x9004, 0x9012))
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, STATUS, DATUM = 1, 2, 3, 4, 9, 18
MOST_ENTRIES = 1000
MOST_TEXT = 256

_TIME = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_WGS84 = re.compile(r"(WGS|WORLD GEODETIC SYSTEM)[ _-]*(19)?84")
_OFFSET = re.compile(r"([+-])(\d(?=:)|0\d|1[0-4]):?([0-5]\d)")

Value = str | int | list[float]


class Position(TypedDict):
    """Degrees north and east, WGS-84 as EXIF prescribes it, rounded to seven places."""

    lat: float
    lon: float


class Exif(TypedDict):
    """`taken_at` is the camera's local time `2023-10-27T10:42:00`, `offset` as `+08:00`; `orientation` is 1 to 8."""

    taken_at: str | None
    offset: str | None
    position: Position | None
    make: str | None
    model: str | None
    orientation: int


def read_exif(source: bytes | str | Path | BinaryIO) -> Exif:
    """The EXIF facts of a photo given as bytes, path or seekable stream; all empty where it has none. Never raises for
    what stands in the file."""
    try:
        if isinstance(source, bytes):
            return facts_in(read_header(io.BytesIO(source)))
        if isinstance(source, str | Path):
            with open(source, "rb") as stream:
                return facts_in(read_header(stream))
        return facts_in(read_header(source))
    except Unreadable:
        return facts_of(b"")


def facts_in(header: Header) -> Exif:
    """The same from a header that is read already; upright where browsers do not heed what the block says of it."""
    facts = facts_of(header.exif)
    return facts if header.turns else {**facts, "orientation": 1}


def facts_of(block: bytes) -> Exif:
    """The same from the EXIF block itself (a TIFF structure)."""
    first, camera, place = _directories(block)
    said = ((_time(camera.get(time)), _offset(camera.get(offset) or camera.get(OFFSET_TIME))) for time, offset in TIMES)
    taken_at, offset = next((one for one in said if one[0]), (None, None))
    orientation = first.get(ORIENTATION)
    return {
        "taken_at": taken_at,
        "offset": offset,
        "position": _position(place),
        "make": _text(first.get(MAKE)),
        "model": _text(first.get(MODEL)),
        "orientation": orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
    }


def _directories(block: bytes) -> tuple[dict[int, Value], dict[int, Value], dict[int, Value]]:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None or len(block) < 8:
        return {}, {}, {}
    (start,) = struct.unpack_from(order + "I", block, 4)
    first = _directory(block, order, start, {MAKE, MODEL, ORIENTATION, EXIF_IFD, GPS_IFD})
    camera = _inner(block, order, first.get(EXIF_IFD), {OFFSET_TIME, *TIMES[0], *TIMES[1]})
    place = _inner(block, order, first.get(GPS_IFD), {LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, STATUS, DATUM})
    return first, camera, place


def _inner(block: bytes, order: str, start: Value | None, wanted: set[int]) -> dict[int, Value]:
    return _directory(block, order, start, wanted) if isinstance(start, int) else {}


def _directory(block: bytes, order: str, start: int, wanted: set[int]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    if start + 2 > len(block):
        return found
    (count,) = struct.unpack_from(order + "H", block, start)
    for number in range(min(count, MOST_ENTRIES)):
        at = start + 2 + 12 * number
        if at + 12 > len(block):
            break
        tag, kind, length = struct.unpack_from(order + "HHI", block, at)
        if tag in wanted and tag not in found and (tag != ORIENTATION or kind == 3):  # browsers heed no other kind
            value = _value(block, order, kind, length, at + 8)
            if value is not None:
                found[tag] = value
    return found


def _value(block: bytes, order: str, kind: int, length: int, at: int) -> Value | None:
    if kind in (2, 7):
        size = min(length, MOST_TEXT)
        begin = at if length <= 4 else struct.unpack_from(order + "I", block, at)[0]
        return block[begin : begin + size].split(b"\0", 1)[0].decode("utf-8", "replace")
    if kind == 3 and length == 1:
        return int(struct.unpack_from(order + "H", block, at)[0])
    if kind in (4, 9, 13) and length == 1:
        return int(struct.unpack_from(order + "I", block, at)[0])
    if kind in (5, 10) and 1 <= length <= 3:
        return _rationals(block, order, kind, length, struct.unpack_from(order + "I", block, at)[0])
    return None


def _rationals(block: bytes, order: str, kind: int, length: int, begin: int) -> list[float] | None:
    """Fractions; some cameras write signed ones (kind 10) where EXIF asks for unsigned."""
    if begin + 8 * length > len(block):
        return None
    numbers = struct.unpack_from(f"{order}{2 * length}{'I' if kind == 5 else 'i'}", block, begin)
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [above / below if below else math.nan for above, below in pairs]


def _text(value: Value | None) -> str | None:
    if not isinstance(value, str):
        return None
    return "".join(sign for sign in value if sign.isprintable()).strip()[:64] or None


def _time(value: Value | None) -> str | None:
    match = _TIME.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return datetime(*(int(part) for part in match.groups())).isoformat()  # type: ignore[arg-type]
    except ValueError:
        return None


def _offset(value: Value | None) -> str | None:
    """+08:00, also where a program has left the colon or a zero out."""
    text = value.strip() if isinstance(value, str) else ""
    if text == "Z":
        return "+00:00"
    found = _OFFSET.fullmatch(text)
    return f"{found[1]}{int(found[2]):02}:{found[3]}" if found else None


def _position(place: dict[int, Value]) -> Position | None:
    if place.get(STATUS) == "V" or not _is_wgs84(place.get(DATUM)):
        return None
    lat = _degrees(place.get(LATITUDE), place.get(LATITUDE_REF), "N", "S", 90)
    lon = _degrees(place.get(LONGITUDE), place.get(LONGITUDE_REF), "E", "W", 180)
    # 0, 0 is what a telephone writes that has no fix: open sea, where nobody audits
    return None if lat is None or lon is None or lat == lon == 0 else {"lat": lat, "lon": lon}


def _is_wgs84(datum: Value | None) -> bool:
    """Whether the block names no other datum: numbers of another one lie hundreds of metres away."""
    name = datum.strip(" \0").upper() if isinstance(datum, str) else ""
    return not name or _WGS84.fullmatch(name) is not None


def _degrees(value: Value | None, ref: Value | None, plus: str, minus: str, most: int) -> float | None:
    if not isinstance(value, list) or not isinstance(ref, str) or ref[:1].upper() not in (plus, minus):
        return None
    if len(value) == 3 and math.isnan(value[2]):  # 0/0: not measured so finely
        value = value[:2]
    if any(part >= least for part, least in zip(value[1:], (60, 60.0001), strict=False)):
        return None
    size = math.fsum(part / (1, 60, 3600)[power] for power, part in enumerate(value))
    if not 0 <= size <= most:
        return None
    return round(-size if ref[:1].upper() == minus else size, 7)
