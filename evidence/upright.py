"""Opens a photo with Pillow under our limits, and turns it the right way up.
The only place that calls `Image.open`; what is then made of the picture is in `derive` and `decode_child`."""

import contextlib
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFile

from evidence import png, webp
from evidence.exif import Exif, facts_in
from evidence.header import Unreadable, format_of, read_header, without_tags
from evidence.jpeg_data import JpegData, jpeg_data, marks_of_scans
from evidence.jpeg_walk import MOST_WALKED, is_sound
from evidence.limits import Limits
from evidence.refusal import Undecodable
from evidence.transfer import changed, changed_lines

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_FILLINGS = (b"\0", bytes((0x55, 0xAA, 0x33)), b"\xff", b"\x24", b"\x91\x4e")
_TAILS = (b"", bytes((0x55, 0xAA, 0x33)) * 64, bytes((0x91, 0x4E)) * 96)
_FILTERED = 8  # rows above the first missing one that the loop filter may have touched


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
    safe = without_tags(original, header.format)
    with Image.open(io.BytesIO(safe), formats=limits.formats) as image:
        yield image, facts_in(header)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A decoded picture, its EXIF facts, and `incomplete` or `checksum` where something is wrong with its data."""

    image: Image.Image
    facts: Exif
    note: str | None


def load_photo(original: bytes, limits: Limits = Limits(), edge: int | None = None) -> Loaded:
    """The picture as far as it decodes; with `edge` decoded only as finely as a rendition of that edge needs. Raises
    `Undecodable`, or whatever Pillow does, where nothing decodes."""
    if original[:8] == png.SIGNATURE:
        original = png.shown(original)
    elif format_of(original[:12]) == "JPEG":
        original = original[: jpeg_data(original).stop]
    try:
        with _truncated(False):
            loaded = _load(original, limits, edge)
    except (Undecodable, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise
    except Exception:  # Pillow's plugins raise nearly every kind of exception for a broken file
        if format_of(original[:12]) == "WEBP":
            return _load_webp(original, limits)
        with _truncated(True):
            loaded = _load_as_far(original, limits, edge)
            if not _shows_anything(loaded.image):
                raise
            return (
                loaded if loaded.note else Loaded(loaded.image, loaded.facts, _note_of(original, loaded.image, limits))
            )
    return Loaded(loaded.image, loaded.facts, None if edge else _note_of(original, None, limits))


def _load(original: bytes, limits: Limits, edge: int | None) -> Loaded:
    with open_photo(original, limits) as (image, facts):
        ratio = max(image.size) / edge if edge else 1
        if ratio > 1:
            # draft() halves only as far as both edges allow: it must be told the true target, not a square.
            image.draft("RGB", (max(1, int(image.width / ratio)), max(1, int(image.height / ratio))))
        image.load()
        return Loaded(image, facts, None)


def _load_as_far(original: bytes, limits: Limits, edge: int | None) -> Loaded:
    """As `_load`; of a JPEG at one of whose marks the decoder gives up, what stands before that mark."""
    loaded = _load(original, limits, edge)
    if _shows_anything(loaded.image) or format_of(original[:12]) != "JPEG":
        return loaded
    marks = marks_of_scans(original)
    first, behind = 0, len(marks)
    while first < behind:
        middle = (first + behind) // 2
        shorter = _load(original[: marks[middle]] + b"\xff\xd9", limits, edge)
        if _shows_anything(shorter.image):
            loaded = Loaded(shorter.image, shorter.facts, "altered" if changed(original) else "incomplete")
            first = middle + 1
        else:
            behind = middle
    return loaded


def _load_webp(original: bytes, limits: Limits) -> Loaded:
    """A WebP that ends too early, or whose container miscounts. Its decoder wants every byte: the missing ones are made
    up in two ways, and the rows from which the pictures differ are grey."""
    found: list[Image.Image] = []
    for filling in _FILLINGS:
        mended, missing = webp.repaired(original, filling)
        with contextlib.suppress(OSError, SyntaxError, ValueError, EOFError):  # not every filling decodes
            found.append(_load(mended, limits, None).image)
        if not missing or len(found) == 2:
            break
    if len(found) < (2 if missing else 1):  # of one alone nobody knows what is made up
        raise Undecodable("nothing decodes")
    facts = facts_in(read_header(io.BytesIO(original)))
    image = found[0]
    differs = missing and ImageChops.difference(*(one.convert("RGB") for one in found)).getbbox()
    if differs:
        image.paste("grey", (0, max(0, differs[1] - _FILTERED), *image.size))
        if not _shows_anything(image):
            raise Undecodable("nothing decodes")
    flaw = "incomplete" if differs else "endless" if missing else None
    return Loaded(image, facts, "altered" if changed_lines(original) else flaw)


@contextlib.contextmanager
def _truncated(shown: bool) -> Iterator[None]:
    """Whether Pillow keeps what it has decoded where the file ends too early: a switch of the whole process, which other
    libraries turn (WeasyPrint does), so it is set both ways; only ever in a process of one picture."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, shown
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _shows_anything(image: Image.Image) -> bool:
    """Whether more than a block or two was decoded: the rest of a broken picture is of one colour."""
    cells = flat(resizable(image)).convert("L").resize((64, 64), Image.Resampling.BOX).histogram()
    return sum(cells) - max(cells) > 4


def _note_of(original: bytes, lenient: Image.Image | None, limits: Limits) -> str | None:
    """What is wrong with the data of a picture that decodes; `lenient` is its image where it decodes only leniently."""
    if changed_lines(original):
        return "altered"
    if original[:8] == png.SIGNATURE:
        if not png.is_full(memoryview(original), io.BytesIO(original)):
            return "incomplete"
        return png.flaw(memoryview(original), io.BytesIO(original)) or ("checksum" if lenient else None)
    if format_of(original[:12]) == "JPEG":
        return _flaw_of_jpeg(original, limits)
    return "incomplete" if lenient else None


def _flaw_of_jpeg(original: bytes, limits: Limits) -> str | None:
    data = jpeg_data(original)
    sound = is_sound(original, data.end, data.ended) if data.end < MOST_WALKED else None
    if data.missing or sound is False or (sound is None and _is_short_jpeg(original, data, limits)):
        return "altered" if changed(original) else "incomplete"
    return None if data.ended else "endless"


def _is_short_jpeg(original: bytes, data: JpegData, limits: Limits) -> bool:
    """Whether pixels are left that the file does not give: then other bytes after its data make another picture."""
    pictures = set()
    whole = original[: data.end].rstrip(b"\xff")  # an end mark may have fill bytes before it
    with _truncated(True):
        for tail in _TAILS:
            with open_photo(whole + tail + b"\xff\xd9", limits) as (image, _):
                if data.ended and not data.progressive:  # one pixel of each block is enough
                    image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
                pictures.add(hashlib.sha256(image.tobytes()).digest())
    return len(pictures) > 1


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
