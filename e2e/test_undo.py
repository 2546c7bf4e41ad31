"""The desk's bar that takes the last mark back: eight seconds, waiting while it is pointed at, never over a text."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id

SignIn = Callable[..., Page]
AT = f"/admin/people/{known_id('chenjing')}"
SIZES = [{"width": 1180, "height": 820}, {"width": 390, "height": 844}]


def disabled(sign_in: SignIn, size: dict[str, int]) -> Page:
    page = sign_in("fengjie", AT)
    page.set_viewport_size(size)
    page.get_by_role("button", name="停用").click()
    page.locator("dialog#ask").get_by_role("button", name="停用账号").click()
    expect(page.locator("#undo")).to_contain_text("陈静 已停用")
    return page


@pytest.mark.parametrize("size", SIZES)
def test_the_bar_takes_the_mark_back_and_covers_no_text(sign_in: SignIn, size: dict[str, int]) -> None:
    page = disabled(sign_in, size)
    expect(page).not_to_have_url(re.compile("did="))
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    covered = page.evaluate(
        """() => {
          const bar = document.getElementById("undo").getBoundingClientRect();
          return [...document.querySelectorAll("main *")].filter((one) => !one.children.length && one.textContent.trim()
            && one.getClientRects().length && one.getBoundingClientRect().bottom > bar.top + 1).map((one) => one.textContent);
        }"""
    )
    assert covered == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator("#undo").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="停用")).to_be_visible()
    expect(page.locator("#undo")).to_have_count(0)


def test_the_bar_goes_after_eight_seconds_but_not_while_it_has_the_focus(sign_in: SignIn) -> None:
    page = disabled(sign_in, SIZES[0])
    button = page.locator("#undo").get_by_role("button", name="撤销")
    button.focus()
    page.wait_for_timeout(9_500)
    expect(button).to_be_visible()
    button.blur()
    expect(page.locator("#undo")).to_have_count(0, timeout=10_000)
    page.reload()
    expect(page.get_by_role("button", name="启用")).to_be_visible()
    expect(page.locator("#undo")).to_have_count(0)
