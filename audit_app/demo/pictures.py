"""The demo's photographs: plain drawings of a register page, a screen, an assembly line and a shelf of folders, as
real JPEGs with EXIF.

Each is drawn from the seed given, so that no two photos have the same bytes; they are fictional like all of the demo.
"""

import io
import random
from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageDraw

SCALE = 5
SIZE = (296 * SCALE, 222 * SCALE)
DATE_TIME, EXIF_IFD, DATE_TIME_ORIGINAL, OFFSET_ORIGINAL = 0x0132, 0x8769, 0x9003, 0x9011


@lru_cache(maxsize=64)
def picture(scene: str, seed: str, taken: datetime) -> bytes:
    """A JPEG of `scene` (page, screen, line, shelf), taken at a local time on site."""
    chance = random.Random(f"{scene}/{seed}")
    image = _SCENES[scene](chance)
    exif = Image.Exif()
    exif[DATE_TIME] = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(EXIF_IFD)[DATE_TIME_ORIGINAL] = exif[DATE_TIME]
    exif.get_ifd(EXIF_IFD)[OFFSET_ORIGINAL] = "+08:00"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84, exif=exif)
    return out.getvalue()


def _box(draw: ImageDraw.ImageDraw, x: float, y: float, wide: float, high: float, fill: str) -> None:
    draw.rectangle((x * SCALE, y * SCALE, (x + wide) * SCALE, (y + high) * SCALE), fill=fill)


def _shaded(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    """A surface in soft light, darker towards the lower edge."""
    light = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), light)


def _page(chance: random.Random) -> Image.Image:
    sheet = Image.new("RGB", (200 * SCALE, 220 * SCALE), "#FBFAF6")
    draw = ImageDraw.Draw(sheet)
    _box(draw, 46, 16, 108, 10, "#3d4450")
    for row in range(8):
        draw.line((16 * SCALE, (44 + row * 22) * SCALE, 184 * SCALE, (44 + row * 22) * SCALE), "#9aa3ae", 6)
    for x in (16, 58, 122, 154, 184):
        draw.line((x * SCALE, 44 * SCALE, x * SCALE, 198 * SCALE), "#9aa3ae", 6)
    for row in range(chance.randint(3, 7)):
        _box(draw, 22, 52 + row * 22, chance.randint(20, 30), 5, "#59636f")
        if row < chance.randint(2, 6):
            _box(draw, 64, 52 + row * 22, chance.randint(30, 54), 5, "#59636f")
            _box(draw, 128, 52 + row * 22, chance.randint(12, 22), 5, "#59636f")
    _stamp(draw, 160, 180)
    desk = _shaded((169, 143, 114), (134, 105, 76))
    angle = chance.uniform(-6, 6)
    covered = Image.new("L", sheet.size, 255).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    desk.paste(sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True), (46 * SCALE, 10 * SCALE), covered)
    return desk


def _stamp(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.ellipse(
        ((x - 22) * SCALE, (y - 22) * SCALE, (x + 22) * SCALE, (y + 22) * SCALE), outline="#CF6A5F", width=3 * SCALE
    )
    star = [(x, y - 12), (x + 3, y - 4), (x + 11, y - 4), (x + 5, y + 1), (x + 7, y + 9), (x, y + 4), (x - 7, y + 9),
            (x - 5, y + 1), (x - 11, y - 4), (x - 3, y - 4)]  # fmt: skip
    draw.polygon([(a * SCALE, b * SCALE) for a, b in star], fill="#CF6A5F")


def _screen(chance: random.Random) -> Image.Image:
    image = _shaded((46, 56, 68), (38, 46, 57))
    draw = ImageDraw.Draw(image)
    _box(draw, 22, 16, 252, 160, "#11161d")
    _box(draw, 30, 24, 236, 144, "#F3F6FA")
    _box(draw, 30, 24, 236, 18, "#2F6DB0")
    _box(draw, 30, 42, 54, 126, "#E3EAF2")
    for row in range(chance.randint(4, 6)):
        _box(draw, 38, 52 + row * 14, chance.randint(24, 38), 5, "#8FA0B3")
    marked = chance.randint(2, 6)
    for row in range(8):
        _box(draw, 94, 54 + row * 14, chance.randint(110, 160), 7, "#F0C9A4" if row == marked else "#B9C5D3")
    _box(draw, 126, 176, 44, 20, "#1b222b")
    _box(draw, 98, 194, 100, 8, "#1b222b")
    return image


def _line(chance: random.Random) -> Image.Image:
    image = _shaded((201, 211, 220), (147, 161, 174))
    draw = ImageDraw.Draw(image)
    _box(draw, 0, 168, 296, 54, "#6E7B87")
    _box(draw, 0, 40, 296, 4, "#8b97a3")
    _box(draw, 0, 62, 296, 3, "#8b97a3")
    at = chance.randint(14, 34)
    for part in ((at, 92, 84, 86, "#3F6E9E"), (at + 8, 100, 68, 34, "#CFE0F0"), (at + 8, 142, 32, 8, "#9BB9D6"),
                 (at + 96, 112, 70, 66, "#E8EBEE"), (at + 104, 120, 54, 26, "#566270"),
                 (at + 166, 138, 78, 40, "#D48B3A"), (at + 176, 146, 58, 20, "#F5D9B4"),
                 (at + 121, 82, 6, 30, "#4E5A66"),
                 (at + 121, 82, 66, 6, "#4E5A66"), (at + 181, 82, 6, 14, "#4E5A66")):  # fmt: skip
        _box(draw, *part)
    draw.ellipse(((at + 59) * SCALE, 143 * SCALE, (at + 73) * SCALE, 157 * SCALE), fill="#E7B04E")
    return image


def _shelf(chance: random.Random) -> Image.Image:
    image = _shaded((184, 166, 143), (160, 142, 120))
    draw = ImageDraw.Draw(image)
    _box(draw, 18, 20, 260, 202, "#7D6A55")
    colours = chance.sample(["#2F5E8C", "#3E7A5E", "#8C3B35", "#5B4B8A", "#2F5E8C", "#3E7A5E", "#8C3B35"], 6)
    for place, colour in enumerate(colours):
        x = 30 + place * 40
        _box(draw, x, 34, 35, 176, colour)
        _box(draw, x + 6, 58, 23, 56, "#F4F0E6")
        for row in range(chance.randint(2, 4)):
            _box(draw, x + 9, 64 + row * 11, chance.randint(10, 17), 4, "#59636f")
        draw.ellipse(((x + 10) * SCALE, 173 * SCALE, (x + 24) * SCALE, 187 * SCALE), fill="#223040")
    return image


_SCENES = {"page": _page, "screen": _screen, "line": _line, "shelf": _shelf}
