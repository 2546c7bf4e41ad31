"""Every size of text in both languages on tablet and phone: no word is cut, no page too wide, no control too small."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from e2e.conftest import PHONE, TABLET
from e2e.screens import Desk, desk, look, settle
from e2e.serving import copy_of, free_port, served
from e2e.test_everyone import SURVEY

TEXTS = ("normal", "large", "xlarge")
CUT = (Path(__file__).parent / "cut_words.js").read_text(encoding="utf-8").rstrip()


def typed(page: Page) -> None:
    """Something of each kind: words that nobody added, and a judgement that waits for the network."""
    page.goto("/field/a/A1/c/7.5")
    page.locator("html[data-offline]").wait_for(state="attached", timeout=20_000)
    page.locator("[data-clause='7.5'] [data-act=interviews]").click()
    page.locator("#i-post").fill("知识产权部经理兼法务负责人")
    page.locator("#i-topic").fill("合同评审没有看知识产权条款，采购合同由采购部自己审，没有留下记录")
    page.locator("[data-clause='7.5'] [data-slot=typed-interview]").wait_for(state="attached")
    page.keyboard.press("Escape")
    page.route("**/field/sync", lambda route: route.abort())
    page.locator("[data-clause='7.5'] [data-value=conforms]").click()
    page.locator("[data-slot=sync][data-level=offline]").wait_for(timeout=20_000)


def clauses(page: Page) -> None:
    page.goto("/field/a/A1/c/7.4.1")
    settle(page)


def listed(page: Page) -> None:
    """The list of clauses, which the phone shows instead of the clause."""
    clauses(page)
    page.evaluate("() => document.querySelector('.split').classList.add('show-list')")


def at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)
        settle(page)

    return go


PLACES = {
    "today": at("/field"),
    "list": listed,
    "clause": clauses,
    "clause with words not added": at("/field/a/A1/c/7.5"),
    "cover": at("/field/a/A1"),
    "photos": at("/field/a/A1/photos"),
    "forms": at("/field/a/A1/nc"),
    "form": at("/field/a/A1/nc/B-02"),
    "me": at("/field/me"),
    "unsent": at("/field/unsent"),
    "closing": at("/field/a/A1/close"),
}


@pytest.fixture(scope="module")
def here(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = copy_of(demo, tmp_path_factory.mktemp("sizes") / "demo")
    with served(folder, free_port()) as url, desk(browser, url) as one:
        one.open("nc")
        for lang in ("zh", "en"):
            typed(one.page("chenjing", lang))
        yield one


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_no_word_is_cut_at_any_size_of_text(here: Desk, place: str, lang: str) -> None:
    page = here.page("chenjing", lang)
    found = []
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)
        PLACES[place](page)
        for text in TEXTS:
            look(page, size, "light", text)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            around = [
                line for line in page.evaluate(f"() => {SURVEY}.cut()") if not line.startswith("span ")
            ]  # spans: clipped()
            seen = {
                "cut": page.evaluate(f"() => {CUT}.clipped()") + around,
                "torn": page.evaluate(f"() => {CUT}.torn()"),
            }
            seen["wide"] = page.evaluate(f"() => {SURVEY}.wide()") + page.evaluate(f"() => {CUT}.spills()")
            seen["small"] = page.evaluate(f"() => {SURVEY}.targets(44)")
            found += [f"{size['width']} {text} {name}: {line}" for name, lines in seen.items() for line in lines]
    assert not found, "\n" + "\n".join(found)


def opened(page: Page, name: str, set_text: Callable[[], None]) -> None:
    """A dialog as it opens at this size of text, before anything is filled in."""
    if name == "confirm":
        at("/field/a/A1/nc/B-02")(page)
    elif name == "photo":
        at("/field/a/A1/photos")(page)
    page.evaluate("() => document.querySelectorAll('dialog[open]').forEach((one) => one.close())")
    set_text()
    if name == "confirm":
        page.locator("[data-slot=ask]").click()
    elif name == "photo":
        page.locator("[data-slot=wall] [data-act=view]").first.click()
    else:
        page.evaluate("(name) => document.getElementById(`d-${name}`).showModal()", name)
    page.locator(f"#d-{name}[open]").wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_controls_of_every_dialog_are_large_enough_and_apart(here: Desk, lang: str) -> None:
    page = here.page("chenjing", lang)
    found = []
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)
        for name in [
            "confirm",
            "photo",
            "samples",
            "interviews",
            "history",
            "other",
            "delete",
            "recall",
            "clause",
            "submit",
            "camera",
        ]:
            for text in ("normal", "xlarge"):
                opened(page, name, lambda size=size, text=text: look(page, size, "light", text))
                lines = page.evaluate(f"() => {CUT}.near(8)") + page.evaluate(f"() => {SURVEY}.targets(44)")
                lines += page.evaluate(f"() => {CUT}.torn()")
                found += [f"{size['width']} {text} {name}: {line}" for line in lines]
    assert not found, "\n" + "\n".join(found)
