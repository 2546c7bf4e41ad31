"""The clause page, the nonconformity form and the overview look as the mock: colour, size, spacing of twelve elements.

The mock's values are in mock_values.json (tools/measure_mock.py). Different on purpose, so not compared: the line of
the demo clock above every page; `min-height` where the mock has none, because its fixed heights became `min-height`,
so that 字号 特大 fits (product.md 4.1); the height of what its content decides; the corner of the first result, which
the box around it rounds in the mock and which is round by itself in the app.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from e2e.screens import SIZES, Desk, desk, look
from e2e.serving import copy_of, free_port, served
from tools.measure_mock import ELEMENTS, measure

MOCK = json.loads((Path(__file__).parent / "mock_values.json").read_text(encoding="utf-8"))
PIXEL = 0.75
# where the app's selector is another: judgement is by buttons (product.md 4.8), choices need no :has() (8)
APP = {
    "clause": {"result 符合": ".seg button.v-ok"},
    "nc": {
        "clause": ".chip:not(.plain)",
        "two severities": "form .seg",
        "chosen severity": ".seg input:checked + .face",
        "fact": "#f-fact",
        "chosen term": "[data-slot=terms] .opt > :checked + span",
        "chosen photo": ".evi :checked + .im",
        "ask": "form .bottom .btn.main",
    },
    "overview": {},
}


# the first panel of the overview is that of all campaigns (late and waiting things), over the whole width
ON_PURPOSE = {("result 符合", "border-top-left-radius"), ("panel", "margin-top"), ("panel", "width")}


@pytest.fixture(scope="module")
def here(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = copy_of(demo, tmp_path_factory.mktemp("likeness") / "demo")
    with served(folder, free_port()) as url, desk(browser, url) as one:
        yield one


def differences(page: Page, name: str, size: dict[str, int]) -> list[str]:
    """What is not as in the mock, one line each."""
    look(page, size)
    found = []
    for words, (selector, boxes) in ELEMENTS[name].items():
        wanted = MOCK[name][f"{size['width']}x{size['height']}"][words]
        if wanted is None:
            continue
        shown = measure(page, APP[name].get(words, selector), boxes)
        if shown is None:
            found.append(f"{words}: not on the page")
        else:
            keys = [key for key in wanted if (words, key) not in ON_PURPOSE and not same(key, shown[key], wanted[key])]
            found += [f"{words}: {key} {shown[key]}, mock {wanted[key]}" for key in keys]
    return found


def same(key: str, shown: Any, wanted: Any) -> bool:
    if key == "min-height" and wanted in ("auto", "0px"):
        return True
    numbers = [re.fullmatch(r"(-?[\d.]+)(px)?", str(value)) for value in (shown, wanted)]
    if numbers[0] and numbers[1]:
        return abs(float(numbers[0][1]) - float(numbers[1][1])) <= (0 if key == "font-weight" else PIXEL)
    return bool(shown == wanted)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("name", list(ELEMENTS))
def test_the_page_is_as_the_mock(here: Desk, name: str, size: dict[str, int]) -> None:
    assert not differences(here.open(name), name, size)


def test_twelve_elements_of_each_page_are_compared() -> None:
    assert [len(elements) for elements in ELEMENTS.values()] == [12, 12, 12]
    assert all(set(values) == set(ELEMENTS[name]) for name, sizes in MOCK.items() for values in sizes.values())


@pytest.mark.parametrize(
    ("token", "instead", "told"),
    [("--brand: #17528F", "--brand: #17528E", "color"), ("--s5: 1.5rem", "--s5: 1.75rem", "padding")],
)
def test_one_changed_token_is_noticed(here: Desk, token: str, instead: str, told: str) -> None:
    """The control: the same comparison with another style sheet must fail."""

    def other_sheet(route: Route) -> None:
        sheet = route.fetch()
        assert token in sheet.text()
        route.fulfill(response=sheet, body=sheet.text().replace(token, instead))

    page = here.page("zhoumin")
    page.route("**/site.css*", other_sheet)
    try:
        wrong = differences(here.open("overview"), "overview", SIZES[0])
    finally:
        page.unroute("**/site.css*")
    assert any(told in line for line in wrong), wrong
