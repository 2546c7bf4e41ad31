"""Photos as evidence at more than one clause, the wall by clause, the camera's lamp and its other clause."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.conftest import Open
from e2e.taps import Taps
from e2e.test_field import CLAUSE, STORED, Tablet, offline
from e2e.test_field_day import rows, safe
from tests.evidence.photo_kit import noise, saved

LAMP = """() => {
  window.lamp = [];
  MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
  MediaStreamTrack.prototype.applyConstraints = async (asked) => { window.lamp.push(asked.advanced[0].torch); };
}"""
SHARES = """() => {
  navigator.canShare = () => true;
  navigator.share = async ({ files }) => { window.given = [files[0].name, files[0].size]; };
}"""
SHOT = "启衡-7.4.1-B03"


def strip(page: Page, ref: str) -> object:
    return page.locator(f"[data-clause='{ref}'] .shot")


def left(page: Page, words: str) -> object:
    return page.locator("[data-place=photos] nav a", has_text=words)


def find(page: Page, number: str) -> None:
    """The clause by its number without dots, in the dialog of a photo."""
    page.get_by_role("searchbox", name="查找条款").locator("visible=true").fill(number)


def test_a_photo_is_used_once_more_and_one_use_goes_without_the_other(
    tablet: Tablet, sign_in: Open, folder: Path
) -> None:
    page = tablet(path="/field/a/A1/photos")
    taps = Taps(page)
    home = int(left(page, "7.4.1").locator(".n").inner_text())
    taps.tap(page.locator("[data-slot=wall] .shot", has_text="7.4.1 B03"))
    taps.tap(page.locator("#d-photo label", has_text="再用于一条"))
    find(page, "91")
    expect(page.locator("[data-slot=to-note]")).to_have_text("点一下就另用于这一条，编号和原来的条款不变")
    taps.tap(page.locator("#d-photo [data-to='9.1']"))
    expect(page.locator("[data-slot=wall] .shot", has_text="7.4.1 B03 · 另用 9.1")).to_have_count(1)
    expect(left(page, "9.1")).to_contain_text("另用 1")
    taps.tap(left(page, "9.1"))
    expect(page.locator("[data-slot=wall] .shot")).to_have_count(1)
    page.wait_for_timeout(8500)  # it may be taken back that long
    safe(page)
    page.goto(f"{CLAUSE}9.1")
    expect(strip(page, "9.1")).to_have_count(1)
    expect(page.locator("a[data-ref='9.1'] [data-slot=pic]")).to_have_text("1")
    desk = sign_in("sunqian", "/review/audits/A1/findings?ref=9.1")
    expect(desk.locator("#clause .shot")).to_contain_text("另用，编号在 7.4.1 风险管理")
    desk.goto("/review/audits/A1/findings?ref=7.4.1")
    expect(desk.locator("#clause .shot", has_text=SHOT)).not_to_contain_text("另用")

    taps.tap(strip(page, "9.1"))
    expect(page.locator("[data-slot=uses] li")).to_have_text(
        ["7.4.1 风险管理（编号在这里）从这一条去掉", "9.1 总则从这一条去掉"]
    )
    taps.tap(page.locator("[data-slot=uses] li", has_text="9.1").get_by_role("button"))
    expect(strip(page, "9.1")).to_have_count(0)
    page.goto(f"{CLAUSE}7.4.1")
    expect(strip(page, "7.4.1")).to_have_count(home)


def test_taken_from_its_own_clause_a_photo_goes_home_to_the_other(tablet: Tablet, folder: Path) -> None:
    page = tablet(path="/field/a/A1/photos")
    taps = Taps(page)
    shot = page.locator("[data-slot=wall] .shot", has_text="7.4.1 B03")
    taps.tap(shot)
    taps.tap(page.locator("#d-photo label", has_text="再用于一条"))
    taps.tap(page.locator("#d-photo [data-to='9.1']"))
    taps.tap(shot)
    taps.tap(page.locator("[data-slot=uses] li", has_text="编号在这里").get_by_role("button"))
    expect(page.locator("[data-slot=wall] .shot", has_text="9.1 B01")).to_have_count(1)
    expect(page.locator("[data-slot=wall] .shot", has_text="另用")).to_have_count(0)
    page.wait_for_timeout(8500)
    safe(page)
    found = "SELECT ref, number FROM photos WHERE visit_id = ? AND number IN (?, ?)"
    assert rows(folder, found, known_id("A1"), SHOT, "启衡-9.1-B01") == [("9.1", "启衡-9.1-B01")]


@pytest.mark.camera
def test_TAP_7_from_today_a_photo_is_two_taps_and_its_clause_two_more(tablet: Tablet) -> None:
    page = tablet(path="/field/a/A1")
    page.goto("/field")
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
    offline(page)
    card = page.locator("[data-card]", has_text="江苏启衡")
    expect(card.get_by_role("link", name="照片待归类")).to_have_count(0)
    taps = Taps(page)
    taps.tap(card.get_by_role("link", name="随手拍"))
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled(timeout=20_000)
    taps.tap(shutter)
    expect(page.locator("[data-slot=camera-last]")).to_be_visible(timeout=20_000)
    assert taps.count == 2
    assert [op["body"]["ref"] for op in page.evaluate(STORED, "photo.add")] == [None]
    taps.button("完成")
    page.goto("/field")
    later = Taps(page)
    later.tap(card.get_by_role("link", name="照片待归类 1"))
    dialog = page.locator("#d-photo")
    expect(dialog).to_be_visible(timeout=20_000)
    later.tap(dialog.locator("[data-slot=to-suggested]").get_by_role("button", name="7.4.1"))
    expect(page.locator("[data-slot=n-unfiled]")).to_have_text("0", timeout=20_000)
    assert later.count == 2
    assert [op["body"]["ref"] for op in page.evaluate(STORED, "photo.file")] == ["7.4.1"]
    # opened once: going on, neither of them comes back
    page.reload()
    expect(page.locator("[data-place=photos]")).to_be_visible(timeout=20_000)
    expect(page.locator("dialog[open]")).to_have_count(0)
    taps.link("返回 概况")
    taps.button("随手拍")
    expect(shutter).to_be_enabled(timeout=20_000)


@pytest.mark.camera
def test_the_wall_counts_by_clause_and_shows_what_was_chosen(tablet: Tablet) -> None:
    page = tablet(path="/field/a/A1/photos")
    nav = page.locator("[data-place=photos] nav")
    numbers = [int(one) for one in nav.locator("a .n").all_inner_texts()]
    assert numbers[0] == sum(numbers[1:]) == page.locator("[data-slot=wall] .shot").count() > 0
    taps = Taps(page)
    taps.button("随手拍")
    expect(page.locator("[data-slot=camera-ref]")).to_have_text("待归类")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    taps.tap(shutter)
    expect(page.locator("[data-slot=camera-last]")).to_be_visible()
    taps.button("完成")
    expect(page.locator("[data-slot=wall-said]")).to_have_text(f"{numbers[0] + 1} 张，待归类 1 张")
    expect(page.locator("[data-slot=wall] .shot").first).to_contain_text("待归类 10:42")
    taps.tap(left(page, "待归类"))
    expect(page.locator("[data-slot=wall] .shot")).to_have_count(1)
    taps.tap(page.locator("[data-slot=wall] .shot"))
    find(page, "91")
    expect(page.locator("[data-slot=to-note]")).to_have_text("点一下就移过去，编号改为 启衡-9.1-B01")
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot=n-unfiled]")).to_have_text("0")
    expect(left(page, "9.1").locator(".n")).to_have_text("1")


@pytest.mark.camera
def test_the_camera_takes_for_another_clause_and_lights_where_it_can(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    taps = Taps(page)
    taps.button("拍照")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    expect(page.get_by_role("button", name="补光")).to_be_hidden()
    taps.button("完成")
    page.evaluate(LAMP)
    taps.button("拍照")
    expect(shutter).to_be_enabled()
    taps.button("补光 关")
    expect(page.get_by_role("button", name="补光 开")).to_be_visible()
    assert page.evaluate("window.lamp") == [True]
    taps.button("换条款")
    page.keyboard.type("92")
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot=camera-ref]")).to_have_text("9.2 内部审核")
    taps.tap(shutter)
    expect(page.locator("[data-slot=camera-last]")).to_contain_text("9.2-B01")
    taps.button("完成")
    expect(strip(page, "9.1")).to_have_count(0)
    taps.button("拍照")
    expect(page.locator("[data-slot=camera-ref]")).to_have_text("9.1 总则")


def test_a_refused_file_has_its_ways_out_in_the_list(tablet: Tablet, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "内审报告.jpg").write_bytes(saved(noise(640, 480)))
    page = tablet(path=f"{CLAUSE}9.2")
    no = {"status": 422, "body": '{"message": "这张照片的内容读不出来"}', "content_type": "application/json"}
    page.context.route("**/field/uploads**", lambda route: route.fulfill(**no))
    page.set_input_files("#pick-file", tmp_path / "内审报告.jpg")
    expect(page.locator("[data-slot=n-failed]")).to_have_text("1", timeout=20_000)
    page.goto("/field/unsent")
    row = page.locator("[data-slot=refused-rows] li")
    expect(row).to_contain_text("内审报告.jpg")
    expect(row).to_contain_text("照片 启衡-9.2-B01 · 10-27 10:42 加入")
    expect(row).to_contain_text("这张照片的内容读不出来")
    taps = Taps(page)
    with page.expect_download() as given:
        taps.tap(row.get_by_role("button", name="另存为"))
    assert Path(given.value.path()).read_bytes() == (tmp_path / "内审报告.jpg").read_bytes()
    page.evaluate("() => { navigator.canShare = () => false; }")
    taps.tap(row.get_by_role("button", name="存到本机外"))
    expect(page.locator("[data-slot=no-share]")).to_contain_text("请用「另存为」存好")
    page.evaluate(SHARES)
    taps.tap(row.get_by_role("button", name="存到本机外"))
    expect(row).to_contain_text("10-27 10:42 已交到本机外 · 摘要 ")
    assert page.evaluate("window.given") == ["内审报告.jpg", (tmp_path / "内审报告.jpg").stat().st_size]
    page.reload()
    expect(row).to_contain_text("已交到本机外")
    taps.tap(row.get_by_role("button", name="删除"))
    expect(row).to_have_count(0)
    safe(page)
    withdrawn = "SELECT withdrawn_at IS NOT NULL FROM photos WHERE visit_id = ? AND ref = '9.2'"
    assert rows(folder, withdrawn, known_id("A1")) == [(1,)]
