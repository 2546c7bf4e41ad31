"""Terms: when something is due, how many days are left, how late it is, and whether years are full.

How long a term is comes from a rule pack, which days are working days from `calendar`. All dates are local dates of the
site; no instant and no clock is known here.
"""

from __future__ import annotations

import calendar as _months
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from audit_app.rules.calendar import Calendar
from audit_app.rules.refusals import N_, Refused

Unit = Literal["workday", "day", "month", "year"]
Roll = Literal["next", "none"]

UNITS: dict[str, str] = {"workday": N_("工作日"), "day": N_("日"), "month": N_("个月"), "year": N_("年")}


@dataclass(frozen=True)
class Due:
    """A due date: `date` after the roll, `nominal` before it, and whether a year without official data was asked."""

    date: datetime.date
    nominal: datetime.date
    rolled: bool
    provisional: bool

    def as_json(self) -> dict[str, str | bool]:
        """{date, nominal, rolled, provisional} with ISO dates."""
        return {
            "date": self.date.isoformat(),
            "nominal": self.nominal.isoformat(),
            "rolled": self.rolled,
            "provisional": self.provisional,
        }


def due(start: date, n: int, unit: Unit, calendar: Calendar, roll: Roll = "next") -> Due:
    """When a term of `n` units that starts on `start` (served, held, signed) ends.

    The day of the event never counts (民法典201); months and years end on the same day number, else at the month's
    end (202); a last day off moves to the next working day (203) unless `roll` is "none", as a rule may set (204).
    Raises Refused("bad_term") or Refused("out_of_calendar"). CONFIRMED (regulator.md 5)
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1 or unit not in UNITS or roll not in get_args(Roll):
        raise Refused("bad_term", "n", value=f"{n} {unit}")
    try:
        if unit == "workday":
            return _workdays(start, n, calendar)
        nominal = _nominal(start, n, unit)
        if roll == "none":
            return Due(nominal, nominal, False, False)
        last = calendar.next_workday(nominal)
        provisional = calendar.provisional(nominal) or calendar.provisional(last)
        return Due(last, nominal, last != nominal, provisional)
    except (OverflowError, ValueError):
        raise Refused("out_of_calendar", "n") from None


def days_left(due: date | Due, today: date) -> int:
    """Calendar days from today to the due date: 0 on the day itself, negative afterwards."""
    return (_date(due) - today).days


def days_late(due: date | Due, today: date) -> int:
    """Calendar days past the due date; 0 up to and on the day itself (the term ends at 24:00)."""
    return max(0, -days_left(due, today))


def lateness(due: date | Due, today: date) -> Literal["ahead", "today", "late"]:
    """Where today stands towards the due date."""
    left = days_left(due, today)
    return "ahead" if left > 0 else "today" if left == 0 else "late"


def escalation(due: date | Due, today: date, steps: Sequence[int]) -> int | None:
    """The last step reached of a rule pack's escalation days (such as -10, -3, 0, 1, 7), or None before the first."""
    return max((step for step in steps if step <= -days_left(due, today)), default=None)


def anniversary(day: date, n: int) -> date:
    """The day on which `n` years after `day` are full: same day, else the month's end (民法典202)."""
    return _months_later(day, 12 * n)


def at_least_years(filed_on: date, n: int, day: date) -> bool:
    """满 n 年: full on the anniversary itself (民法典1259 counts 届满 inclusively). LIKELY reading of "满"."""
    return day >= anniversary(filed_on, n)


def more_than_years(filed_on: date, n: int, day: date) -> bool:
    """超过 n 年: the anniversary itself does not count (民法典1259). CONFIRMED"""
    return day > anniversary(filed_on, n)


def _nominal(start: date, n: int, unit: Unit) -> date:
    if unit == "day":
        return start + timedelta(days=n)
    return _months_later(start, 12 * n if unit == "year" else n)


def _workdays(start: date, n: int, calendar: Calendar) -> Due:
    day, left, provisional = start, n, False
    while left:
        day += timedelta(days=1)
        provisional = provisional or calendar.provisional(day)
        left -= calendar.is_workday(day)
    return Due(day, day, False, provisional)


def _months_later(day: date, n: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def _date(due: date | Due) -> date:
    return due.date if isinstance(due, Due) else due
