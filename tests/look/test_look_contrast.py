"""Text and borders against the surfaces they stand on, in both themes, by the formula of WCAG 2.2 (1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "audit_app" / "static" / "site.css").read_text()
TEXT = [
    (ink, paper)
    for ink in ("ink", "ink-2", "ink-3", "brand", "ok", "minor", "major", "obs", "na")
    for paper in ("page", "card", "sunk")
]
TEXT += [
    ("on-brand", "brand"),
    ("brand", "brand-weak"),
    ("ink", "brand-weak"),
    ("ink-3", "brand-weak"),
    ("ink", "major-weak"),
    ("ink", "minor-weak"),
]
TEXT += [(state, f"{state}-weak") for state in ("ok", "minor", "major", "obs", "na")]
EDGES = [("control", "page"), ("control", "card"), ("brand", "page"), ("ok", "sunk"), ("brand", "sunk")]


def tokens(selector: str) -> dict[str, str]:
    block = CSS[CSS.index(selector + " {") :]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6})", block[: block.index("}")]))


LIGHT = tokens(":root")
THEMES = {"light": LIGHT, "dark": LIGHT | tokens('[data-theme="dark"]')}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(theme: str, ink: str, paper: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][paper]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "paper"), EDGES)
def test_edges_and_bars_can_be_seen(theme: str, edge: str, paper: str) -> None:
    assert contrast(THEMES[theme][edge], THEMES[theme][paper]) >= 3


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


def test_following_the_system_gives_exactly_the_dark_theme() -> None:
    assert tokens('[data-theme="auto"]') == tokens('[data-theme="dark"]')
    assert len(tokens('[data-theme="dark"]')) == 21
