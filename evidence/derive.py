"""Makes what people look at from an original: upright, sRGB, without metadata, small.
Renditions are disposable and keyed by digest and recipe; the original itself is never touched."""

import contextlib
import io
from collections.abc import Sequence

from PIL import Image, ImageCms

from evidence.decode import Source, render
from evidence.limits import Limits
from evidence.refusal import Undecodable
from evidence.upright import flat, load_photo, resizable, turned

RENDITIONS = {"screen": (1600, 82), "thumb": (320, 82)}
PRINT_QUALITY = 78
RECIPES = {"screen": "screen-1600-q82-v1", "thumb": "thumb-320-q82-v1"}

_MOST_PROFILE = 4 * 2**20


def renditions(original: Source, limits: Limits = Limits()) -> dict[str, bytes]:
    """The two renditions of a photo as JPEG: `screen` with at most 1600 pixels on its long edge, `thumb` with at most 320.
    Keep them under `RECIPES`. Raises `Undecodable` and `decode.Busy`."""
    return dict(zip(RENDITIONS, render(original, list(RENDITIONS.values()), limits), strict=True))


def print_rendition(original: Source, long_edge: int, limits: Limits = Limits()) -> bytes:
    """A JPEG for a document, `long_edge` pixels at most (the printed size in inches times 150 is enough). Raises
    `Undecodable` and `decode.Busy`."""
    (rendition,) = render(original, [(long_edge, PRINT_QUALITY)], limits)
    return rendition


def made(original: bytes, wanted: Sequence[tuple[int, int]], limits: Limits = Limits()) -> list[bytes]:
    """Views of a photo as JPEG, each of (long edge in pixels, quality), the largest first. Decodes here and now: only
    the limited process calls it, everybody else `decode.render`. Raises `Undecodable`."""
    picture = _small(original, wanted[0][0], limits)
    renditions = []
    for edge, quality in wanted:
        picture = picture.copy()
        picture.thumbnail((edge, edge), Image.Resampling.BICUBIC, reducing_gap=2.0)
        renditions.append(_jpeg(picture, quality))
    return renditions


def _small(original: bytes, edge: int, limits: Limits) -> Image.Image:
    try:
        loaded = load_photo(original, limits, edge)
        profile = loaded.image.info.get("icc_profile")
        image = resizable(loaded.image)
        image.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=None)
        return turned(_srgb(image, profile), loaded.facts["orientation"])
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
