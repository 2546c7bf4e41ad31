"""Plain content beside the editions: calendars, regions, posts and the list of typical findings.
What a deadline or a region means is the business of `rules`; here are only the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from checklists import files


@dataclass(frozen=True)
class County:
    """A county-level unit by code; `zone` marks a development zone, which is no unit of GB/T 2260."""

    code: str
    name: str
    zone: bool


@dataclass(frozen=True)
class City:
    """A prefecture-level city; `column` and `row` (from 1) place its tile on the overview."""

    code: str
    name: str
    name_en: str
    short: str
    column: int
    row: int
    counties: tuple[County, ...]

    def county(self, code_or_name: str) -> County | None:
        """The county with this code or full name, if it is one of this city."""
        return next((c for c in self.counties if code_or_name in (c.code, c.name)), None)


@dataclass(frozen=True)
class Region:
    """A province with its cities. Names repeat between cities (two 鼓楼区): rows are keyed by code."""

    code: str
    name: str
    name_en: str
    cities: tuple[City, ...]

    def city(self, code_or_name: str) -> City | None:
        """The city with this code, full name or short name."""
        return next((c for c in self.cities if code_or_name in (c.code, c.name, c.short)), None)


@cache
def calendar_data(country: str = "cn") -> dict[int, dict[str, Any]]:
    """{year: {official, holidays: [YYYY-MM-DD], workdays: [make-up days]}}; years without an official notice
    hold the statutory days alone and `official: False`. Raises FileNotFoundError for another country."""
    years = files.read(files.HOME / "calendars" / f"{country}.yaml")["years"]
    return {int(year): dict(days) for year, days in years.items()}


def _city(row: Mapping[str, Any]) -> City:
    counties = tuple(County(str(code), name, str(code)[4] == "7") for code, name in row["counties"].items())
    column, line = row["tile"]
    return City(str(row["code"]), row["name"], row["name_en"], row["short"], column, line, counties)


@cache
def regions(code: str = "cn-32") -> Region:
    """The cities and counties of a province (`cn-32`: Jiangsu). Raises FileNotFoundError for another one."""
    data = files.read(files.HOME / "regions" / f"{code}.yaml")
    return Region(str(data["code"]), data["name"], data["name_en"], tuple(_city(row) for row in data["cities"]))


@cache
def posts() -> tuple[str, ...]:
    """Common names of posts; the fact of a nonconformity names a post, not a person."""
    return tuple(files.read(files.HOME / "posts.yaml")["posts"])


@cache
def finding_codes() -> dict[str, dict[str, str]]:
    """Typical findings of spot checks: {code: {group, zh, en}}."""
    return {row["code"]: row for row in files.read(files.HOME / "finding_codes.yaml")["codes"]}
