"""Office pages on paper: everything that they say, nothing that can only be pressed, and as of when."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Open
from e2e.from_empty_office import agreed

PRESSED = ", ".join(
    f"{one}:visible" for one in ("button", ".btn", ".top", ".backlink", ".next-one", ".chip:not([aria-current])")
)
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one);
  return one.checkVisibility() && !one.closest(".vh")
    && style.overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1 && one.textContent.trim();
}).map((one) => one.textContent.trim())"""

BARE = """() => [...document.querySelectorAll("main .panel > header")].filter((one) => one.checkVisibility()
  && !one.parentElement.innerText.replace(one.innerText, "").trim()).map((one) => one.innerText)"""


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator(PRESSED).count() == 0
    expect(page.locator(".printed")).to_contain_text("数据截至 2023 年 10 月 27 日")


def test_a_nonconformity_prints_with_its_fact_its_deadline_and_its_history(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/nc")
    page.locator("td.num a").first.click()
    page.wait_for_url("**/review/nc/*")
    on_paper(page)
    for words in ("涉密人员清单", "7.6 保密", "11 月 27 日", "还没有确认", "一般", "已开具"):
        expect(page.locator("main")).to_contain_text(words)
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_project_prints_with_its_days_and_its_team(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/audits/A1")
    on_paper(page)
    for words in ("10 月 26 日", "南京市江宁区示例大道", "李岩"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_list_prints_as_a_table_with_all_its_columns(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/audits")
    page.set_viewport_size({"width": 590, "height": 840})  # what an upright A4 sheet leaves
    on_paper(page)
    assert page.locator("thead th:visible").count() == 7


SHEETS = [
    ("sunqian", "/review/nc"),
    ("sunqian", "/review/nc/first"),
    ("sunqian", "/review/audits/A1"),
    ("sunqian", "/review/audits/A1/findings"),
    ("wuhao", "/regulator"),
    ("wuhao", "/regulator/rectify"),
    ("wuhao", "/regulator/talks"),
    ("wuhao", "/regulator/campaigns/K1"),
    ("wuhao", "/regulator/campaigns/K1/draw"),
    ("wuhao", "/regulator/campaigns/K1/summary"),
]
BARE_DAY = re.compile(r"(?<!年 )(?<!\d)\d{1,2} 月 \d{1,2} 日|(?<![\d-])\d\d-\d\d(?![\d-])")
OF_TODAY = re.compile(r"还有 \d+ 天|逾期 \d+ 天|已过 \d+ 天|今天")


def visible_text(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("who, address", SHEETS)
def test_on_paper_a_date_has_its_year_and_nothing_counts_from_today(sign_in: Open, who: str, address: str) -> None:
    page = sign_in(who, address.removesuffix("/first"))
    if address.endswith("/first"):
        page.locator("td.num a").first.click()
        page.wait_for_url("**/review/nc/*")
    page.emulate_media(media="print")
    words = visible_text(page)
    assert BARE_DAY.findall(words) + OF_TODAY.findall(words) == [], words
    assert page.locator(PRESSED).count() == 0
    page.set_viewport_size({"width": 590, "height": 840})
    assert page.evaluate(CUT) == []


def test_the_papers_of_a_check_print_with_years(sign_in: Open) -> None:
    for start, link in (
        ("/regulator/rectify", "main a[href*='/regulator/rectify/']"),
        ("/regulator/talks", "main a[href*='/talks/interview/']"),
        ("/regulator/talks", "main a[href*='/talks/']"),
        ("/regulator/campaigns/K1/summary", "a[href*='/regulator/checks/']"),
    ):
        page = sign_in("wuhao", start)
        page.emulate_media(media="screen")
        page.goto(page.locator(link).first.evaluate("link => link.href"))
        page.emulate_media(media="print")
        words = visible_text(page)
        assert BARE_DAY.findall(words) + OF_TODAY.findall(words) == [], words
        assert page.locator(PRESSED).count() == 0
        assert page.evaluate(BARE) == []


def lines_of(page: Page) -> list[list[str]]:
    """The lines of each page, as the paper has them."""
    paper = page.pdf(prefer_css_page_size=True, format="A4")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True, timeout=60
    ).stdout
    pages = text.decode().split("\f")[:-1]
    return [[re.sub(r"\s+", " ", line.strip()) for line in one.splitlines() if line.strip()] for one in pages]


def last_lines(page: Page) -> list[str]:
    """The last line of each page but its number."""
    return [one[-2] for one in lines_of(page)]


HEADS = re.compile(
    r"^(序号 )?企业名称|^姓名 执法证号|^(抽中企业|名录|检查人员(?!名单 抽取时)|抽取时的检查人员|备选名单|整改到期|汇总表|各县|附件 3|历史)"
)


@pytest.mark.parametrize("address", ["/regulator", "/regulator/campaigns/K1", "/regulator/campaigns/K1/draw"])
def test_no_page_ends_with_a_heading_or_the_header_of_a_table(sign_in: Open, address: str) -> None:
    """Wherever the pages begin: the content is moved down step by step. A cut row would show as one, too."""
    page = sign_in("wuhao", address)
    page.evaluate("document.querySelectorAll('#reserve tr:nth-child(n + 9)').forEach((one) => one.remove())")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.querySelector('main').prepend(Object.assign(document.createElement('div'), {id: 'gap'}))")
    for gap in range(0, 48, 6):
        page.evaluate(f"document.getElementById('gap').style.height = '{gap}mm'")
        assert [line for line in last_lines(page) if HEADS.match(line)] == [], gap


SIGNED = ("draw.html",)
"""Templates of papers with a line to sign on; one more belongs into the test below."""


def test_a_signature_is_never_alone_on_its_page(sign_in: Open) -> None:
    """Wherever the page before it ends: what is signed stands on the page of the signature, and a row of its list, too."""
    templates = (Path(__file__).parent.parent / "audit_app" / "templates").rglob("*.html")
    assert sorted(one.name for one in templates if "签字" in one.read_text(encoding="utf-8")) == list(SIGNED)
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    page.evaluate("document.querySelectorAll('#reserve tr:nth-child(n + 9)').forEach((one) => one.remove())")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.querySelector('main').prepend(Object.assign(document.createElement('div'), {id: 'gap'}))")
    for gap in range(0, 240, 12):
        page.evaluate(f"document.getElementById('gap').style.height = '{gap}mm'")
        (signed,) = [one for one in lines_of(page) if any("监督人签字" in line for line in one)]
        start = signed.index("每人家数")
        assert any("（K1）" in line for line in signed[start:]), gap
        assert any(re.match(r"\d+ ", line) for line in signed[:start]), (gap, signed)


def test_the_record_of_a_draw_prints_its_minimum_its_reserve_in_order_and_what_is_signed(sign_in: Open) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    reserve = page.locator("#reserve td.nm").all_text_contents()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = visible_text(page)
    assert re.search(r"最低家数\s+30 家", printed)
    places = [printed.index(f"{at}\t{name}") for at, name in enumerate(reserve, 1)]
    assert len(places) > 300 and places == sorted(places)
    signed = page.locator(".signed").inner_text()
    digest = page.locator(".facts .digest").first.inner_text()
    for words in ("（K1）", "南通市", "30 家，备选 373 家", "抽取日期 2023-08-07", digest, "监督人签字"):
        assert words in signed, words


def test_the_record_of_a_draw_prints_the_draws_before_it(sign_in: Open) -> None:
    """重抽: the paper names the earlier draw, why it was drawn again, and its companies; by the key of the browser, too."""
    page = sign_in("wuhao", "/regulator/campaigns/K2/draw")
    agreed(page, page.locator("#f-form").get_by_role("button", name="抽取", exact=True))
    page.locator("#redraw > summary").click()
    reason = "抽取种子在公布以前已有人知道"
    page.fill("#redraw [name=reason]", reason)
    page.fill("#redraw [name=seed]", "另一段公布的文字")
    agreed(page, page.locator("#redraw").get_by_role("button", name="重抽", exact=True))
    past = page.locator("#past-1")
    expect(past).to_be_attached()
    companies = past.locator("td.nm").all_text_contents()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert companies and len(set(companies)) == len(companies)
    printed = visible_text(page)
    for words in ("第 1 次抽取，", f"重抽原因：{reason}", *companies):
        assert words in printed, words
    assert BARE_DAY.findall(printed) + OF_TODAY.findall(printed) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(past.locator("table")).to_be_hidden()


def test_a_rectification_says_on_paper_what_it_is_and_offers_nothing_to_open(sign_in: Open) -> None:
    page = sign_in("wuhao", "/regulator/rectify")
    page.locator("main a[href*='/rectify/']").first.click()
    page.wait_for_url("**/regulator/rectify/*")
    on_paper(page)
    expect(page.locator(".ttl p")).to_contain_text("限期整改")
    expect(page.locator(".ttl .on-paper")).to_be_visible()
    expect(page.locator("dd a.inline")).to_be_hidden()


LINES = """one => {
  const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && !walker.currentNode.data.includes("数据截至"));
  const range = document.createRange(), text = walker.currentNode;
  range.setStart(text, text.data.indexOf("数据截至"));
  range.setEnd(text, text.data.indexOf("10:42") + 5);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
}"""


def test_the_day_of_printing_stays_on_one_line(sign_in: Open) -> None:
    page = sign_in("sunqian", "/review/audits/A1/findings")
    page.emulate_media(media="print")
    said = page.locator(".only-print").filter(has_text="数据截至")
    for width in (400, 460, 520, 590):
        page.set_viewport_size({"width": width, "height": 840})
        for one in said.all():
            assert one.evaluate(LINES) == 1, width
    assert said.count() > 0


def test_the_companies_of_a_draw_begin_on_the_first_page(sign_in: Open) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    first = lines_of(page)[0]
    start = next(at for at, line in enumerate(first) if line.startswith("抽中企业"))
    assert len([line for line in first[start:] if re.match(r"\d+ ", line)]) >= 2, first


def test_findings_print_the_open_clause_and_the_list_of_all(sign_in: Open) -> None:
    """What is on the screen in full, then every clause of the list with its judgement; no line ends with a dot between two things."""
    page = sign_in("sunqian", "/review/audits/A1/findings?show=issues")
    shown = page.locator("nav.tree a .nm").first.inner_text()
    rows = page.locator("#judged tbody tr")
    assert rows.count() == page.locator(".pane.list nav.tree a").count() > 1
    page.emulate_media(media="print")
    expect(page.locator("#judged")).to_be_visible()
    expect(page.locator("#judged")).to_contain_text(shown)
    expect(page.locator("#judged")).to_contain_text("观察项")
    assert [line for one in lines_of(page) for line in one if re.search(r"(^·|·$)", line)] == []


def test_numbers_from_a_thousand_up_stay_whole(sign_in: Open) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    page.set_viewport_size({"width": 985, "height": 700})  # what a sheet across leaves
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    lines = """() => [...document.querySelectorAll('#reserve td.num, #drawn td.num')].map((one) => {
      one.textContent = '4254'; const all = document.createRange(); all.selectNodeContents(one);
      return new Set([...all.getClientRects()].map((line) => line.top)).size; })"""
    assert set(page.evaluate(lines)) == {1}


ON_LINES = """(cells) => cells.map((one) => { const all = document.createRange(); all.selectNodeContents(one);
  return new Set([...all.getClientRects()].map((line) => line.top)).size; })"""


def test_a_credit_code_of_a_long_reserve_row_stays_on_one_line(sign_in: Open) -> None:
    page = sign_in("wuhao", "/regulator/campaigns/K1/draw")
    page.set_viewport_size({"width": 985, "height": 700})  # what a sheet across leaves
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("""() => { for (const row of document.querySelectorAll('#reserve tbody tr')) {
      row.cells[1].textContent = '江苏沿江高端装备智能制造与知识产权服务'.repeat(4);
      row.cells[3].textContent = '南通市经济技术开发区'.repeat(4); }
      const code = '<span class="nowrap">91320600MA1MXXXX0A</span>';
      document.querySelector('#staff td.cb').innerHTML = Array(9).fill(code).join('、'); }""")
    for media in ("print", "screen"):
        page.emulate_media(media=media)
        page.evaluate("document.querySelectorAll('#reserve, #staff').forEach((one) => one.open = true)")
        codes = page.locator("#reserve td.pb, #staff td.cb .nowrap")
        assert codes.count() > 300 and set(codes.evaluate_all(ON_LINES)) == {1}
        if media == "print":
            assert page.locator("#reserve table").evaluate("one => one.getBoundingClientRect().right <= innerWidth")
