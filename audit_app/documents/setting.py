"""Sets an annex as PDF in a process of its own: its memory goes with it, and one is set at a time, however many ask."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from audit_app.documents.annex import AnnexData
from audit_app.documents.annex_pdf import Unprintable

PLACES = 4
"""The one that is being set, and those that wait for it; a fifth is told to come again."""
WAIT_SECONDS, SET_SECONDS, LOOK_SECONDS = 90, 180, 0.5
Gone = Callable[[], bool]
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "TMPDIR")
"""Where fonts are found. Nothing that says where the database is goes along."""
_places, _turn = threading.BoundedSemaphore(PLACES), threading.Lock()


class Crowded(Exception):
    """Too many are waiting already, or the wait was too long."""


class Left(Exception):
    """Nobody waits for it any more: who asked has closed the connection."""


class Unfinished(Exception):
    """The process came to its limit of time or memory, or ended without an answer."""


def set_pdf(data: AnnexData, gone: Gone = lambda: False) -> bytes:
    """The annex as PDF. `gone` says whether who asked has left; it is looked at every LOOK_SECONDS.

    Raises Unprintable, Crowded, Unfinished, Left.
    """
    if not _places.acquire(blocking=False):
        raise Crowded
    try:
        _wait_for_turn(gone)
        try:
            return _answer(_run(json.dumps(asdict(data), default=_iso).encode(), gone))
        finally:
            _turn.release()
    finally:
        _places.release()


def _wait_for_turn(gone: Gone) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not _turn.acquire(timeout=LOOK_SECONDS):
        if gone():
            raise Left
        if time.monotonic() > until:
            raise Crowded


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)


def _run(given: bytes, gone: Gone) -> bytes:
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "audit_app.documents.set_child"],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={
                **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )
        try:
            _follow(child, given, gone)
        finally:
            child.kill()
            child.wait()
        said.seek(0)
        if child.returncode:
            raise Unfinished
        return said.read()


def _follow(child: subprocess.Popen[bytes], given: bytes, gone: Gone) -> None:
    """Until it has ended. Raises Left when nobody waits for it, Unfinished after its term."""
    until, input_ = time.monotonic() + SET_SECONDS, given or None
    while True:
        if gone():
            raise Left
        if time.monotonic() > until:
            raise Unfinished
        try:
            child.communicate(input_, timeout=min(LOOK_SECONDS, SET_SECONDS))
            return
        except subprocess.TimeoutExpired:
            input_ = None  # it goes on by itself


def _answer(said: bytes) -> bytes:
    line, _, paper = said.partition(b"\n")
    places = json.loads(line)
    if places:
        raise Unprintable([(sign, row, header) for sign, row, header in places])
    return paper
