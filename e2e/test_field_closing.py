"""收尾检查: what is left before handing in, each with one tap to its place; submitting without a network; the reason of a return."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Open
from e2e.taps import Taps
from e2e.test_field import CLAUSE, STORED, Tablet, heading, offline
from e2e.test_field_day import online, rows, safe
from e2e.test_field_sending import shoot

CLOSE = "/field/a/A1/close"
STATE = "SELECT state FROM audits WHERE code = 'A1'"
# the other clauses judged at once, through the tablet's own door
JUDGE_ALL = """async (value) => {
  const { act, field } = await import('/static/field/state.js');
  const left = field.pack.refs.map((one) => one.ref).filter((ref) => !field.model.judgements.get(ref)?.value);
  const { visit } = field.pack;
  await act(left.map((ref) => ({ kind: 'judgement.set', subject: `${visit}/${ref}`, base: { value: [] }, body: { ref, value } })));
  return left.length;
}"""


def group(page: Page, title: str) -> Locator:
    """One group of places, by its title."""
    return page.locator("[data-slot=left] section").filter(has=page.get_by_role("heading", name=title, exact=True))


def places(page: Page) -> int:
    """The number that is said, which is the sum of those of the groups."""
    said = re.search(r"\d+", page.locator("[data-slot=left-said]").inner_text())
    sums = page.locator("[data-slot=left] header .muted").all_inner_texts()
    assert sum(int(one.split()[0]) for one in sums) == (int(said[0]) if said else 0)
    return int(said[0]) if said else 0


def test_S22_each_place_is_one_tap_away_and_then_nothing_is_left(tablet: Tablet) -> None:
    page = offline(tablet("liyan", "/field/a/A1"))
    taps = Taps(page)
    taps.link("收尾检查", exact=False)
    heading(page, "收尾检查")
    before = places(page)
    todo = group(page, "未判定")
    named = todo.locator("li b").first.inner_text()
    taps.tap(todo.locator("li a").first)
    heading(page, named)
    for_others(page, "符合")
    page.go_back()
    heading(page, "收尾检查")
    expect(todo.get_by_text(named, exact=True)).to_have_count(0)
    # what was judged waits to be sent: it stands among the rest
    expect(group(page, "还没到服务器")).to_contain_text("这台平板上还没到服务器的内容")
    assert places(page) == before
    page.evaluate(JUDGE_ALL, "conforms")
    expect(todo).to_have_count(0)
    online(page)
    safe(page)
    assert not page.locator("[data-slot=left] h2").filter(has_text=re.compile("未判定|还没到服务器")).count()
    places(page)


def for_others(page: Page, word: str) -> None:
    Taps(page).button(word)
    question = page.locator("#d-other")
    page.wait_for_timeout(300)
    if question.is_visible():
        Taps(page).button("判定")


def test_not_applicable_asks_its_reason_here_and_not_at_the_tap(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.2"))
    taps = Taps(page)
    taps.button("不适用")
    page.goto(CLOSE)
    row = group(page, "不适用还没有写理由").locator("li").filter(has_text="9.2 内部审核")
    taps.tap(row.get_by_role("button", name="本期未发生"))
    heading(page, "9.2 内部审核")
    record = page.get_by_role("textbox", name="审核记录")
    expect(record).to_have_value("不适用，本期未发生：")
    expect(record).to_be_focused()
    page.go_back()
    expect(row).to_be_visible()  # a reason without its text is none
    page.go_forward()
    record.press("End")
    record.press_sequentially("取证后还没有到内审的月份")
    page.wait_for_timeout(600)
    page.go_back()
    expect(row).to_have_count(0)


def test_nonconforming_without_its_form_and_a_form_without_evidence(tablet: Tablet) -> None:
    page = offline(tablet(path=f"{CLAUSE}9.2"))
    taps = Taps(page)
    taps.button("不符合")
    page.goto(CLOSE)
    bare = group(page, "判定不符合，还没有开不符合项")
    taps.tap(bare.get_by_role("link", name="9.2 内部审核", exact=False))
    taps.button("一般")
    page.get_by_role("textbox", name="事实描述").wait_for()
    page.goto(CLOSE)
    expect(bare).to_have_count(0)
    proof = group(page, "不符合项没有证据")
    expect(proof).to_contain_text("B-02 一般")
    expect(group(page, "不符合项还没有请对方确认")).to_contain_text("B-02 一般草稿")
    taps.tap(proof.get_by_role("link", name="B-02", exact=False))
    expect(page.locator("[data-slot=form-title]")).to_have_text("不符合项 B-02")


def test_only_the_leader_submits(tablet: Tablet) -> None:
    page = tablet(path=CLOSE)
    expect(page.locator("[data-slot=submit-said]")).to_have_text("由审核组长 李岩 提交")
    expect(page.locator("[data-slot=submit]")).to_be_hidden()


def test_the_leader_submits_without_a_network_and_the_reason_of_a_return_comes_back(
    tablet: Tablet, sign_in: Open, folder: Path
) -> None:
    page = offline(tablet("liyan", CLOSE))
    taps = Taps(page)
    taps.button("提交")
    question = page.locator("#d-submit")
    expect(question.get_by_role("heading", name="提交这次审核？")).to_be_focused()
    expect(question).to_contain_text("审核组不能再改判定、记录和不符合项")
    page.keyboard.press("Enter")
    assert question.is_visible() and page.evaluate(STORED, "audit.submit") == []
    taps.tap(question.get_by_role("button", name="提交", exact=True))
    expect(page.locator("[data-slot=submit-said]")).to_have_text("已提交，有网络后自动上传")
    assert rows(folder, STATE) == [("open",)]
    online(page)
    safe(page)
    assert rows(folder, STATE) == [("submitted",)]
    expect(page.locator("[data-slot=submit-said]")).to_have_text("这次审核已经提交", timeout=20_000)
    desk = sign_in("sunqian", "/review/audits/A1")
    desk.get_by_text("退回", exact=True).locator("visible=true").first.click()
    desk.get_by_label("理由").fill("7.5 的合同编号对不上，请补看原件。")
    desk.locator("details.reasoned[open]").get_by_role("button", name="退回").click()
    Taps(desk).agree()
    expect(desk.locator("main")).to_contain_text("7.5 的合同编号对不上")
    assert rows(folder, STATE) == [("returned",)]
    page.goto("/field/a/A1")
    said = page.locator("[data-slot=returned]")
    expect(said).to_contain_text("7.5 的合同编号对不上，请补看原件。", timeout=20_000)
    expect(said).to_contain_text(re.compile(r"孙倩 · .*10:42"))
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
    offline(page)
    page.reload()
    expect(said).to_contain_text("7.5 的合同编号对不上，请补看原件。")


def test_a_submission_that_waits_is_said_on_every_page(tablet: Tablet) -> None:
    page = offline(tablet("liyan", CLOSE))
    left, banner = page.locator("[data-slot=left-said]"), page.locator("[data-slot=handed-in]")
    submit(page)
    expect(left).to_have_text("已提交，等待上传")
    expect(page.locator("[data-slot=left] h2")).to_have_text(["还没到服务器"])
    for path in ("", "/c/8.2", "/nc/B-02"):
        page.goto(f"/field/a/A1{path}")
        expect(banner).to_contain_text("您已提交这次审核，等待上传。现在再写的内容排在提交以后，要等放行才算")
    page.goto("/field")
    expect(page.locator("[data-url='/field/a/A1'] [data-slot=handed-in]")).to_have_text("已提交，等待上传")
    page.goto("/field/a/A1")
    expect(page.locator("[data-slot=n-closing]")).to_have_text("已提交，等待上传")
    page.goto(CLOSE)
    online(page)
    safe(page)
    # on one page never 提交前 and 已经提交
    expect(page.locator("[data-slot=submit-said]")).to_have_text("这次审核已经提交", timeout=20_000)
    expect(left).to_have_text("现场工作已经结束")
    expect(page.locator("[data-slot=left] section")).to_have_count(0)
    expect(banner).to_be_hidden()


def submit(page: Page) -> None:
    Taps(page).button("提交")
    Taps(page).tap(page.locator("#d-submit").get_by_role("button", name="提交", exact=True))


@pytest.mark.camera
def test_a_picture_on_this_tablet_is_nowhere_else(tablet: Tablet) -> None:
    page = offline(tablet("liyan", "/field/a/A1/c/9.2"))
    shoot(page, "9.2")
    page.goto(CLOSE)
    heading(page, "收尾检查")
    unsent = group(page, "还没到服务器")
    expect(unsent).to_contain_text("这台平板上还没到服务器的内容")
    expect(unsent).not_to_contain_text("不在这台平板")
    places(page)
