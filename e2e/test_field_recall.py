"""撤回: what the company has confirmed is withdrawn with a reason, after one question, and the list says why."""

from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.build import config_of
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.store.db import Database
from audit_app.store.people import get_actor
from e2e.taps import Taps
from e2e.test_field import FACT, STORED, Tablet
from e2e.test_field_day import OF_A1, rows, safe

WHY = "事实有误：监测记录已在现场补充出示"


def confirmed(page: Page) -> None:
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    expect(page.get_by_role("button", name="撤回", exact=True)).to_be_hidden()
    taps.button("请对方确认")
    page.get_by_label("姓名").fill("高峰")
    page.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    expect(page.locator("[data-slot=sign-state]")).to_contain_text("已确认 高峰", timeout=20_000)


def test_a_confirmed_nonconformity_is_withdrawn_with_its_reason(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    confirmed(page)
    taps = Taps(page)
    taps.button("撤回")
    dialog = page.get_by_role("dialog", name="撤回这项不符合？")
    expect(dialog).to_contain_text("B-02 已由管理者代表 高峰 在 10:42 确认。")
    taps.tap(dialog.get_by_role("button", name="撤回", exact=True))
    expect(page.locator("#r-reason-err")).to_have_text("请写撤回的理由")
    assert page.evaluate(STORED, "nonconformity.withdraw") == []
    page.get_by_label("撤回的理由").fill(WHY)
    taps.tap(dialog.get_by_role("button", name="不撤回"))
    expect(dialog).to_be_hidden()
    taps.button("撤回")
    expect(page.get_by_label("撤回的理由")).to_have_value(WHY)
    taps.tap(dialog.get_by_role("button", name="撤回", exact=True))
    expect(page.locator("[data-slot=toast]")).to_contain_text("已撤回 B-02")
    expect(page.locator("[data-clause='7.4.1'] .found")).to_be_empty()
    page.wait_for_timeout(8500)
    safe(page)
    sql = f"SELECT state, reason, confirmed_by FROM nonconformities WHERE number = 'B-02' AND {OF_A1}"
    assert rows(folder, sql) == [("withdrawn", WHY, "高峰")]
    page.goto("/field/a/A1/nc")
    recalled = page.locator("[data-slot=recalled]")
    expect(recalled).to_contain_text(f"陈静 10:42 撤回：{WHY}", timeout=20_000)
    expect(recalled.get_by_role("button")).to_have_count(0)
    expect(page.locator("[data-slot=forms]")).not_to_contain_text("B-02")
    # another tablet hears it from the pack, and its number is not given again
    leader = tablet("liyan", "/field/a/A1/nc")
    expect(leader.locator("[data-slot=recalled]")).to_contain_text(WHY)
    taps.button("开不符合项")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot=form-title]")).to_have_text("不符合项 B-03")


def test_after_the_submission_a_withdrawal_waits_and_says_so(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    confirmed(page)
    safe(page)
    page.context.set_offline(True)
    taps = Taps(page)
    taps.button("撤回")
    page.get_by_label("撤回的理由").fill(WHY)
    taps.tap(page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True))
    page.wait_for_timeout(8500)
    database = Database(config_of(folder).database)
    with database.reading() as connection:
        leader = get_actor(connection, known_id("liyan"))
    now = "2023-10-27T02:42:00.000Z"
    assert apply(database, make("audit.submit", known_id("A1"), {}), leader, now).outcome == "done"
    database.close()
    page.context.set_offline(False)
    page.goto("/field/a/A1/nc")
    expect(page.locator("[data-slot=pill]")).to_contain_text("1 项等待放行", timeout=20_000)
    row = page.locator("[data-slot=forms] li", has_text="B-02")
    expect(row.locator(".count")).to_have_text("撤回等待放行")
    expect(page.locator("[data-slot=recalled]")).to_be_hidden()
    taps.tap(row.locator("a"))
    expect(page.locator("[data-slot=sign-who]")).to_contain_text(f"等待放行，放行以前仍算数：{WHY}")
    expect(page.get_by_role("button", name="撤回", exact=True)).to_be_hidden()
    # what is begun after the submission is told before
    other = tablet("liyan", "/field/a/A1/nc/B-01")
    if other.get_by_role("button", name="撤回", exact=True).is_visible():
        Taps(other).button("撤回")
        expect(other.locator("[data-slot=recall-who]")).to_contain_text("审核已经提交，撤回要等放行")
