"""Where the compressed data of a JPEG end, and whether its scans tell every coefficient to the last bit."""

import re
from dataclasses import dataclass

# a marker that is neither a stuffed byte nor one of those within a scan
_SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_PROGRESSIVE, _END, _SCAN = (0xC2, 0xC6, 0xCA, 0xCE), 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class JpegData:
    """`end` is the place of the end mark, or of the file's end where it has none (half a mark is none); `missing`: a
    progressive picture lacks scans."""

    end: int
    ended: bool
    progressive: bool
    missing: bool


def jpeg_data(jpeg: bytes) -> JpegData:
    """Walk the segments of the first picture. What does not walk ends with the file."""
    position, end, progressive = 2, None, False
    wanted: set[tuple[int, int]] = set()
    while following := _SEGMENT.search(jpeg, position):
        position, code = following.end(), jpeg[following.start() + 1]
        if code == _END:
            end = following.start()
            break
        length = int.from_bytes(jpeg[position : position + 2], "big")
        body = jpeg[position + 2 : position + length]
        if code in _FRAMES:
            progressive = code in _PROGRESSIVE
            wanted = {(component, at) for component in body[6::3] for at in range(64)}
        elif code == _SCAN and len(body) >= 4:
            first, last, bits = body[-3:]
            if bits & 15 == 0:
                wanted -= {(component, at) for component in body[1:-3:2] for at in range(first, last + 1)}
        position += length
    missing = progressive and bool(wanted)
    return JpegData(len(jpeg.rstrip(b"\xff")) if end is None else end, end is not None, progressive, missing)


def marks_of_scans(jpeg: bytes) -> list[int]:
    """Where each mark behind the first scan's begins, but those of restarts: the picture may be cut before any of them."""
    first = jpeg.find(b"\xff\xda")
    return [one.start() for one in _SEGMENT.finditer(jpeg, first + 2)] if first >= 0 else []
