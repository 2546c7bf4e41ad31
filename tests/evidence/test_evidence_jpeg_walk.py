"""A JPEG whose compressed data are damaged is noted; one that only has odd bytes between its marks is not."""

import re
from random import Random

import pytest
from PIL import Image, ImageChops, ImageFile, ImageFilter, ImageStat

from evidence.jpeg_data import jpeg_data
from evidence.jpeg_walk import _read_tables, is_sound
from evidence.upright import load_photo
from tests.evidence.photo_kit import drawing, saved

KINDS = {
    "baseline": {},
    "restart marks": {"restart_marker_rows": 1},
    "few blocks between marks": {"restart_marker_blocks": 3, "subsampling": 0},
    "progressive": {"progressive": True},
    "progressive with marks": {"progressive": True, "restart_marker_rows": 2},
}


def made(kind: str, mode: str = "RGB") -> bytes:
    """Always the same picture: now and then a hole in noise leaves as many blocks behind as it took, and is not seen."""
    noise = Image.frombytes("RGB", (322, 245), Random(1).randbytes(322 * 245 * 3)).filter(ImageFilter.SMOOTH)
    return saved(noise.convert(mode), "JPEG", quality=88, **KINDS[kind])


def scan_of(jpeg: bytes) -> int:
    return jpeg.index(b"\xff\xda") + 14


def walked(jpeg: bytes) -> bool | None:
    return is_sound(jpeg, jpeg_data(jpeg).end)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_sound_data_walk_to_their_end(kind: str, mode: str) -> None:
    jpeg = made(kind, mode)
    assert walked(jpeg) is (None if "progressive" in kind else True)
    assert load_photo(jpeg).note is None
    filled = jpeg[: scan_of(jpeg)] + re.sub(rb"\xff(?=[\xd0-\xd7])", b"\xff" * 3, jpeg[scan_of(jpeg) :])
    assert load_photo(filled).note is None, "fill bytes before a mark"
    assert load_photo(jpeg[:-2] + b"\xff\xff\xd9" + b"SEFH trailer \xff\xd0").note is None
    assert load_photo(jpeg[:-2] + bytes(40) + b"\xff\xd9").note is None, "a scan padded with zeros"
    assert load_photo(jpeg[:-2] + b"\x5a\x17\xff\xd9").note is None, "two spare bytes, as some cameras leave"
    assert load_photo(saved(drawing(), "JPEG", **KINDS[kind])).note is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_hole_or_a_stray_mark_is_noted(kind: str) -> None:
    jpeg = made(kind)
    start, whole = scan_of(jpeg), len(jpeg)
    for part in (0.1, 0.2, 0.3):
        at = start + int((whole - start) * part) // 4 * (1 if "progressive" in kind else 3)
        if "marks" in kind:
            at = jpeg.index(b"\xff\xd1", start) + 3
        hole = jpeg[:at] + jpeg[at + 300 :]
        stray = jpeg[:at] + b"\xff\xc8" + jpeg[at + 2 :]
        again = jpeg[:at] + b"\xff\xd5" + jpeg[at + 2 :]
        for damaged in (hole, stray, again):
            assert walked(damaged) is False, (kind, part)
        assert load_photo(hole).note == "incomplete"


def test_restart_marks_out_of_order_or_lost_are_noted() -> None:
    jpeg = made("restart marks")
    assert walked(jpeg.replace(b"\xff\xd2", b"\xff\xd3", 1)) is False
    first, second = jpeg.index(b"\xff\xd1"), jpeg.index(b"\xff\xd2")
    assert walked(jpeg[:first] + jpeg[second:]) is False
    after = bytes([0xD0 + len(re.findall(rb"\xff[\xd0-\xd7]", jpeg)) % 8])
    assert walked(jpeg[:-2] + b"\xff" + after + b"\xff\xd9") is True, "one more mark behind the last piece"


def test_what_is_not_walked_is_not_known() -> None:
    jpeg = made("baseline")
    frame = jpeg.index(b"\xff\xc0")
    assert walked(jpeg[: frame + 1] + b"\xc9" + jpeg[frame + 2 :]) is None, "arithmetic coding"
    tables = jpeg.index(b"\xff\xc4")
    assert walked(jpeg[:tables] + jpeg[jpeg.index(b"\xff\xda") :]) is None, "no tables: the decoder has its own"


def segment(code: int, body: bytes) -> bytes:
    return bytes([0xFF, code]) + (len(body) + 2).to_bytes(2, "big") + body


def test_headers_that_no_encoder_writes_are_not_known_and_cost_nothing() -> None:
    """A frame without components, a component of no width, tables with more codes than there are, or thousands of them."""
    jpeg = made("baseline")
    tables = jpeg.index(b"\xff\xc4")
    crowded = segment(0xC4, b"\0" + bytes([255] * 16) + bytes(4080))
    plain = segment(0xC4, b"\0" + bytes([1]) + bytes(15) + b"\1")
    for bad in (
        crowded * 3000,
        plain * 3000,
        segment(0xC0, bytes([8, 0, 8, 0, 8, 0])),
        segment(0xC0, bytes([8, 0, 8, 0, 8, 1, 1, 0, 0])),
        segment(0xC0, b""),
    ):
        odd = jpeg[:tables] + bad + jpeg[tables:]
        assert walked(odd) is None, bad[:12]


def test_no_cut_or_flipped_header_breaks_the_walk() -> None:
    jpeg, chance = made("few blocks between marks"), Random(7)
    for _ in range(150):
        spoilt = bytearray(jpeg)
        for _ in range(4):
            spoilt[chance.randrange(2, scan_of(jpeg))] = chance.randrange(256)
        assert is_sound(bytes(spoilt), len(spoilt)) in (True, False, None)


def test_many_codes_at_once_lead_where_one_by_one_leads() -> None:
    """Tables of any shape: also one whose codes are so short that a window holds more than a block."""
    chance = Random(11)
    for symbols in (range(256), (0x00, 0x01, 0xF0, 0x51)) * 10:
        counts, left = bytearray(16), 1 << 16
        for bits in range(1, 17):
            counts[bits - 1] = min(chance.randint(0, left >> 16 - bits), chance.choice((0, 1, 3, 40)))
            left -= counts[bits - 1] << 16 - bits
        tables: dict[int, tuple[list[int], list[int], list[int]]] = {}
        _read_tables(b"\x10" + counts + bytes(chance.choices(symbols, k=sum(counts))), tables)
        one, _direct, many = tables[0x10]
        for window, step in enumerate(many):
            ways, bits, coefficients = {(0, 64)}, 0, 0
            while (alone := one[window << 3 + bits & 0xFFFF]) and bits + (alone & 31) <= 13 and coefficients < 64:
                bits, coefficients = bits + (alone & 31), coefficients + (alone >> 5)
                ways.add((bits, coefficients))
            too_much = 64 <= coefficients < 128
            assert (step & 31, step >> 5) in ways and (0 < step & 31 <= bits if too_much else step & 31 == bits)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mark", [0xC0, 0xC3, 0xDA, 0xC4, 0xD8, 0x02, 0xFF])
def test_a_stray_mark_near_the_end_is_noted_and_the_picture_shown(kind: str, mark: int) -> None:
    """However little is lost, nothing is called whole; and of a progressive picture the scans before the mark are shown."""
    jpeg = made(kind)
    sound = load_photo(jpeg).image.convert("RGB")
    for part in (0.8, 0.95, 0.99):
        at = int(len(jpeg) * part)
        loaded = load_photo(jpeg[:at] + bytes([0xFF, mark]) + jpeg[at + 2 :])
        assert loaded.note == "incomplete", part
        upper = [one.convert("L").crop((0, 0, 322, 180)) for one in (sound, loaded.image)]
        assert ImageStat.Stat(ImageChops.difference(*upper)).mean[0] < 12, part
        assert load_photo(jpeg[:at] + bytes([0xFF, mark]) + jpeg[at + 2 :], edge=64).image.width >= 40


def test_another_library_that_lets_pillow_pass_over_ends_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint turns the switch when it is imported."""
    jpeg = made("progressive")
    at = int(len(jpeg) * 0.8)
    spoilt = jpeg[:at] + b"\xff\xc0" + jpeg[at + 2 :]
    strict = load_photo(spoilt)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    loaded = load_photo(spoilt)
    assert (loaded.note, loaded.image.tobytes()) == (strict.note, strict.image.tobytes())
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True, "and WeasyPrint finds its own again"


@pytest.mark.parametrize("end", [b"\xff\xd9", b""])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.97])
def test_a_tail_of_zeros_is_a_part_that_is_missing(part: float, end: bytes) -> None:
    """What an interrupted copy leaves: the zeros are read as blocks of nothing, and more of them stand behind the last."""
    picture = Image.frombytes("RGB", (322, 245), Random(1).randbytes(322 * 245 * 3)).filter(ImageFilter.SMOOTH)
    for options in (
        {"quality": 92, "subsampling": 0},
        {"quality": 88},
    ):
        jpeg = saved(picture, "JPEG", **options)
        at = int(len(jpeg) * part)
        assert load_photo(jpeg[:at] + bytes(len(jpeg) - at - 2) + end).note == "incomplete"


def test_a_blank_picture_whose_blocks_are_zeros_is_whole() -> None:
    for colour in ("white", "black", "grey"):
        jpeg = saved(Image.new("RGB", (640, 480), colour), "JPEG", optimize=True)
        assert is_sound(jpeg, jpeg_data(jpeg).end) is True


def trailers() -> list[bytes]:
    """What phones append, as bytes of any kind: with marks of restarts, of segments and of scans among them."""
    chance = Random(4)
    odd = [b"\xff\xcd", b"\xff\xd3", b"\xff\x5d", b"\xff\xcb\xff\xd9"]
    return [mark + chance.randbytes(3_000).replace(b"\xff\xd9", b"\xff\xd8") for mark in odd]


@pytest.mark.parametrize("kind", KINDS)
def test_a_trailer_of_any_bytes_in_the_place_of_the_end_mark_takes_no_pixel(kind: str) -> None:
    jpeg = made(kind)
    for trailer in trailers():
        assert load_photo(jpeg[:-2] + trailer).note == "endless", trailer[:2]
        assert load_photo(jpeg[: len(jpeg) * 6 // 10] + trailer).note == "incomplete", trailer[:2]
