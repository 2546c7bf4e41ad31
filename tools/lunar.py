"""Dates of the Chinese calendar by astronomy (new moons and solar longitude after Meeus), for a developer's tool.
Good to about a minute, at 120° east; nothing of the application uses it.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, radians, sin

SYNODIC = 29.530588861


def _beijing_day(jde: float) -> date:
    """The civil day in Beijing of an instant in dynamical time (Delta T taken as 70 seconds)."""
    days = jde - 70 / 86400 + 8 / 24 - 2451544.5
    return date(2000, 1, 1) + timedelta(days=floor(days))


def _solar_longitude(jde: float) -> float:
    """Apparent longitude of the sun in degrees (Meeus, chapter 25, the lower accuracy)."""
    t = (jde - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    m = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    return (mean + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360


def solar_term(year: int, longitude: int) -> date:
    """The day in Beijing on which the sun reaches a longitude (0 spring equinox, 15 清明, 270 winter solstice)."""
    jde = 2451544.5 + (date(year, 3, 20) - date(2000, 1, 1)).days + (longitude if longitude < 280 else longitude - 360)
    for _ in range(8):
        away = (longitude - _solar_longitude(jde) + 180) % 360 - 180
        jde += away * 365.2422 / 360
    return _beijing_day(jde)


def _new_moon(k: int) -> float:
    """Dynamical time of the new moon number k (0 = 2000-01-06; Meeus, chapter 49, main terms)."""
    t = k / 1236.85
    jde = 2451550.09766 + SYNODIC * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t
    m = radians(2.5534 + 29.10535670 * k)
    p = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    f = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k)
    return (
        jde - 0.40720 * sin(p) + 0.17241 * e * sin(m) + 0.01608 * sin(2 * p) + 0.01039 * sin(2 * f)
        + 0.00739 * e * sin(p - m) - 0.00514 * e * sin(p + m) + 0.00208 * e * e * sin(2 * m)
        - 0.00111 * sin(p - 2 * f) - 0.00057 * sin(p + 2 * f) + 0.00056 * e * sin(2 * p + m)
        - 0.00042 * sin(3 * p) + 0.00042 * e * sin(m + 2 * f) + 0.00038 * e * sin(m - 2 * f)
        - 0.00024 * e * sin(2 * p - m) - 0.00017 * sin(node)
    )  # fmt: skip


def _month_starts(first: date, last: date) -> list[date]:
    k = floor((first - date(2000, 1, 6)).days / SYNODIC) - 1
    starts = []
    while (day := _beijing_day(_new_moon(k))) <= last:
        if day >= first:
            starts.append(day)
        k += 1
    return starts


def _has_middle_term(start: date, end: date) -> bool:
    """Whether one of the twelve middle terms (multiples of 30°) falls on a day of [start, end)."""
    terms = (solar_term(year, lon) for year in {start.year, end.year} for lon in range(0, 360, 30))
    return any(start <= term < end for term in terms)


def months(year: int) -> dict[int, date]:
    """First day of each ordinary lunar month {1..12} of the year that begins in `year`; the month of the winter
    solstice is the eleventh, and in a year of thirteen the first month without a middle term is the leap one."""
    found: dict[int, date] = {}
    for solstice_year in (year - 1, year):
        before, after = solar_term(solstice_year, 270), solar_term(solstice_year + 1, 270)
        starts = _month_starts(before - timedelta(days=31), after + timedelta(days=31))
        eleventh = max(i for i, day in enumerate(starts) if day <= before)
        following = max(i for i, day in enumerate(starts) if day <= after)
        leap_left, number = following - eleventh == 13, 11
        for i in range(eleventh, following):
            if leap_left and i > eleventh and not _has_middle_term(starts[i], starts[i + 1]):
                leap_left = False
                continue
            month = (number - 1) % 12 + 1
            lunar_year = solstice_year + 1 if number > 12 else solstice_year
            if lunar_year == year:
                found[month] = starts[i]
            number += 1
    return found


def lunar(year: int, month: int, day: int) -> date:
    """The civil day of a lunar date of the lunar year that begins in `year` (no leap months)."""
    return months(year)[month] + timedelta(days=day - 1)
