"""The three ways a WebP tells its size (RFC 9649), and its EXIF behind chunks of odd length."""

import io
import struct

import pytest

from evidence.exif import read_exif
from evidence.header import read_header
from tests.evidence.photo_kit import drawing, photo, saved


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}, {"lossless": True, "exact": True}])
@pytest.mark.parametrize("size", [(96, 64), (95, 63), (1, 1), (2, 301)])
def test_lossy_and_lossless_say_their_size(size, options):
    header = read_header(io.BytesIO(saved(drawing(*size), "WEBP", **options)))
    assert (header.format, header.width, header.height) == ("WEBP", *size)


@pytest.mark.parametrize("size", [(96, 64), (95, 63)])
def test_with_transparency_the_canvas_says_it(size):
    data = saved(drawing(*size, mode="RGBA"), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
    assert data[12:16] == b"VP8X"
    assert (read_header(io.BytesIO(data)).width, read_header(io.BytesIO(data)).height) == size


@pytest.mark.parametrize("length", [7, 8])
def test_a_chunk_of_odd_length_before_the_exif_is_padded(length):
    data = photo("WEBP")
    at = data.index(b"EXIF")
    chunk = b"XXXX" + struct.pack("<I", length) + bytes(length + length % 2)
    longer = data[:at] + chunk + data[at:]
    whole = longer[:4] + struct.pack("<I", len(longer) - 8) + longer[8:]
    assert read_exif(whole)["taken_at"] == read_exif(data)["taken_at"] == "2023-10-27T10:42:00"
