"""Checks a list of inspectors: who may be drawn, with which card, and from which companies each must stay away.

How pairs are drawn does not live here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit_app.rules import identifiers
from audit_app.rules.refusals import N_, Refused

from .cells import FAULTS, LONGEST, clean, fault
from .header import beyond_header, header_problems
from .problems import Checked, Mended, Problem
from .reading import Table

COLUMNS = {"name": "姓名", "card_no": "执法证号", "unit": "单位", "recusals": "回避企业统一社会信用代码"}
HEADER = tuple(COLUMNS.values())
MOST_RECUSALS = 20_000
"""Letters of all the recusals of one person: some thousand companies."""

SENTENCES = {
    "required": N_("缺少「{column}」。请补上再导入。"),
    "no_card": N_("没有执法证号的人员不能参加抽取。请补上执法证号，或删去这一行。"),
    **FAULTS,
    "bad_uscc": N_("回避企业的统一社会信用代码不对：{reason_word}。多个代码之间用；隔开。"),
    "duplicate_inspector": N_("执法证号与第 {first} 行相同。同一人只能有一行，请删去或改正一行。"),
}


def check_inspectors(table: Table) -> Checked:
    """Takes a table as read; gives rows {name, card_no, unit, recusals: list of codes}, problems and mended cells."""
    problems = header_problems(table, HEADER)
    checked = Checked(count=len(table.rows), problems=problems)
    if problems:
        return checked
    first: dict[str, int] = {}
    for number, cells in table.rows:
        before = len(checked.problems)
        row = _row(checked, number, [*cells, *[""] * len(HEADER)])
        checked.problems += beyond_header(number, cells, len(HEADER))
        card = row["card_no"]
        if card and first.setdefault(str(card), number) != number:
            _problem(checked, number, "card_no", str(card), "duplicate_inspector", first=first[str(card)])
        if len(checked.problems) == before:
            checked.rows.append(row)
    return checked


def _row(checked: Checked, number: int, cells: Sequence[str]) -> dict[str, str | list[str]]:
    row: dict[str, str | list[str]] = {}
    for key, raw in zip(COLUMNS, cells, strict=False):
        text = clean(raw)
        row[key] = [] if key == "recusals" else text
        limit = MOST_RECUSALS if key == "recusals" else LONGEST
        wrong = fault(raw, limit)
        if wrong:
            _problem(checked, number, key, raw.strip()[:LONGEST], wrong, limit=limit)
        elif key == "card_no":
            row[key] = _card(checked, number, raw, text)
        elif key == "recusals":
            row[key] = _recusals(checked, number, text)
        elif key == "name" and not text:
            _problem(checked, number, key, "", "required")
    return row


def _card(checked: Checked, number: int, raw: str, text: str) -> str:
    card = identifiers.normal_code(text)
    if not card:
        _problem(checked, number, "card_no", "", "no_card")
    elif card != raw.strip():
        checked.mended.append(Mended(number, COLUMNS["card_no"], raw, card))
    return card


def _recusals(checked: Checked, number: int, text: str) -> list[str]:
    codes: list[str] = []
    for part in re.split(r"[;；,，、\s]+", text):
        if not part:
            continue
        try:
            codes.append(identifiers.uscc(part))
        except Refused as no:
            details = {key: value for key, value in no.details.items() if key != "value"}
            _problem(checked, number, "recusals", part, "bad_uscc", **details)
    return codes


def _problem(checked: Checked, number: int, key: str, value: str, code: str, **details: object) -> None:
    checked.problems.append(Problem(number, COLUMNS[key], value, code, SENTENCES[code], dict(details)))
