"""Compares a file's header row with the one it must have, naming each column that is missing, extra or misplaced.

What stands under the header does not live here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from audit_app.rules.refusals import N_

from .cells import LONGEST
from .problems import Problem
from .reading import Table

DEEPEST = 5
"""How far below row 1 a header is looked for; people put a title and a note above it."""

SENTENCES = {
    "header_missing": N_("表头缺少「{column}」一列。请按模板补上这一列，不用的列留空。"),
    "header_renamed": N_("表头第 {place} 列应为「{column}」，现在是「{value}」。请改回模板的写法。"),
    "header_extra": N_("表头多出「{value}」一列（第 {place} 列）。请删去这一列。"),
    "header_order": N_("「{column}」应在第 {place} 列，现在在第 {found} 列。请按模板的顺序排列。"),
    "header_doubled": N_("表头里「{column}」出现了两次（第 {place} 列）。请只留一列。"),
    "header_lower": N_("表头应在第 1 行，现在在第 {found} 行。请删去它上面的标题行和空行。"),
    "header_blank": N_("第 {place} 列没有表头。请补上表头，或删去这一列。"),
}
BEYOND = N_("第 {place} 列没有表头，却填了内容。请删去这一格，或补上表头。")


def header_problems(table: Table, wanted: Sequence[str]) -> list[Problem]:
    """Takes a table as read and the header it must have; gives the problems of row 1 (empty if they agree)."""
    for number, cells in table.rows[:DEEPEST]:
        if [_plain(cell) for cell in cells if cell.strip()] == [_plain(name) for name in wanted]:
            return [_problem("header_lower", "", " ".join(table.header), found=number)]
    return _compared(table.header, wanted)


def beyond_header(number: int, cells: Sequence[str], width: int) -> list[Problem]:
    """Problems of what is filled in beyond the last column that has a header; ignored, it would be lost unnoticed."""
    return [
        Problem(number, "", cells[at].strip()[:LONGEST], "beyond_header", BEYOND, {"place": at + 1})
        for at in range(width, len(cells))
        if cells[at].strip()
    ]


def _compared(found: Sequence[str], wanted: Sequence[str]) -> list[Problem]:
    plain = {_plain(name): name for name in wanted}
    names = [plain.get(_plain(name), name) for name in found]
    if names == list(wanted):
        return []
    missing = [name for name in wanted if name not in names]
    problems, renamed = _misnamed(names, wanted, missing)
    problems += [_problem("header_missing", name, "") for name in missing if name not in renamed]
    if not problems:
        problems += _misplaced(names, wanted)
    return problems


def _misnamed(names: list[str], wanted: Sequence[str], missing: list[str]) -> tuple[list[Problem], set[str]]:
    problems: list[Problem] = []
    renamed: set[str] = set()
    for at, name in enumerate(names):
        there = wanted[at] if at < len(wanted) else ""
        if name in wanted:
            if name in names[:at]:
                problems.append(_problem("header_doubled", name, name, place=at + 1))
        elif there in missing:
            renamed.add(there)
            problems.append(_problem("header_renamed", there, name, place=at + 1))
        elif name:
            problems.append(_problem("header_extra", name, name, place=at + 1))
        else:
            problems.append(_problem("header_blank", "", "", place=at + 1))
    return problems, renamed


def _misplaced(names: list[str], wanted: Sequence[str]) -> list[Problem]:
    return [
        _problem("header_order", name, names[at], place=at + 1, found=names.index(name) + 1)
        for at, name in enumerate(wanted)
        if names[at] != name
    ]


def _problem(code: str, column: str, value: str, **details: int) -> Problem:
    return Problem(1, column, value, code, SENTENCES[code], dict(details))


def _plain(name: str) -> str:
    """县（市、区） and 县(市、区) are the same header; so is one with blanks in it."""
    return "".join(unicodedata.normalize("NFKC", name).split())
