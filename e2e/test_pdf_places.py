"""Who hangs up while a PDF is made, or while waiting for one, keeps no place: through the real server and real connections."""

import socket
import time
from contextlib import ExitStack

from playwright.sync_api import Page

from audit_app.documents.setting import PLACES
from e2e.conftest import Open

PDF = "/regulator/campaigns/K1/annex3.pdf"


def cookie(page: Page) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())


def asked(port: int, cookie: str) -> socket.socket:
    """A connection on which this reader's table has been asked for as PDF."""
    line = socket.create_connection(("127.0.0.1", port), timeout=120)
    line.sendall(f"GET {PDF} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    return line


def status(port: int, cookie: str) -> int:
    with asked(port, cookie) as line:
        return int(line.recv(64).split()[1])


def test_who_hangs_up_frees_the_places_in_the_queue(sign_in: Open, port: int) -> None:
    """The province's takes ten seconds and more: one is being made, the others wait for it, until all of them leave."""
    province, city = (cookie(sign_in(account, "/regulator")) for account in ("zhoumin", "wuhao"))
    with ExitStack() as lines:
        for _place in range(PLACES):
            lines.enter_context(asked(port, province))
        time.sleep(2)
        assert status(port, city) == 503, "every place is taken"
    time.sleep(2)  # each looks twice a second whether it is still awaited
    assert status(port, city) == 200
