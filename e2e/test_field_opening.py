"""Opening without a network, or with one that lies: only what is proved to be ours is kept, and nobody else's is shown."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from audit_app.demo.script import known_id
from e2e.between import Between, between
from e2e.conftest import TABLET, note, open_session, ready
from e2e.taps import Taps
from e2e.test_field import CLAUSE, Tablet, heading, offline, result
from e2e.test_field_day import rows, safe
from e2e.test_field_odd import sign_in_over

CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push([request.url, await (await cache.match(request)).text()]);
  }
  return found;
}"""
WITHOUT = """async (kind) => {
  if (kind === 'shell') for (const name of await caches.keys()) await (await caches.open(name)).delete('/field/shell/audit.zh');
  if (kind === 'views') await (await import('/static/field/db.js')).on((db) => db.clear('views'));
  if (kind === 'packs') await (await import('/static/field/db.js')).on((db) => db.clear('packs'));
}"""


@pytest.fixture
def line(server: str, port: int) -> Iterator[Between]:
    with between(port) as proxy:
        yield proxy


@pytest.fixture
def behind(own_browser: Browser, line: Between, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """`behind(account, path)`: a tablet whose way to the server leads over `line`."""
    contexts: list[BrowserContext] = []

    def enter(account: str = "chenjing", path: str = f"{CLAUSE}9.1") -> Page:
        context = own_browser.new_context(
            viewport=TABLET,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=line.url,
            permissions=["camera"],
        )
        context.on("console", lambda message: note(message, complaints))
        contexts.append(context)
        open_session(context, account)
        page = context.new_page()
        page.goto(path)
        ready(page)
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize("mode", ["portal", "gateway"])
def test_what_is_not_ours_never_replaces_the_kept_page(
    behind: Callable[..., Page], line: Between, folder: Path, mode: str
) -> None:
    page = behind()
    line.mode = mode
    for _ in range(2):
        page.reload()
        heading(page, "9.1 总则")
    Taps(page).button("符合")
    expect(page.locator("[data-slot=pill]")).to_have_text("1 项等待上传")
    page.goto("/field")
    expect(page.locator("[data-card]").first).to_contain_text("江苏启衡精密仪器有限公司")
    line.mode = "away"
    page.goto(f"{CLAUSE}9.1")
    heading(page, "9.1 总则")
    result(page, "符合")
    expect(page.locator("[data-slot=pill]")).to_have_text("离线 · 1 项已存本机")
    line.mode = "pass"
    safe(page)
    assert rows(folder, "SELECT value FROM judgements WHERE ref = '9.1' AND visit_id = ?", known_id("A1")) == [
        ("conforms",)
    ]


def test_an_audit_nobody_prepared_says_so(behind: Callable[..., Page], line: Between, complaints: list[str]) -> None:
    page = behind(path="/field")
    for mode, words in (("away", "没有网络，这一页没有在本机准备过"), ("portal", "这个网络挡住了本系统")):
        line.mode = mode
        page.goto("/field/a/A2")
        expect(page.get_by_role("heading", level=1).locator("visible=true")).to_have_text(words)
    line.mode = "away"
    Taps(page).link("今日")
    expect(page.locator("[data-card]").first).to_contain_text("江苏启衡精密仪器有限公司")
    line.mode = "pass"
    page.goto("/field/a/ZZ")
    expect(page.get_by_role("heading", level=1).locator("visible=true")).to_have_text("没有找到这一页")
    assert all("404" in one for one in complaints)
    complaints.clear()


def test_a_portals_page_is_never_kept_for_ours(behind: Callable[..., Page], line: Between) -> None:
    page = behind()
    line.mode = "portal"
    for path in ("/", "/me", "/login"):
        page.goto(path)
        expect(page.locator("[data-card]").first).to_contain_text("江苏启衡精密仪器有限公司", timeout=20_000)
    page.goto("/help")
    expect(page).to_have_title("Hotel WiFi")
    line.mode = "pass"
    for path in ("/help", "/me"):
        page.goto(path)
        expect(page).to_have_title(re.compile("贯标审核"), timeout=20_000)


def test_a_server_that_says_nothing_is_named_with_a_way_on(behind: Callable[..., Page], line: Between) -> None:
    page = behind(path="/field")
    line.mode = "hang"
    page.goto("/field/a/A2")
    expect(page.get_by_role("heading", level=1).locator("visible=true")).to_have_text(
        "服务器还没有回答", timeout=12_000
    )
    expect(page.get_by_role("link", name="再试一次")).to_be_visible()
    Taps(page).link("今日")
    expect(page.locator("[data-card]").first).to_contain_text("江苏启衡精密仪器有限公司", timeout=20_000)


@pytest.mark.parametrize("path", ["/", "/me", "/login"])
def test_the_way_in_leads_to_what_is_there(tablet: Tablet, path: str) -> None:
    page = offline(tablet())
    page.goto(path)
    expect(page.locator("[data-card]").first).to_contain_text("江苏启衡精密仪器有限公司")


def test_the_browsers_caches_hold_nothing_of_an_audit(tablet: Tablet) -> None:
    page = tablet()
    page.goto("/field")
    ready(page)
    found = page.evaluate(CACHED)
    assert len(found) > 30
    secret = re.compile(r"启衡|恒拓|陈静|chenjing|未开展监测")
    held = [(url, text) for url, text in found if "/static/" not in url]
    assert held and [url for url, text in held if secret.search(text) or "/photos/" in url or "/pack" in url] == []


@pytest.mark.parametrize("missing", ["shell", "views", "packs"])
def test_ready_for_offline_is_said_only_when_everything_was_found(tablet: Tablet, missing: str) -> None:
    page = tablet()
    page.goto("/field")
    ready(page)
    card = page.locator("[data-card]", has_text="江苏启衡精密仪器有限公司")
    expect(card.get_by_text("可离线使用")).to_be_visible()
    page.evaluate(WITHOUT, missing)
    page.evaluate("async () => (await import('/static/field/pages.js')).paintCards()")
    expect(card.get_by_text("可离线使用")).to_be_hidden()
    expect(card.get_by_role("button", name="准备离线", exact=False)).to_be_visible()


def test_pictures_of_others_are_seen_without_a_network(tablet: Tablet) -> None:
    page = offline(tablet("liyan", f"{CLAUSE}7.4.1"))
    page.reload()
    heading(page, "7.4.1 风险管理")
    shots = page.locator("[data-clause='7.4.1'] .shot img")
    expect(shots).to_have_count(3)
    page.wait_for_function(
        "() => [...document.querySelectorAll(\"[data-clause='7.4.1'] .shot img\")].every((one) => one.naturalWidth > 0)"
    )


def test_another_person_opens_nothing_of_the_one_before(tablet: Tablet) -> None:
    page = tablet()
    page.context.clear_cookies()
    sign_in_over(page.context, "qinyu")
    offline(page)
    page.goto(f"{CLAUSE}7.4.1")
    expect(page.get_by_role("heading", level=1).locator("visible=true")).to_have_text(
        "没有网络，这一页没有在本机准备过"
    )
    assert "启衡" not in page.content()


def test_the_browser_is_asked_to_keep_the_store_and_may_say_no(sign_in: Callable[..., Page]) -> None:
    page = sign_in("chenjing", "/field")
    ready(page)
    page.evaluate("() => { navigator.storage.persist = async () => { window.askedFor = true; return false; }; }")
    Taps(page).tap(page.locator("[data-card]", has_text="恒拓").get_by_role("button"))
    expect(page.locator("[data-card]", has_text="恒拓").get_by_text("可离线使用")).to_be_visible(timeout=20_000)
    assert page.evaluate("window.askedFor") is True
    assert page.evaluate("async () => (await import('/static/field/local_store.js')).mark('protected')") is False
