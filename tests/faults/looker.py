"""A process in which sixteen threads look at many hostile pictures at once, as a web process does; it says what that cost.

Run by test_many_pictures.py: looker.py FOLDER COUNT whole|in-process|"photos N". The second decodes where it is asked, on purpose; of
the last the first N are photos of twelve megapixels.
"""

import io
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from audit_app.effects import make_renditions
from audit_app.photo_files import rendition
from evidence import derive
from evidence.folder import FolderStore
from evidence.store import Absent
from tests.evidence.hostile_files import corpus
from tests.evidence.photo_kit import ORGANISATION, digest


def resident(what: str) -> int:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(what))


def children() -> int:
    """How many there are at one moment: what two looks in a row both see, for one look takes longer than a child may live."""
    return len(seen_now() & seen_now())


def seen_now() -> set[str]:
    tasks = os.listdir("/proc/self/task")
    return {pid for task in tasks for pid in Path(f"/proc/{os.getpid()}/task/{task}/children").read_text().split()}


def pictures(count: int) -> list[bytes]:
    """Large within the limits, broken, and hostile ones, by turns."""
    large = []
    for edge in (8000, 8000, 4000, 4000, 4000, 4000):
        out = io.BytesIO()
        Image.new("RGB", (edge, edge), (len(large), 90, 160)).save(out, "PNG", compress_level=1)
        large.append(out.getvalue())
    torn = [one[: len(one) // 2] for one in large[2:]]
    return [*large, *torn, *(file.data for file in corpus(11) if len(file.data) < 2**21)][:count]


def camera_and_bombs(photos: int, bombs: int) -> list[bytes]:
    """So many photos of 4000 × 3000 as cameras make them, then pictures made to exhaust whoever decodes them."""
    whole = io.BytesIO()
    Image.effect_noise((500, 375), 60).resize((4000, 3000)).convert("RGB").save(whole, "JPEG", quality=80)
    plain = whole.getvalue()
    made = [plain[:2] + b"\xff\xfe\x00\x06" + at.to_bytes(4, "big") + plain[2:] for at in range(photos)]
    evil = [file.data for file in corpus(11) if len(file.data) < 2**21]
    return made + [evil[at * 7 % len(evil)] for at in range(bombs)]


def in_process(original: object, *_: object) -> dict[str, bytes]:
    data = original.read()  # type: ignore[attr-defined]
    return dict(zip(derive.RENDITIONS, derive.made(data, list(derive.RENDITIONS.values())), strict=True))


def main(folder: str, count: int, how: str) -> None:
    if how == "in-process":
        make_renditions.renditions = in_process  # type: ignore[assignment]
    photos = int(how.removeprefix("photos ")) if how.startswith("photos ") else 0
    shelf, digests = FolderStore(folder), []
    made = Path(folder) / "made"
    if os.fork() == 0:  # whoever draws the pictures takes his memory along
        for data in camera_and_bombs(photos, count - photos) if photos else pictures(count):
            shelf.put(ORGANISATION, digest(data), io.BytesIO(data))
            with made.open("a") as names:
                names.write(digest(data) + "\n")
        os._exit(0)
    os.wait()
    digests = made.read_text().split()
    seen: dict[str, int] = {"children": 0, "shown": 0, "photos_shown": 0}
    real = set(digests[:photos])
    before, stop, lock = resident("VmRSS"), threading.Event(), threading.Lock()

    def watch() -> None:
        while not stop.is_set():
            seen["children"] = max(seen["children"], children())
            time.sleep(0.02)

    def look(sha256: str) -> None:
        try:
            shown = bool(rendition(shelf, ORGANISATION, sha256, "thumb"))
        except Absent:
            return
        with lock:
            seen["shown"] += shown
            seen["photos_shown"] += shown and sha256 in real

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(look, digests))
    stop.set()
    watcher.join()
    print(
        json.dumps(
            {**seen, "asked": len(digests), "grown": resident("VmRSS") - before, "most": resident("VmHWM") - before}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
