"""Browser and server for the scenarios: Chromium with a fake camera, one built demo, a copy and a server per test."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from audit_app.demo.build import config_of
from audit_app.demo.people import PASSWORD
from audit_app.store.db import Database
from e2e.serving import copy_of, free_port, served
from tests import shared_worlds
from tests.quick import be_quick

be_quick()
pytest_configure = shared_worlds.live_in
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
WITH_CAMERA = os.environ.get("CHROMIUM", "/usr/bin/chromium")
"""The shell does the same work in two thirds of the time; a camera it has not."""
QUIET = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
CAMERA = ["--use-fake-device-for-media-stream"]
TABLET = {"width": 1180, "height": 820}
UPRIGHT = {"width": 820, "height": 1180}
PHONE = {"width": 390, "height": 844}
# what a browser writes by itself without network, and where a refusal (session ended, no picture) is the point
EXPECTED = re.compile(r"net::ERR_|Failed to fetch|status of (401|409|422|502) ")

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    sandbox = [] if os.path.exists("/usr/lib/chromium/chrome-sandbox") and os.geteuid() else ["--no-sandbox"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*sandbox, *QUIET, *CAMERA]}


@pytest.fixture(scope="session")
def browser_with_camera(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """The whole browser, started for the first test that is marked `camera`."""
    browser = launch_browser(executable_path=WITH_CAMERA)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demo() -> Path:
    """The demo, built once a run; nobody may change it. E2E_DEMO names one that is built already."""
    if os.environ.get("E2E_DEMO"):
        return Path(os.environ["E2E_DEMO"])
    return shared_worlds.demo()


@pytest.fixture
def folder(demo: Path, tmp_path: Path) -> Path:
    return copy_of(demo, tmp_path / "demo")


@pytest.fixture
def rows(folder: Path) -> Iterator[Database]:
    """The database under the server of this test, for what is given before and read after."""
    database = Database(config_of(folder).database)
    yield database
    database.close()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(folder: Path, port: int) -> Iterator[str]:
    with served(folder, port) as url:
        yield url


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Errors of the console, uncaught exceptions and CSP violations of every page; any of them fails the test."""
    found: list[str] = []
    yield found
    assert not found, found


@pytest.fixture
def own_browser(request: pytest.FixtureRequest) -> Browser:
    """The browser of this test: the shell, or the whole one where the test is marked `camera`."""
    with_camera = request.node.get_closest_marker("camera") is not None
    chosen: Browser = request.getfixturevalue("browser_with_camera" if with_camera else "browser")
    return chosen


@pytest.fixture
def device(own_browser: Browser, server: str, complaints: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """A tablet or phone: `device(size, camera=True)`; each call is another one, with a store of its own."""
    contexts: list[BrowserContext] = []

    def make(size: dict[str, int] | None = None, *, camera: bool = True, scheme: str = "light") -> BrowserContext:
        context = own_browser.new_context(
            viewport=size or TABLET,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=server,
            color_scheme=scheme,
            permissions=["camera"] if camera else [],
        )
        context.on("console", lambda message: note(message, complaints))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


def note(message: ConsoleMessage, complaints: list[str]) -> None:
    wrong = message.type == "error" and not EXPECTED.search(message.text)
    if wrong or "Content Security Policy" in message.text:
        complaints.append(message.text)


@pytest.fixture
def sign_in(device: Callable[..., BrowserContext]) -> Open:
    """`sign_in(account, path, size)`: a page of a device on which this person has signed in and opened `path`.

    The sign-in page itself is left out, as it has tests of its own (test_field, test_look, test_from_empty).
    """

    def enter(account: str, path: str = "/field", size: dict[str, int] | None = None, **more: Any) -> Page:
        context = device(size, **more)
        open_session(context, account)
        page = context.new_page()
        page.goto(path)
        return page

    return enter


def open_session(context: BrowserContext, account: str) -> None:
    """Sign in on this device, past the page for it."""
    given = {"account": account, "password": PASSWORD}
    answer = context.request.post("/login", form=given, headers={"Sec-Fetch-Site": "same-origin"}, max_redirects=0)
    assert answer.status == 303, answer.text()


@pytest.fixture
def tablet(sign_in: Open) -> Open:
    """`tablet(account, path)`: signed in, the document opened and ready for offline."""

    def enter(account: str = "chenjing", path: str = "/field/a/A1/c/7.4.1", **more: Any) -> Page:
        page = sign_in(account, path, **more)
        ready(page)
        return page

    return enter


def ready(page: Page) -> None:
    """Until the document is drawn, sent and kept for offline."""
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
