"""Photos as cameras and programs really leave them, each a kind of its own that once was refused or called broken."""

import io
import re
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, PngImagePlugin

from tests.evidence.photo_kit import drawing, exif, noise, saved

INCOMPLETE = "不完整：有一部分画面缺失"
CHECKSUM = "文件的数据校验不符，画面可能有误"
ENDLESS = "文件缺少结尾（结束标记），没有发现画面缺失"
ALTERED = "传输时被改动，画面可能有误：请用二进制方式从原处重新复制"
BROKEN = "打不开：文件已损坏或不完整"
HERE = {"lat": 31.2366667, "lon": 121.4836111}


@dataclass(frozen=True)
class Wild:
    """A file, and what must be said of it: the remark or the problem, the position and the time."""

    what: str
    name: str
    data: bytes
    note: str | None = None
    problem: str | None = None
    position: dict[str, float] | None = None
    taken_at: str | None = None


def located(**changed: object) -> bytes:
    """A JPEG of 640×480 with EXIF, whose GPS block may be changed."""
    block = exif()
    return saved(noise(640, 480), "JPEG", exif=block, quality=85)


def between(jpeg: bytes, stray: bytes) -> bytes:
    """Stray bytes before every marker that follows the first segment, up to the scan."""
    out, position = [jpeg[:2]], 2
    while jpeg[position + 1] != 0xDA:
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4], "big")
        out += [jpeg[position:end], stray]
        position = end
    return b"".join([*out, jpeg[position:]])


def without_last_scan(jpeg: bytes) -> bytes:
    return jpeg[: jpeg.rindex(b"\xff\xda")] + b"\xff\xd9"


def chunk(name: bytes, body: bytes, wrong: bool = False) -> bytes:
    check = zlib.crc32(body, zlib.crc32(name)) ^ wrong
    return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", check)


def png_with(*chunks: bytes, at: int = 33) -> bytes:
    data = saved(drawing(320, 200), "PNG")
    return data[:at] + b"".join(chunks) + data[at:]


def raw_profile(compressed: bool) -> bytes:
    """EXIF as ImageMagick wrote it into PNG for twenty years."""
    block = exif().tobytes()
    text = b"\nexif\n%8d\n" % len(block) + re.sub(b"(.{72})", rb"\1\n", block.hex().encode()) + b"\n"
    keyword = b"Raw profile type exif\0"
    return chunk(b"zTXt", keyword + b"\0" + zlib.compress(text)) if compressed else chunk(b"tEXt", keyword + text)


def signed_rationals(jpeg: bytes) -> bytes:
    """GPS values of type SRATIONAL (10) where EXIF asks for RATIONAL (5)."""
    return re.sub(rb"(\x00[\x02\x04])\x00\x05(\x00\x00\x00\x03)", lambda found: found[1] + b"\x00\x0a" + found[2], jpeg)


def signed_pointer(jpeg: bytes) -> bytes:
    """The way to the GPS block as SLONG (9)."""
    return jpeg.replace(b"\x88\x25\x00\x04\x00\x00\x00\x01", b"\x88\x25\x00\x09\x00\x00\x00\x01", 1)


def nowhere() -> bytes:
    block = exif()
    place = block.get_ifd(0x8825)
    place[2] = place[4] = (0.0, 0.0, 0.0)
    return saved(noise(640, 480), "JPEG", exif=block)


def as_text(photo: bytes) -> bytes:
    """After FTP in text mode from Unix to Windows."""
    return photo.replace(b"\n", b"\r\n")


def with_a_whole_head(kind: str) -> bytes:
    """A picture of noise whose head has no line end to be changed: one with a changed head is refused before it is opened."""
    made = (saved(noise(640, 480), kind) for _ in range(200))
    return next(one for one in made if b"\n" not in one[:64])


def flipped_idat() -> bytes:
    data = bytearray(png_with())
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4 : at], "big")
    data[at + 4 + length] ^= 1
    return bytes(data)


def text_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 2**21, zip=True)
    return saved(drawing(320, 200), "PNG", pnginfo=info)


def interlaced() -> bytes:
    """An Adam7 PNG; Pillow reads but does not write them."""
    width, height = 40, 30
    image = noise(width, height)
    rows = []
    for x, y, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for row in range(y, height, dy):
            rows.append(b"\0" + b"".join(bytes(image.getpixel((at, row))) for at in range(x, width, dx)))  # type: ignore[arg-type]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + chunk(b"IEND", b"")
    )


def pngs_by_mode() -> dict[str, bytes]:
    """What programs write beside plain RGB: screenshots are transparent, drawings have a palette."""
    picture = noise(320, 200)
    fine = Image.frombytes("I;16", (320, 200), picture.convert("L").tobytes() * 2)
    others = {mode: picture.convert(mode) for mode in ("RGBA", "P", "LA", "L", "1")}
    return {mode: saved(image, "PNG") for mode, image in {**others, "I;16": fine}.items()}


def wild_photos() -> list[Wild]:
    jpeg, png = located(), saved(noise(320, 200), "PNG")
    seen = {"position": HERE, "taken_at": "2023-10-27T10:42:00"}
    grey = saved(noise(640, 480).convert("L"), "JPEG")
    progressive = saved(noise(640, 480), "JPEG", progressive=True)
    trailer = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1698374520000SEFHe\0\0\0\x01\0\0\0SEFT"
    return [
        Wild("two stray bytes between segments", "a.jpg", between(jpeg, b"\x3f\x3e"), **seen),
        Wild("many stray bytes, stuffed ones among them", "a.jpg", between(jpeg, b"\x00\xff\x00" * 3000), **seen),
        Wild("fill bytes before markers", "a.jpg", between(jpeg, b"\xff\xff"), **seen),
        Wild("no end mark", "a.jpg", jpeg[:-2], ENDLESS, **seen),
        Wild("half an end mark", "a.jpg", jpeg[:-1], ENDLESS, **seen),
        Wild("no end mark, progressive", "a.jpg", progressive[:-2], ENDLESS),
        Wild("half an end mark, progressive", "a.jpg", progressive[:-1], ENDLESS),
        Wild("no end mark, grey", "a.jpg", grey[:-2], ENDLESS),
        Wild("a trailer after the end mark", "a.jpg", jpeg + trailer, **seen),
        Wild("a trailer and no end mark", "a.jpg", jpeg[:-2] + trailer, ENDLESS, **seen),
        Wild("a second picture after the end", "a.jpg", jpeg + grey, **seen),
        Wild("a film after the end", "a.jpg", jpeg + b"\0\0\0\x18ftypmp42" + bytes(5000), **seen),
        Wild("a cut tail", "a.jpg", jpeg[: len(jpeg) * 7 // 10], INCOMPLETE, **seen),
        Wild(
            "a cut tail with an end mark put on", "a.jpg", jpeg[: len(jpeg) * 7 // 10] + b"\xff\xd9", INCOMPLETE, **seen
        ),
        Wild("the last bytes cut", "a.jpg", jpeg[:-20], INCOMPLETE, **seen),
        Wild("a cut tail, progressive", "a.jpg", progressive[: len(progressive) // 3], INCOMPLETE),
        Wild("the last scans missing", "a.jpg", without_last_scan(progressive), INCOMPLETE),
        Wild("nothing after the header", "a.jpg", jpeg[: jpeg.rindex(b"\xff\xda") + 14], None, BROKEN, **seen),
        Wild("2 MB of compressed text", "a.png", text_png()),
        Wild("2 MB of plain text", "a.png", png_with(chunk(b"tEXt", b"Comment\0" + b"x" * 2**21))),
        Wild("a text chunk that is no text", "a.png", png_with(chunk(b"zTXt", b"\0\xff\xff"))),
        Wild("an ancillary chunk with a wrong sum", "a.png", png_with(chunk(b"gAMA", b"\0\0\xb1\x8f", wrong=True))),
        Wild("a colour profile that is none", "a.png", png_with(chunk(b"iCCP", b"icc\0\0" + b"rubbish"))),
        Wild("an ancillary chunk of no length", "a.png", png_with(chunk(b"pHYs", b""), chunk(b"tIME", b"\1"))),
        Wild("EXIF in the old text chunk", "a.png", png_with(raw_profile(True)), **seen),
        Wild("EXIF in the old text chunk, plain", "a.png", png_with(raw_profile(False)), **seen),
        Wild("a wrong sum of pixels", "a.png", flipped_idat(), CHECKSUM),
        Wild("no end chunk", "a.png", png[:-12], ENDLESS),
        Wild("half an end chunk", "a.png", png[:-3], ENDLESS),
        Wild("no end chunk behind a wrong sum", "a.png", flipped_idat()[:-12], CHECKSUM),
        Wild("sent as text", "a.jpg", as_text(jpeg), ALTERED, **seen),
        Wild("sent as text", "a.webp", as_text(with_a_whole_head("WEBP")), ALTERED),
        Wild("a cut PNG", "a.png", png[: len(png) * 6 // 10], INCOMPLETE),
        *(
            Wild(f"a cut PNG, {mode}", "a.png", png[: len(png) * 6 // 10], INCOMPLETE)
            for mode, png in pngs_by_mode().items()
        ),
        *(Wild(f"a whole PNG, {mode}", "a.png", png) for mode, png in pngs_by_mode().items()),
        Wild("a cut PNG, interlaced", "a.png", interlaced()[:900], INCOMPLETE),
        Wild("a whole PNG, interlaced", "a.png", interlaced()),
        Wild("a cut WebP", "a.webp", saved(noise(320, 200), "WEBP")[:3000], None, BROKEN),
        Wild("signed fractions in GPS", "a.jpg", signed_rationals(jpeg), **seen),
        Wild("a signed pointer to GPS", "a.jpg", signed_pointer(jpeg), **seen),
        Wild("position 0, 0", "a.jpg", nowhere(), taken_at="2023-10-27T10:42:00"),
    ]


def size_of(one: Wild) -> tuple[int, int]:
    with Image.open(io.BytesIO(one.data)) as image:
        return image.size
