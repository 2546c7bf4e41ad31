"""The rows of a body's contents list, tidied, and what a clause number is. Judging them is done in `numbering`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checklists.edition import Edition, Item

NUMBER = re.compile(r"[1-9][0-9]?(\.[1-9][0-9]?)*")
DEEPEST = 4

Row = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One row of the list, tidied: full-width digits and dots in a number are read as plain ones."""

    row: int
    ref: str
    number: str
    title: str
    under: str
    reason: str

    @property
    def parts(self) -> tuple[int, ...]:
        return parts(self.number)


def parts(number: str) -> tuple[int, ...]:
    """A clause number as integers, so that 7.9 stands before 7.10."""
    return tuple(int(part) for part in number.split("."))


def above(number: str) -> str:
    """The number one level up (`7.4.1` → `7.4`); empty for a chapter."""
    return number.rpartition(".")[0]


_PLAIN = str.maketrans("０１２３４５６７８９．。", "0123456789..")


def tidy(rows: Iterable[Row]) -> list[Line]:
    """The rows as lines; a row without its own line number counts from 2."""
    lines = []
    for position, row in enumerate(rows, start=2):
        cell = {key: str(row.get(key) or "").strip() for key in ("ref", "number", "title", "under", "reason")}
        for key in ("number", "under"):
            cell[key] = cell[key].translate(_PLAIN)
        lines.append(Line(row=int(row.get("row") or position), **cell))
    return lines


def retained(edition: Edition, lines: Sequence[Line]) -> dict[str, Item]:
    """Items the list does not name and whose number it does not use, by number: they keep what they have."""
    listed = {line.ref for line in lines}
    used = {line.number for line in lines}
    return {i.number: i for i in edition.items if i.number and i.ref not in listed and i.number not in used}
