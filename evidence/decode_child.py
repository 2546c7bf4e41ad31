"""The process that decodes one photo from standard input and answers with one line of JSON, and the renditions it was asked for.
It limits itself before it looks at a byte; it is started by `decode` and by nothing else."""

import contextlib
import json
import os
import resource
import sys
import warnings
from typing import Any, BinaryIO

from evidence.child import allow_memory, limit
from evidence.header import Unreadable, read_header
from evidence.limits import Limits
from evidence.transfer import changed

MOST_OUTPUT = 4096
MOST_RENDITIONS = 16 * 2**20


def main() -> None:
    """Read limits and wanted renditions from the first argument, decode standard input, print the verdict."""
    limits, *wanted = json.loads(sys.argv[1])
    limits = Limits(**limits)
    limit(limits.base_memory, limits.cpu_seconds, MOST_RENDITIONS if wanted else MOST_OUTPUT)
    with os.fdopen(0, "rb", closefd=False) as stream:
        answer = _verdict(stream, limits, wanted)
    renditions = answer.pop("views", [])
    out = json.dumps({**answer, "sizes": [len(rendition) for rendition in renditions], "peak": _peak()})
    with os.fdopen(1, "wb", closefd=False) as stdout:
        stdout.write(b"".join([out.encode(), b"\n", *renditions]))


def _verdict(stream: BinaryIO, limits: Limits, wanted: list[tuple[int, int]]) -> dict[str, Any]:
    try:
        header = read_header(stream)
    except Unreadable:
        return {"problem": "broken"}
    pixels = header.width * header.height
    if pixels > limits.max_pixels:
        return {"problem": "pixels"}
    allow_memory(limits.base_memory + limits.memory_per_pixel * pixels)
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        return _viewed(stream, limits, wanted) if wanted else _decoded(stream, limits, (header.width, header.height))
    except MemoryError:
        return {"problem": "memory"}
    except (DecompressionBombError, DecompressionBombWarning):
        return {"problem": "pixels"}
    except Exception:  # Pillow's plugins raise nearly every kind of exception for a broken file
        stream.seek(0)
        return {"problem": "altered" if changed(stream.read(limits.max_bytes)) else "broken"}


def _decoded(stream: BinaryIO, limits: Limits, size: tuple[int, int]) -> dict[str, Any]:
    from PIL import Image

    from evidence.phash import rotations
    from evidence.upright import flat, load_photo, resizable, turned

    _bomb_limit(limits)
    stream.seek(0)
    loaded = load_photo(stream.read(limits.max_bytes), limits)
    if loaded.image.size != size:
        return {"problem": "broken"}
    small = flat(resizable(loaded.image).resize((72, 72), Image.Resampling.BOX))
    hashes = rotations(turned(small, loaded.facts["orientation"]))
    return {"rotations": hashes, "width": size[0], "height": size[1], "note": loaded.note}


def _viewed(stream: BinaryIO, limits: Limits, wanted: list[tuple[int, int]]) -> dict[str, Any]:
    from evidence.derive import made

    _bomb_limit(limits)
    stream.seek(0)
    return {"views": made(stream.read(limits.max_bytes), wanted, limits)}


def _bomb_limit(limits: Limits) -> None:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def _peak() -> int:
    """Largest resident memory in KiB. On Linux from /proc: the resource usage there begins with the parent's peak."""
    with contextlib.suppress(OSError), open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
