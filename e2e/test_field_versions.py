"""Two versions of a text: each box keeps its writer's own, typing goes on in that one, and only a tap on a version settles."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from e2e.taps import Taps
from e2e.test_field import offline
from e2e.test_field_day import online, safe

Tablet = Callable[..., Page]
CLAUSE = "/field/a/A1/c/7.5"
FACT, RECORD = "#f-fact", "[data-clause='7.5'] [data-slot=record]"
VERSIONS = "[data-slot=form-versions]"


def adds(page: Page, box: str, text: str) -> None:
    page.locator(box).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def hears(page: Page) -> None:
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")


def two_facts(tablet: Tablet) -> tuple[Page, Page]:
    """The fact of a draft, written on by its author without a network and by the leader with one; the author is back."""
    author = tablet("chenjing", CLAUSE)
    taps = Taps(author)
    taps.button("不符合")
    taps.button("一般")
    adds(author, FACT, "共同起点。")
    safe(author)
    leader = tablet("liyan", urlsplit(author.url).path)
    offline(author)
    adds(author, FACT, "陈静现场所见。")
    author.wait_for_timeout(2000)
    adds(leader, FACT, "李岩所写。")
    safe(leader)
    online(author)
    expect(author.locator(VERSIONS)).to_be_visible(timeout=20_000)
    hears(leader)
    expect(leader.locator(VERSIONS)).to_be_visible(timeout=20_000)
    return author, leader


def test_each_box_keeps_its_writers_version_and_typing_goes_on_in_it(tablet: Tablet) -> None:
    author, leader = two_facts(tablet)
    expect(author.locator(FACT)).to_have_value("共同起点。陈静现场所见。")
    expect(leader.locator(FACT)).to_have_value("共同起点。李岩所写。")
    adds(author, FACT, "再补一句。")
    adds(leader, FACT, "再查两份。")
    for page in (author, leader):
        page.wait_for_timeout(2000)
        expect(page.locator("[data-slot=pill]")).to_have_text("1 项待核对", timeout=20_000)
    hears(author)
    hears(leader)
    for page in (author, leader):
        versions = page.locator(VERSIONS)
        expect(versions).to_contain_text("陈静现场所见。再补一句。", timeout=20_000)
        expect(versions).to_contain_text("李岩所写。再查两份。", timeout=20_000)
    expect(author.locator(FACT)).to_have_value("共同起点。陈静现场所见。再补一句。")
    expect(leader.locator(FACT)).to_have_value("共同起点。李岩所写。再查两份。")
    Taps(leader).tap(leader.locator(VERSIONS).get_by_role("button").filter(has_text="用陈静的"))
    expect(leader.locator(VERSIONS)).to_be_hidden()
    expect(leader.locator(FACT)).to_have_value("共同起点。陈静现场所见。再补一句。")


def test_one_person_on_two_tablets_loses_neither_text(tablet: Tablet) -> None:
    one, two = tablet("chenjing", CLAUSE), tablet("chenjing", CLAUSE)
    offline(one)
    adds(one, RECORD, "平板上写的。")
    one.wait_for_timeout(2000)
    adds(two, RECORD, "手机上写的。")
    safe(two)
    online(one)
    versions = "[data-clause='7.5'] .two-versions"
    expect(one.locator(versions)).to_be_visible(timeout=20_000)
    hears(two)
    expect(two.locator(versions)).to_be_visible(timeout=20_000)
    adds(two, RECORD, "又")
    two.wait_for_timeout(2500)
    expect(two.locator(versions)).to_contain_text("平板上写的。")
    expect(two.locator(RECORD)).to_have_value("手机上写的。又")
    expect(one.locator(RECORD)).to_have_value("平板上写的。")


def test_each_version_of_a_judgement_quotes_what_its_own_tablet_wrote(tablet: Tablet) -> None:
    one, two = tablet("chenjing", CLAUSE), tablet("chenjing", CLAUSE)
    for page, text, value in ((one, "甲平板写的。", "符合"), (two, "乙平板写的。", "观察项")):
        offline(page)
        adds(page, RECORD, text)
        page.wait_for_timeout(1000)
        Taps(page).button(value)
    online(one)
    safe(one)
    online(two)
    versions = "[data-clause='7.5'] .two-versions"
    for page in (two, one):
        hears(page)
        judged = page.locator(versions).filter(has_text="判定有两个版本").locator(".version")
        expect(judged).to_have_count(2, timeout=20_000)
        for value, text in (("符合", "甲平板写的。"), ("观察项", "乙平板写的。")):
            expect(judged.filter(has_text=value).locator(".said")).to_have_text(f"「{text}」")
    # a tablet that heard neither of them being written cannot tell, and quotes nothing as somebody's word
    leader = tablet("liyan", CLAUSE)
    judged = leader.locator(versions).filter(has_text="判定有两个版本").locator(".version")
    expect(judged).to_have_count(2, timeout=20_000)
    expect(judged.locator(".said")).to_have_count(0)


@pytest.mark.parametrize("values", [("符合", "不符合"), ("不符合", "符合")])
def test_an_unsettled_judgement_counts_the_same_on_every_page(tablet: Tablet, values: tuple[str, str]) -> None:
    one, two = tablet("chenjing", CLAUSE), tablet("chenjing", CLAUSE)
    found = int(one.locator("[data-slot=n-found]").inner_text())
    for page, value in zip((one, two), values, strict=True):
        offline(page)
        Taps(page).button(value)
        expect(page.locator("[data-clause='7.5'] .seg [aria-pressed=true]")).to_have_text(value)
    for page in (one, two):
        online(page)
        page.wait_for_timeout(1500)
    hears(one)
    expect(one.locator("[data-slot=pill]")).to_have_text("1 项待核对", timeout=20_000)
    expect(one.locator("[data-slot=n-found]")).to_have_text(str(found + 1))
    expect(one.locator("[data-slot=n-todo]")).to_have_text("11")
    taps = Taps(one)
    taps.link("返回 概况")
    expect(one.locator("[data-slot=cover-judged]")).to_have_text("34 / 45")
    taps.link("收尾检查", exact=False)
    results = one.locator("[data-slot=sum-results]")
    expect(results).to_contain_text("不符合 1，观察项 2，")
    expect(results).to_contain_text("，待核对 1")
    assert sum(int(n) for n in re.findall(r"\d+", results.inner_text())) == 34
    left = one.locator("[data-slot=left] section")
    expect(left.filter(has_text="待核对").locator("li")).to_have_count(1)
    expect(left.filter(has_text="还没有开不符合项")).to_have_count(0)
    one.goto("/field")
    card = one.locator("[data-card]", has_text="江苏启衡")
    for name, number in (("judged", "34 / 45 条"), ("nonconforming", "1"), ("observation", "2"), ("two", "1")):
        expect(card.locator(f"[data-count={name}]")).to_have_text(number)
    expect(card.locator("[data-count=two]")).to_be_visible()


NEWS_BETWEEN_KEYSTROKE_AND_STORE = """async () => {
  const { field, freshId, refold } = await import('/static/field/state.js');
  const box = document.getElementById('f-fact');
  box.value += '陈';
  box.dispatchEvent(new Event('input', { bubbles: true }));
  const [one] = [...field.model.nonconformities.values()].filter((some) => some.fact === '起点。');
  const id = freshId();
  const base = one.heads.fact.map((head) => head.op);
  field.news = [...field.news, { id, stamp: id, kind: 'nonconformity.set', v: 1, subject: one.id, base: { fact: base },
    body: { visit: field.pack.visit, fact: '起点。李岩写。' }, author: 'x', author_name: '李岩',
    at: new Date().toISOString(), seq: field.pack.seq + 1e6 }];
  refold();
}"""


def test_what_comes_between_a_keystroke_and_the_store_stands_beside(tablet: Tablet) -> None:
    """Nobody saw the other text when the key was pressed, so the written one does not replace it."""
    page = tablet("chenjing", CLAUSE)
    Taps(page).button("不符合")
    Taps(page).button("一般")
    adds(page, FACT, "起点。")
    safe(page)
    offline(page)
    page.evaluate(NEWS_BETWEEN_KEYSTROKE_AND_STORE)
    expect(page.locator(VERSIONS)).to_contain_text("起点。李岩写。")
    expect(page.locator(VERSIONS)).to_contain_text("起点。陈")
    expect(page.locator(FACT)).to_have_value("起点。陈")
