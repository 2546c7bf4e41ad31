"""What a photo may be: bytes, pixels, formats, and what its decoder may use.
The numbers are defaults; a body's own values are passed in as another `Limits`."""

from dataclasses import dataclass

MAX_BYTES = 50 * 2**20
MAX_PIXELS = 65_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file: `max_bytes` of the file, `max_pixels` of the picture as its header tells it, the accepted
    `formats` (Pillow's names), and for the decoding process its processor seconds and memory in bytes."""

    max_bytes: int = MAX_BYTES
    max_pixels: int = MAX_PIXELS
    formats: tuple[str, ...] = FORMATS
    cpu_seconds: int = 20
    base_memory: int = 256 * 2**20
    memory_per_pixel: int = 20
