"""However somebody writes it, every word stays on its page: numbers joined by commas, file names and addresses that have no
blank to break at, on screens, in questions and on paper.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import PHONE, TABLET
from e2e.screens import SCREENS, Desk, Screen, desk, settle
from e2e.serving import copy_of, free_port, served

NUMBERS = "以下专利未按期缴费:" + ",".join(f"ZL20{year}10{year * 7919:06}.{year % 10}" for year in range(12, 24))
FILE = "Patent_Annual_Fee_Ledger_2023_final_v2_of_all_departments.xlsx"
WRITTEN = {
    "spot_checks": ("note", "transfer"),
    "rectifications": ("requirement", "response", "reason"),
    "nonconformities": ("fact",),
    "records": ("text",),
    "clients": ("address", "contact"),
    "campaigns": ("basis",),
    "samples": ("result",),
    "interviews": ("topic",),
    "regulatory_interviews": ("place",),
}
NAMED = {"spot_checks": "name", "clients": "name", "photos": "label", "organisations": "name", "register_rows": "name"}
MORE = (
    Screen("check-problems", "wuhao", "/regulator/rectify", "td a[href*='/regulator/rectify/']"),
    Screen("register", "wuhao", "/regulator/campaigns/K2/draw", "a[href*='/registers/']"),
    Screen("export", "wuhao", "/regulator/campaigns/K1/export"),
    Screen("close", "chenjing", "/field/a/A1/close"),
)
SKIPPED = {"login", "new-audit"}
PAGES = {one.name: one for one in (*SCREENS, *MORE) if one.name not in SKIPPED}
PAPER = {"width": 590, "height": 820}
"""A4 upright between its margins, in CSS pixels; what lies across says so itself."""
WIDE = {"width": 986, "height": 590}
OVER = """() => {
  const wide = document.scrollingElement.clientWidth;
  const texts = (one) => [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
  const shown = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && texts(one).length);
  const scrolls = (one) => one.closest('.tblwrap, .strip, .nav, textarea, input') && !matchMedia('print').matches;
  return shown.filter((one) => !scrolls(one)).filter((one) => {
    if (one.getBoundingClientRect().width <= 1) return false;
    const range = document.createRange();
    const own = texts(one).flatMap((node) => { range.selectNode(node); return [...range.getClientRects()]; });
    const right = Math.max(...own.map((box) => box.right), 0);
    const hides = getComputedStyle(one).textOverflow === 'ellipsis';
    return !hides && right > wide + 1;
  }).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`);
}"""


def spoil(database: Path) -> None:
    """Long words into everything that people write."""
    connection = sqlite3.connect(database)
    for table, columns in WRITTEN.items():
        for column in columns:
            connection.execute(
                f"UPDATE {table} SET {column} = {column} || ? WHERE {column} <> ''", (f"{NUMBERS} {FILE}",)
            )
    for table, column in NAMED.items():
        connection.execute(f"UPDATE {table} SET {column} = ? || {column}", (FILE.removesuffix(".xlsx")[:40],))
    for row, text in connection.execute("SELECT rowid, problems FROM spot_checks WHERE problems <> '[]'").fetchall():
        problems = [{**one, "text": one["text"] + NUMBERS + FILE} for one in json.loads(text)]
        connection.execute("UPDATE spot_checks SET problems = ? WHERE rowid = ?", (json.dumps(problems), row))
    for field in ("fact", "text"):
        for row, text in connection.execute("SELECT rowid, value FROM heads WHERE field = ?", (field,)).fetchall():
            connection.execute(
                "UPDATE heads SET value = ? WHERE rowid = ?", (json.dumps(json.loads(text) + NUMBERS + FILE), row)
            )
    connection.commit()
    connection.close()


@pytest.fixture(scope="module")
def here(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = copy_of(demo, tmp_path_factory.mktemp("long") / "demo")
    spoil(next(folder.rglob("audit.db")))
    with served(folder, free_port()) as url, desk(browser, url) as one:
        one.raised = True
        yield one


def opened(here: Desk, name: str) -> Page:
    screen = PAGES[name]
    page = here.page(screen.account)
    page.set_viewport_size(TABLET)
    page.goto(screen.path)
    if screen.follow:
        page.goto(str(page.locator(screen.follow).first.get_attribute("href")))
    settle(page)
    return page


@pytest.mark.parametrize("name", PAGES)
def test_every_word_stays_on_the_page_and_on_the_paper(here: Desk, name: str) -> None:
    page = opened(here, name)
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(OVER) == [], size
    across = page.evaluate("() => Boolean(document.querySelector('.wide-page, .print-table'))")
    page.emulate_media(media="print")
    page.set_viewport_size(WIDE if across else PAPER)
    assert page.evaluate(OVER) == [], "on paper"
    page.emulate_media(media="screen")


def test_what_runs_over_the_edge_is_noticed(here: Desk) -> None:
    page = opened(here, "me")
    page.evaluate(
        "() => { document.querySelector('h1').style.whiteSpace = 'nowrap'; document.querySelector('h1').textContent = 'x'.repeat(900); }"
    )
    assert page.evaluate(OVER) != []


def test_the_company_reads_the_whole_fact(here: Desk) -> None:
    page = here.page("chenjing")
    page.set_viewport_size(TABLET)
    page.goto("/field/a/A1/nc/B-01")
    settle(page)
    page.get_by_role("button", name="请对方确认").click()
    quote = page.locator("[data-slot=c-fact]")
    expect(quote).to_contain_text("ZL2023")
    assert quote.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert page.evaluate(OVER) == []
