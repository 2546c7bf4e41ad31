"""Reads what people write in one cell: dates in many forms, texts with odd blanks, formulas that must stay text.

Which column wants what does not live here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from audit_app.rules.identifiers import half_width, normal_text

FORMULA_SIGNS = "=+-@＝＋－＠"
NOTHING = frozenset({"-", "—", "－", "–", "/", "／"})
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
