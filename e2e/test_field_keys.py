"""Keys in the tablet's dialogs: the safe button or the heading first, Enter presses nothing else, Escape closes, the focus returns."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.taps import Taps
from e2e.test_field import FACT, Tablet
from e2e.test_field_day import safe


def opened(page: Page, opener: Locator, dialog: str) -> Locator:
    opener.focus()
    page.keyboard.press("Enter")
    found = page.locator(f"{dialog}[open]")
    expect(found).to_be_visible()
    return found


@pytest.mark.parametrize(
    ("name", "dialog"),
    [("抽样", "#d-samples"), ("面谈", "#d-interviews")],
)
def test_escape_closes_and_the_focus_is_back_where_it_was(tablet: Tablet, name: str, dialog: str) -> None:
    page = tablet("chenjing")
    opener = page.get_by_role("button", name=name).locator("visible=true").first
    found = opened(page, opener, dialog)
    assert page.evaluate("(box) => box.contains(document.activeElement)", found.element_handle())
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    expect(opener).to_be_focused()


def test_enter_in_a_field_confirms_nothing(tablet: Tablet) -> None:
    page = tablet("chenjing")
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    safe(page)
    opener = page.get_by_role("button", name="请对方确认").locator("visible=true")
    asked = opened(page, opener, "#d-confirm")
    expect(asked.get_by_label("姓名")).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked).to_be_visible()
    asked.get_by_label("姓名").fill("高峰")
    page.keyboard.press("Enter")
    expect(asked.get_by_label("职务")).to_be_focused()
    asked.get_by_label("职务").fill("研发中心经理")
    page.keyboard.press("Enter")
    expect(asked).to_be_visible()
    expect(asked.get_by_label("职务")).to_be_focused()
    asked.get_by_role("button", name="确认事实").focus()
    page.keyboard.press("Enter")
    expect(asked).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(opener).to_be_focused()
    expect(page.locator("[data-slot=sign-state]")).not_to_contain_text("已确认")


def test_the_question_before_a_deletion_has_the_focus_on_its_words(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    taps = Taps(owner)
    taps.button("不符合")
    taps.button("一般")
    owner.get_by_role("textbox", name="事实描述").fill(FACT)
    safe(owner)
    leader = tablet("liyan", "/field/a/A1/nc/B-02")
    asked = opened(leader, leader.get_by_role("button", name="删除草稿").locator("visible=true"), "#d-delete")
    expect(asked.locator("h2")).to_be_focused()
    for key in ("Enter", "Space", "Enter"):
        leader.keyboard.press(key)
    expect(asked).to_be_visible()
    leader.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(leader.get_by_role("textbox", name="事实描述")).to_have_value(FACT)
