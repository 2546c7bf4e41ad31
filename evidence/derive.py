"""Makes what people look at from an original: upright, sRGB, without metadata, small.
Views are disposable and keyed by digest and recipe; the original itself is never touched."""

import contextlib
import io
from collections.abc import Callable

from PIL import Image, ImageCms

from evidence.limits import Limits
from evidence.upright import Undecodable, flat, open_photo, resizable, turned

SCREEN_EDGE, SCREEN_QUALITY = 1600, 82
THUMB_EDGE, THUMB_QUALITY = 320, 82
PRINT_QUALITY = 78
RECIPES = {"screen": "screen-1600-q82-v1", "thumb": "thumb-320-q82-v1"}

_MOST_PROFILE = 4 * 2**20


def views(original: bytes, limits: Limits = Limits()) -> dict[str, bytes]:
    """The two views of a photo as JPEG: `screen` with at most 1600 pixels on its long edge, `thumb` with at most 320.
    Keep them under `RECIPES`. Raises `Undecodable`."""
    screen = _small(original, SCREEN_EDGE, limits)
    thumb = screen.copy()
    thumb.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return {"screen": _jpeg(screen, SCREEN_QUALITY), "thumb": _jpeg(thumb, THUMB_QUALITY)}


def print_view(original: bytes, long_edge: int, limits: Limits = Limits()) -> bytes:
    """A JPEG for a document, `long_edge` pixels at most (the printed size in inches times 150 is enough). Raises
    `Undecodable`."""
    return _jpeg(_small(original, long_edge, limits), PRINT_QUALITY)


def _small(original: bytes, edge: int, limits: Limits) -> Image.Image:
    def shrink(image: Image.Image, orientation: int) -> Image.Image:
        profile = image.info.get("icc_profile")
        ratio = max(image.size) / edge
        if ratio > 1:
            # draft() halves only as far as both edges allow: it must be told the true target, not a square.
            image.draft("RGB", (int(image.width / ratio), int(image.height / ratio)))
        image.load()
        image = resizable(image)
        image.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=None)
        return turned(_srgb(image, profile), orientation)

    return _guarded(original, limits, shrink)


def _guarded(original: bytes, limits: Limits, work: Callable[[Image.Image, int], Image.Image]) -> Image.Image:
    try:
        with open_photo(original, limits) as (image, facts):
            return work(image, facts["orientation"])
    except Undecodable:
        raise
    except Exception as error:  # Pillow's plugins raise nearly every kind of exception for a broken file
        raise Undecodable(type(error).__name__) from error


def _srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB, through its own profile where it has a usable one."""
    image = flat(image)
    if isinstance(profile, bytes) and 128 < len(profile) <= _MOST_PROFILE:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    clean = image.copy()
    clean.info = {}
    clean.save(out, "JPEG", quality=quality)
    return out.getvalue()
