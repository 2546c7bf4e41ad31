"""Words typed in 面谈 or 抽样 and not added: they are counted, named and led to, and nothing is called safe over them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import PHONE
from e2e.taps import Taps
from e2e.test_field import CLAUSE, Tablet, heading, offline
from e2e.test_field_closing import CLOSE, group
from e2e.test_field_day import online, safe
from e2e.test_field_odd import sign_in_over
from e2e.test_field_unsent import UNSENT

CONTRACT = "合同评审没有看知识产权条款"


def typed(page: Page) -> None:
    """An interview of 7.5 typed and closed without adding it."""
    taps = Taps(page)
    taps.button("面谈", exact=False)
    page.get_by_label("岗位").fill("法务经理")
    page.get_by_label("谈了什么").fill(CONTRACT)
    taps.button("关闭")
    expect(page.locator("#d-interviews")).to_be_hidden()


def pill(page: Page) -> Locator:
    return page.locator("[data-slot=pill]")


def mark(page: Page, name: str = "interview") -> Locator:
    return page.locator(f"[data-clause='7.5'] [data-slot=typed-{name}]")


def back_in_the_box(page: Page) -> None:
    heading(page, "7.5 合同管理")
    expect(page.locator("#d-interviews")).to_be_visible()
    expect(page.get_by_label("谈了什么")).to_have_value(CONTRACT)


def test_words_that_nobody_added_are_counted_named_and_led_to(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.5")
    safe(page)
    typed(page)
    expect(pill(page)).to_have_text("1 段没加的文字")
    expect(mark(page)).to_have_text("没加")
    expect(mark(page, "sample")).to_be_hidden()
    offline(page)
    Taps(page).tap("details.sync summary")
    Taps(page).button("现在上传")
    expect(pill(page)).to_have_text("离线 · 1 段没加的文字", timeout=20_000)
    expect(page.locator("[data-slot=n-typed]")).to_have_text("1")
    Taps(page).link("没到服务器的内容")
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 段没加的文字")
    row = page.locator("[data-slot=typed-rows] li")
    expect(row).to_contain_text("7.5 面谈")
    expect(row).to_contain_text(f"岗位 法务经理 · 谈了什么 {CONTRACT}")
    expect(row).to_contain_text("江苏启衡精密仪器有限公司")
    expect(page.locator("[data-slot=lights] li").first).to_have_text("好了没有等待上传的内容")
    expect(page.locator("[data-slot=lights] li").last).to_have_text("还没有好1 段没加的文字")
    expect(page.locator("[data-slot=hand-in]")).to_have_text("先不要交回")
    Taps(page).link("7.5 面谈")
    back_in_the_box(page)
    online(page)
    Taps(page).button("加一次面谈")
    expect(page.locator("#d-interviews [data-slot=rows] li")).to_have_count(1)
    Taps(page).button("关闭")
    expect(mark(page)).to_be_hidden()
    safe(page)


def test_they_are_something_to_finish_before_handing_in(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.5")
    typed(page)
    page.goto(CLOSE)
    left = group(page, "没加的文字")
    expect(left).to_contain_text(f"7.5 面谈岗位 法务经理 · 谈了什么 {CONTRACT}")
    Taps(page).tap(left.get_by_role("link"))
    back_in_the_box(page)
    Taps(page).button("加一次面谈")
    expect(page.locator("#d-interviews [data-slot=rows] li")).to_have_count(1)
    Taps(page).button("关闭")
    page.go_back()
    heading(page, "收尾检查")
    expect(left).to_have_count(0)


def test_signing_out_counts_them_and_leads_to_the_list(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.5")
    typed(page)
    page.goto("/me")
    taps = Taps(page)
    taps.tap("details.menu summary")
    taps.button("退出登录")
    question = page.get_by_role("dialog", name="还有内容没有上传")
    expect(question).to_contain_text("没加的文字：1 段")
    expect(question.get_by_text("只在这台平板上的有")).to_be_hidden()
    taps.link("先上传")
    expect(page.locator("[data-slot=typed-rows] li")).to_contain_text("7.5 面谈")


def test_others_hear_the_number_alone_and_it_is_there_for_who_wrote_it(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.5")
    typed(page)
    page.context.clear_cookies()
    sign_in_over(page.context, "liyan")
    page.goto(UNSENT)
    expect(page.locator("[data-slot=others-rows]")).to_have_text("陈静1 段没加的文字由陈静登录后加上")
    expect(page.locator("main")).not_to_contain_text("法务经理")
    expect(page.locator("[data-slot=hand-in]")).to_have_text("先不要交回")
    expect(pill(page)).to_have_text(re.compile("^全部已存服务器"), timeout=20_000)


def test_they_are_deleted_with_a_second_tap_and_copied_before(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}7.5", size=PHONE)
    typed(page)
    expect(page.locator("[data-slot=pill-count]")).to_have_text("1")
    page.goto(UNSENT)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    taps = Taps(page)
    taps.button("复制")
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"岗位 法务经理\n谈了什么 {CONTRACT}"
    taps.button("删除")
    expect(page.locator("[data-slot=typed-rows] li")).to_have_count(1)
    taps.button("再点一次就删除")
    expect(page.locator("[data-slot=typed]")).to_be_hidden()
    safe(page)
    page.goto(f"{CLAUSE}7.5")
    Taps(page).button("面谈", exact=False)
    expect(page.get_by_label("谈了什么")).to_have_value("")


@pytest.mark.parametrize("way", ["reloaded", "emptied"])
def test_a_form_that_is_empty_again_is_nothing(tablet: Tablet, way: str) -> None:
    page = tablet(path=f"{CLAUSE}7.5")
    taps = Taps(page)
    taps.button("抽样", exact=False)
    taps.tap(page.locator("#d-samples [data-step='1']").first)
    expect(pill(page)).to_have_text("1 段没加的文字")
    if way == "reloaded":
        page.reload()
        expect(mark(page, "sample")).to_be_visible()
        taps.button("抽样", exact=False)
    taps.tap(page.locator("#d-samples [data-step='-1']").first)
    taps.button("关闭")
    expect(mark(page, "sample")).to_be_hidden()
    safe(page)
