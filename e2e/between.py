"""What may stand between a tablet and its server: a proxy of our own that passes on, or is a portal, a broken gateway, or nobody."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORTAL = b"<!doctype html><title>Hotel WiFi</title><form action='/wifi'><input name='room'></form>"
HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"}


class Between(ThreadingHTTPServer):
    """`mode`: pass, portal (every answer 200 with a page of its own), gateway (502), away (closes at once), hang (says nothing)."""

    daemon_threads = True
    mode = "pass"

    def __init__(self, target: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Between
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.mode == "away":
            self.close_connection = True
        elif self.server.mode == "hang":
            time.sleep(15)
            self.close_connection = True
        elif self.server.mode == "portal":
            self._answer(200, [("Content-Type", "text/html"), ("Cache-Control", "max-age=3600")], PORTAL)
        elif self.server.mode == "gateway":
            self._answer(502, [("Content-Type", "text/html")], b"<h1>Bad Gateway</h1>")
        else:
            self._pass(body)

    do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = do_OPTIONS = _any

    def _pass(self, body: bytes) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=30)
        try:
            sent = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            line.request(self.command, self.path, body or None, sent)
            answer = line.getresponse()
            self._answer(answer.status, answer.getheaders(), answer.read())
        except OSError:
            self.close_connection = True
        finally:
            line.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what a test says is in its assertions."""


@contextmanager
def between(target: int) -> Iterator[Between]:
    proxy = Between(target)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
