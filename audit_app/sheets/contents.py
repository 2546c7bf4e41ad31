"""Checks a contents list (`ref, number, title`) that a certification body made from its licensed copy of a standard, cell
by cell, as a register is checked.

Whether the list fits an edition is judged in checklists/numbering.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit_app.rules.refusals import N_
from schemas.fields import most_of
from schemas.ops.people import EditionPublish

from . import comma
from .cells import FAULTS, LONGEST, clean, fault, private, stand_in
from .header import beyond_header, layout_of, merged_problem, shown_problem, struck_problem
from .odd_rows import odd_row, swallowed
from .opening import open_table
from .problems import Checked, Problem
from .reading import Table, plain_header

HEADER = ("ref", "number", "title")
OPTIONAL = ("under", "reason")
COLUMNS = (*HEADER, *OPTIONAL)
NAMED = ("ref", "number", "title", "under")
"""What must hold a name or a number; an introduction may have the number 0."""
LIMITS = {"reason": 1000}
MOST_ROWS = most_of(EditionPublish, "rows")
SENTENCES = {
    **FAULTS,
    "too_many_rows": N_("清单有 {count} 行，最多 {limit} 行。请只留目次的各条。"),
    "no_numbers": N_("清单里一个编号也没有。请照授权文本的目次填写 number 列。"),
}


def read_contents(name: str, data: bytes) -> Table:
    """A file's table, its header found below titles, the names of its columns in small letters. Raises Unreadable."""
    table = open_table(name, data, HEADER)
    return replace(table, header=[plain_header(one).lower() for one in table.header])


def check_contents(table: Table) -> Checked:
    """Takes a table as read; gives rows {row, ref, number, title, under, reason}, all text, problems, and what was
    passed over."""
    wanted = [name for name in table.header if name in COLUMNS]
    wanted += [name for name in HEADER if name not in wanted]
    layout = layout_of(table, list(dict.fromkeys(wanted)), "number")
    checked = Checked(count=len(table.rows), problems=layout.problems, warnings=layout.notes)
    if not layout.places:
        return checked
    places = dict(zip(dict.fromkeys(wanted), layout.places, strict=True))
    if len(table.rows) > MOST_ROWS:
        details = {"count": len(table.rows), "limit": MOST_ROWS}
        words = SENTENCES["too_many_rows"]
        checked.problems.append(Problem(table.rows[MOST_ROWS][0], "", "", "too_many_rows", words, details))
    for number, cells in table.rows:
        row, problems = _row(table, number, cells, places)
        checked.problems += problems
        if not problems and any(row[name] for name in COLUMNS):
            checked.rows.append(row)
    if checked.ok and checked.rows and not any(row["number"] for row in checked.rows):
        first = int(checked.rows[0]["row"])
        checked.problems.append(Problem(first, "number", "", "no_numbers", SENTENCES["no_numbers"], {}))
    return checked


def _row(
    table: Table, number: int, cells: Sequence[str], places: dict[str, int]
) -> tuple[dict[str, str], list[Problem]]:
    given = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
    row = {"row": str(number), **dict.fromkeys(COLUMNS, "")}
    row |= {name: _text(name, raw) for name, raw in given.items()}
    unnamed = not row["number"] and (not row["ref"] or not row["ref"].isascii())
    odd = odd_row(table, number, cells, places["number"], HEADER) if unnamed else None
    odd = odd or swallowed(table, number, cells, HEADER)
    if odd:
        return row, [odd]
    found = (_problem(table, number, name, raw, row[name], places[name]) for name, raw in given.items())
    return row, [one for one in found if one] + beyond_header(number, cells, len(table.header))


def _text(name: str, raw: str) -> str:
    text = comma.given(clean(raw))
    return text.lstrip("'’‘`") if name in ("ref", "number", "under") else text


def _problem(table: Table, number: int, name: str, raw: str, text: str, place: int) -> Problem | None:
    limit = LIMITS.get(name, LONGEST)
    wrong = fault(raw, limit)
    if not wrong and name in NAMED and stand_in(raw) and not (name != "title" and text.isdecimal()):
        wrong = "no_name"
    if wrong:
        details = {"limit": limit, "count": len(text), "signs": "".join(private(raw))}
        return Problem(number, name, raw.strip()[:LONGEST], wrong, SENTENCES[wrong], details)
    merged = None if text else merged_problem(table, number, name, place)
    struck = struck_problem(table, number, name, place, text)
    return merged or struck or shown_problem(table, number, name, place, text)
