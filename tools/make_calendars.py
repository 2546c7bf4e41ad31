"""Writes `checklists/calendars/cn.yaml`: official years from the chinesecalendar package, later years provisional.
A developer's tool, run by hand once a year, when the State Council's notice is in the package.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from chinese_calendar.constants import holidays, workdays
from lunar import lunar, solar_term

OUT = Path(__file__).parent.parent / "checklists" / "calendars" / "cn.yaml"
PROVISIONAL_TO = 2035
MISSING_WORKDAYS = (date(2005, 12, 31),)
"""Make-up working days that the package lacks: a Saturday that the notice for the next year's 元旦 made a working day."""
HEAD = """# Rest days and make-up working days of the State Council's yearly notices (official: true). Years without one
# (official: false) hold the statutory days of the rule of 2024-11-10 (全国年节及纪念日放假办法) and no shifted days:
# terms that reach them are provisional. Written by tools/make_calendars.py; not edited by hand.
years:
"""


def statutory(year: int) -> list[date]:
    """The thirteen days off of a year under the rule of 2024-11-10 (fewer where two coincide), sorted."""
    spring = lunar(year, 1, 1)
    days = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), solar_term(year, 15)}
    days |= {spring + timedelta(days=n) for n in (-1, 0, 1, 2)}
    days |= {date(year, 10, n) for n in (1, 2, 3)}
    return sorted(days | {lunar(year, 5, 5), lunar(year, 8, 15)})


def _line(key: str, days: list[date]) -> str:
    return f"    {key}: [{', '.join(chr(34) + day.isoformat() + chr(34) for day in days)}]\n"


def year_text(year: int, official: bool, rest: list[date], work: list[date]) -> str:
    """One year's entry of the file."""
    return f"  {year}:\n    official: {str(official).lower()}\n" + _line("holidays", rest) + _line("workdays", work)


def text() -> str:
    """The whole file."""
    known = sorted({day.year for day in holidays})
    work = sorted({*workdays, *MISSING_WORKDAYS})
    official = (
        year_text(y, True, sorted(d for d in holidays if d.year == y), [d for d in work if d.year == y]) for y in known
    )
    later = (year_text(y, False, statutory(y), []) for y in range(known[-1] + 1, PROVISIONAL_TO + 1))
    return HEAD + "".join(official) + "".join(later)


if __name__ == "__main__":
    OUT.write_text(text(), encoding="utf-8")
    print(OUT)
