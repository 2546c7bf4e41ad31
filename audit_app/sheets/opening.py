"""Opens a file that somebody sent as a table, in a limited process of its own: a file may be built to harm its reader, and
what it takes of memory and time is bounded there, whatever the reader overlooks. One such process runs at a time.

How a file is read is in reading.py.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from audit_app.rules.refusals import N_
from evidence import child

from . import archive, reading, xml_parts
from .packing import unpacked
from .reading import MAX_BYTES, TOO_BIG, Table
from .unreadable import Unreadable

SENTENCES = frozenset(
    {
        value
        for module in (archive, reading, xml_parts)
        for value in vars(module).values()
        if isinstance(value, str) and value.endswith("。")
    }
)
"""All that the process may say of a file it does not read; any other sentence is not its own."""
MEMORY = 1 << 30
SECONDS = 60
MOST_ANSWER = 64 << 20
MOST_WAIT = 240
"""Of wall clock for one file, and for its turn."""
TOO_HEAVY = N_("读这个文件用的内存或时间超过上限，没有读完。请只留要导入的工作表和内容，或者分成几个文件导入。")
BUSY = N_("服务器正在读别的表格，这一个还没有读。请稍后再导入一次。")
STOPPED = N_("读到一半中断了，没有读完。请稍后再导入一次。")
_turn = threading.Lock()


def open_table(name: str, data: bytes, wanted: Sequence[str] = ()) -> Table:
    """As `reading.read_table`, in a limited process. Raises Unreadable, also where that process ended badly."""
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_BIG, limit=MAX_BYTES >> 20)
    asked = json.dumps({"name": name[-200:], "wanted": list(wanted), "limits": [MEMORY, SECONDS, MOST_ANSWER]})
    if not _turn.acquire(timeout=MOST_WAIT):
        raise Unreadable(BUSY)
    try:
        with tempfile.TemporaryFile() as stream, tempfile.TemporaryFile() as answer:
            stream.write(data)
            stream.flush()
            stream.seek(0)
            ended = _child(asked, cast(BinaryIO, stream), cast(BinaryIO, answer))
            answer.seek(0)
            said = answer.read(MOST_ANSWER)
    except subprocess.TimeoutExpired:
        raise Unreadable(STOPPED) from None
    finally:
        _turn.release()
    if ended in child.FROM_OUTSIDE:
        raise Unreadable(STOPPED)
    if ended:
        raise Unreadable(TOO_HEAVY)
    return _read(said)


def _child(asked: str, stream: BinaryIO, answer: BinaryIO) -> int:
    """How the process ended that was given `asked` and the file, and wrote its answer."""
    return child.run("audit_app.sheets.opening_child", asked, stream, answer, MOST_WAIT)


def _read(said: bytes) -> Table:
    verdict, _, rest = said.partition(b"\n")
    try:
        if verdict == b"table":
            return unpacked(rest)
        no = json.loads(rest)
        if no["words"] not in SENTENCES:
            raise ValueError
        refusal = Unreadable(no["words"], **_details(no["details"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        refusal = Unreadable(TOO_HEAVY)
    raise refusal


def _details(given: dict[str, Any]) -> dict[str, str | int]:
    return {name: value if type(value) is int else str(value)[:100] for name, value in given.items()}
