"""Steps of the story from an empty installation, each as a person would do it on the screen."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from audit_app.config import Config
from e2e.conftest import TABLET
from e2e.serving import environment, wait_for

OPERATOR = ("operator", "correct horse battery staple")
OWN = "own words for signing in"
RUN = [sys.executable, "-m", "audit_app.cli"]


class Installation:
    """A server on a database without a row but the operator's, made by the commands that docs/deploy.md names."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir()
        self.folder, self.port, self.url = folder, port, f"http://127.0.0.1:{port}"
        account, password = OPERATOR
        for command in (["migrate"], ["operator", account, "--password", password]):
            subprocess.run([*RUN, *command], env=self.env(""), check=True, capture_output=True)
        self.server: subprocess.Popen[bytes] | None = None

    def env(self, clock: str) -> dict[str, str]:
        files = {name: f"{self.folder}/{name}" for name in ("evidence", "uploads")}
        return environment(Config(database=f"sqlite:///{self.folder}/audit.db", clock=clock or None, **files))

    def start(self, clock: str = "") -> None:
        """Serve; with `clock` (an instant) at that time, so that a story can last for weeks."""
        self.stop()
        command = [*RUN, "serve", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            server = self.server = subprocess.Popen(command, env=self.env(clock), stdout=log, stderr=log)
        wait_for(f"{self.url}/login", lambda: server.poll() is None, self.folder)

    def stop(self) -> None:
        if self.server:
            self.server.terminate()
            self.server.wait(15)
            self.server = None


@contextmanager
def empty_installation(folder: Path, port: int, clock: str = "") -> Iterator[Installation]:
    """An installation that serves."""
    one = Installation(folder, port)
    try:
        one.start(clock)
        yield one
    finally:
        one.stop()


class Story:
    """People at their own browsers; passwords are those that the screens gave."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []
        self.initial: dict[str, str] = {}

    def sign_in(self, account: str, password: str = "") -> Page:
        """A page of a browser of one's own; an initial password is replaced on the way."""
        context = self.browser.new_context(
            base_url=self.url, viewport=TABLET, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        self.contexts.append(context)
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=account]", account)
        page.fill("[name=password]", password or self.initial[account])
        page.click("main button[type=submit]")
        if not password:
            page.wait_for_url("**/login/first**")
            for name, value in (("password", self.initial[account]), ("new", OWN), ("again", OWN)):
                page.fill(f"#f-{name}", value)
            page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    # -- settings

    def add_organisation(self, operator: Page, kind: str, code: str, name: str, **chosen: str) -> None:
        operator.goto("/admin/organisations")
        operator.select_option("#f-kind", kind)
        operator.fill("#f-name", name)
        operator.fill("#f-code", code)
        for field, label in chosen.items():
            operator.select_option(f"#f-{field}", label=label)
        operator.get_by_role("button", name="添加单位").click()
        operator.get_by_role("cell", name=name, exact=True).wait_for()

    def add_person(self, admin: Page, organisation: str, account: str, name: str, roles: list[str]) -> None:
        """The initial password is kept as the person who is told it would."""
        admin.goto("/admin/people")
        if organisation:
            admin.select_option("#f-organisation", label=organisation)
            admin.get_by_role("button", name="显示").click()
        admin.get_by_role("link", name="添加人员").click()
        admin.fill("#f-name", name)
        admin.fill("#f-account", account)
        for role in roles:
            admin.get_by_label(role, exact=True).check()
        admin.get_by_role("button", name="添加人员").click()
        self.initial[account] = admin.locator(".word code").inner_text()

    def correct(self, page: Page, field: str, value: str, reason: str = "", **more: str) -> None:
        """On the page of the thing: 更正 is open already; `more` are further fields with what they ought to say."""
        for name, right in {field: value, **more}.items():
            page.fill(f"#f-{name}", right)
        page.fill("#f-reason", reason)
        page.get_by_role("button", name="更正").click()
        page.wait_for_url(lambda url: not url.endswith(("/correct", "/company")))
