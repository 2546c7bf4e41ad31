"""What stands in sight: the open tab on a phone, the header of a wide table, words of one row on one line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.test_field_sizes import CUT

SignIn = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
CUT_OF_THE_TAB = """() => {
  const [nav, tab] = [".top .nav", ".top .nav .on"].map((name) => document.querySelector(name).getBoundingClientRect());
  return [Math.max(0, nav.left - tab.left), Math.max(0, tab.right - nav.right)];
}"""
"""Pixels of the open tab that the row of tabs hides on the left and on the right."""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["/regulator", "/regulator/rectify", "/regulator/talks", "/regulator/summary"])
def test_the_open_tab_is_in_sight_on_a_phone(sign_in: SignIn, path: str, lang: str) -> None:
    page = sign_in("zhoumin", "/regulator", PHONE)
    page.context.add_cookies([{"name": "lang", "value": lang, "url": page.url}])
    page.goto(path)
    expect(page.locator(".top .nav .on")).to_be_visible()
    assert max(page.evaluate(CUT_OF_THE_TAB)) < 1


def test_the_open_tab_comes_into_sight_when_the_screen_turns(sign_in: SignIn) -> None:
    page = sign_in("zhoumin", "/regulator/talks", {"width": 844, "height": 390})
    page.set_viewport_size(PHONE)
    page.wait_for_function(f"() => Math.max(...({CUT_OF_THE_TAB})()) < 1", timeout=5000)


def test_the_header_of_the_wide_table_stays_in_sight(sign_in: SignIn) -> None:
    page = sign_in("zhoumin", "/regulator/campaigns/K1/summary?more=1")
    frame = page.locator(".tblwrap.wide")
    frame.evaluate("(one) => { one.scrollIntoView({ block: 'end' }); one.scrollTop = 2000; }")
    page.wait_for_timeout(200)
    top, head = frame.evaluate(
        "(one) => [one.getBoundingClientRect().top, one.querySelector('thead th').getBoundingClientRect().top]"
    )
    assert abs(head - top) < 2
    assert page.locator("header.top").evaluate("(bar) => bar.getBoundingClientRect().bottom") <= head + 1


def test_the_words_of_a_row_stand_on_one_line(sign_in: SignIn) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/summary")
    off = page.evaluate(
        """() => {
          const range = document.createRange();
          const box = (node) => { range.selectNodeContents(node); return range.getBoundingClientRect(); };
          const bottom = (node) => box(node).bottom;
          const within = (tag) => [tag, ...tag.querySelectorAll("*")].flatMap((one) => [...one.childNodes]);
          const texts = (tag) => within(tag).filter((node) => node.nodeType === 3);
          const seen = (node) => node.textContent.trim() && box(node).width > 1;
          return [...document.querySelectorAll("#table tbody tr")].filter((row) => row.querySelector(".stt .tag")).map((row) => {
            const words = texts(row.querySelector(".stt .tag")).filter(seen)[0];
            return Math.abs(bottom(words) - bottom(row.querySelector(".dt time")));
          });
        }"""
    )
    assert off and max(off) < 1.5


def test_both_areas_draw_their_stages_alike(sign_in: SignIn) -> None:
    office, body = sign_in("zhoumin", "/regulator/campaigns/K1"), sign_in("liyan", "/review/audits/A1")
    styles = "const one = getComputedStyle(document.querySelector('.stages li'))"
    look = f"() => {{ {styles}; return [one.display, one.fontSize, one.borderTopWidth]; }}"
    assert office.evaluate(look) == body.evaluate(look)


def test_nothing_late_is_not_red(sign_in: SignIn) -> None:
    page = sign_in("zhoumin", "/regulator")
    page.goto("/regulator?campaign=K2")
    expect(page.locator(".kpi .c-major")).to_have_count(0)


def test_english_quotes_are_as_narrow_as_english(sign_in: SignIn) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/export")
    page.context.add_cookies([{"name": "lang", "value": "en", "url": page.url}])
    page.reload()
    assert page.get_by_text("“Measure against the body”").count()
    wide = """() => {
      const one = document.querySelector("main").appendChild(document.createElement("span"));
      return ["“", "M"].map((sign) => { one.textContent = sign.repeat(20); return one.getBoundingClientRect().width; });
    }"""
    quote, letter = page.evaluate(wide)
    assert quote < letter


@pytest.mark.parametrize(("account", "path"), [("zhoumin", "/regulator"), ("sunqian", "/review/audits/A1/correct")])
@pytest.mark.parametrize("size", [{"width": 1180, "height": 820}, PHONE])
def test_english_is_neither_torn_nor_over_its_neighbour(
    sign_in: SignIn, account: str, path: str, size: dict[str, int]
) -> None:
    page = sign_in(account, path)
    page.context.add_cookies([{"name": "lang", "value": "en", "url": page.url}])
    page.set_viewport_size(size)
    page.goto(path)
    assert page.evaluate(f"() => {CUT}.torn()") == []
    names = """(all) => all.filter((one) => {
      const range = document.createRange();
      range.selectNodeContents(one.firstChild);
      return range.getBoundingClientRect().right > one.closest("a").getBoundingClientRect().right + 1;
    }).map((one) => one.textContent)"""
    assert page.locator(".tiles a .nm").evaluate_all(names) == []
    short = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"
    assert page.locator(".todo .t > span").evaluate_all(short) == []


NUMBERS = """(cells) => cells.map((one) => { const all = document.createRange(); all.selectNodeContents(one);
  return new Set([...all.getClientRects()].map((line) => Math.round(line.top))).size; })"""


def test_the_number_of_a_paper_stays_on_one_line_on_a_phone(sign_in: SignIn) -> None:
    """In the list and on its own page."""
    page = sign_in("wuhao", "/regulator/talks", size=PHONE)
    numbers = page.locator(".todo b .nowrap")
    assert numbers.count() > 0 and set(numbers.evaluate_all(NUMBERS)) == {1}
    for number in (
        "通知发监约〔2023〕1 号",
        "通知发监约〔2023〕12 号",
        "苏知发监约〔2023〕123 号",
        "苏知监〔2023〕第 1234 号",
    ):
        numbers.evaluate_all(f"all => all.forEach((one) => one.textContent = '{number}')")
        assert set(numbers.evaluate_all(NUMBERS)) == {1}, number
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), number
    page.locator(".todo li:has(b .nowrap) a").first.click()
    page.wait_for_url("**/regulator/talks/**")
    own = page.locator(".ttl .nowrap")
    assert own.count() > 0 and set(own.evaluate_all(NUMBERS)) == {1}
