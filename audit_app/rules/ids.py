"""UUIDv7 made so that it never runs backwards within a process, and the time that is read out of one.

What an id means (dedupe key, merge order) is decided by `ops`; in Python 3.14 the standard library has uuid7.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TAIL_BITS = 74
_MAX_MS = (1 << 48) - 1
CENTURY_MS = 100 * 366 * 86_400_000


class Ids:
    """A source of ids with a memory of its own.

    The process has one (`new_id`); a dated script takes a source for itself, so that its past is not lifted to today.
    """

    def __init__(self, random_bits: Callable[[int], int] = secrets.randbits) -> None:
        self._random_bits = random_bits
        self._lock = threading.Lock()
        self._ms = -1
        self._tail = 0

    def new(self, now_ms: int | None = None) -> str:
        """A UUIDv7 larger than every one this source gave before, also when the clock stands or goes back.

        `now_ms`: milliseconds since 1970-01-01 UTC; the system clock when left out.
        """
        ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
        if not 0 <= ms <= _MAX_MS:
            raise ValueError(f"time out of range for a UUIDv7: {ms}")
        with self._lock:
            if ms > self._ms:
                self._ms, self._tail = ms, self._random_bits(_TAIL_BITS - 1)
            else:
                self._tail += 1 + self._random_bits(32)
                if self._tail >> _TAIL_BITS:
                    self._ms, self._tail = self._ms + 1, self._random_bits(_TAIL_BITS - 1)
            return _compose(self._ms, self._tail)


_process = Ids()


def new_id(now_ms: int | None = None) -> str:
    """A new UUIDv7 (lower case, with hyphens), monotonic within this process even if the clock goes back."""
    return _process.new(now_ms)


def time_of(id: str) -> int:
    """Milliseconds since 1970-01-01 UTC out of an id; ValueError if it is not one of ours."""
    if not is_id(id):
        raise ValueError(f"not a UUIDv7: {id!r}")
    return int(id[:8] + id[9:13], 16)


def stamp(id: str, received_ms: int, tolerance_ms: int = 300_000) -> str:
    """The id itself, or the same id with the time of receipt where its own time lies more than `tolerance_ms` ahead.

    So a fast clock of a tablet cannot win for ever (reliability.md 1.4).
    """
    if time_of(id) <= received_ms + tolerance_ms:
        return id
    head = f"{received_ms:012x}"
    return f"{head[:8]}-{head[8:]}{id[13:]}"


def is_id(text: Any) -> bool:
    """True for a UUIDv7 in canonical lower case, the only form this system writes."""
    return isinstance(text, str) and _SHAPE.fullmatch(text) is not None


def is_likely(text: Any, received_ms: int) -> bool:
    """An id that a clock may have given, however wrong: not a century after it was received."""
    return is_id(text) and time_of(text) < received_ms + CENTURY_MS


def _compose(ms: int, tail: int) -> str:
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    return str(uuid.UUID(int=ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
