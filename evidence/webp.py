"""Makes a WebP that ends too early, or whose container miscounts, one that Pillow opens; its pixels stay as they are.
What of the picture is missing is filled with bytes of the caller's choice: where two fillings differ, nothing was."""

import struct
from collections.abc import Iterator

MOST_PARTS = 20_000
_PICTURE = {b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"}
_STILL = (b"VP8 ", b"VP8L")
_SPARE = 2**20  # what is made up may take more bytes than what was there
_COLOURS = b"ICCP"
# VP8X flags that stay: transparency and animation; the others tell of chunks that are left out
_ALPHA, _MOVES, _PROFILE = 0x10, 0x02, 0x20


def repaired(webp: bytes, filling: bytes) -> tuple[bytes, bool]:
    """The picture in a container whose numbers are right, and whether bytes of it were missing and are filled."""
    out, missing, profile = [], False, False
    for name, body, length in _parts(webp):
        content = webp[body : body + length]
        if name == b"VP8X":
            out.append((name, content))
        elif name == _COLOURS and len(content) == length:
            profile = True
            out.append((name, content))
        elif name in _PICTURE:
            lacks = length - len(content)
            if lacks and length > 2 * len(webp) + 2**20:
                break  # its own length is a lie
            missing = missing or lacks > 0
            if lacks and name in _STILL:
                lacks += _SPARE
            out.append((name, content + (filling * (lacks // len(filling) + 1))[:lacks]))
            if name != b"ALPH" and name != b"ANIM":
                break  # one picture is enough: the still one, or the first of an animation
    return _container(out, profile), missing


def _parts(webp: bytes) -> Iterator[tuple[bytes, int, int]]:
    position = 12
    for _ in range(MOST_PARTS):
        if position + 8 > len(webp):
            return
        name, length = struct.unpack_from("<4sI", webp, position)
        yield name, position + 8, length
        position += 8 + length + length % 2


def _container(parts: list[tuple[bytes, bytes]], profile: bool) -> bytes:
    out = [b"WEBP"]
    for name, content in parts:
        if name == b"VP8X" and len(content) >= 10:
            flags = content[0] & (_ALPHA | _MOVES) | (_PROFILE if profile else 0)
            content = bytes([flags]) + content[1:]
        out += [struct.pack("<4sI", name, len(content)), content, b"\0" * (len(content) % 2)]
    whole = b"".join(out)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole
