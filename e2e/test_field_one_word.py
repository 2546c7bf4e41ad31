"""What became of one's work has one word and one count on every page of the tablet, whichever is open when it is decided."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.taps import Taps
from e2e.test_field import Tablet, offline
from e2e.test_field_credit import drafted
from e2e.test_field_day import online, safe
from e2e.test_field_evidence import FORM, choose, view_at_home
from e2e.test_field_sending import PILL
from e2e.test_field_told import choose_department
from e2e.test_field_words_read import confirm

PAGES = ("/field", "/field/unsent", "/field/me", "/field/help", "/field/a/A1", "/field/a/A1/c/7.4.1")


def same_everywhere(page: Page, words: re.Pattern[str], failed: str) -> None:
    for address in PAGES:
        page.goto(address)
        expect(page.locator(PILL)).to_have_text(words, timeout=20_000)
        expect(page.locator("[data-slot=n-failed]")).to_have_text(failed)


@pytest.mark.parametrize("address", ["/field", "/field/a/A1"])
def test_a_photo_deleted_after_its_confirmation_is_no_failure_on_any_page(tablet: Tablet, address: str) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    choose(owner, 0)
    safe(owner)
    leader = offline(tablet("liyan", FORM))
    owner.goto("/field")
    offline(owner)
    view_at_home(owner)
    Taps(owner).tap(owner.locator("[data-act=withdraw-photo]"))
    owner.wait_for_timeout(8_500)
    confirm(leader)
    safe(online(leader))
    owner.goto(address)
    online(owner)
    safe(owner)
    same_everywhere(owner, re.compile("^全部已存服务器"), "0")
    owner.goto("/field/unsent")
    expect(owner.locator("[data-slot=unsent-title]")).to_have_text("没有还没上传的内容")
    expect(owner.locator("[data-slot=refused]")).to_be_hidden()


def test_a_change_that_somebody_made_alike_is_no_failure_on_any_page(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    offline(owner)
    for page in (owner, leader):
        choose_department(page)
    confirm(owner)
    safe(online(owner))
    leader.goto("/field")
    online(leader)
    safe(leader)
    same_everywhere(leader, re.compile("^全部已存服务器"), "0")


def test_a_refused_change_is_counted_alike_and_laid_aside_on_its_row(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    Taps(leader).tap(leader.locator("label.v-ma"))
    confirm(owner)
    safe(owner)
    online(leader)
    expect(leader.locator(PILL)).to_have_text("1 项上传失败", timeout=20_000)
    same_everywhere(leader, re.compile("^1 项上传失败$"), "1")
    leader.goto("/field/unsent")
    row = leader.locator("[data-slot=refused-rows] li")
    expect(row).to_contain_text("严重程度")
    Taps(leader).tap(row.get_by_role("button", name="知道了"))
    expect(row).to_have_count(0)
    expect(leader.locator("[data-slot=unsent-title]")).to_have_text("没有还没上传的内容")
    same_everywhere(leader, re.compile("^全部已存服务器"), "0")


def test_a_refused_deletion_of_a_draft_has_a_way_out_on_its_row(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    confirm(owner)
    safe(owner)
    taps = Taps(leader)
    taps.button("删除草稿")
    taps.tap(leader.get_by_role("dialog").get_by_role("button", name="删除", exact=True))
    leader.wait_for_timeout(8_500)
    online(leader)
    expect(leader.locator(PILL)).to_have_text("1 项上传失败", timeout=20_000)
    leader.goto("/field/unsent")
    row = leader.locator("[data-slot=refused-rows] li")
    expect(row.get_by_role("button", name="复制")).to_be_hidden()
    taps.tap(row.get_by_role("button", name="知道了"))
    expect(row).to_have_count(0)
