"""Opens a photo with Pillow under our limits, and turns it the right way up.
The only place that calls `Image.open`; what is then made of the picture is in `derive` and `decode_child`."""

import contextlib
import io
from collections.abc import Iterator

from PIL import Image

from evidence.exif import Exif, facts_of
from evidence.header import Unreadable, hide_tags, read_header
from evidence.limits import Limits

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Undecodable(ValueError):
    """The picture cannot be made visible."""


@contextlib.contextmanager
def open_photo(original: bytes, limits: Limits = Limits()) -> Iterator[tuple[Image.Image, Exif]]:
    """The picture, not yet decoded, and its EXIF facts; format and pixels are checked by our own header reader before
    Pillow sees a byte. Raises `Undecodable` where the header is not that of an accepted photo within the limits."""
    try:
        header = read_header(io.BytesIO(original))
    except Unreadable as error:
        raise Undecodable(str(error)) from error
    if header.format not in limits.formats or header.width * header.height > limits.max_pixels:
        raise Undecodable("format or pixels")
    safe = hide_tags(original) if header.format == "JPEG" else original
    with Image.open(io.BytesIO(safe), formats=limits.formats) as image:
        yield image, facts_of(header.exif)


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """The picture upright, by EXIF orientation 1 to 8 (CIPA DC-008, tag 0x0112)."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def resizable(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled smoothly; 16-bit grey is scaled down, not cut off."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
    return image


def flat(image: Image.Image) -> Image.Image:
    """L, RGB or CMYK without transparency; what was transparent is white."""
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
