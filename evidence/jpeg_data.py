"""Where the compressed data of a JPEG end, and whether its scans tell every coefficient to the last bit."""

import re
from dataclasses import dataclass

# a marker that is neither a stuffed byte nor one of those within a scan
_SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_PROGRESSIVE, _END, _SCAN = (0xC2, 0xC6, 0xCA, 0xCE), 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
BETWEEN = frozenset({0xC4, 0xDA, 0xD9, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})
"""What may follow a scan."""


@dataclass(frozen=True, slots=True)
class JpegData:
    """`end` is the place of the end mark; where there is none, of the first mark behind the last scan that no picture has
    (a trailer's), or the file's end (half a mark is none). `stop`: a decoder would stumble over what stands behind it.
    `missing`: a progressive picture lacks scans."""

    end: int
    stop: int
    ended: bool
    progressive: bool
    missing: bool


def jpeg_data(jpeg: bytes) -> JpegData:
    """Walk the segments of the first picture. What does not walk ends with the file."""
    position, end, stop = 2, len(jpeg.rstrip(b"\xff")), len(jpeg)
    ended = progressive = whole = False
    wanted: set[tuple[int, int]] = set()
    while following := _SEGMENT.search(jpeg, position):
        position, code = following.end(), jpeg[following.start() + 1]
        if code == _END:
            end, ended = following.start(), True
            break
        if whole and code not in BETWEEN:
            end = stop = following.start()
            break
        length = int.from_bytes(jpeg[position : position + 2], "big")
        body = jpeg[position + 2 : position + length]
        if code in _FRAMES:
            progressive = code in _PROGRESSIVE
            wanted = coefficients(body)
        elif code == _SCAN and len(body) >= 4:
            wanted -= told_to_the_end(body)
            whole = not wanted
        position += length
    missing = progressive and bool(wanted)
    return JpegData(end, stop, ended, progressive, missing)


def coefficients(frame: bytes) -> set[tuple[int, int]]:
    """All that a picture is made of, by the body of its frame's segment: {(component, place)}."""
    return {(component, at) for component in frame[6::3] for at in range(64)}


def told_to_the_end(scan: bytes) -> set[tuple[int, int]]:
    """The coefficients whose last bit this scan tells, by the body of its segment."""
    first, last, bits = scan[-3:]
    return {(component, at) for component in scan[1:-3:2] for at in range(first, last + 1)} if bits & 15 == 0 else set()


def marks_of_scans(jpeg: bytes) -> list[int]:
    """Where each mark behind the first scan's begins, but those of restarts: the picture may be cut before any of them."""
    first = jpeg.find(b"\xff\xda")
    return [one.start() for one in _SEGMENT.finditer(jpeg, first + 2)] if first >= 0 else []
