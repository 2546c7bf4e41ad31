"""Working days of a country from plain data: weekends, public holidays, make-up working days.

Where the data comes from is not known here; terms are counted in `deadlines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

_DAY = timedelta(days=1)


class Calendar:
    """Working days from `{year: {"official": bool, "holidays": [iso], "workdays": [iso make-up days]}}`.

    A year without official data is provisional; a year that is missing has weekends only, and is provisional too.
    Ground: 全国年节及纪念日放假办法 (2024-11-10) and the State Council office's yearly notice. CONFIRMED
    """

    def __init__(self, years: Mapping[int, Mapping[str, Any]]) -> None:
        self._holidays = frozenset(_days(data.get("holidays", ()) for data in years.values()))
        self._workdays = frozenset(_days(data.get("workdays", ()) for data in years.values()))
        self._official = frozenset(int(year) for year, data in years.items() if data.get("official"))

    def is_workday(self, day: date) -> bool:
        """True on a working day; a make-up day wins over its weekend and over a holiday named by mistake."""
        return day in self._workdays or (day.weekday() < 5 and day not in self._holidays)

    def day_off(self, day: date) -> Literal["weekend", "holiday"] | None:
        """What kind of day off it is; None on a working day."""
        if self.is_workday(day):
            return None
        return "holiday" if day in self._holidays else "weekend"

    def provisional(self, day: date) -> bool:
        """True if the day's year has no official data (暂定)."""
        return day.year not in self._official

    def next_workday(self, day: date) -> date:
        """The first working day on or after `day` (the roll of 民法典203); OverflowError past the year 9999."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def last_workday_on_or_before(self, day: date) -> date:
        """The last working day on or before `day`: the hint shown beside a reporting date, which never rolls."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def rest_days(self, start: date, end: date) -> list[date]:
        """The days off from `start` to `end`, both included."""
        days = (start + timedelta(days=n) for n in range((end - start).days + 1))
        return [day for day in days if not self.is_workday(day)]


def _days(lists: Iterable[Iterable[date | str]]) -> Iterable[date]:
    return (day if isinstance(day, date) else date.fromisoformat(day) for one in lists for day in one)
