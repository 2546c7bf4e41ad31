"""Pictures that are picked and not kept yet: the pill says so, the way away waits, leaving asks; none is lost without a word."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.taps import Taps
from tests.evidence.photo_kit import noise, saved

Tablet = Callable[..., Page]
CLAUSE = "/field/a/A1/c/9.1"
SHOTS = "[data-clause='9.1'] .shot"
PILL = "[data-slot=pill]"
KEEPING = re.compile(r"^正在存入本机 \d / 6$")
SLOW_STORE = """() => {
  const own = SubtleCrypto.prototype.digest;
  SubtleCrypto.prototype.digest = async function (...given) {
    await new Promise((done) => setTimeout(done, 400));
    return own.apply(this, given);
  };
}"""


@pytest.fixture
def six(tmp_path: Path) -> list[str]:
    base = saved(noise(640, 480))
    for turn in range(6):
        (tmp_path / f"{turn}.jpg").write_bytes(base + b"%d" % turn)
    return [str(tmp_path / f"{turn}.jpg") for turn in range(6)]


def picked(tablet: Tablet, files: list[str]) -> Page:
    page = tablet(path=CLAUSE)
    page.context.set_offline(True)
    page.evaluate(SLOW_STORE)
    page.set_input_files("#pick-file", files)
    expect(page.locator(PILL)).to_have_text(KEEPING)
    return page


def asks(page: Page, leave: bool) -> list[str]:
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept() if leave else dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_a_way_to_another_page_waits_until_all_are_kept(tablet: Tablet, six: list[str]) -> None:
    page = picked(tablet, six)
    asked = asks(page, leave=True)
    taps = Taps(page)
    taps.tap("a:visible[href='/field/a/A1']")
    expect(page.locator(PILL)).to_have_text(KEEPING)
    taps.tap("a:visible[href='/field']")
    page.wait_for_url("**/field", timeout=20_000)
    page.goto(CLAUSE)
    expect(page.locator(SHOTS)).to_have_count(6)
    assert asked == []


def test_a_reload_asks_and_who_stays_loses_nothing(tablet: Tablet, six: list[str]) -> None:
    page = picked(tablet, six)
    asked = asks(page, leave=False)
    page.evaluate("setTimeout(() => location.reload(), 0)")
    expect(page.locator(SHOTS)).to_have_count(6, timeout=20_000)
    expect(page.locator(PILL)).to_have_text("离线 · 6 项已存本机")
    assert asked == ["beforeunload"]
    page.reload()
    expect(page.locator(SHOTS)).to_have_count(6)
    assert asked == ["beforeunload"]


def test_a_file_that_is_no_photo_is_said_before_the_others_are_kept(
    tablet: Tablet, six: list[str], tmp_path: Path
) -> None:
    (tmp_path / "说明.pdf").write_bytes(b"%PDF-1.7 " * 40)
    page = picked(tablet, [str(tmp_path / "说明.pdf"), *six[:5]])
    expect(page.get_by_text("文件 说明.pdf 不是可用的照片")).to_be_visible()
    expect(page.locator(PILL)).to_have_text(KEEPING)
    expect(page.locator(SHOTS)).to_have_count(5, timeout=20_000)
