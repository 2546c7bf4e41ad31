"""A picture of every main screen at three sizes: the size is right, nothing is wider than the screen, nothing is blank.

With SCREENS=1 the pictures are written to docs/screens/, where README shows three; otherwise to a folder of the test.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from e2e.screens import SCREENS, SIZES, Desk, desk, look
from e2e.serving import copy_of, free_port, served

KEPT = Path(__file__).parent.parent / "docs" / "screens"
ALSO_DARK = ("clause", "nc", "overview")
# an element may be scrolled sideways only where the design says so: wide tables, the row of photos, the tabs of a phone
WIDER = """() => [document.scrollingElement, ...document.querySelectorAll('body *')].filter((one) => {
  if (one.scrollWidth <= one.clientWidth + 1 || one.clientWidth === 0) return false;
  const flow = getComputedStyle(one).overflowX;
  if (one !== document.scrollingElement && flow !== 'auto' && flow !== 'scroll') return false;
  return !one.closest('.tblwrap, .strip, .nav, textarea, input');
}).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""


@pytest.fixture(scope="module")
def here(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = copy_of(demo, tmp_path_factory.mktemp("pictures") / "demo")
    with served(folder, free_port()) as url, desk(browser, url) as one:
        yield one


def shoot(page: Page, size: dict[str, int], file: Path) -> None:
    """One picture, with 256 colours so that it stays small; asserts that it shows something and has its size."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    assert picture.size == (size["width"], size["height"])
    assert len(picture.getcolors(picture.width * picture.height) or []) > 20, "blank"
    assert shown(picture) > 0.004, "nearly blank"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(file, optimize=True)


def shown(picture: Image.Image) -> float:
    """Share of the picture that is not its commonest colour's neighbour: text, lines, pictures."""
    grey = picture.convert("L")
    counts = grey.histogram()
    common = max(range(256), key=lambda level: counts[level])
    far = sum(count for level, count in enumerate(counts) if abs(level - common) > 40)
    return far / (picture.width * picture.height)


@pytest.mark.parametrize("name", [screen.name for screen in SCREENS])
def test_the_screen_shows_at_every_size(here: Desk, name: str, tmp_path: Path) -> None:
    folder = KEPT if os.environ.get("SCREENS") == "1" else tmp_path
    page = here.open(name)
    for theme in ("light", "dark") if name in ALSO_DARK else ("light",):
        for size in SIZES:
            look(page, size, theme)
            assert page.viewport_size == size
            assert page.evaluate(WIDER) == [], (size, theme)
            assert page.locator(".yr >> visible=true").count() == 0, "the year that only paper needs"
            dark = "-dark" if theme == "dark" else ""
            shoot(page, size, folder / f"{name}{dark}-{size['width']}x{size['height']}.png")


def test_a_blank_page_or_a_wide_element_is_noticed(here: Desk, tmp_path: Path) -> None:
    """The control: both checks fail when there is something to find."""
    page = here.page("")
    page.goto("/login")
    look(page, SIZES[2])
    page.evaluate("() => { document.querySelector('main').innerHTML = '<pre>' + 'x'.repeat(400) + '</pre>'; }")
    assert page.evaluate(WIDER) != []
    page.evaluate("() => { document.body.innerHTML = ''; }")
    with pytest.raises(AssertionError, match="blank"):
        shoot(page, SIZES[2], tmp_path / "blank.png")
