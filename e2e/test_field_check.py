"""A spot check on site: 钱磊 goes from the desk's record to the tablet, judges and photographs without network."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.conftest import Open, ready
from e2e.taps import Taps
from e2e.test_field import PACK, offline, result
from e2e.test_field_day import online, rows, safe

BEGUN = (
    "SELECT s.id, v.edition_id FROM spot_checks s JOIN visits v ON v.id = s.id JOIN audit_team t ON t.visit_id = s.id "
    "JOIN users u ON u.id = t.user_id WHERE s.state = 'begun' AND u.account = 'qianlei'"
)


def test_an_inspector_judges_and_photographs_on_site(sign_in: Open, folder: Path) -> None:
    ((check, edition),) = rows(folder, BEGUN)
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
    assert rows(folder, "SELECT ref, value FROM judgements WHERE visit_id = ?", check) == [(ref, "nonconforming")]
    ((number, state),) = rows(folder, "SELECT number, state FROM photos WHERE visit_id = ?", check)
    assert state == "kept" and re.fullmatch(rf"海门锐锋模具-{re.escape(ref)}-[AB]01", number)


def leaves(page: Page) -> int:
    """How many clauses the pack has; fewer than any audit's."""
    count = len(page.evaluate(PACK)["refs"])
    assert 0 < count < 40
    return count


def test_the_tablet_lists_the_check_for_today(sign_in: Open, folder: Path) -> None:
    ((check, _edition),) = rows(folder, BEGUN)
    page = sign_in("qianlei", "/field")
    card = page.locator(f"[data-card][data-url='/field/s/{check}']")
    expect(card).to_contain_text("海门锐锋模具有限公司")
    expect(card).to_contain_text("监督抽查")
    expect(page.locator("[data-card]")).to_have_count(1)
