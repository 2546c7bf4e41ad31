"""The lists that open from the bars never lie over what a link in them led to; Escape closes them, too."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import PHONE, TABLET, ready
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet, offline
from e2e.test_field_became import FORM, deleted
from e2e.test_field_credit import drafted
from e2e.test_field_day import online, safe
from e2e.test_field_words_read import confirm

LIST, PILL = "details.sync .pop", "details.sync summary"
NC = "/field/a/A1/nc"
ON_TOP = """(one) => { const { x, y, width, height } = one.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2); return one === top || one.contains(top); }"""


def on_top(one: Locator) -> None:
    """What a finger meets at its centre is the element itself."""
    expect(one).to_be_visible()
    assert one.evaluate(ON_TOP)


def escaped(page: Page) -> None:
    Taps(page).tap(PILL)
    expect(page.locator(LIST)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    expect(page.locator(PILL)).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_a_link_in_the_list_behind_the_pill_closes_it(tablet: Tablet, size: dict[str, int]) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    page = offline(tablet("liyan", FORM, size=size))
    confirm(page)
    deleted(owner)
    safe(owner)
    online(page)
    taps, way = Taps(page), page.locator("[data-slot=reasons] a").first
    expect(way).to_have_attribute("href", NC, timeout=20_000)
    for _ in range(2):  # from another place, then with the address that is open already
        taps.tap(PILL)
        taps.tap(way)
        page.wait_for_url(f"**{NC}")
        expect(page.locator(LIST)).to_be_hidden()
        on_top(page.get_by_role("button", name="恢复", exact=True).locator("visible=true"))
    escaped(page)
    taps.button("恢复")
    expect(page.get_by_role("textbox", name="事实描述")).to_have_value(FACT)


@pytest.mark.parametrize("path", ["/field", "/field/me", "/field/unsent"])
def test_the_list_closes_on_every_page(tablet: Tablet, path: str) -> None:
    page = tablet("chenjing", path)
    escaped(page)
    Taps(page).tap(PILL)
    page.touchscreen.tap(20, 600)
    expect(page.locator(LIST)).to_be_hidden()
    Taps(page).tap(PILL)
    page.locator(f"{LIST} > a").tap()
    page.wait_for_url("**/field/unsent")
    ready(page)
    expect(page.locator(LIST)).to_be_hidden()
