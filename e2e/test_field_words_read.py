"""A confirmation stands on what the company read: two tablets without a network, one draft, both orders of coming home."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet, offline
from e2e.test_field_credit import drafted, news
from e2e.test_field_day import online, rows, safe
from e2e.test_field_odd import until

STATE = "SELECT state, fact, confirmed_by FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
CHANGED = FACT.replace("3 月", "4 月")


def confirm(page: Page, name: str = "高峰", button: str = "请对方确认") -> None:
    """Ask the company's person, who types name and post."""
    taps = Taps(page)
    taps.button(button)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("姓名").fill(name)
    dialog.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    expect(dialog).to_be_hidden()


def picture(page: Page, name: str) -> None:
    if os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(os.environ["PICTURES"]) / f"{name}.png"))


def test_words_changed_by_another_tablet_hold_the_confirmation_until_they_are_read(
    tablet: Tablet, folder: Path
) -> None:
    assert CHANGED != FACT
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", "/field/a/A1/nc/B-02"))
    offline(owner)
    leader.get_by_role("textbox", name="事实描述").fill(CHANGED)
    confirm(owner)
    expect(owner.locator("[data-slot=sign-state]")).to_contain_text("高峰")
    online(leader)
    safe(leader)
    online(owner)
    changed = owner.locator("[data-slot=changed]")
    expect(changed).to_contain_text("对方确认的不是现在的文字", timeout=20_000)
    expect(changed).to_contain_text(FACT)
    expect(changed).to_contain_text(CHANGED)
    expect(changed).to_contain_text("李岩")
    expect(changed).to_contain_text("不算已确认")
    expect(owner.locator("[data-slot=sign-state]")).to_contain_text("要对方重新确认")
    assert rows(folder, STATE, known_id("A1")) == [("draft", CHANGED, None)]
    picture(owner, "changed-1180")
    owner.set_viewport_size({"width": 390, "height": 844})
    picture(owner, "changed-390")
    owner.set_viewport_size({"width": 1180, "height": 820})
    owner.reload()
    expect(changed).to_contain_text("对方确认的不是现在的文字", timeout=20_000)
    confirm(owner, button="请对方重新确认")
    expect(owner.locator("[data-slot=sign-state]")).to_contain_text("已确认", timeout=20_000)
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", CHANGED, "高峰")]
    assert rows(folder, "SELECT count(*) FROM held WHERE visit_id = ?", known_id("A1")) == [(0,)]
    expect(changed).to_be_hidden()


def test_the_words_may_be_changed_first(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", "/field/a/A1/nc/B-02"))
    offline(owner)
    Taps(leader).tap(leader.locator("[data-slot=departments] label").nth(1))
    confirm(owner)
    online(leader)
    safe(leader)
    online(owner)
    changed = owner.locator("[data-slot=changed]")
    expect(changed).to_contain_text("责任部门", timeout=20_000)
    Taps(owner).button("先改文字")
    expect(changed).to_be_hidden()
    owner.get_by_role("textbox", name="事实描述").fill(CHANGED)
    until(owner, "() => 1", lambda _: rows(folder, STATE, known_id("A1")) == [("draft", CHANGED, None)])
    confirm(owner, button="请对方重新确认")
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", CHANGED, "高峰")]


def test_a_confirmation_that_came_first_stands_and_the_later_change_is_told(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", "/field/a/A1/nc/B-02"))
    offline(owner)
    leader.get_by_role("textbox", name="事实描述").fill(CHANGED)
    confirm(owner)
    online(owner)
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", FACT, "高峰")]
    online(leader)
    news(leader)
    expect(leader.locator("[data-slot=n-failed]")).to_have_text("1", timeout=20_000)
    assert rows(folder, STATE, known_id("A1")) == [("confirmed", FACT, "高峰")]
