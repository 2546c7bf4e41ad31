"""Pictures of unusual shape or layout: very long and thin, with rows left out, with stray bytes at the start."""

import io
import struct
import zlib

import pytest
from PIL import Image

from evidence.decode import decode
from evidence.derive import print_rendition, renditions
from evidence.header import read_header
from evidence.strip import strip
from tests.evidence.photo_kit import drawing, saved
from tests.evidence.wild_photos import chunk

INCOMPLETE = "不完整：有一部分画面缺失"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(16000, 10), (10, 16000)])
def test_a_very_long_picture_has_its_views(kind, size):
    data = saved(drawing(*size), kind)
    made = renditions(data)
    edges = {name: max(Image.open(io.BytesIO(view)).size) for name, view in made.items()}
    assert decode(data).ok and edges == {"screen": 1600, "thumb": 320}
    assert max(Image.open(io.BytesIO(print_rendition(data, 900))).size) == 900


def png(width, height, depth, colour, raw, interlaced=0):
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(range(12))) if colour == 3 else b""
    data = chunk(b"IDAT", zlib.compress(raw))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + data + chunk(b"IEND", b"")


# width, height, depth, colour, bytes of all rows with their filter bytes, interlaced
LAYOUTS = {
    "grey of 1 bit": (33, 40, 1, 0, 40 * 6, 0),
    "RGB": (40, 30, 8, 2, 30 * 121, 0),
    "palette of 2 bits": (33, 40, 2, 3, 40 * 10, 0),
    "grey with alpha": (40, 30, 8, 4, 30 * 81, 0),
    "RGBA of 16 bits": (40, 30, 16, 6, 30 * 321, 0),
    "Adam7, 1 pixel": (1, 1, 8, 2, 4, 1),
    # 8x8: 1 and 1 rows of 1, 1 of 2, 2 of 2, 2 of 4, 4 of 4, 4 of 8 pixels
    "Adam7, 8x8": (8, 8, 8, 0, 2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9, 1),
}


@pytest.mark.parametrize("what", LAYOUTS)
def test_a_png_that_leaves_rows_out_is_incomplete(what):
    *size, raw, interlaced = LAYOUTS[what]
    whole, short = (decode(png(*size, bytes(length), interlaced)) for length in (raw, raw - raw // 4 - 1))
    assert whole.ok and whole.note is None
    assert not short.ok or short.note == INCOMPLETE


def test_half_of_the_rows_is_incomplete_and_more_than_all_is_not():
    width, height, depth, colour, raw, _ = LAYOUTS["RGB"]
    rows = bytes(index % 251 if index % 121 else 0 for index in range(raw))
    half, more = (decode(png(width, height, depth, colour, data)) for data in (rows[: raw // 2], rows + bytes(500)))
    assert (half.ok, half.note) == (True, INCOMPLETE)
    assert (more.ok, more.note) == (True, None)


@pytest.mark.parametrize("stray", [b"\0\0\0", b"\xff", b"junk without a mark", bytes(5000)])
def test_stray_bytes_after_the_start_mark_cost_nothing(stray):
    data = saved(drawing(320, 200))
    odd = data[:2] + stray + data[2:]
    header, verdict = read_header(io.BytesIO(odd)), decode(odd)
    assert (header.format, header.width, header.height) == ("JPEG", 320, 200)
    assert (verdict.ok, verdict.note, verdict.phash) == (True, None, decode(data).phash)
    assert renditions(odd) == renditions(data)
    assert read_header(io.BytesIO(strip(odd))).width == 320
