"""Every complaint of a shape and of a contents list is in its table, and is told again in English, filled in or not."""

import ast
from pathlib import Path

import pytest

from checklists import load
from checklists.numbering import check_list
from checklists.words import SENTENCES as CONTENTS
from schemas.words import SENTENCES, say, translate_error, translate_errors
from tests.whole.source import ROOT

SHAPES = [f"schemas/{name}.py" for name in ("fields", "loading", "sync", "api", "quick")]
SHAPES += [f"schemas/ops/{file.name}" for file in sorted((ROOT / "schemas/ops").glob("*.py"))]
ENGLISH = {"最多 {most} 个字，现在有 {now} 个": "at most {most} characters, not {now}", "缺少这一项": "this is missing"}


def english(text: str) -> str:
    return ENGLISH.get(text, text)


def test_a_filled_sentence_is_recognised_by_its_form() -> None:
    assert translate_error(say("too_long", most=200, now=201), english) == "at most 200 characters, not 201"


def test_the_field_in_front_stays_in_front() -> None:
    assert translate_error("body.text：缺少这一项", english) == "body.text: this is missing"


def test_what_nobody_translated_stays_as_it_is() -> None:
    assert translate_error(say("choice", words="a、b"), english) == "只能是：a、b"
    assert translate_error("别的话：缺少这一项", english) == "别的话：缺少这一项"


def test_complaints_are_told_where_they_stand() -> None:
    told = translate_errors({"a": {0: ["缺少这一项"]}, "b": [7]}, english)
    assert told == {"a": {0: ["this is missing"]}, "b": [7]}


@pytest.mark.parametrize("table", [SENTENCES, CONTENTS], ids=["shapes", "contents"])
def test_no_sentence_is_taken_for_another(table: dict[str, str]) -> None:
    for code, template in table.items():
        filled = template.format_map(Anything())
        assert translate_error(filled, lambda text: f"<{text}>", table.values()) == f"<{filled}>", code


class Anything(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "8.2.1"


@pytest.mark.parametrize("path", [*SHAPES, "checklists/numbering.py"])
def test_no_complaint_is_written_outside_its_table(path: str) -> None:
    tree = ast.parse(Path(ROOT / path).read_text(encoding="utf-8"))
    raised = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    names = {"ValidationError", "ValueError", "Problem"}
    written = [
        text
        for call in raised
        if isinstance(call.func, ast.Name) and call.func.id in names
        for text in (node.value for node in ast.walk(call) if isinstance(node, ast.Constant))
        if isinstance(text, str) and any("\u3400" <= sign <= "\u9fff" for sign in text)
    ]
    assert written == []


def test_every_complaint_about_a_list_is_in_the_table() -> None:
    edition = load("gbt-29490-2023")
    rows = [
        {"ref": "nowhere", "number": "4.1.1.1.1", "title": ""}, {"ref": "", "number": "", "title": "新"},
        {"ref": "", "number": "x", "title": "新"}, {"ref": "", "number": "3.1", "title": "术语"},
        {"ref": "", "number": "2", "title": "引用"}, {"ref": "plan.risk", "number": "", "title": "风险", "under": "99"},
    ]  # fmt: skip
    problems = check_list(edition, rows)
    assert len({one.code for one in problems}) > 5
    for one in problems:
        assert translate_error(one.message, lambda text: "told", CONTENTS.values()) == "told", one
