"""Nobody's work is dropped without a word, and who judged is who gets the credit."""

from pathlib import Path

from playwright.sync_api import Page, expect

from audit_app.demo.script import known_id
from e2e.taps import Taps
from e2e.test_field import FACT, Tablet, offline
from e2e.test_field_day import for_another, online, rows, safe

STATE = "SELECT state, fact FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"


def drafted(page: Page) -> None:
    """陈静 drafts B-02 at 7.4.1 and writes its fact."""
    taps = Taps(page)
    taps.button("不符合")
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").fill(FACT)
    safe(page)


def news(page: Page) -> None:
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")


def test_deleting_what_another_wrote_asks_tells_and_can_be_taken_back(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = tablet("liyan", "/field/a/A1/nc/B-02")
    taps = Taps(leader)
    taps.button("删除草稿")
    asked = leader.get_by_role("dialog")
    expect(asked).to_contain_text("B-02 里有陈静写的")
    expect(asked).to_contain_text("事实描述")
    taps.button("不删除")
    taps.button("删除草稿")
    taps.tap(asked.get_by_role("button", name="删除", exact=True))
    leader.wait_for_timeout(8_500)
    safe(leader)
    assert rows(folder, STATE, known_id("A1")) == [("withdrawn", FACT)]
    news(owner)
    expect(owner.locator("[data-slot=trouble]")).to_contain_text("李岩 删除了草稿 B-02，您写的内容还在", timeout=20_000)
    taps = Taps(owner)
    taps.tap(owner.locator("[data-act=trouble-seen]"))
    expect(owner.locator("[data-slot=deleted]")).to_contain_text("B-02")
    taps.button("恢复")
    expect(owner.get_by_role("textbox", name="事实描述")).to_have_value(FACT)
    safe(owner)
    assert rows(folder, STATE, known_id("A1")) == [("draft", FACT)]
    news(leader)
    leader.goto("/field/a/A1/nc")
    expect(leader.locator("[data-slot=forms]")).to_contain_text("B-02")


def test_a_deletion_over_words_that_were_not_seen_is_refused_and_says_whose(tablet: Tablet, folder: Path) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", "/field/a/A1/nc/B-02"))
    owner.get_by_role("textbox", name="事实描述").fill(f"{FACT}另有一处。")
    safe(owner)
    taps = Taps(leader)
    taps.button("删除草稿")
    taps.tap(leader.get_by_role("dialog").get_by_role("button", name="删除", exact=True))
    leader.wait_for_timeout(8_500)
    online(leader)
    expect(leader.locator("[data-slot=n-failed]")).to_have_text("1", timeout=20_000)
    expect(leader.locator("[data-slot=reasons]")).to_contain_text("陈静在这一项里写了内容")
    assert rows(folder, STATE, known_id("A1")) == [("draft", f"{FACT}另有一处。")]


def test_who_judged_has_the_credit_and_is_named(tablet: Tablet) -> None:
    page = tablet("liyan", "/field/a/A1")
    team = {
        name: page.locator("[data-slot=team] li", has=page.locator("b", has_text=name)) for name in ("陈静", "李岩")
    }
    before = team["陈静"].locator(".count").inner_text()
    Taps(page).tap(team["陈静"].locator("a"))
    ref = page.locator("[data-clause]:not([hidden])").get_attribute("data-clause")
    page.goto("/field/a/A1/c/7.5")
    Taps(page).button("观察项")
    Taps(page).button("不判定")
    expect(page.locator("[data-clause='7.5'] [aria-pressed=true]")).to_have_count(0)
    for_another(page, "观察项")
    page.goto("/field/a/A1/c/7.4.2")
    Taps(page).button("符合")  # asked once per audit
    expect(page.locator("[data-clause='7.4.2'] [aria-pressed=true]")).to_have_text("符合")
    safe(page)
    page.goto("/field/a/A1")
    expect(team["陈静"].locator(".count")).to_have_text(before)
    expect(team["陈静"]).to_contain_text("李岩 代审 2 条")
    expect(team["李岩"]).to_contain_text("代 陈静 审 2 条")
    assert ref is not None
