"""The real server as a process group of its own, to be killed whole at any moment. Nothing of the product is replaced.

With `early` the server of the control runs instead, which answers before it has written.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


FAKETIME = Path("/usr/lib")


def faketime() -> str:
    """The library under which a process believes another clock (Debian's package faketime)."""
    found = sorted(FAKETIME.glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise AssertionError("apt-get install faketime: without it no server believes another clock")
    return str(found[0])


class Served:
    """`serve` with two processes and its worker on one database, started and killed again and again."""

    def __init__(self, url: str, folder: Path, *, early: bool = False) -> None:
        self.port, self.log = free_port(), folder / "server.log"
        module = "tests.faults.early_server" if early else "audit_app.cli"
        self.command = [sys.executable, "-m", module, "serve", "--port", str(self.port), "--processes", "2"]
        self.settings = {
            **os.environ, "AUDIT_DATABASE": url, "AUDIT_EVIDENCE": str(folder / "evidence"),
            "AUDIT_UPLOADS": str(folder / "uploads"),
        }  # fmt: skip

    def start(self) -> float:
        """Start and wait for the first answer; the seconds that took."""
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.settings, stdout=log, stderr=log, start_new_session=True
            )
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - began > 60:
                raise AssertionError(self.log.read_text()[-3000:])
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """kill -9 of the master and every child at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/login")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
