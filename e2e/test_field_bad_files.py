"""Bad files are known before they become evidence; nobody ever sees a broken picture; a hundred photos fit into memory."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.taps import Taps
from e2e.test_field_day import rows
from tests.evidence.photo_kit import noise, saved
from tests.evidence.wild_photos import chunk

Tablet = Callable[..., Page]
CLAUSE = "/field/a/A1/c/9.1"
SHOTS = "[data-clause='9.1'] .shot"
HUGE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\0\x23\x28\0\0\x23\x28\x08\x02\0\0\0") + chunk(b"IDAT", b"x")

REFUSED = {
    "说明.jpg": (b"text, and nothing but text; thirty signs and more of it", "文件 说明.jpg 不是可用的照片"),
    "空.jpg": (b"", "文件 空.jpg 是空的"),
    "IMG_1.HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500), "HEIC 请先转成 JPEG"),
    "报告.pdf": (b"%PDF-1.7 " * 40, "文件 报告.pdf 不是可用的照片"),
    "大图.png": (HUGE, "9000×9000 像素，超过 6500 万像素"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_never_becomes_evidence(tablet: Tablet, folder: Path, tmp_path: Path, name: str) -> None:
    data, sentence = REFUSED[name]
    page = tablet(path=CLAUSE)
    before = rows(folder, "SELECT count(*) FROM photos")
    (tmp_path / name).write_bytes(data)
    page.set_input_files("#pick-file", tmp_path / name)
    expect(page.get_by_text(re.compile(re.escape(sentence)))).to_be_visible()
    expect(page.locator(SHOTS)).to_have_count(0)
    assert rows(folder, "SELECT count(*) FROM photos") == before


def test_a_photo_that_cannot_be_decoded_says_so_in_the_strip_at_once(tablet: Tablet, tmp_path: Path) -> None:
    whole = saved(noise(640, 480))
    (tmp_path / "坏图.jpg").write_bytes(whole[: whole.rindex(b"\xff\xda") + 14])
    page = tablet(path=CLAUSE)
    page.context.set_offline(True)
    page.set_input_files("#pick-file", tmp_path / "坏图.jpg")
    shot = page.locator(SHOTS)
    expect(shot.locator(".none")).to_have_text("本机打不开")
    expect(shot.locator("img")).to_be_hidden()
    Taps(page).tap(shot)
    expect(page.locator("[data-slot=no-picture]")).to_have_text("本机打不开")


def test_the_other_tablet_sees_a_word_until_the_picture_is_there(tablet: Tablet, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "台账.jpg").write_bytes(saved(noise(640, 480)))
    mine, other = tablet(path=CLAUSE), tablet("liyan", path=CLAUSE)
    mine.context.route("**/field/uploads**", lambda route: route.abort())
    mine.set_input_files("#pick-file", tmp_path / "台账.jpg")
    expect(mine.locator(SHOTS)).to_have_count(1)
    expect(mine.locator(f"{SHOTS} img")).to_be_visible()
    for _ in range(100):
        if rows(folder, "SELECT 1 FROM photos WHERE ref = '9.1' AND state = 'awaited'"):
            break
        mine.wait_for_timeout(100)
    other.evaluate("dispatchEvent(new Event('focus'))")
    shot = other.locator(SHOTS)
    expect(shot.locator(".none")).to_have_text("还没到服务器")
    expect(shot.locator("img")).to_be_hidden()
    mine.context.unroute("**/field/uploads**")
    mine.evaluate("dispatchEvent(new Event('focus'))")
    expect(mine.locator(f"{SHOTS} .st")).to_have_text("已存服务器", timeout=30_000)
    other.evaluate("dispatchEvent(new Event('focus'))")
    expect(shot.locator("img")).to_be_visible()
    expect(shot.locator(".none")).to_be_hidden()


def test_TAP_8_a_photo_moves_to_another_clause_in_two_taps(tablet: Tablet, folder: Path) -> None:
    page = tablet(path="/field/a/A1/c/7.4.1")
    page.evaluate("history.pushState({}, '', '/field/a/A1/photos')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    shot = page.locator("[data-slot=wall] .shot", has_text="7.4.1 B03")
    taps = Taps(page)
    taps.tap(shot)
    taps.tap(page.locator("#d-photo [data-to='9.1']"))
    assert taps.count == 2
    expect(page.locator("[data-slot=wall] .shot", has_text="9.1 B01")).to_have_count(1)
    for _ in range(150):
        if rows(folder, "SELECT 1 FROM photos WHERE ref = '9.1' AND number = '启衡-9.1-B01'"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the move never came to the server")


@pytest.mark.camera
def test_the_camera_says_the_clause_and_shows_the_last_shot(tablet: Tablet) -> None:
    page = tablet(path=CLAUSE)
    taps = Taps(page)
    taps.button("拍照")
    expect(page.locator("[data-slot=camera-ref]")).to_have_text("9.1 总则")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    taps.tap(shutter)
    expect(page.locator("[data-slot=camera-last]")).to_have_text("9.1-B01")
    expect(page.locator("[data-slot=camera-last] img")).to_be_visible()
    expect(page.locator("[data-slot=video]")).to_have_class(re.compile("flash"))


@pytest.mark.parametrize("count", [16, pytest.param(100, marks=pytest.mark.torture)])
def test_photos_of_4_mb_stay_small_in_memory(tablet: Tablet, browser: Any, tmp_path: Path, count: int) -> None:
    """100 photos: at most 250 MB; 16 at most what the page itself needs and a share of the rest."""
    page = tablet(path=CLAUSE)
    page.context.set_offline(True)
    before = private(browser)
    base = saved(noise(3200, 2400), "JPEG", quality=80)
    assert len(base) > 4_000_000
    for turn in range(count):
        (tmp_path / f"{turn}.jpg").write_bytes(base + b"%d" % turn)
        page.set_input_files("#pick-file", tmp_path / f"{turn}.jpg")
        expect(page.locator(SHOTS)).to_have_count(turn + 1, timeout=30_000)
    page.evaluate("history.pushState({}, '', '/field/a/A1/photos')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.locator("[data-slot=wall] .shot img").last).to_be_visible()
    sizes = page.evaluate(SMALL)
    assert len(sizes) == count and max(sizes) <= 30_000
    page.wait_for_timeout(1500)
    grown = private(browser) - before
    print(f"\n{count} photos of 4 MB: {grown // 2**20} MB more")
    assert grown <= (250 if count == 100 else 120) * 2**20, grown // 2**20


# the sizes of the small pictures once each photo has one
SMALL = """async () => {
  const { photoList } = await import('/static/field/local_store.js');
  for (;;) {
    const sizes = (await photoList()).map((one) => one.thumb?.byteLength);
    if (sizes.every(Number.isInteger)) return sizes;
    await new Promise((done) => setTimeout(done, 200));
  }
}"""


def private(browser: Any) -> int:
    """Bytes that the largest page process has for itself."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    sizes = []
    for one in found:
        if one["type"] == "renderer":
            status = Path(f"/proc/{one['id']}/status").read_text()
            sizes.append(int(re.search(r"RssAnon:\s+(\d+)", status)[1]) * 1024)  # type: ignore[index]
    return max(sizes)


def test_the_tablet_that_took_a_photo_shows_what_the_server_saw_of_it(tablet: Tablet, tmp_path: Path) -> None:
    whole = saved(noise(1200, 900))
    (tmp_path / "半张.jpg").write_bytes(whole[: len(whole) // 2])
    page = tablet(path=CLAUSE)
    page.context.set_offline(True)
    page.set_input_files("#pick-file", tmp_path / "半张.jpg")
    shot = page.locator(SHOTS)
    expect(shot.locator(".none")).to_have_text("本机打不开")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(shot.locator(".st")).to_have_text("已存服务器", timeout=30_000)
    for _ in range(20):
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.wait_for_timeout(500)
        if shot.locator(".mark").is_visible():
            break
    seen(page)
    page.reload()
    seen(page)


def seen(page: Page) -> None:
    """The picture with its mark in the strip; in full with the sentence."""
    shot = page.locator(SHOTS)
    expect(shot.locator(".mark")).to_have_text("不完整", timeout=20_000)
    expect(shot.locator("img")).to_be_visible()
    expect(shot.locator(".none")).to_be_hidden()
    Taps(page).tap(shot)
    expect(page.locator("[data-slot=big]")).to_be_visible()
    expect(page.locator("[data-slot=no-picture]")).to_be_hidden()
    expect(page.locator("[data-slot=provenance]")).to_contain_text("不完整：有一部分画面缺失")
    page.keyboard.press("Escape")


def test_the_same_picture_twice_in_a_clause_is_said_and_names_show_no_hidden_signs(
    tablet: Tablet, tmp_path: Path
) -> None:
    (tmp_path / "台\u202e账\ufe0f1.jpg").write_bytes(saved(noise(640, 480)))
    page = tablet(path=CLAUSE)
    for count in (1, 2):
        page.set_input_files("#pick-file", next(tmp_path.glob("台*.jpg")))
        expect(page.locator(SHOTS)).to_have_count(count)
        expect(page.locator(f"{SHOTS} .mark:visible")).to_have_count(2 * (count - 1))
    expect(page.locator(f"{SHOTS} .mark").first).to_have_text("同一张")
    assert page.locator(f"{SHOTS} figcaption").all_text_contents() == ["台账1", "台账1"]
    Taps(page).tap(page.locator(SHOTS).first)
    expect(page.locator("[data-slot=provenance]")).to_contain_text(re.compile("和 启衡-9.1-B0[12] 是同一张照片"))


def test_several_files_with_the_same_thing_wrong_are_one_sentence_that_leaves_the_judgement_free(
    tablet: Tablet, tmp_path: Path
) -> None:
    page = tablet(path=CLAUSE)
    paths = [tmp_path / f"附件{n}.pdf" for n in range(1, 6)]
    for path in paths:
        path.write_bytes(b"%PDF-1.7 " * 40)
    page.set_input_files("#pick-file", paths)
    box = page.locator("[data-clause='9.1'] .not-picked")
    expect(box).to_contain_text("文件 附件1.pdf、附件2.pdf、附件3.pdf 等 5 个 不是可用的照片，没有加进来。")
    assert box.inner_text().count("只收 JPEG") == 1
    expect(page.locator("[data-slot=trouble]")).to_be_hidden()  # nothing over the heading
    strip, notice = page.locator("[data-clause='9.1'] .strip").bounding_box(), box.bounding_box()
    assert strip and notice and 0 <= notice["y"] - strip["y"] - strip["height"] < 40
    (tmp_path / "台账.jpg").write_bytes(saved(noise(640, 480)))
    page.set_input_files("#pick-file", tmp_path / "台账.jpg")
    expect(page.locator(SHOTS)).to_have_count(1)
    expect(box).to_be_hidden()  # picked anew: what was said of the files before is dealt with
