"""Contradictions: a judgement and a nonconformity that say opposite things are shown at both places, with one tap to set right."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Open
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet
from e2e.test_field_day import safe


def clashing(page: Page) -> Locator:
    """The contradictions in 收尾检查."""
    title = page.get_by_role("heading", name="判定和不符合项不一致", exact=True)
    return page.locator("[data-slot=left] section").filter(has=title)


def contradicting(page: Page) -> None:
    """7.4.1 is 不符合 with B-02; then it is judged 符合."""
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    taps.link("返回条款")
    taps.button("符合")


def test_judgement_against_nonconformity_is_said_at_both_places(tablet: Tablet, sign_in: Open) -> None:
    page = tablet()
    found = int(page.locator("[data-slot=n-found]").inner_text())
    contradicting(page)
    safe(page)
    desk = sign_in("sunqian", "/review/audits/A1/findings?show=issues")
    row = desk.locator(".pane.list a", has_text="7.4.1")
    expect(row.get_by_role("img", name="不一致")).to_be_visible()
    Taps(desk).tap(row)
    expect(desk.locator("#clause")).to_contain_text("判定和不符合项不一致B-02 草稿")
    strip = page.locator("[data-clause='7.4.1'] .clash")
    expect(strip).to_contain_text("判定和不符合项不一致")
    expect(strip).to_contain_text("判定是符合，不符合项 B-02 草稿")
    expect(page.locator("a[data-ref='7.4.1']").get_by_role("img", name="不一致")).to_be_visible()
    expect(page.locator("[data-slot=n-found]")).to_have_text(str(found + 1))
    taps = Taps(page)
    taps.tap(strip.get_by_role("link", name="看 B-02"))
    at_form = page.locator("[data-slot=form-clash]")
    expect(at_form).to_contain_text("判定是符合")
    taps.tap(at_form.get_by_role("link", name="看 7.4.1"))
    taps.link("返回 概况")
    expect(page.locator("[data-slot=n-closing]")).to_have_text(re.compile(r"^提交前还有 \d+ 处$"))
    taps.link("收尾检查", exact=False)
    listed = clashing(page)
    expect(listed).to_contain_text("7.4.1 风险管理")
    expect(listed.locator("header")).to_contain_text("1 处")
    taps.tap(listed.get_by_role("button", name="改判不符合"))
    expect(listed).to_have_count(0)
    page.goto("/field/a/A1/c/7.4.1")
    expect(page.locator("[data-clause='7.4.1'] [aria-pressed=true]")).to_have_text("不符合")
    expect(page.locator("[data-clause='7.4.1'] .clash")).to_be_hidden()


def test_two_on_one_clause_are_asked_about_once(tablet: Tablet, sign_in: Open) -> None:
    """Once for the whole team: the other tablet and the desk know it, too."""
    page = tablet(path="/field/a/A1/nc")
    taps = Taps(page)
    taps.button("开不符合项")
    page.keyboard.type("76")
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot=form-clash]")).to_contain_text("这一条有 2 项不符合")
    safe(page)
    other = tablet("liyan", "/field/a/A1/close")
    expect(clashing(other)).to_contain_text("7.6 保密")
    desk = sign_in("sunqian", "/review/audits/A1")
    expect(desk.locator("#clashes")).to_contain_text("7.6 保密")
    desk.goto("/review/audits/A1/findings?show=issues&ref=7.6")
    expect(desk.locator("#clause")).to_contain_text("这一条有 2 项不符合")
    issues = int(desk.locator(".fixed .chip[aria-current]").inner_text().split()[-1])
    taps.button("两项都保留")
    expect(page.locator("[data-slot=form-clash]")).to_be_hidden()
    safe(page)
    Taps(other).tap("details.sync summary")
    Taps(other).button("现在上传")
    expect(clashing(other)).to_have_count(0)
    desk.reload()
    expect(desk.locator("#clause")).not_to_contain_text("这一条有 2 项不符合")
    assert int(desk.locator(".fixed .chip[aria-current]").inner_text().split()[-1]) == issues, (
        "不符合 is one all the same"
    )
    desk.goto("/review/audits/A1")
    expect(desk.locator("#clashes")).to_have_count(0)
    page.goto("/field/a/A1/c/7.6")
    expect(page.locator("[data-clause='7.6'] .clash")).to_be_hidden()
    expect(page.locator("[data-clause='7.6'] [aria-pressed=true]")).to_have_text("不符合")
