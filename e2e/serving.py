"""A server of our own for a test: the command on a free port, with a copy of the demo that this test may change.

Building the demo is the demo's business; what a browser does is in the test files.
"""

import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from audit_app.config import Config
from audit_app.demo.build import config_of
from e2e.forked import Forked

PATIENCE = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(config: Config) -> dict[str, str]:
    """The settings as AUDIT_ variables, over an environment without others of them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")}
    given = {f"AUDIT_{one.name.upper()}": getattr(config, one.name) for one in fields(config)}
    return kept | {name: "1" if value is True else str(value) for name, value in given.items() if value}


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve the demo in `folder` on `port`; gives the address and ends the server afterwards."""
    server = Forked(["serve", "--port", str(port)], environment(config_of(folder)), folder / "server.log")
    try:
        wait_for(f"http://127.0.0.1:{port}/login", server.running, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()


def wait_for(url: str, running: Callable[[], bool], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if not running() or time.monotonic() > end:
                raise RuntimeError((folder / "server.log").read_text(errors="replace")) from None
            time.sleep(0.05)


def copy_of(demo: Path, folder: Path) -> Path:
    """A copy of a built demo that a test may change."""
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    return folder
