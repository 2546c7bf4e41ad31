"""A new audit is planned: the shares follow every choice, and an even split is one press."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]


@pytest.mark.parametrize("size", [{"width": 1180, "height": 820}, {"width": 390, "height": 844}])
def test_the_shares_follow_the_team_and_the_even_split(sign_in: SignIn, size: dict[str, int]) -> None:
    page = sign_in("sunqian", "/review/audits/new")
    page.set_viewport_size(size)
    page.select_option("#f-edition", "gbt-29490-2013.2")
    team = page.get_by_role("group", name="审核组")
    team.get_by_label("李岩").select_option("lead")
    expect(page.locator(".shared")).to_have_text("李岩 45 = 45 条")
    team.get_by_label("陈静").select_option("auditor")
    expect(page.locator(".shared")).to_have_text("李岩 45 + 陈静 0 = 45 条")
    page.fill("#f-code", "A8")
    page.get_by_role("button", name="均分").click()
    expect(page.locator(".shared")).to_contain_text("= 45 条")
    expect(page.locator(".shared")).to_have_text("李岩 22 + 陈静 23 = 45 条")
    expect(page.locator("#f-code")).to_have_value("A8")
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-added")).to_have_count(0)
    page.locator("#chapters select").first.select_option(label="陈静")
    expect(page.locator(".shared")).not_to_have_text("李岩 22 + 陈静 23 = 45 条")
    page.locator("#chapters select").first.focus()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
