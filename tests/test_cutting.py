"""The line that breaks is itself sound: it carries bytes however many files the process holds open."""

import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cutting import cutting

MANY = 1100
"""More than the 1,024 that select() can bear."""


@pytest.fixture
def many_open_files() -> Iterator[None]:
    """As late in a run of the whole suite."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * MANY)), hard))
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(Path("/dev/null").open("rb"))
        yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_open_files")
def test_a_line_carries_both_ways_beside_many_open_files() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_in_capitals, args=(listener,), daemon=True).start()
        with cutting(listener.getsockname()[1]) as line, socket.create_connection(("127.0.0.1", line.port), 10) as near:
            assert near.fileno() > 1024
            near.sendall(b"there")
            assert near.recv(100) == b"THERE"
    assert line.up == 5 and line.cuts == 0


def answer_in_capitals(listener: socket.socket) -> None:
    far, _ = listener.accept()
    with far:
        far.sendall(far.recv(100).upper())
