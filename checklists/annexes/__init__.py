"""The layouts of the notice's annexes: columns, order, widths and headers, read from one YAML file each.

How a layout becomes a workbook, a document or a page does not live here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Column:
    """One column: its key in a row, its header, type (integer, text, code, date, standard), width in millimetres,
    the column group (page) it is on, and when an empty cell is missing (always, checked, not_met, no)."""

    key: str
    header: str
    type: str
    width: float
    group: int
    required: str


@dataclass(frozen=True)
class Label:
    """A named figure or line beside the table."""

    key: str
    label: str


@dataclass(frozen=True)
class Layout:
    """An annex as data; `groups` gives the columns of each page across, with the repeated ones first."""

    id: str
    number: int
    label: str
    title: str
    margin_mm: float
    width_mm: float
    repeated: tuple[str, ...]
    header_block: tuple[Label, ...]
    footer: tuple[Label, ...]
    columns: tuple[Column, ...]

    @property
    def groups(self) -> tuple[tuple[Column, ...], ...]:
        numbers = sorted({column.group for column in self.columns})
        again = tuple(column for column in self.columns if column.key in self.repeated)
        return tuple(
            tuple(column for column in again if column.group != number)
            + tuple(column for column in self.columns if column.group == number)
            for number in numbers
        )


@cache
def layout(number: int) -> Layout:
    """Takes an annex's number; gives its Layout. Raises KeyError where no such annex is kept."""
    source = files(__name__) / f"annex{int(number)}.yaml"
    if not source.is_file():
        raise KeyError(number)
    data = yaml.safe_load(source.read_text("utf-8"))
    return Layout(
        id=data["id"],
        number=data["number"],
        label=data["label"],
        title=data["title"],
        margin_mm=data["page"]["margin_mm"],
        width_mm=data["page"]["width_mm"],
        repeated=tuple(data["repeated"]),
        header_block=tuple(Label(**one) for one in data["header_block"]),
        footer=tuple(Label(**one) for one in data["footer"]),
        columns=tuple(Column(**one) for one in data["columns"]),
    )
