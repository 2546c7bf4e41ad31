"""A process of its own for bytes that may be built to harm, with little memory, processor time and output: how it is started,
and how it limits itself. Whatever happens to it, its caller never dies with it."""

import contextlib
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM)
"""How a process ends that somebody else ended; its file is not to blame."""
OUT_OF_TIME = -signal.SIGXCPU
MOST_FILES = 32
ROOT = Path(__file__).parent.parent


def run(module: str, asked: str, stream: BinaryIO, answer: BinaryIO, seconds: float) -> int:
    """How the process ended that ran `module` with the argument `asked`, read `stream` and wrote `answer`.

    Raises subprocess.TimeoutExpired after `seconds` of wall clock.
    """
    return subprocess.run(
        [sys.executable, "-P", "-m", module, asked],
        stdin=stream,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=seconds,
    ).returncode


def limit(memory: int, seconds: int, output: int) -> None:
    """Limit this process: bytes of address space, seconds of processor, bytes of each file it writes."""
    _set(resource.RLIMIT_CORE, 0, 0)
    _set(resource.RLIMIT_FSIZE, output, output)
    _set(resource.RLIMIT_NOFILE, MOST_FILES, MOST_FILES)
    # The soft limit ends the process by SIGXCPU, which tells the parent why.
    _set(resource.RLIMIT_CPU, seconds, seconds + 1)
    allow_memory(memory)


def allow_memory(size: int) -> None:
    """So many bytes of address space from now on."""
    _set(resource.RLIMIT_AS, size, resource.RLIM_INFINITY)


def _set(what: int, soft: int, hard: int) -> None:
    # A limit set from outside may already be lower than ours; then that one holds.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, hard))
