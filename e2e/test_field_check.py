"""A spot check on site: 钱磊 goes from the desk's record to the tablet, judges and photographs without network."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit_app.store.db import Database
from e2e.conftest import Open, ready
from e2e.taps import Taps
from e2e.test_field import PACK, offline, result
from e2e.test_field_closing import JUDGE_ALL, group
from e2e.test_field_day import online, safe
from e2e.test_field_day import rows as read
from e2e.test_regulator import done

BEGUN = (
    "SELECT s.id, v.edition_id FROM spot_checks s JOIN visits v ON v.id = s.id JOIN audit_team t ON t.visit_id = s.id "
    "JOIN users u ON u.id = t.user_id WHERE s.state = 'begun' AND u.account = 'qianlei'"
)


@pytest.mark.camera
def test_an_inspector_judges_and_photographs_on_site(sign_in: Open, folder: Path) -> None:
    ((check, edition),) = read(folder, BEGUN)
    page = sign_in("qianlei", f"/regulator/checks/{check}")
    taps = Taps(page)
    taps.link("在平板上打开")
    ready(page)
    expect(page.locator("#cover-h")).to_have_text("海门锐锋模具有限公司")
    expect(page.locator("[data-place=cover]")).not_to_contain_text("不符合项", use_inner_text=True)
    offline(page)
    taps.tap(page.locator("[data-slot=to-checklist]"))
    expect(page.locator("nav.list a[data-ref]")).to_have_count(leaves(page))
    ref = page.url.rpartition("/")[2]
    taps.button("不符合")
    result(page, "不符合")
    expect(page.locator("[data-slot=followup]").locator("visible=true")).to_have_count(0)
    taps.button("拍照")
    shutter = page.get_by_role("button", name="快门")
    expect(shutter).to_be_enabled()
    taps.tap(shutter)
    taps.button("完成")
    expect(page.locator("[data-slot=pill]")).to_have_text("离线 · 2 项已存本机")
    online(page)
    safe(page)
    assert edition == "spot-check-29490"
    assert read(folder, "SELECT ref, value FROM judgements WHERE visit_id = ?", check) == [(ref, "nonconforming")]
    ((number, state),) = read(folder, "SELECT number, state FROM photos WHERE visit_id = ?", check)
    assert state == "kept" and re.fullmatch(rf"海门锐锋模具-{re.escape(ref)}-[AB]01", number)


def leaves(page: Page) -> int:
    """How many clauses the pack has; fewer than any audit's."""
    count = len(page.evaluate(PACK)["refs"])
    assert 0 < count < 40
    return count


def test_the_tablet_lists_the_check_for_today(sign_in: Open, folder: Path) -> None:
    ((check, _edition),) = read(folder, BEGUN)
    page = sign_in("qianlei", "/field")
    card = page.locator(f"[data-card][data-url='/field/s/{check}']")
    expect(card).to_contain_text("海门锐锋模具有限公司")
    expect(card).to_contain_text("监督抽查")
    expect(page.locator("[data-card]")).to_have_count(1)


def test_the_end_of_a_check_asks_for_nothing_of_an_audit_and_ends_with_the_conclusion(
    sign_in: Open, folder: Path, rows: Database
) -> None:
    """No nonconformity is opened in a spot check, the act that ends it is 填写结论, and after it nothing is left to do."""
    ((check, _edition),) = read(folder, BEGUN)
    page = sign_in("qianlei", f"/field/s/{check}/close")
    ready(page)
    said, cover = page.locator("[data-slot=left-said]"), f"/field/s/{check}"
    expect(said).to_have_text(f"填写结论前还有 {leaves(page)} 处")
    page.evaluate(JUDGE_ALL, "nonconforming")
    safe(page)
    expect(said).to_have_text("没有要补的")
    expect(page.locator("[data-slot=left] section")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(re.compile("不符合项|提交"), use_inner_text=True)
    page.goto(f"{cover}/c/{page.evaluate(PACK)['refs'][0]['ref']}")
    Taps(page).button("不适用")
    result(page, "不适用")
    page.goto(cover)
    expect(page.locator("[data-slot=n-closing]")).to_have_text("填写结论前还有 1 处")
    Taps(page).link("收尾检查", exact=False)
    expect(group(page, "不适用还没有写理由")).to_be_visible()
    to_conclusion = page.locator("[data-slot=conclude]").get_by_role("link", name="填写结论")
    expect(to_conclusion).to_have_attribute("href", f"/regulator/checks/{check}")
    safe(page)
    done(
        rows,
        "wuhao",
        "spot_check.conclude",
        check,
        step="none",
        problems=[],
        note="各条判为不符合的，企业当场补齐了记录，检查人员逐条核对，不再要求整改。",
        rectification=None,
        measure=None,
    )
    page.goto(cover)
    expect(page.locator("[data-place=cover] .notice").filter(has_text="现场工作已经结束")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-slot=n-closing]")).to_have_text("现场工作已经结束")
    expect(page.locator("[data-slot=to-conclusion]")).to_be_hidden()
    expect(page.locator("[data-slot=cover-next]")).to_have_text("")
    Taps(page).link("收尾检查", exact=False)
    expect(said).to_have_text("现场工作已经结束")
    expect(page.locator("[data-slot=left] section")).to_have_count(0)
    expect(to_conclusion).to_be_hidden()
