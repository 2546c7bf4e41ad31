"""The list behind the pill: everything that is not on the server, where it lies, what comes next; who else has work here, by count only."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from audit_app.demo.people import PASSWORD
from e2e.conftest import PHONE, ready
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, Tablet, offline
from e2e.test_field_day import online, safe
from e2e.test_field_odd import sign_in_over
from e2e.test_field_words_read import confirm
from tests.evidence.photo_kit import noise, saved

UNSENT = "/field/unsent"


def waits(page: Page) -> list[list[str]]:
    """The rows of the table as they are read: what, names, where, what comes next, how many."""
    cells = "(all) => all.map((row) => [...row.querySelectorAll('b, .sm, .wh, .wy, .n')].map((one) => one.textContent))"
    return list(page.locator("[data-slot=waits-rows] tr").evaluate_all(cells))


def recorded(page: Page) -> None:
    """Judgement and text at 9.2, a sample, a picture without a clause; all without a network."""
    taps = Taps(page)
    taps.button("符合")
    page.get_by_role("textbox", name="审核记录").fill("内审计划 1 份")
    taps.button("抽样", exact=False)
    page.get_by_label("总体", exact=True).fill("40")
    page.get_by_label("抽取数", exact=True).fill("8")
    taps.button("加一条")
    expect(page.get_by_role("dialog").locator("[data-slot=rows] li")).to_have_count(1)
    taps.button("关闭")
    page.goto("/field/a/A1/photos")
    page.locator("html[data-ready]").wait_for(state="attached")
    taps.button("随手拍")
    expect(page.get_by_role("button", name="快门")).to_be_enabled()
    taps.button("快门")
    expect(page.locator("[data-slot=camera-last]")).to_be_visible()
    page.wait_for_timeout(400)


@pytest.mark.camera
def test_what_waits_where_it_lies_and_what_comes_next(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.2"))
    recorded(page)
    page.goto(UNSENT)
    expect(page.get_by_role("heading", level=1)).to_have_text("3 项还没到服务器")
    expect(page.locator("[data-slot=waits-title]")).to_have_text("等待上传 3 项")
    assert waits(page) == [
        ["判定和审核记录", "9.2", "本机", "有网络后自动上传", "1 项"],
        ["照片，待归类", "10:42 拍的", "本机", "有网络后自动上传，不必先归类", "1 项"],
        ["抽样", "9.2（8 / 40）", "本机", "有网络后自动上传", "1 项"],
    ]
    expect(page.locator("[data-slot=who-detail]")).to_have_text("江苏启衡精密仪器有限公司")
    expect(page.locator("[data-slot=back]")).to_have_attribute("href", "/field/a/A1")
    lights = page.locator("[data-slot=lights] li")
    expect(lights).to_have_text(["还没有好3 项只在这台平板上", "好了没有待核对的内容", "还没有好待归类照片 1 张"])
    expect(page.locator("[data-slot=hand-in]")).to_have_text("先不要交回")
    online(page)
    safe(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("没有还没上传的内容")
    expect(page.locator("[data-slot=waits]")).to_be_hidden()
    expect(page.locator("[data-slot=fact-line]")).to_have_text("10:42 有回应")
    expect(lights.first).to_have_text("好了没有只在这台平板上的内容")


def test_a_session_that_ended_is_taken_up_in_the_list(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.2"))
    Taps(page).button("符合")
    page.wait_for_timeout(400)
    page.context.clear_cookies()
    online(page)
    page.goto(UNSENT)
    expect(page.locator("[data-slot=pill]")).to_have_text("登录过期 · 1 项已存本机", timeout=20_000)
    assert waits(page) == [["判定和审核记录", "9.2", "本机", "登录后自动上传", "1 项"]]
    expect(page.locator("[data-slot=fact-signed]")).to_have_text("10:42 发现已过期")
    form = page.locator("main [data-slot=again]")
    expect(form).to_contain_text("登录过期。记录都在本机，输入密码后继续上传。")
    expect(page.locator(".sync [data-slot=again]")).to_be_hidden()
    form.get_by_label("陈静的密码").fill("不对的密码一二三")
    Taps(page).button("继续上传")
    expect(form.get_by_role("alert")).to_have_text("密码不对，请再试一次")
    form.get_by_label("陈静的密码").fill(PASSWORD)
    Taps(page).button("继续上传")
    safe(page)
    expect(form).to_be_hidden()
    expect(page.locator("[data-slot=unsent-lead]")).to_have_text("这台平板上记的都已经在服务器上")


def test_a_picture_that_stopped_on_the_way_says_how_far_it_came(tablet: Tablet, tmp_path: Path) -> None:
    picture = saved(noise(1600, 1200))
    (tmp_path / "内审报告.jpg").write_bytes(picture)
    page = tablet(path=f"{CLAUSE}9.2")
    page.context.route("**/field/uploads/*", part_of(page))
    page.set_input_files("#pick-file", tmp_path / "内审报告.jpg")
    share = f"{100 * 2**18 // len(picture)}%"
    expect(page.locator("[data-slot=pill]")).to_have_text(re.compile("^离线"), timeout=30_000)
    page.goto(UNSENT)
    expect(page.locator("[data-slot=waits-rows] tr")).to_have_count(1)
    named = f"内审报告.jpg，{len(picture) / 2**20:.1f} MB"
    assert waits(page) == [
        ["照片 启衡-9.2-B01", named, f"本机；服务器收到 {share}", f"有网络后从 {share} 接着传", "1 项"]
    ]


def part_of(page: Page) -> object:
    """The first piece goes through, then the line is gone."""
    pieces = []

    def handle(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(1)
        if len(pieces) > 1:
            page.context.set_offline(True)
            route.abort()
        else:
            route.continue_()

    return handle


def test_other_peoples_work_is_counted_and_not_named(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.2"))
    Taps(page).button("符合")
    page.get_by_role("textbox", name="审核记录").fill("内审计划 1 份")
    page.wait_for_timeout(600)
    page.context.clear_cookies()
    online(page)
    sign_in_over(page.context, "liyan")
    page.goto(UNSENT)
    ready(page)
    others = page.locator("[data-slot=others-rows]")
    expect(others).to_have_text("陈静1 项没上传由陈静登录后上传")
    expect(page.locator("main")).not_to_contain_text("9.2")
    expect(page.locator("[data-slot=lights] li").first).to_have_text("还没有好1 项只在这台平板上")
    expect(page.locator("[data-slot=hand-in]")).to_have_text("先不要交回")
    expect(page.locator("[data-slot=pill]")).to_have_text("您的都已存服务器 · 别人 1 项没上传")
    expect(page.locator("[data-slot=unsent-lead]")).to_have_text(
        "您记的都已经在服务器上；这台平板上还有别人没上传的内容"
    )
    page.goto(f"{CLAUSE}9.2")
    expect(page.locator("[data-slot=pill]")).to_have_text("您的都已存服务器 · 别人 1 项没上传")


def test_words_that_were_refused_are_read_and_copied_on_the_phone(tablet: Tablet) -> None:
    leader = tablet()
    taps = Taps(leader)
    taps.button("不符合")
    taps.button("一般")
    leader.locator("#f-fact").fill(FACT)
    safe(leader)
    phone = tablet("liyan", "/field/a/A1/nc/B-02", size=PHONE)
    # the clipboard may be written; the phone has no network from here on
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    offline(phone)
    phone.locator("#f-fact").fill(f"{FACT}李岩补。")
    phone.wait_for_timeout(2200)
    confirm(leader)
    safe(leader)
    online(phone)
    expect(phone.locator("[data-slot=pill]")).to_have_text("1 项上传失败", timeout=30_000)
    Taps(phone).button("历史")
    expect(phone.locator("#d-history")).to_contain_text(f"{FACT}李岩补。（服务器没有收下）")
    Taps(phone).button("关闭")
    phone.goto(UNSENT)
    row = phone.locator("[data-slot=refused-rows] li")
    expect(row.locator(".quote")).to_have_text(f"{FACT}李岩补。")
    expect(row).to_contain_text("需要说明的，请写在审核记录里")
    Taps(phone).button("复制")
    expect(row.get_by_role("button", name="已复制")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == f"{FACT}李岩补。"
