"""Two `demo` at once: the second waits for the first, instead of clearing its data away."""

import fcntl
from pathlib import Path

import pytest

from audit_app.cli.demo import _alone


def test_a_second_demo_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with _alone(), Path("demo/.lock").open("w") as second, pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with Path("demo/.lock").open("w") as second:
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
