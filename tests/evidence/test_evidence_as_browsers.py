"""The server shows what a browser shows of the same bytes: which orientation counts, which picture of an animation."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageOps

from evidence.decode import decode, render
from evidence.exif import read_exif
from evidence.limits import MAX_PIXELS
from tests.evidence.photo_kit import drawing, exif, photo, saved

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes, sum_: int | None = None) -> bytes:
    return (
        struct.pack(">I4s", len(body), name)
        + body
        + struct.pack(">I", zlib.crc32(name + body) if sum_ is None else sum_)
    )


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        found.append((name, png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def built(parts: list[tuple[bytes, bytes]]) -> bytes:
    return SIGNATURE + b"".join(chunk(*one) for one in parts)


def seen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(render(data, [(320, 82)])[0]))


def long_orientation() -> bytes:
    """A JPEG whose orientation is written as LONG, which browsers pass over."""
    block = b"Exif\0\0MM\0*" + struct.pack(">IHHHIII", 8, 1, 0x0112, 4, 1, 6, 0)
    plain = saved(drawing())
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:]


def late_exif() -> bytes:
    parts = chunks(photo("PNG", orientation=6))
    late = [one for one in parts if one[0] == b"eXIf"]
    return built([one for one in parts if one[0] not in (b"eXIf", b"IEND")] + late + [(b"IEND", b"")])


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (photo("JPEG", orientation=6), (64, 96)),
        (photo("PNG", orientation=6), (64, 96)),
        (long_orientation(), (96, 64)),
        (late_exif(), (96, 64)),
        (photo("WEBP", orientation=6), (96, 64)),
    ],
    ids=["jpeg", "png", "long", "png-late", "webp"],
)
def test_a_picture_is_turned_only_where_browsers_turn_it(data: bytes, size: tuple[int, int]) -> None:
    assert seen(data).size == size
    assert read_exif(data)["orientation"] == (6 if size == (64, 96) else 1)


def animation(sound: bool = True) -> bytes:
    """A PNG whose still image stands outside its animation; the first frame is its negative."""
    still = chunks(saved(drawing(), "PNG"))
    frame = b"".join(body for name, body in chunks(saved(ImageOps.invert(drawing()), "PNG")) if name == b"IDAT")
    head = still[0][1]
    control = struct.pack(">I", 0) + head[:8] + struct.pack(">IIHHBB", 0, 0, 1, 10, 0, 0)
    pixels = chunk(b"fdAT", struct.pack(">I", 1) + frame, None if sound else 7)
    moves = [still[0], (b"acTL", struct.pack(">II", 1, 0)), *still[1:-1], (b"fcTL", control)]
    return built(moves) + pixels + chunk(b"IEND", b"")


def test_of_an_animation_with_a_still_image_outside_it_the_first_frame_is_seen() -> None:
    first = seen(animation()).getpixel((30, 20))
    assert first[0] < 60 and first[1] > 200 and first[2] > 200  # the negative of red
    assert decode(animation()).note is None
    assert decode(animation(sound=False)).note == "文件的数据校验不符，画面可能有误"


def test_a_png_of_very_many_small_pixel_chunks_is_whole() -> None:
    parts = chunks(saved(Image.effect_noise((600, 600), 90), "PNG"))
    pixels = b"".join(body for name, body in parts if name == b"IDAT")
    pieces = [(b"IDAT", pixels[at : at + 12]) for at in range(0, len(pixels), 12)]
    assert len(pieces) > 20_000
    verdict = decode(built([parts[0], *pieces, (b"IEND", b"")]))
    assert verdict.ok and verdict.note is None


def test_the_full_size_of_a_telephone_of_64_million_pixels_is_taken() -> None:
    assert MAX_PIXELS >= 9248 * 6936


WEBP = saved(drawing(640, 480), "WEBP", quality=90)
INCOMPLETE = "不完整：有一部分画面缺失"


def sized(webp: bytes, size: int) -> bytes:
    return webp[:4] + struct.pack("<I", size) + webp[8:]


@pytest.mark.parametrize("size", [0, len(WEBP) - 40, len(WEBP) + 5000, 2**32 - 1])
def test_a_webp_whose_container_miscounts_is_whole(size: int) -> None:
    verdict = decode(sized(WEBP, size))
    assert verdict.ok and verdict.note is None and verdict.phash == decode(WEBP).phash


def test_a_webp_that_lacks_only_the_end_of_its_exif_is_whole() -> None:
    data = saved(drawing(640, 480), "WEBP", quality=90, exif=exif())
    verdict = decode(data[:-5])
    assert verdict.ok and verdict.note is None and verdict.phash == decode(WEBP).phash


@pytest.mark.parametrize("options", [{"quality": 90}, {"lossless": True}], ids=["lossy", "lossless"])
def test_a_cut_webp_is_seen_as_far_as_it_decodes(options: dict[str, object]) -> None:
    noisy = Image.merge("RGB", [Image.effect_noise((640, 480), 60)] * 3)
    noisy.paste("red", (0, 0, 640, 60))
    data = saved(noisy, "WEBP", **options)
    verdict, view = decode(data[: len(data) * 3 // 4]), seen(data[: len(data) * 3 // 4])
    assert verdict.ok and verdict.note == INCOMPLETE
    assert view.getpixel((160, 5))[0] > 200 > 60 > view.getpixel((160, 5))[2]
    assert max(abs(one - 128) for one in view.getpixel((160, 237))) < 4  # what is missing is grey


def test_a_webp_of_its_header_alone_does_not_open() -> None:
    assert not decode(WEBP[:40]).ok
