"""What the tablet takes a file for, by its first bytes, is what the server takes it for: thousands of headers, whole and spoilt."""

import base64
import io
import random
from typing import Any

from PIL import Image

from e2e.test_modules import Run, run
from evidence.header import Unreadable, read_header
from evidence.transfer import changed_head
from tests.evidence.test_evidence_transfer import WAYS

READ = """async (files) => {
  const { headOf } = await import('/static/field/head.js');
  return files.map((file) => {
    const head = headOf(Uint8Array.from(atob(file), (one) => one.charCodeAt(0)).buffer);
    return head && [head.format, head.width, head.height];
  });
}"""
EACH = 500
SMALLEST = 30
"""Bytes; nothing shorter is a picture, and both say so."""
KINDS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 40}, "PNG": {}, "WEBP": {"quality": 40}, "lossless": {"lossless": True}, "extended": {"exif": b"Exif\0\0MM"},
}  # fmt: skip


def whole(kind: str) -> bytes:
    file = io.BytesIO()
    made = kind if kind in ("JPEG", "PNG") else "WEBP"
    Image.effect_noise((83, 61), 40).convert("RGB").save(file, made, **KINDS[kind])
    return file.getvalue()


def spoilt(data: bytes, dice: random.Random) -> bytes:
    """Some bytes of the head changed, put in or left out, or the file cut; what counts stands in the first 700."""
    file = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(min(len(file), dice.choice((32, 700))))
        match dice.randrange(5):
            case 0:
                file[at] = dice.choice((0, 1, 0xFF, 0xC0, 0xC4, 0xD0, 0xD8, 0xDA, dice.randrange(256)))
            case 1:
                del file[at : at + dice.randint(1, 4)]
            case 2:
                file[at:at] = bytes(dice.choice((0, 0xFF, dice.randrange(256))) for _ in range(dice.randint(1, 6)))
            case 3:
                file[at] ^= 1 << dice.randrange(8)
            case _:
                del file[max(at, SMALLEST) :]
    return bytes(file)


def by_server(file: bytes) -> list[Any] | None:
    try:
        head = read_header(io.BytesIO(file))
    except Unreadable:
        return None
    return [head.format, head.width, head.height]


def test_the_tablet_reads_a_head_as_the_server_does(run: Run) -> None:
    dice = random.Random(29490)
    files = [whole(kind) for kind in KINDS]
    files += [spoilt(one, dice) for one in files for _ in range(EACH)]
    files = [one for one in files if len(one) >= SMALLEST]
    read = run(READ, [base64.b64encode(one).decode() for one in files])
    said = [by_server(one) for one in files]
    assert sum(one is not None for one in said) > len(files) / 4 < sum(one is None for one in said) * 4
    differ = [
        (file[:64].hex(), here, there) for file, here, there in zip(files, read, said, strict=True) if here != there
    ]
    assert differ == []


CHANGED = """async (files) => {
  const { changedHead } = await import('/static/field/head.js');
  return files.map((file) => changedHead(Uint8Array.from(atob(file), (one) => one.charCodeAt(0)).buffer));
}"""


def test_the_tablet_knows_what_was_sent_as_text_as_the_server_does(run: Run) -> None:
    """Each way of a transfer as text over each kind, and some bytes of the head changed."""
    dice = random.Random(5)
    files = [way(whole(kind)) for kind in KINDS for way in (*WAYS.values(), lambda data: data)]
    files += [spoilt(one, dice) for one in files for _ in range(40)]
    files += [b"RIFF" + b"\n" * n + b"WEBP" + bytes(40) for n in range(15)] + [b"\x89PNG\r\n\x1a\n", b"\x89PNG", b""]
    said = [changed_head(one[:64]) for one in files]
    assert run(CHANGED, [base64.b64encode(one).decode() for one in files]) == said
    assert sum(said) > len(files) / 4 < len(files) - sum(said)


__all__ = ["run"]
