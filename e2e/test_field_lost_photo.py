"""A photo that went with an emptied store: the tablet that lost it says so at its place, and the numbers of the wall add up."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.taps import Taps
from e2e.test_field import CLAUSE, STORED, Tablet, offline
from e2e.test_field_day import online
from e2e.test_field_sending import EMPTY, PILL, kept, shoot


def sums(page: Page) -> None:
    """All photos in the heading are those of the foot."""
    all_ = int(re.findall(r"\d+", page.locator("[data-slot=wall-said]").inner_text())[0])
    foot = page.locator("[data-slot=wall-saved]").inner_text()
    assert sum(map(int, re.findall(r"\d+", foot))) == all_, foot


@pytest.mark.camera
def test_a_lost_photo_is_lost_at_its_place_and_in_the_numbers(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    page.context.route("**/field/uploads/**", lambda route: route.abort())
    page.context.route("**/field/uploads", lambda route: route.abort())
    shoot(page, "9.1")
    kept(page, "photo.add")
    page.goto("/field/a/A1/photos")
    expect(page.locator("[data-slot=wall-saved]")).to_contain_text("1 张已存本机")
    sums(page)
    page.wait_for_function(f"async () => (await ({STORED})('photo.add')).some((op) => op.state === 'done')")
    offline(page)
    page.evaluate(EMPTY)
    expect(page.locator(PILL)).to_have_text(re.compile("^离线"), timeout=20_000)
    online(page)
    expect(page.locator(PILL)).to_have_text("1 项丢失", timeout=20_000)
    page.reload()
    expect(page.locator("[data-slot=wall-saved]")).to_contain_text("1 张丢失", timeout=20_000)
    sums(page)
    page.goto(f"{CLAUSE}9.1")
    shot = page.locator("[data-clause='9.1'] .shot")
    expect(shot.locator(".none")).to_have_text("在这台平板上丢失")
    other = tablet("liyan", f"{CLAUSE}9.1")
    expect(other.locator("[data-clause='9.1'] .shot .none")).to_have_text("还没到服务器", timeout=20_000)
    other.goto("/field/a/A1/photos")
    expect(other.locator("[data-slot=wall-saved]")).to_contain_text("1 张还没到服务器")
    sums(other)
    page.goto("/field/unsent")
    Taps(page).tap(page.get_by_role("button", name="勾掉").first)
    page.goto(f"{CLAUSE}9.1")
    expect(shot.locator(".none")).to_have_text("还没到服务器")
