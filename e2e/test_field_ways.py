"""Where each thing leads on to, and what the company's person reads before confirming."""

from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from audit_app.ops import apply_all, make
from audit_app.rules.permits import Actor
from audit_app.store.db import Database
from e2e.conftest import PHONE, Open, ready
from e2e.taps import Taps
from e2e.test_field import CLAUSE, FACT, PACK, Tablet, heading, row
from e2e.test_field_check import BEGUN
from e2e.test_field_day import rows

NOW = "2023-10-27T02:42:00.000Z"


def judge_all(folder: Path, visit: str, account: str, role: str, refs: list[str]) -> None:
    """Everything that is not judged yet is 符合, as if another tablet of the person had done it."""
    known = {ref for (ref,) in rows(folder, "SELECT ref FROM judgements WHERE visit_id = ? AND value <> ''", visit)}
    [(organisation,)] = rows(folder, "SELECT organisation_id FROM users WHERE account = ?", account)
    actor = Actor(known_id(account), organisation, "", frozenset({role}))
    ops = [
        make("judgement.set", f"{visit}/{ref}", {"visit": visit, "ref": ref, "value": "conforms"})
        for ref in refs
        if ref not in known
    ]
    database = Database(f"sqlite:///{folder}/data/audit.db")
    try:
        assert {one.outcome for one in apply_all(database, ops, actor, NOW)} == {"done"}
    finally:
        database.close()


def refs_of(page: Page) -> list[str]:
    return [one["ref"] for one in page.evaluate(PACK)["refs"]]


def test_at_the_end_of_a_spot_check_the_cover_leads_to_the_conclusion(sign_in: Open, folder: Path) -> None:
    ((check, _edition),) = rows(folder, BEGUN)
    page = sign_in("qianlei", f"/field/s/{check}")
    ready(page)
    to_conclusion = page.locator("[data-slot=to-conclusion]")
    expect(to_conclusion).to_be_hidden()
    judge_all(folder, check, "qianlei", "inspector", refs_of(page))
    page.goto("/field")
    card = page.locator(f"[data-card][data-url='/field/s/{check}']")
    expect(card).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("None")
    page.goto(f"/field/s/{check}")
    expect(page.locator("[data-slot=cover-next]")).to_have_text("都已判定，接下来填写结论")
    Taps(page).tap(to_conclusion)
    page.wait_for_url(f"**/regulator/checks/{check}**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("海门锐锋模具有限公司")


def test_an_audit_that_is_judged_leads_to_its_nonconformities_and_never_to_none(tablet: Tablet, folder: Path) -> None:
    page = tablet("liyan", "/field/a/A1")
    judge_all(folder, known_id("A1"), "liyan", "lead", refs_of(page))
    page.goto("/field/a/A1")
    ready(page)
    expect(page.locator("[data-slot=cover-next]")).to_have_text("都已判定，接下来核对不符合项")
    page.goto("/field")
    card = page.locator("[data-card][data-url='/field/a/A1']")
    expect(card).to_be_visible()
    expect(card).not_to_contain_text("None")
    expect(card).not_to_contain_text("继续")


def test_judging_goes_on_by_itself_only_when_it_was_chosen(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}9.1")
    taps = Taps(page)
    taps.button("符合")
    heading(page, "9.1 总则")
    taps.tap(page.locator("[data-slot=more] summary"))
    taps.button("判定后自动到下一条")
    taps.tap(page.locator("[data-slot=more] summary"))
    taps.button("观察项")
    heading(page, "9.2 内部审核")
    page.reload()
    ready(page)
    taps.button("符合")
    heading(page, "9.3 分析与改进")


def test_TAP_4_on_the_phone_the_list_opens_at_the_chapter(tablet: Tablet) -> None:
    page = tablet(path=f"{CLAUSE}8.3", size=PHONE)
    taps = Taps(page)
    taps.button("条款列表")
    expect(row(page, "8.3")).to_be_in_viewport()
    expect(row(page, "8.2")).to_be_in_viewport()
    expect(row(page, "4.1")).not_to_be_in_viewport()
    taps.tap(row(page, "8.2"))
    assert taps.count == 2
    assert page.url.endswith("/c/8.2")


def test_the_person_who_confirms_reads_everything_and_the_department_is_asked_for(tablet: Tablet, folder: Path) -> None:
    page = tablet()
    taps = Taps(page)
    taps.button("不符合")
    taps.button("严重")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    [known] = {one.get_attribute("value") or "" for one in page.locator("[name=department]:checked").all()} or {""}
    if known:
        taps.tap(page.locator("[data-slot=departments] label", has_text=known))
    taps.tap(page.locator("[data-slot=evidence] label").first)
    taps.button("请对方确认")
    dialog = page.get_by_role("dialog", name="受审核方确认")
    expect(dialog).to_contain_text("严重不符合")
    expect(dialog.locator("[data-slot=c-photos]")).to_have_text("1 张")
    ask = dialog.get_by_label("责任部门")
    expect(ask).to_be_visible()
    ask.select_option(index=1)
    chosen = page.evaluate(PACK)["departments"][0]
    expect(dialog.locator("[data-slot=c-department]")).to_have_text(chosen)
    expect(ask).to_be_hidden()
    page.get_by_label("姓名").fill("高峰")
    page.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    expect(page.locator("[data-slot=sign-state]")).to_contain_text("已确认 高峰")
    expect(page.get_by_role("textbox", name="事实描述")).to_be_disabled()
    expect(page.get_by_role("radio", name="一般不符合")).to_be_hidden()
    expect(page.get_by_role("button", name="其他")).to_be_hidden()
    expect(page.get_by_role("button", name="再拍一张")).to_be_hidden()
    for _ in range(100):
        if rows(folder, "SELECT department FROM nonconformities WHERE number = 'B-02'") == [(chosen,)]:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the department never came to the server")
