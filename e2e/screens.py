"""The screens of this product, who opens each and how: one list for the pictures and for what holds on every page.

What is asserted about them is in test_pictures.py and test_everyone.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from audit_app.demo.people import PASSWORD
from e2e.conftest import PHONE, TABLET, UPRIGHT

SIZES = (TABLET, UPRIGHT, PHONE)
FACT = (
    "2023 年 10 月 27 日在知识产权部查阅《知识产权风险监测台账》（ZC-JL-018），"
    "主导产品 QH-200 系列 2023 年 3 月至 9 月未见他人专利监测记录；知识产权部经理确认该期间未开展监测。"
)


@dataclass(frozen=True)
class Screen:
    """`path` opened by `account`; `follow`: the link on it to the screen, when its address is not known beforehand."""

    name: str
    account: str
    path: str
    follow: str = ""


SCREENS = (
    Screen("clause", "chenjing", "/field/a/A1/c/7.4.1"),
    Screen("nc", "chenjing", "/field/a/A1/nc/B-02"),
    Screen("cover", "chenjing", "/field/a/A1"),
    Screen("today", "chenjing", "/field"),
    Screen("field-me", "chenjing", "/field/me"),
    Screen("field-help", "chenjing", "/field/help"),
    Screen("overview", "zhoumin", "/regulator"),
    Screen("city-overview", "wuhao", "/regulator"),
    Screen("campaigns", "zhoumin", "/regulator/campaigns"),
    Screen("campaign", "zhoumin", "/regulator/campaigns/K1"),
    Screen("draw", "wuhao", "/regulator/campaigns/K2/draw"),
    Screen("check", "wuhao", "/regulator/campaigns/K1", "a[href*='/regulator/checks/']"),
    Screen("summary", "wuhao", "/regulator/campaigns/K1/summary"),
    Screen("rectify", "wuhao", "/regulator/rectify"),
    Screen("rectification", "wuhao", "/regulator/rectify", "td a[href*='/regulator/rectify/']"),
    Screen("talks", "zhoumin", "/regulator/talks"),
    Screen("interview", "zhoumin", "/regulator/talks", "a[href*='/talks/interview/']"),
    Screen("desk", "zhaoweidong", "/review"),
    Screen("audits", "sunqian", "/review/audits"),
    Screen("new-audit", "sunqian", "/review/audits/new"),
    Screen("audit", "sunqian", "/review/audits/A1"),
    Screen("findings", "liyan", "/review/audits/A1/findings"),
    Screen("nc-list", "liyan", "/review/nc"),
    Screen("nc-review", "liyan", "/review/nc", "td a[href*='/review/nc/']"),
    Screen("people", "fengjie", "/admin/people"),
    Screen("editions", "fengjie", "/admin/editions"),
    Screen("me", "liyan", "/me"),
    Screen("login", "", "/login"),
)
NAMED = {screen.name: screen for screen in SCREENS}


class Desk:
    """Signed-in browser contexts on one server, one for each account and language, kept for the module."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.pages: dict[tuple[str, str], Page] = {}
        self.raised = False

    def page(self, account: str, lang: str = "zh") -> Page:
        if (account, lang) not in self.pages:
            context = self._context(lang)
            self.pages[account, lang] = context.new_page()
            if account:
                sign_in(self.pages[account, lang], account)
        return self.pages[account, lang]

    def open(self, name: str, lang: str = "zh") -> Page:
        """The screen, drawn and quiet; fails when the server did not answer with the page."""
        screen = NAMED[name]
        if name == "nc" and not self.raised:
            self._raise_nonconformity()
        page = self.page(screen.account, lang)
        page.set_viewport_size(TABLET)
        answer = page.goto(screen.path)
        assert answer is not None and answer.ok, f"{screen.path}: {answer.status if answer else 'no answer'}"
        if screen.follow:
            target = page.locator(screen.follow).first.get_attribute("href")
            answer = page.goto(str(target))
            assert answer is not None and answer.ok, f"{target}: {answer.status if answer else 'no answer'}"
        settle(page)
        return page

    def _context(self, lang: str) -> BrowserContext:
        context = self.browser.new_context(
            viewport=TABLET, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self.url, reduced_motion="reduce"
        )
        context.add_cookies([{"name": "lang", "value": lang, "url": self.url}])
        return context

    def _raise_nonconformity(self) -> None:
        """B-02 as in S14, sent to the server, so that every device shows it."""
        self.raised = True
        page = self.page("chenjing")
        page.goto("/field/a/A1/c/7.4.1")
        settle(page)
        page.get_by_role("button", name="不符合", exact=True).locator("visible=true").click()
        page.get_by_role("button", name="一般", exact=True).locator("visible=true").click()
        page.get_by_role("textbox", name="事实描述").fill(FACT)
        boxes = page.locator("[data-slot=evidence] .shot input")
        # each choice draws the photos anew, so what is there is looked at again
        for place in (0, 1):
            boxes.nth(place).wait_for(state="attached")
            if not boxes.nth(place).is_checked():
                boxes.nth(place).dispatch_event("click")
        page.locator("[data-slot=sync][data-level=done]").wait_for(timeout=20_000)

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@contextmanager
def desk(browser: Browser, url: str) -> Iterator[Desk]:
    one = Desk(browser, url)
    try:
        yield one
    finally:
        one.close()


def sign_in(page: Page, account: str) -> None:
    page.goto("/login?next=/me")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/me")


def settle(page: Page) -> None:
    """Until the scripts of a tablet page have drawn it and its pictures are loaded."""
    if "/field/a/" in page.url:
        page.locator("html[data-ready]").wait_for(state="attached", timeout=20_000)
    elif "/field" in page.url:
        page.wait_for_load_state("networkidle")
    page.wait_for_function("() => [...document.images].every((one) => one.complete || !one.checkVisibility())")


def look(page: Page, size: dict[str, int], theme: str = "light", text: str = "normal") -> None:
    """The page at this size with the look of 我的: theme and size of text."""
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.evaluate("([theme, size]) => Object.assign(document.documentElement.dataset, { theme, size })", [theme, text])
