"""Photos made for the tests, and a walk over JPEG segments that shares nothing with the package.
Nothing here is read from a disk; every picture is drawn."""

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageDraw

ORGANISATION = "0190c7a0-0000-7000-8000-000000000001"


def drawing(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ: red, green, blue and white quarters with a black bar at the top left."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    x, y = width // 2, height // 2
    corners = {"red": (0, 0), "green": (x, 0), "blue": (0, y), "white": (x, y)}
    for colour, (left, top) in corners.items():
        draw.rectangle((left, top, left + x, top + y), fill=colour)
    draw.rectangle((0, 0, width // 6, height // 12), fill="black")
    return image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """A picture that compresses badly, so that its file has many kilobytes."""
    one = Image.effect_noise((width, height), 90)
    return Image.merge("RGB", (one, one.transpose(Image.Transpose.FLIP_LEFT_RIGHT), one))


def exif(orientation: int = 1, located: bool = True) -> Image.Exif:
    """EXIF as a telephone writes it: device, time with offset, position at 31°14′12″ N 121°29′1″ E."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0112] = "HUAWEI", "SECRET-SERIAL-77", orientation
    block[0x0132] = "2023:10:27 11:00:00"
    camera = block.get_ifd(0x8769)
    camera[0x9003], camera[0x9011], camera[0xA431] = "2023:10:27 10:42:00", "+08:00", "SECRET-SERIAL-77"
    if located:
        place = block.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (31.0, 14.0, 12.0), "E", (121.0, 29.0, 1.0)
    return block


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", orientation: int = 1, width: int = 96, height: int = 64) -> bytes:
    """A small photo with EXIF, position and XMP."""
    xmp = b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>"
    options = {"xmp": xmp, "comment": b"SECRET-COMMENT"} if kind == "JPEG" else {}
    return saved(drawing(width, height), kind, exif=exif(orientation), **options)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def files_under(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir()}


def segments(jpeg: bytes) -> list[tuple[int, bytes]]:
    """Every segment of a JPEG up to its end mark as (marker, payload); what follows the end comes as marker 0."""
    found, at = [], 2
    while True:
        marker = jpeg[at + 1]
        if marker == 0xD9:
            return [*found, (0xD9, b""), (0, jpeg[at + 2 :])]
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        found.append((marker, jpeg[at + 4 : end]))
        at = end
        while marker == 0xDA and not (jpeg[at] == 0xFF and jpeg[at + 1] not in (0, *range(0xD0, 0xD8))):
            at += 1
