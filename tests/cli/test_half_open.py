"""Half requests over real sockets: they are closed after their term, whole requests are answered meanwhile."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, request

from audit_app.cli.half_open import make_server
from audit_app.cli.own_words import LARGEST

Serve = Callable[..., int]
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: a\r\nX-"
HALF_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf"


seen: list[bool] = []


def slow() -> str:
    """Takes three seconds, or until who asked has left; notes which."""
    gone, end = request.environ["waitress.client_disconnected"], time.monotonic() + 3
    while time.monotonic() < end and not gone():
        time.sleep(0.05)
    seen.append(bool(gone()))
    return "slow"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(terms…)`: the port of a server with an app that answers 200 to everything."""
    app = Flask("small")
    app.add_url_rule("/", "all", lambda: str(len(request.data)), methods=["GET", "POST"])
    app.add_url_rule("/slow", "slow", slow)
    servers: list[tuple[Any, threading.Thread]] = []

    def one(**terms: Any) -> int:
        listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        server = make_server(app, **{"look": 1, **terms}, sockets=[listener], threads=2)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        return int(listener.getsockname()[1])

    yield one
    for server, thread in servers:
        server.asyncore.close_all(server._map)
        server.task_dispatcher.shutdown()
        thread.join(5)


def asked(port: int, patience: float = 5) -> bytes:
    """The answer to a whole request; empty when none came in time."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        with contextlib.suppress(TimeoutError):
            return line.recv(100)
    return b""


def closed(line: socket.socket, drip: bytes, within: float) -> bool:
    """Whether the server closes this line, to which a byte goes now and then."""
    line.settimeout(0.3)
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            if line.recv(100) == b"":
                return True
        except TimeoutError:
            with contextlib.suppress(OSError):
                line.sendall(drip)
        except ConnectionError:
            return True
    return False


@pytest.mark.parametrize(("start", "terms"), [(HALF_HEAD, {"head": 1}), (HALF_BODY, {"body": 1})], ids=["head", "body"])
def test_a_dripping_request_is_closed_after_its_term(serve: Serve, start: bytes, terms: dict[str, float]) -> None:
    with socket.create_connection(("127.0.0.1", serve(**terms))) as line:
        line.sendall(start)
        assert closed(line, b"a", 10)


@pytest.mark.parametrize("start", [HALF_HEAD, HALF_BODY], ids=["head", "body"])
def test_without_the_terms_it_stays(serve: Serve, start: bytes) -> None:
    with socket.create_connection(("127.0.0.1", serve(head=1e9, body=1e9))) as line:
        line.sendall(start)
        assert not closed(line, b"a", 4)


def test_a_silent_line_is_closed(serve: Serve) -> None:
    with socket.create_connection(("127.0.0.1", serve(idle=1))) as line:
        line.settimeout(10)
        assert line.recv(1) == b""


@pytest.mark.parametrize(
    ("terms", "answered"), [({}, True), ({"places": 100}, False)], ids=["as served", "fewer places"]
)
def test_three_hundred_half_requests_do_not_stop_others(serve: Serve, terms: dict[str, int], answered: bool) -> None:
    port = serve(**terms)
    with contextlib.ExitStack() as lines:
        for _ in range(300):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            line.sendall(HALF_HEAD)
        assert (asked(port, 3)[:12] == b"HTTP/1.1 200") is answered


def test_places_come_free_again_when_the_terms_are_over(serve: Serve) -> None:
    port = serve(places=20, head=1)
    with contextlib.ExitStack() as lines:
        for _ in range(30):
            lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5)).sendall(HALF_HEAD)
        assert asked(port, 10)[:12] == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    ("path", "accept", "json"),
    [("/admin/editions/new", "text/html", False), ("/regulator/campaigns/K1/register", "*/*", False), ("/api/ops", "*/*", True),
     ("/field/uploads", "*/*", True), ("/x", "application/json", True)],
)  # fmt: skip
def test_an_upload_over_the_limit_is_answered_in_our_words(serve: Serve, path: str, accept: str, json: bool) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
    answer = whole_answer(serve(ident=None), head.encode())
    said = answer.decode()
    assert said.startswith("HTTP/1.1 413") and ("application/json" in said) == json
    assert "超过了 64 MB" in said and "larger than 64 MB" in said and "waitress" not in said
    assert json or '<html lang="zh-Hans">' in said


def test_a_broken_head_is_answered_in_our_words(serve: Serve) -> None:
    said = whole_answer(serve(), b"GET / HTTP/1.1\r\nHost a\r\n broken\r\n\r\n").decode()
    assert said.startswith("HTTP/1.") and " 400 " in said.split("\r\n")[0] and "请求的写法不对" in said


def whole_answer(port: int, head: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(head)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize(
    ("ahead", "noticed"), [(None, True), (0, False)], ids=["as served", "control: reads nothing ahead"]
)
def test_a_line_that_is_closed_while_its_answer_is_made_is_noticed(
    serve: Serve, ahead: int | None, noticed: bool
) -> None:
    """The application is told; without reading ahead it would go on for somebody who has left."""
    port = serve(**({} if ahead is None else {"channel_request_lookahead": ahead}))
    seen.clear()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.3)
    end = time.monotonic() + 5
    while time.monotonic() < end and not seen:
        time.sleep(0.05)
    assert seen == [noticed] and asked(port).startswith(b"HTTP/1.1 200")
