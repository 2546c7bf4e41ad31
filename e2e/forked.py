"""Starts `audit-app serve` for the tests as forks of one process in which the application is imported, assembled and its
templates compiled: a start of its own would take longer than most of them. `test_from_empty` starts the command itself.

Run as a program it reads lines {env, arguments, log} and answers each with the process number of the server.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


class Forked:
    """A server; to be stopped by `terminate` and waited for."""

    def __init__(self, arguments: list[str], env: dict[str, str], log: Path) -> None:
        parent = _parent()
        assert parent.stdin and parent.stdout
        parent.stdin.write(json.dumps({"env": env, "arguments": arguments, "log": str(log)}) + "\n")
        parent.stdin.flush()
        self.pid = int(parent.stdout.readline())

    def running(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def terminate(self) -> None:
        self._send(signal.SIGTERM)
        for patience in (15.0, 5.0):
            end = time.monotonic() + patience
            while self.running() and time.monotonic() < end:
                time.sleep(0.01)
            self._send(signal.SIGKILL)

    def _send(self, sign: signal.Signals) -> None:
        if self.running():
            os.kill(self.pid, sign)


_kept: list["subprocess.Popen[str]"] = []


def _parent() -> "subprocess.Popen[str]":
    if not _kept or _kept[-1].poll() is not None:
        program = [sys.executable, "-m", "e2e.forked"]
        _kept.append(subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        atexit.register(_kept[-1].kill)
    return _kept[-1]


def warm() -> None:
    """Import all that a server needs, and let it find one application, assembled and with its templates."""
    from audit_app import application
    from audit_app.cli import server

    app = application.assembled()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    application.assembled = lambda: app
    assert server.create_app.__module__ == "audit_app"


def serve_forks() -> None:
    warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        if pid := os.fork():
            print(pid, flush=True)
            continue
        run(asked["arguments"], asked["env"], asked["log"])


def run(arguments: list[str], env: dict[str, str], log: str) -> None:
    """In the fork: the command with this environment, its words in the log."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for standard in (1, 2):
        os.dup2(said, standard)
    os.environ.clear()
    os.environ.update(env)
    from audit_app.cli import main

    try:
        main(arguments)
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(1)


if __name__ == "__main__":
    serve_forks()
