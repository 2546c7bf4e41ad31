"""Measures the mock in Chromium and writes what its elements look like to e2e/mock_values.json.

Run with the folder of the mock's html files; what the app must equal is checked in e2e/test_likeness.py, not here.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

SIZES = ((1180, 820), (820, 1180), (390, 844))
STYLES = (
    "color",
    "background-color",
    "font-size",
    "font-weight",
    "line-height",
    "padding-top",
    "padding-right",
    "padding-bottom",
    "padding-left",
    "margin-top",
    "border-top-left-radius",
    "border-top-width",
    "min-height",
)
FILES = {"clause": "clause.html", "nc": "nc.html", "overview": "dashboard.html"}
# page: {name in plain words: (selector in the mock, measures of its box that its content does not decide)}
ELEMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "clause": {
        "top bar": (".top", "height"),
        "company": (".top .who b", ""),
        "sync pill": (".sync > summary", "height"),
        "open chapter": (".chap a.on", "height"),
        "open row of the list": (".tree a.on", "height width"),
        "title": (".head h1", ""),
        "four results": (".seg", "width"),
        "result 符合": (".seg label.v-ok", "height width"),
        "heading of a section": (".sec h2", ""),
        "photo": (".shot .im", "height width"),
        "record": (".rec", "width"),
        "camera": (".bottom .btn.main", "height"),
    },
    "nc": {
        "title": (".top .who b", ""),
        "label": (".fld > .lb", "height"),
        "clause": (".chip", "height"),
        "one more clause": (".chip.plain", "height"),
        "two severities": (".seg", "width"),
        "chosen severity": (".seg label:has(:checked)", "height"),
        "fact": ("#fact", "width"),
        "tick": (".chk .tag", ""),
        "chosen term": (".opt:has([name=due]:checked)", "height"),
        "side": (".side", "width"),
        "chosen photo": (".evi label:has(:checked) .im", "height width"),
        "ask": (".bottom .btn.main", "height"),
    },
    "overview": {
        "open tab": (".nav a.on", "height"),
        "title": (".dash h1", ""),
        "lead": (".ttl p", ""),
        "export": (".act .btn.line", "height"),
        "four numbers": (".kpi", "width"),
        "number": (".kpi .n", ""),
        "panel": (".panel", "width"),
        "heading of a panel": (".panel h2", ""),
        "city": (".tiles a", "height width"),
        "number of a city": (".tiles a .v", ""),
        "matter": (".todo a", "height"),
        "name in the table": (".tbl td.nm", ""),
    },
}
MEASURE = """(found, [styles, boxes]) => {
  const box = found.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return null;
  const style = getComputedStyle(found);
  const one = Object.fromEntries(styles.map((name) => [name, style.getPropertyValue(name)]));
  for (const name of boxes) one[name] = Math.round(box[name] * 100) / 100;
  return one;
}"""


def measure(page: Page, selector: str, boxes: str) -> dict[str, Any] | None:
    """Styles and box of the first element of `selector` that is seen; nothing when none is."""
    for found in page.locator(selector).all():
        one: dict[str, Any] | None = found.evaluate(MEASURE, [STYLES, boxes.split()])
        if one is not None:
            return one
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with clause.html, nc.html and dashboard.html")
    parser.add_argument("--out", type=Path, default=Path("e2e/mock_values.json"))
    given = parser.parse_args()
    values: dict[str, dict[str, dict[str, Any]]] = {}
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            for name, elements in ELEMENTS.items():
                page.goto((given.folder / FILES[name]).resolve().as_uri())
                measured = {words: measure(page, selector, boxes) for words, (selector, boxes) in elements.items()}
                values.setdefault(name, {})[f"{width}x{height}"] = measured
        browser.close()
    given.out.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
