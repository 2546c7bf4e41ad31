"""Decodes pictures in forks of one process that has imported the decoder and Pillow, each under the limits of the shipped one:
to start Python and import them anew costs more than most pictures of the tests. What the shipped process itself does
is tried where `shipped_decoder` is asked for.

Run as a program it is that process: for each word of JSON that comes over the socket with a picture's descriptor and one
for the answer, it answers with the number of a child, and with how it ended.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from evidence import decode

SHIPPED = decode._child
MOST = 65536
_kept: dict[int, tuple[subprocess.Popen[bytes], socket.socket]] = {}


def child(asked: str, stream: BinaryIO, answer: BinaryIO) -> int:
    """In place of `decode._child`; only one asks at a time, as there."""
    line = _line()
    socket.send_fds(line, [asked.encode()], [stream.fileno(), answer.fileno()])
    pid = int(line.recv(MOST))
    line.settimeout(decode.SECONDS)
    try:
        return int(line.recv(MOST))
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)
        line.settimeout(None)
        line.recv(MOST)
        raise subprocess.TimeoutExpired(asked, decode.SECONDS) from None
    finally:
        line.settimeout(None)


def _line() -> socket.socket:
    """To the process that forks; a fork of this one has another."""
    if os.getpid() not in _kept:
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [sys.executable, "-P", "-m", "tests.forked_decoder", str(there.fileno())]
        env = {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(program, pass_fds=[there.fileno()], cwd="/", env=env)
        there.close()
        _kept[os.getpid()] = process, here
        atexit.register(_end, os.getpid())
    return _kept[os.getpid()][1]


def _end(owner: int) -> None:
    if os.getpid() == owner:
        process, line = _kept.pop(owner)
        line.close()
        process.wait()


def fork_for(line: socket.socket) -> None:
    from evidence import decode_child, derive, phash, upright  # noqa: F401

    phash.rotations(derive.Image.new("RGB", (72, 72)))
    derive.Image.init()
    while True:
        asked, given, _, _ = socket.recv_fds(line, MOST, 2)
        if not asked:
            return
        if pid := os.fork():
            line.send(str(pid).encode())
            for one in given:
                os.close(one)
            line.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
        else:
            line.close()
            code = 1
            try:
                os.dup2(given[0], 0)
                os.dup2(given[1], 1)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                sys.argv[1:] = [asked.decode()]
                decode_child.main()
                code = 0
            finally:
                os._exit(code)


if __name__ == "__main__":
    fork_for(socket.socket(fileno=int(sys.argv[1])))
