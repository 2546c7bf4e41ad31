"""`serve` on a port or an address it cannot have alone: one sentence and status 2, before anything listens."""

import socket
from pathlib import Path

import pytest

from audit_app.cli import server
from tests.cli.test_commands import run


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(server, "TRIES", 2)
    monkeypatch.setattr(server, "_supervise", lambda jobs: pytest.fail("it went on to serve"))


@pytest.mark.parametrize("shared", [False, True], ids=["another program", "another serve, which shares its port"])
def test_a_port_that_somebody_listens_on_is_refused(capsys: pytest.CaptureFixture[str], shared: bool) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, out, err = run(capsys, "serve", "--port", port)
    assert (status, out) == (2, "")
    assert f"端口 {port} 用不了（已被占用）" in err


@pytest.mark.parametrize("host", ["192.0.2.1", "nosuch.invalid"])
def test_an_address_that_is_not_of_this_machine_is_refused(capsys: pytest.CaptureFixture[str], host: str) -> None:
    status, out, err = run(capsys, "serve", "--host", host)
    assert (status, out) == (2, "")
    assert host in err and "--host" in err
