"""Proves by full decoding that an original can be seen, in a process of its own with little memory, time and no files.
Whatever happens to that process is a verdict here; the caller never dies with it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, cast

import evidence
from evidence.limits import Limits
from evidence.refusal import N_

PROBLEMS = {
    "broken": N_("打不开：文件已损坏或不完整"),
    "pixels": N_("打不开：像素超过上限"),
    "memory": N_("打不开：解码所需内存超过上限"),
    "time": N_("打不开：解码超时"),
    "killed": N_("打不开：解码进程异常终止"),
}
MOST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """The verdict: `ok`, else `problem` as a message id that begins with 打不开. `phash` is the hash of the upright
    picture, `rotations` the four hashes of its turns, width and height are pixels as stored, `peak` the decoder's
    largest memory in KiB (0 where it was killed)."""

    ok: bool
    problem: str | None = None
    phash: str | None = None
    rotations: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    peak: int = 0


def decode(source: bytes | str | Path | BinaryIO, limits: Limits = Limits(), timeout: float = 20) -> Decoded:
    """Decode a photo given as bytes, path or open file (with a descriptor) in a limited child process, `timeout` in
    seconds of wall clock. Raises OSError only where the file cannot be opened or no process can be started."""
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as copy:
            copy.write(source)
            copy.flush()
            return _run(cast(BinaryIO, copy), limits, timeout)
    if isinstance(source, str | Path):
        with open(source, "rb") as stream:
            return _run(stream, limits, timeout)
    return _run(source, limits, timeout)


def _run(stream: BinaryIO, limits: Limits, timeout: float) -> Decoded:
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    with tempfile.TemporaryFile() as answer:
        try:
            child = subprocess.run(
                [sys.executable, "-P", "-m", "evidence.decode_child", json.dumps(asdict(limits))],
                stdin=stream,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": str(Path(evidence.__file__).parent.parent), "PYTHONDONTWRITEBYTECODE": "1"},
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            return _failed("time")
        if child.returncode == -signal.SIGXCPU:
            return _failed("time")
        answer.seek(0)
        return _read(answer.read(MOST_ANSWER))


def _read(answer: bytes) -> Decoded:
    """The child is believed only in the shape it was asked for: it may have been taken over by the file it read."""
    try:
        said = json.loads(answer)
        peak = int(said["peak"])
        if "problem" in said:
            return _failed(said["problem"], peak)
        turned = tuple(f"{int(turn[:16], 16):016x}" for turn in said["rotations"][:4])
        return Decoded(True, None, turned[0], turned, int(said["width"]), int(said["height"]), peak)
    except (ValueError, LookupError, TypeError):
        return _failed("killed")


def _failed(reason: str, peak: int = 0) -> Decoded:
    return Decoded(False, PROBLEMS[reason], peak=peak)
