"""Lists at the desk: after Back the tree follows and J goes on from there, / searches, and signing out forgets what was open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
FINDINGS = "/review/audits/A1/findings"
KEPT = "() => [sessionStorage, localStorage].map((store) => store.getItem('htmx-history-cache'))"


def back(page: Page, steps: int = -1) -> None:
    """One step of Back (or Forward): the page is loaded anew, because none is kept; the next step waits for it."""
    page.evaluate("(steps) => { window.before = true; history.go(steps); }", steps)
    page.wait_for_function("() => !window.before && document.readyState === 'complete'")


def test_after_back_the_tree_follows_and_j_goes_on_from_there(sign_in: SignIn) -> None:
    page = sign_in("liyan", FINDINGS)
    tree = page.locator(".pane.list .tree")
    for ref in ("4.1", "4.2.1", "7.4.1"):
        tree.locator(f"a[href*='ref={ref}']").first.click()
        expect(page.locator("#clause h1")).to_contain_text(ref)
    back(page)
    expect(page.locator("#clause h1")).to_contain_text("4.2.1")
    here = page.locator(".pane.list .tree [aria-current]")
    expect(here).to_have_count(1)
    expect(here).to_contain_text("4.2.1")
    page.keyboard.press("j")
    expect(page.locator("#clause h1")).to_contain_text("4.2.2")
    expect(here).to_contain_text("4.2.2")
    back(page)
    back(page)
    expect(here).to_contain_text("4.1")
    back(page, steps=1)
    expect(here).to_contain_text("4.2.1")
    assert page.evaluate(KEPT) == [None, None]


def test_signing_out_forgets_the_pages_that_were_open(sign_in: SignIn) -> None:
    page = sign_in("liyan", FINDINGS)
    page.evaluate(
        "() => [sessionStorage, localStorage].forEach((one) => one.setItem('htmx-history-cache', '[{\"content\":\"启衡\"}]'))"
    )
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login*")
    assert page.evaluate(KEPT) == [None, None]


PLACES = [
    ("liyan", FINDINGS, "7.4.1"),
    ("sunqian", "/review/audits", "启衡"),
    ("sunqian", "/review/nc", "B-01"),
    ("wuhao", "/regulator/campaigns/K1", "澜石"),
    ("wuhao", "/regulator/rectify", "澜石"),
    ("wuhao", "/regulator/campaigns/K1/summary", "澜石"),
    ("zhoumin", "/regulator/talks", "华衡"),
    ("wuhao", "/regulator", "澜石"),
]


@pytest.mark.parametrize(("account", "path", "words"), PLACES)
def test_the_slash_searches_wherever_the_list_of_keys_says_so(
    sign_in: SignIn, account: str, path: str, words: str
) -> None:
    page = sign_in(account, path)
    items = page.locator("[data-keys] [data-keys-item]").locator("visible=true")
    before = items.count()
    assert before
    page.keyboard.press("?")
    expect(page.locator("[data-keys-help]")).to_contain_text("搜索")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(words)
    box = page.locator("[data-find]")
    expect(box.locator("input")).to_have_value(words)
    for text in items.all_inner_texts():
        assert words in text
    page.locator("[data-find] input").fill("没有这样的内容")
    expect(items).to_have_count(0)
    expect(box).to_contain_text("没有找到")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(items).to_have_count(before)
