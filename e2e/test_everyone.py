"""S40 of product.md section 7: axe, targets, contrast, sideways scroll, large text, English, keyboard on every page.

The pages are those of screens.py; signing and the company's pages belong to later issues. Each is opened once for all.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Locator, Page, expect

from audit_app.demo.build import config_of
from audit_app.store import tables
from audit_app.store.db import Database
from e2e.conftest import TABLET
from e2e.screens import FACT, SCREENS, SIZES, Desk, desk, look
from e2e.serving import copy_of, free_port, served

NAMES = [screen.name for screen in SCREENS]
SURVEY = (Path(__file__).parent / "survey.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")
# the dark theme changes colours and nothing else
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WORDS = Path(__file__).parent.parent / "audit_app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def here(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = copy_of(demo, tmp_path_factory.mktemp("everyone") / "demo")
    with served(folder, free_port()) as url, desk(browser, url) as one:
        yield one


@pytest.fixture(scope="module")
def seen(here: Desk) -> Callable[[str], dict[str, list[str]]]:
    """Everything measured on one page at three sizes in light and dark, measured once."""
    return cache(lambda name: survey(here.open(name)))


def survey(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"axe": [], "targets": [], "wide": [], "cut": []}
    for size in SIZES:
        at = f"{size['width']}: "
        look(page, size, "dark")
        found["axe"] += [f"{at}dark: {line}" for line in grave(page, CONTRAST)]
        look(page, size)
        found["axe"] += [at + line for line in grave(page)]
        found["targets"] += [at + line for line in page.evaluate(f"() => {SURVEY}.targets(44)")]
        found["wide"] += [at + line for line in page.evaluate(f"() => {SURVEY}.wide()")]
        look(page, size, "light", "xlarge")
        found["cut"] += [at + line for line in page.evaluate(f"() => {SURVEY}.cut()")]
        found["wide"] += [f"{at}特大: {line}" for line in page.evaluate(f"() => {SURVEY}.wide()")]
    return found


def grave(page: Page, only: dict[str, Any] | None = None) -> list[str]:
    """Serious and critical violations of WCAG and of good practice that axe finds; contrast under 4.5 is serious."""
    answer = Axe().run(page, options={"resultTypes": ["violations"], **(only or {})}).response
    lines = []
    for one in answer["violations"]:
        if one["impact"] in GRAVE:
            lines += [f"{one['id']}: {' '.join(map(str, node['target']))} {why(node)}" for node in one["nodes"]]
    return lines


def why(node: dict[str, Any]) -> str:
    told = [check["message"] for key in ("any", "all", "none") for check in node[key]]
    return "; ".join(told)[:200]


@pytest.mark.parametrize("name", NAMES)
def test_S40_axe_finds_nothing_serious(seen: Callable[[str], dict[str, list[str]]], name: str) -> None:
    assert seen(name)["axe"] == []


@pytest.mark.parametrize("name", NAMES)
def test_S40_targets_are_44_by_44(seen: Callable[[str], dict[str, list[str]]], name: str) -> None:
    assert seen(name)["targets"] == []


@pytest.mark.parametrize("name", NAMES)
def test_S40_nothing_is_wider_than_the_screen(seen: Callable[[str], dict[str, list[str]]], name: str) -> None:
    assert seen(name)["wide"] == []


@pytest.mark.parametrize("name", NAMES)
def test_S40_large_text_is_not_cut_off(seen: Callable[[str], dict[str, list[str]]], name: str) -> None:
    assert seen(name)["cut"] == []


@pytest.fixture(scope="module")
def recorded(demo: Path) -> list[str]:
    """Names and records, longest first: texts in the rows of the demo and of the test, without the product's own."""
    database = Database(config_of(demo).database)
    with database.reading() as connection:
        found = [connection.execute(sa.select(table)).mappings() for table in tables.metadata.sorted_tables]
        rows = [row for one in found for row in one]
    database.close()
    texts = {text for row in rows for text in texts_of(list(row.values())) if HAN.search(text) and len(text) > 1}
    own = {str(word.id) for word in read_po(io.BytesIO(WORDS.read_bytes()))}
    return sorted((texts - own) | {FACT}, key=len, reverse=True)


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in ("{", "["):
        yield from texts_of(json.loads(value))
    elif isinstance(value, str):
        yield value
        yield " ".join(value.split())
    elif isinstance(value, dict):
        yield from texts_of(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_of(one)


def chinese_left(line: str, recorded: list[str]) -> bool:
    """Whether Chinese is left in a line when the names and records in it are taken away."""
    for text in recorded:
        if text in line:
            line = line.replace(text, "")
    return HAN.search(line) is not None


@pytest.mark.parametrize("name", NAMES)
def test_S40_english_leaves_no_chinese(here: Desk, recorded: list[str], name: str) -> None:
    page = here.open(name, "en")
    assert page.evaluate("() => document.documentElement.lang") == "en"
    left = page.evaluate(f"() => {SURVEY}.chinese()")
    assert [line for line in left if chinese_left(line, recorded)] == []


def reach(page: Page, target: Locator, key: str = "Tab", most: int = 120) -> None:
    """Press one key until the target has the focus, as someone without a mouse does."""
    for _ in range(most):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached in {most} × {key}")


def test_S40_the_keyboard_alone_judges_as_in_S01(here: Desk) -> None:
    page = here.page("liyan")
    page.set_viewport_size(TABLET)
    page.goto("/field/a/A1/c/8.2")
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
    results = page.locator("[data-clause='8.2'] .seg")
    reach(page, results.get_by_role("button", name="符合", exact=True))
    assert ring(page) >= 3, "the focus is not seen"
    page.keyboard.press("ArrowRight")
    expect(results.get_by_role("button", name="不符合", exact=True)).to_be_focused()
    expect(results.locator("[aria-pressed=true]")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(results.locator("[aria-pressed=true]")).to_have_text("符合")
    expect(page.locator("nav.list a[data-ref='8.2']")).to_have_accessible_name(re.compile("^符合 8.2"))


def ring(page: Page) -> float:
    return float(page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))


def test_S40_the_keyboard_alone_asks_as_in_S16(here: Desk) -> None:
    page = here.page("liyan")
    page.set_viewport_size(TABLET)
    page.goto("/field/a/A1/nc")
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
    reach(page, page.get_by_role("button", name="开不符合项"))
    page.keyboard.press("Enter")
    reach(page, page.locator("#d-clause").get_by_role("button", name="8.3", exact=False).first)
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="请对方确认"))
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert").locator("visible=true")
    expect(summary.get_by_role("heading")).to_have_text("还差 2 处，补上后就能请对方确认")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    page.keyboard.press("Tab")
    expect(links.nth(0)).to_be_focused()
    with page.expect_response("**/field/sync"):
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Tab")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="事实描述")).to_be_focused()
    page.keyboard.type("未见记录")
    reach(page, page.get_by_role("radio", name="一般不符合"), "Shift+Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="一般不符合")).to_be_checked()


def test_each_check_of_S40_can_fail(here: Desk) -> None:
    """The control: a page spoiled on purpose is noticed by every check."""
    page = here.page("")
    page.goto("/login")
    look(page, SIZES[0])
    page.evaluate("""() => {
      document.querySelector('main').innerHTML = `<h1>x</h1><img src="/static/seal.svg"><button>小</button>
        <p id="cut">${'很长的一句话'.repeat(40)}</p><p id="wide">${'w'.repeat(400)}</p>`;
      const cut = document.getElementById('cut');
      Object.assign(cut.style, { overflow: 'hidden', whiteSpace: 'nowrap', color: '#999' });
      document.getElementById('wide').style.whiteSpace = 'nowrap';
    }""")
    assert {"image-alt", "color-contrast"} <= {line.split(":")[0] for line in grave(page)}
    assert {line.split(":")[0] for line in grave(page, CONTRAST)} == {"color-contrast"}
    assert all(page.evaluate(f"() => {SURVEY}.{check}") for check in ("targets(44)", "wide()", "cut()", "chinese()"))
