"""The editions of GB/T 29490 that certificates, registers and audits name: title, days in force, and which checklists go with them.

Sources: the announcements of the standards (2013-02-07, 2023-08-06) and notice 27 of 2023 of 认监委 and 国家知识产权局 (domain
notes: standard.md 2, regulator.md 3.8). CONFIRMED
"""

from collections.abc import Mapping
from dataclasses import dataclass

FAMILY = "GB/T 29490"
SCHEME = "gbt-29490"
"""The scheme of the checklists that bodies audit by."""


class UnknownStandard(LookupError):
    """Raised for a standard that is none of these: never taken for one of them."""


@dataclass(frozen=True)
class Standard:
    """One edition. `audited_by` and `checked_by` are checklists' ids, of an audit and of a spot check, in their first version;
    `superseded_on` is the day from which another is in force, None for the one of today."""

    year: str
    title: str
    in_force_on: str
    superseded_on: str | None
    audited_by: str
    checked_by: str

    @property
    def number(self) -> str:
        """`GB/T 29490-2023`, as registers write it."""
        return f"{FAMILY}-{self.year}"

    def stands_on(self, day: str) -> bool:
        """Whether it is in force on a day (ISO date)."""
        return self.in_force_on <= day and (self.superseded_on is None or day < self.superseded_on)


CURRENT = Standard(
    "2023", "企业知识产权合规管理体系 要求", "2024-01-01", None, "gbt-29490-2023", "spot-check-29490-2023"
)
STANDARDS: Mapping[str, Standard] = {
    one.number: one
    for one in (
        Standard("2013", "企业知识产权管理规范", "2013-03-01", "2024-01-01", "gbt-29490-2013", "spot-check-29490"),
        CURRENT,
    )
}
TITLES = {one.year: one.title for one in STANDARDS.values()}
"""Year -> title."""


def in_force_on(day: str) -> Standard:
    """The one in force on a day (ISO date); the first before any was."""
    return next((one for one in STANDARDS.values() if one.stands_on(day)), next(iter(STANDARDS.values())))


def find_standard(number: str) -> Standard:
    """By its number with a hyphen. Raises UnknownStandard."""
    try:
        return STANDARDS[number]
    except KeyError:
        raise UnknownStandard(number) from None
