"""Reads what people write in one cell: dates in many forms, texts with odd blanks, formulas that must stay text.

Which column wants what does not live here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from audit_app.rules.identifiers import half_width, normal_text
from audit_app.rules.refusals import N_

FORMULA_SIGNS = "=+-@＝＋－＠"
NOTHING = frozenset({"-", "—", "－", "–", "/", "／"})
LONGEST = 200
FAULTS = {
    "formula_text": N_("这一格是公式或以 = + - @ 开头的文字。请改成普通文字（复制后粘贴为数值）。"),
    "too_long": N_("这一格超过 {limit} 个字。请删短。"),
    "control_character": N_("这一格里有看不见的控制字符。请删去后重新填写。"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_LETTERS = {0xFF00 + code: 0x20 + code for code in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))}
FIRST_YEAR, LAST_YEAR = 1990, 2100


def is_formula(text: str) -> bool:
    """True for a cell that a spreadsheet would run: it begins with = + - @ (or their wide forms) and is no number."""
    start = text.strip()
    if not start or start[0] not in FORMULA_SIGNS or start in NOTHING:
        return False
    if start[0] in "=@＝＠":
        return True
    try:
        float(half_width(start))
    except ValueError:
        return True
    return False


def fault(raw: str, longest: int = LONGEST) -> str | None:
    """Which of FAULTS a cell has as it was read, whatever its column; None if none."""
    if is_formula(raw):
        return "formula_text"
    if _CONTROL.search(raw):
        return "control_character"
    return "too_long" if len(clean(raw)) > longest else None


def clean(text: str) -> str:
    """A plain text cell: blanks folded, wide letters and digits narrow; a lone dash or slash means empty."""
    folded = normal_text(text).translate(_LETTERS)
    return "" if folded in NOTHING else folded


def read_date(text: str) -> date | None:
    """Takes 2025-03-01, 2025/3/1, 2025.3.1, 2025年3月1日 or a spreadsheet's serial day; None if it is no day."""
    plain = half_width(normal_text(text))
    serial = _SERIAL.fullmatch(plain)
    if serial:
        day = date(1899, 12, 30) + timedelta(days=int(serial[1]))
    else:
        found = _DATE.fullmatch(plain)
        if found is None:
            return None
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
