"""The calendar file agrees with the official data it was made from, and its provisional years with the rule."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays

from checklists import calendar_data

TOOLS = Path(__file__).parents[2] / "tools"
YEARS = calendar_data()


def tool(name: str) -> ModuleType:
    sys.path.insert(0, str(TOOLS))
    try:
        spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(TOOLS))


def workday(day: date) -> bool:
    data = YEARS[day.year]
    if day.isoformat() in data["workdays"]:
        return True
    return day.weekday() < 5 and day.isoformat() not in data["holidays"]


def days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_of_an_official_year_agrees_with_chinesecalendar(year: int) -> None:
    assert YEARS[year]["official"] is True
    missing = [date(2005, 12, 31)] if year == 2005 else []
    assert [d for d in days(year) if workday(d) != chinese_calendar.is_workday(d)] == missing


def test_the_saturday_before_the_new_year_of_2006_was_a_working_day() -> None:
    assert workday(date(2005, 12, 31))
    assert not workday(date(2006, 1, 1))


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_the_year_has_the_known_number_of_working_days(year: int, count: int) -> None:
    assert sum(map(workday, days(year))) == count


def test_the_years_from_2027_to_2035_are_provisional_and_have_no_shifted_days() -> None:
    later = {year: data for year, data in YEARS.items() if not data["official"]}
    assert list(later) == list(range(2027, 2036))
    assert all(data["workdays"] == [] for data in later.values())


def test_the_file_is_what_the_tool_writes() -> None:
    made = tool("make_calendars")
    assert made.OUT.read_text(encoding="utf-8") == made.text()


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_statutory_days_of_2025_and_2026_are_official_holidays(year: int) -> None:
    statutory = tool("make_calendars").statutory(year)
    assert len(statutory) == 13
    assert [d for d in statutory if d not in holidays] == []


@pytest.mark.parametrize("year", range(2004, 2027))
def test_the_lunar_feasts_lie_in_the_official_holidays_of_their_name(year: int) -> None:
    lunar = tool("lunar")
    feasts = {"Spring Festival": lunar.lunar(year, 1, 1)}
    if year >= 2008:
        feasts["Tomb-sweeping Day"] = lunar.solar_term(year, 15)
        feasts["Dragon Boat Festival"] = lunar.lunar(year, 5, 5)
        feasts["Mid-autumn Festival"] = lunar.lunar(year, 8, 15)
    for name, day in feasts.items():
        same = {key for key, value in holidays.items() if value == name}
        if year == 2012 and name == "Dragon Boat Festival":
            # The package leaves out this Saturday and has the two days around it.
            assert {day - timedelta(days=1), day + timedelta(days=1)} <= same
            continue
        # Where 中秋 falls into the National Day week the notice may file it under that name.
        assert day in same or (name.startswith("Mid") and holidays.get(day) == "National Day"), (name, day)


PUBLISHED = {
    2027: "02-06 06-09 09-15 04-05", 2028: "01-26 05-28 10-03 04-04", 2029: "02-13 06-16 09-22 04-04",
    2030: "02-03 06-05 09-12 04-05", 2031: "01-23 06-24 10-01 04-05", 2032: "02-11 06-12 09-19 04-04",
    2033: "01-31 06-01 09-08 04-04", 2034: "02-19 06-20 09-27 04-05", 2035: "02-08 06-10 09-16 04-05",
}  # fmt: skip


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_provisional_years_hold_spring_dragon_boat_mid_autumn_and_qingming(year: int) -> None:
    spring, *others = (date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split())
    expected = {spring + timedelta(days=n) for n in (-1, 0, 1, 2)} | set(others)
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    expected |= {date(year, month, day) for month, day in fixed}
    assert YEARS[year]["holidays"] == sorted(day.isoformat() for day in expected)
