"""Proves by full decoding that an original can be seen, and makes its renditions, in a process of its own with little memory,
time and no files. Whatever happens to that process is a verdict here; the caller never dies with it. One such process
runs at a time, however many ask."""

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from evidence import child
from evidence.header import Unreadable, read_header
from evidence.limits import Limits
from evidence.refusal import N_, Undecodable

PROBLEMS = {
    "broken": N_("打不开：文件已损坏或不完整"),
    "altered": N_("打不开：传输时被改动，请用二进制方式从原处重新复制"),
    "pixels": N_("打不开：像素超过上限"),
    "memory": N_("打不开：解码所需内存超过上限"),
    "time": N_("打不开：解码超时"),
    "killed": N_("打不开：解码进程异常终止"),
}
NOTES = {
    "incomplete": N_("不完整：有一部分画面缺失"),
    "checksum": N_("文件的数据校验不符，画面可能有误"),
    "endless": N_("文件缺少结尾（结束标记），没有发现画面缺失"),
    "altered": N_("传输时被改动，画面可能有误：请用二进制方式从原处重新复制"),
}
MOST_ANSWER = 4096
MOST_RENDITIONS = 16 * 2**20
WAIT_SECONDS = 60
SECONDS = 80
"""Of wall clock for one picture: four times the processor time it may take, since others want the processor, too."""
_turn = threading.Lock()


class Busy(Exception):
    """Other pictures are being decoded, for longer than anybody waits."""


class Stalled(Busy):
    """The decoder was held up or ended from outside (a machine asleep, out of memory): the file is not to blame."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The verdict: `ok`, else `problem` as a message id that begins with 打不开. `phash` is the hash of the upright
    picture, `rotations` the four hashes of its turns, width and height are pixels as stored, `peak` the decoder's
    largest memory in KiB (0 where it was killed). `note` is what is wrong with the data of a picture that decodes."""

    ok: bool
    problem: str | None = None
    phash: str | None = None
    rotations: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    peak: int = 0
    note: str | None = None


Source = bytes | str | Path | BinaryIO


def decode(source: Source, limits: Limits = Limits()) -> Decoded:
    """Decode a photo given as bytes, path or open file (with a descriptor) in a limited child process. Raises OSError only
    where the file cannot be opened or no process can be started, Busy and Stalled."""
    reason, answer = _asked(source, limits, ())
    return _failed(reason) if reason else _read(answer)


def render(source: Source, renditions: Sequence[tuple[int, int]], limits: Limits = Limits()) -> list[bytes]:
    """JPEG renditions of a photo, each of (long edge in pixels, quality), made in the same limited process. Raises
    Undecodable, and what `decode` raises."""
    reason, answer = _asked(source, limits, renditions)
    if reason:
        raise Undecodable(PROBLEMS[reason])
    return _pictures(answer, [edge for edge, _ in renditions])


def _asked(source: Source, limits: Limits, renditions: Sequence[tuple[int, int]]) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as copy:
            copy.write(source)
            copy.flush()
            return _run(cast(BinaryIO, copy), limits, renditions)
    if isinstance(source, str | Path):
        with open(source, "rb") as stream:
            return _run(stream, limits, renditions)
    return _run(source, limits, renditions)


def _run(stream: BinaryIO, limits: Limits, renditions: Sequence[tuple[int, int]]) -> tuple[str, bytes]:
    """Why the process gave no answer (empty where it gave one), and its answer."""
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        with tempfile.TemporaryFile() as answer:
            try:
                ended = _child(json.dumps([asdict(limits), *renditions]), stream, cast(BinaryIO, answer))
            except subprocess.TimeoutExpired:
                raise Stalled from None
            if ended in child.FROM_OUTSIDE:
                raise Stalled
            if ended == child.OUT_OF_TIME:
                return "time", b""
            answer.seek(0)
            return "", answer.read(MOST_RENDITIONS if renditions else MOST_ANSWER)
    finally:
        _turn.release()


def _child(asked: str, stream: BinaryIO, answer: BinaryIO) -> int:
    """How the process ended that was given `asked` and the picture, and wrote its answer."""
    return child.run("evidence.decode_child", asked, stream, answer, SECONDS)


def _pictures(answer: bytes, edges: Sequence[int]) -> list[bytes]:
    """The renditions in the answer, each believed only as a JPEG of the size that was asked for."""
    line, _, rest = answer.partition(b"\n")
    made = []
    try:
        said = json.loads(line)
        if "problem" in said:
            raise Undecodable(PROBLEMS[said["problem"]])
        for edge, size in zip(edges, said["sizes"], strict=True):
            made.append(rest[: int(size)])
            rest = rest[int(size) :]
            header = read_header(BytesIO(made[-1]))
            if header.format != "JPEG" or max(header.width, header.height) > edge:
                raise ValueError
    except Undecodable:
        raise
    except (ValueError, LookupError, TypeError, Unreadable):
        raise Undecodable(PROBLEMS["killed"]) from None
    return made


def _read(answer: bytes) -> Decoded:
    """The child is believed only in the shape it was asked for: it may have been taken over by the file it read."""
    try:
        said = json.loads(answer)
        peak = int(said["peak"])
        if "problem" in said:
            return _failed(said["problem"], peak)
        turned = tuple(f"{int(turn[:16], 16):016x}" for turn in said["rotations"][:4])
        note = None if said["note"] is None else NOTES[said["note"]]
        return Decoded(True, None, turned[0], turned, int(said["width"]), int(said["height"]), peak, note)
    except (ValueError, LookupError, TypeError):
        return _failed("killed")


def _failed(reason: str, peak: int = 0) -> Decoded:
    return Decoded(False, PROBLEMS[reason], peak=peak)
