"""撤销 on the tablet: afterwards the focus is on the control which the undone act came from, never on nothing."""

from playwright.sync_api import Locator, Page, expect

from e2e.taps import Taps
from e2e.test_field import CLAUSE, Tablet, offline, row


def undone(page: Page, control: Locator) -> None:
    Taps(page).button("撤销")
    expect(control).to_be_focused(timeout=20_000)
    expect(page.locator("[data-slot=toast]")).to_be_hidden()


def judged(page: Page, ref: str, word: str) -> Locator:
    return page.locator(f"[data-clause='{ref}']").get_by_role("button", name=word, exact=True)


def test_after_undo_the_focus_is_where_the_act_came_from(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}7.5"))
    taps = Taps(page)
    taps.button("符合")
    undone(page, judged(page, "7.5", "符合"))
    expect(row(page, "7.5")).to_have_accessible_name("未审 7.5 合同管理")

    # judging led on to the next clause: the way back is taken, too
    taps.tap(page.get_by_label("更多"))
    taps.button("判定后自动到下一条")
    taps.tap(page.get_by_label("更多"))
    taps.button("观察项")
    expect(page.locator("[data-clause='7.6']")).to_be_visible()
    undone(page, judged(page, "7.5", "观察项"))

    taps.tap(row(page, "7.6"))
    taps.tap(page.get_by_label("更多"))
    taps.button("清除判定")
    undone(page, page.get_by_label("更多"))

    taps.tap(row(page, "7.4.1"))
    photo = page.locator("[data-clause='7.4.1'] .shot").first.get_attribute("data-photo")
    shot = page.locator(f"[data-clause='7.4.1'] [data-photo='{photo}'] a")
    taps.tap(shot)
    taps.tap(page.locator("#d-photo").get_by_role("button", name="删除", exact=True))
    expect(shot).to_have_count(0)
    undone(page, shot)
    taps.tap(shot)
    taps.tap(page.locator("#d-photo [data-to='9.1']"))
    expect(shot).to_have_count(0)
    undone(page, shot)

    taps.button("不符合")
    taps.button("一般")
    taps.button("删除草稿")
    expect(page.locator("[data-place=form]")).to_be_hidden()
    undone(page, page.get_by_role("button", name="删除草稿"))


def test_who_waits_on_the_bar_until_it_goes_is_not_left_on_nothing(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}7.5"))
    Taps(page).button("符合")
    page.locator("[data-slot=toast]").get_by_role("button").focus()
    expect(page.locator("[data-slot=toast]")).to_be_hidden(timeout=20_000)
    expect(judged(page, "7.5", "符合")).to_be_focused()
