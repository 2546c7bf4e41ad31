"""EXIF: the facts an audit needs are read as Pillow reads them, and hostile blocks harm nothing."""

import io
import random
import struct
import time

import pytest
from PIL import Image

from evidence.exif import facts_of, read_exif
from tests.evidence.photo_kit import drawing, exif, photo, saved

NOTHING = {"taken_at": None, "offset": None, "position": None, "make": None, "model": None, "orientation": 1}


def block(order, entries, following=0):
    """A TIFF block with one directory of (tag, type, count, four bytes)."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    body = b"".join(struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return mark + struct.pack(order + "IH", 8, len(entries)) + body + struct.pack(order + "I", following)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_time_offset_position_and_device_are_read(kind, tmp_path):
    data = photo(kind, orientation=6)
    expected = {
        "taken_at": "2023-10-27T10:42:00",
        "offset": "+08:00",
        "position": {"lat": 31.2366667, "lon": 121.4836111},
        "make": "HUAWEI",
        "model": "SECRET-SERIAL-77",
        "orientation": 1 if kind == "WEBP" else 6,  # browsers turn no WebP
    }
    (tmp_path / "a").write_bytes(data)
    assert read_exif(data) == read_exif(tmp_path / "a") == read_exif(io.BytesIO(data)) == expected


def test_without_original_time_the_time_of_digitizing_stands_with_its_own_offset():
    written = exif()
    camera = written.get_ifd(0x8769)
    del camera[0x9003]
    camera[0x9004], camera[0x9012], camera[0x9011] = "2023:10:27 10:43:00", "+08:00", "+09:00"
    facts = read_exif(saved(drawing(), exif=written))
    assert (facts["taken_at"], facts["offset"]) == ("2023-10-27T10:43:00", "+08:00")


@pytest.mark.parametrize("original", [None, "0000:00:00 00:00:00", "2023:02:30 10:00:00"])
def test_the_time_of_the_last_change_is_no_time_of_capture(original):
    written = exif()
    camera = written.get_ifd(0x8769)
    del camera[0x9003]
    if original:
        camera[0x9003] = original
    camera[0x9010] = "+08:00"
    assert written[0x0132] == "2023:10:27 11:00:00"
    facts = read_exif(saved(drawing(), exif=written))
    assert (facts["taken_at"], facts["offset"]) == (None, None)


def test_an_impossible_original_time_gives_way_to_the_time_of_digitizing():
    written = exif()
    written.get_ifd(0x8769).update({0x9003: "0000:00:00 00:00:00", 0x9004: "2023:10:27 10:43:00"})
    assert read_exif(saved(drawing(), exif=written))["taken_at"] == "2023-10-27T10:43:00"


def test_south_and_west_are_negative_and_both_byte_orders_are_read():
    written = exif()
    place = written.get_ifd(0x8825)
    place[1], place[3] = "S", "W"
    for endian in ("<", ">"):
        written.endian = endian
        facts = read_exif(saved(drawing(), exif=written.tobytes()))
        assert facts["position"] == {"lat": -31.2366667, "lon": -121.4836111}


@pytest.mark.parametrize("data", [saved(drawing()), b"", b"no photo", b"\xff\xd8\xff\xe1"])
def test_a_file_without_exif_has_no_facts(data):
    assert read_exif(data) == NOTHING


@pytest.mark.parametrize("order", ["<", ">"])
def test_hostile_blocks_give_no_facts_and_take_no_time(order):
    eight = struct.pack(order + "I", 8)
    endless = struct.pack(order + "I", 0xFFFFFFFF)
    blocks = {
        "a directory that follows itself": block(order, [(0x0112, 3, 1, b"\0\0\0\0")], 8),
        "an inner directory that is the outer": block(order, [(0x8769, 4, 1, eight), (0x8825, 4, 1, eight)], 8),
        "counts of four thousand million": block(order, [(tag, 5, 0xFFFFFFFF, eight) for tag in (1, 2, 3, 4, 0x9003)]),
        "texts of four thousand million": block(order, [(0x010F, 2, 0xFFFFFFFF, endless)]),
        "offsets behind the end": block(order, [(0x8769, 4, 1, endless), (0x8825, 4, 1, endless)]),
        "65,535 entries": block(order, [])[:8] + b"\xff\xff" + bytes(12 * 5000),
        "an offset behind the end": block(order, [])[:4] + endless,
        "nothing but a mark": block(order, [])[:4],
    }
    for name, data in blocks.items():
        start = time.perf_counter()
        assert facts_of(data) == NOTHING, name
        assert time.perf_counter() - start < 0.2, name


def test_rationals_by_zero_give_no_position():
    order = "<"
    entries = [
        (1, 2, 2, b"N\0\0\0"),
        (2, 5, 3, struct.pack("<I", 80)),
        (3, 2, 2, b"E\0\0\0"),
        (4, 5, 3, struct.pack("<I", 80)),
    ]
    inner = struct.pack("<H", 4) + b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries) + bytes(4)
    outer = block(order, [(0x8825, 4, 1, struct.pack("<I", 26))])
    rationals = outer + inner
    assert len(rationals) == 80
    assert facts_of(rationals + struct.pack("<6I", 31, 1, 14, 0, 12, 1))["position"] is None
    assert facts_of(rationals + struct.pack("<6I", 91, 1, 0, 1, 0, 1))["position"] is None
    assert facts_of(rationals + struct.pack("<6I", 31, 1, 14, 1, 12, 1))["position"] is not None


def test_ten_thousand_mutants_of_a_good_block_never_raise():
    seed = random.randrange(2**32)
    print("seed", seed)
    dice, good = random.Random(seed), bytearray(exif().tobytes().removeprefix(b"Exif\0\0"))
    for _ in range(10_000):
        mutant = bytearray(good)
        for _ in range(dice.randint(1, 8)):
            mutant[dice.randrange(len(mutant))] = dice.choice((0, 1, 0x7F, 0xFF, dice.randrange(256)))
        facts = facts_of(bytes(mutant))
        assert facts.keys() == NOTHING.keys() and facts["orientation"] in range(1, 9)


def test_what_we_read_is_what_pillow_reads():
    data = photo(orientation=5)
    with Image.open(io.BytesIO(data)) as image:
        theirs = image.getexif()
    ours = read_exif(data)
    assert (ours["make"], ours["model"], ours["orientation"]) == (theirs[0x010F], theirs[0x0110], theirs[0x0112])


def _placed(change: dict[int, object]) -> bytes:
    block = exif()
    block.get_ifd(0x8825).update(change)
    return saved(drawing(), exif=block)


def test_seconds_that_were_not_measured_leave_degrees_and_minutes():
    from PIL.TiffImagePlugin import IFDRational

    unmeasured = IFDRational(0, 0)
    data = _placed({2: (31.0, 14.0, unmeasured), 4: (121.0, 29.0, unmeasured)})
    assert read_exif(data)["position"] == {"lat": 31.2333333, "lon": 121.4833333}


@pytest.mark.parametrize(
    ("change", "believed"),
    [
        ({9: "V"}, False),
        ({9: "A"}, True),
        ({18: "WGS-84"}, True),
        ({18: "wgs84"}, True),
        ({18: ""}, True),
        ({18: "GCJ-02"}, False),
        ({18: "TOKYO"}, False),
        ({2: (31.0, 70.0, 0.0)}, False),
        ({4: (121.0, 29.0, 75.0)}, False),
    ],
)
def test_a_position_without_fix_of_another_datum_or_of_no_angle_is_none(change, believed):
    assert (read_exif(_placed(change))["position"] is not None) is believed


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+0800", "+08:00"),
        ("+8:00", "+08:00"),
        ("-0330", "-03:30"),
        ("+08:00", "+08:00"),
        ("Z", "+00:00"),
        ("+800", None),
        ("+1500", None),
        ("0800", None),
    ],
)
def test_an_offset_is_read_with_and_without_its_colon(written: str, read: str | None) -> None:
    block = exif()
    block.get_ifd(0x8769)[0x9011] = written
    assert read_exif(saved(drawing(), exif=block))["offset"] == read
