"""Open pages hear what others do: before the company reads, and now and then by themselves."""

from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet, offline
from e2e.test_field_credit import drafted
from e2e.test_field_day import online, rows, safe
from e2e.test_field_words_read import CHANGED, STATE, confirm

FORM = "/field/a/A1/nc/B-02"
ASLEEP = "() => { window.real = window.setTimeout; window.setTimeout = (work, wait) => (wait > 5000 ? 0 : window.real(work, wait)); }"


def rewrite(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="事实描述").fill(words)
    safe(page)


def test_the_company_reads_what_another_tablet_has_just_sent(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    owner.evaluate(ASLEEP)  # the regular question does not come before the company is asked
    leader = tablet("liyan", FORM)
    rewrite(leader, CHANGED)
    Taps(owner).button("请对方确认")
    dialog = owner.get_by_role("dialog")
    expect(dialog.locator("[data-slot=c-fact]")).to_have_text(CHANGED)
    expect(dialog.locator("[data-slot=c-changed]")).to_be_visible()
    dialog.get_by_label("姓名").fill("高峰")
    dialog.get_by_label("职务").fill("管理者代表")
    Taps(owner).button("确认事实")
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", CHANGED, "高峰")]


def test_an_open_page_hears_by_itself_and_more_seldom_while_nothing_happens(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = tablet("liyan", FORM)
    rewrite(leader, CHANGED)
    expect(owner.get_by_role("textbox", name="事实描述")).to_have_value(CHANGED, timeout=60_000)
    waits = owner.evaluate("async () => (await import('/static/field/schedule.js')).QUIET")
    assert waits == sorted(waits) and waits[0] <= 20_000 and waits[-1] >= 120_000


def test_texts_are_there_at_once_where_two_were_heard_too_late(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = tablet("liyan", FORM)
    offline(owner)
    rewrite(leader, CHANGED)
    confirm(owner)
    online(owner)
    changed = owner.locator("[data-slot=changed]")
    expect(changed).to_contain_text("对方确认的不是现在的文字", timeout=20_000)
    expect(changed).to_contain_text(FACT)
    expect(changed).to_contain_text(CHANGED)
    confirm(owner, button="请对方重新确认")
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", CHANGED, "高峰")]
