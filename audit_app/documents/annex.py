"""An annex of the notice before it takes a format: its data, its totals, its missing cells, its texts.

The formats live in annex_xlsx.py, annex_docx.py and annex_pdf.py; the columns in checklists/annexes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from audit_app.rules.identifiers import without_marks
from audit_app.rules.instants import SITE
from checklists.annexes import Column, Layout, layout

from .advances import lines_of, points_in_one_piece

MET, NOT_MET, UNCHECKABLE = "达到标准要求", "未达到标准要求", "无法检查"
SAMPLE = "样例"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class AnnexData:
    """What an annex prints. `as_of` is an instant (UTC ISO text or an aware datetime); `reported_on` and the date
    cells are YYYY-MM-DD or dates; `rows` are dicts by column key; `totals` is totals(rows), checked on rendering."""

    campaign: str
    year: int
    reporting_unit: str
    filler: str
    as_of: str | datetime
    sample: bool
    rows: list[Row]
    totals: dict[str, int] = field(default_factory=dict)
    phone: str = ""
    reported_on: str = ""
    number: int = 3
    parts: list[dict[str, str]] = field(default_factory=list)
    """Where the rows are not of one moment: {city, at, state reported or accepted} of each city that stands as it reported, and
    {count, at} of all others."""

    @property
    def layout(self) -> Layout:
        return layout(self.number)


@dataclass(frozen=True)
class MissingCell:
    """A mandatory cell that is empty: the row's number, its company, the column's key and header; `why`, where it is known
    that what was written down has not been done yet."""

    row: int
    company: str
    key: str
    header: str
    why: str = ""
    reported: bool = False
    """Whether the row stands as it was reported, and `why` with it."""


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """Takes annex rows; gives the footer's figures by key. Only a filled, non-无 cell counts as done."""
    kept = list(rows)
    said = [str(row.get("conclusion") or "").strip() for row in kept]
    measures = [str(row.get("body_measure") or "") for row in kept]
    return {
        "total": len(kept),
        "met": said.count(MET),
        "not_met": said.count(NOT_MET),
        "uncheckable": sum(one.startswith(UNCHECKABLE) for one in said),
        "rectification": sum(_done(row.get("rectification")) for row in kept),
        "interview": sum("约谈" in one for one in measures),
        "reminder": sum("书面提醒" in one for one in measures),
        "transfer": sum(_done(row.get("transfer")) for row in kept),
    }


def missing_cells(data: AnnexData) -> list[MissingCell]:
    """Takes an annex; lists its empty mandatory cells in row order, so that they are named before export."""
    return [
        MissingCell(
            number,
            str(row.get("name") or ""),
            column.key,
            column.header,
            row.get("why", {}).get(column.key, ""),
            bool(row.get("reported")),
        )
        for number, row in numbered(data)
        for column in data.layout.columns
        if _wanted(column, row) and not cell_text(column, row, number)
    ]


def numbered(data: AnnexData) -> Iterable[tuple[int, Row]]:
    """Gives each row with its number: its own `seq`, or its place."""
    return ((int(row.get("seq") or place), row) for place, row in enumerate(data.rows, start=1))


def checked_totals(data: AnnexData) -> dict[str, int]:
    """Gives the figures of the rows; raises ValueError where the caller's totals say otherwise."""
    counted = totals(data.rows)
    if data.totals and dict(data.totals) != counted:
        raise ValueError(f"totals {data.totals} differ from the rows' {counted}")
    return counted


JOINED = frozenset({"problems", "note"})
"""Columns of several sentences, joined by semicolons."""


def cell_text(column: Column, row: Row, number: int) -> str:
    """Gives what is printed in a cell, as text."""
    value = number if column.type == "integer" else row.get(column.key)
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if column.type == "standard":
        return re.sub(r"(29490)\s*-\s*(\d{4})", r"\1—\2", str(value))
    if column.key in JOINED:
        return str(value).replace("。；", "；")  # the rows of a reported table keep it as it was
    return str(value)


def in_lines(column: Column, text: str) -> str:
    """Several codes in one cell, each on a line of its own where they do not fit one: office programs would break
    inside a code."""
    return text if column.type != "code" or cell_points(column, text) else _AFTER_CODE.sub(r"\1\n", text)


_AFTER_CODE = re.compile(r"([、，；,;/])\s*(?=\S)")
SIZES = {"text": 9.0, "integer": 9.0, "date": 8.5, "code": 7.5, "standard": 8.0}
"""Points on paper by the type of a column."""
IN_ONE_PIECE = frozenset({"date", "code", "standard"})
"""Types of columns whose cells never break: on paper their letters are made smaller instead."""
TALL = 12
"""Lines from which on a row may break between two pages: kept whole, it could outgrow one."""


def row_lines(columns: Iterable[Column], row: Row, number: int) -> int:
    """How many lines the tallest cell of a row takes on paper."""
    texts = ((one, cell_text(one, row, number)) for one in columns)
    return max(
        1 if cell_points(one, text) else lines_of(in_lines(one, text), one.width, SIZES[one.type])
        for one, text in texts
    )


def cell_points(column: Column, text: str) -> float | None:
    """The size of a cell that must not break; None where a cell may."""
    return points_in_one_piece(text, column.width, SIZES[column.type]) if column.type in IN_ONE_PIECE else None


def cell_date(column: Column, text: str) -> date | None:
    """Gives the date of a date column's text, None where the text is none (then it stays text)."""
    if column.type != "date":
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None


BLANKS = {"reporting_unit": 10, "filler": 5, "phone": 6}
DATE_BLANK = "　　　年　　月　　日"


def header_values(data: AnnexData) -> list[tuple[str, str]]:
    """Gives the lines above the table; what is not known yet is left open for the pen, as wide as it will be."""
    values = {
        "reporting_unit": data.reporting_unit,
        "filler": data.filler,
        "phone": data.phone,
        "reported_on": data.reported_on,
        "year": str(data.year),
    }
    blank = {key: "　" * places for key, places in BLANKS.items()} | {"reported_on": DATE_BLANK}
    return [(one.label, printable(values[one.key]) or blank.get(one.key, "")) for one in data.layout.header_block]


def footer_text(data: AnnexData) -> str:
    """Gives the line of totals under the table."""
    figures = checked_totals(data)
    return "，".join(f"{one.label} {figures[one.key]}" for one in data.layout.footer) + "。"


def as_of_text(data: AnnexData) -> str:
    """Gives 数据截至 with the local time of the site; where cities differ, that of the oldest, and that it is the oldest."""
    said = f"数据截至 {_local(data.as_of)}"
    return f"{said}（最早的市，各市见表后）" if len({one["at"] for one in data.parts}) > 1 else said


def sources_text(data: AnnexData) -> str:
    """Gives the sentence that says of when each city's rows are, where some stand as they were reported."""
    kept = [one for one in data.parts if one["state"]]
    if not kept:
        return ""
    said = "，".join(f"{one['city']} {_local(one['at'])} {PARTS[one['state']]}" for one in kept)
    others = "".join(f"其余 {one['count']} 市是 {_local(one['at'])} 的数据。" for one in data.parts if not one["state"])
    return f"各市数据：{said}，照报送时的样子，以后的变化不在表里。{others}"


PARTS = {"reported": "报送", "accepted": "报送（已接收）"}


def _local(at: str | datetime) -> str:
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    if moment.tzinfo is not None:
        moment = moment.astimezone(SITE)
    return f"{moment:%Y-%m-%d %H:%M}"


def printable(text: str) -> str:
    """Drops the control characters that paper and XML cannot carry, and the marks that turn the order of signs round."""
    return "".join(
        one
        for one in without_marks(text)
        if one in "\n\t" or (unicodedata.category(one) not in ("Cc", "Cs") and one not in "\ufffe\uffff")
    )


def _done(value: object) -> bool:
    return str(value or "").strip() not in ("", "无", "否")


def _wanted(column: Column, row: Row) -> bool:
    if column.key in row.get("excused", ()):
        return False
    if column.key in row.get("asked", ()):
        return True
    return _RULES[column.required](str(row.get("conclusion") or "").strip())


_RULES: dict[str, Callable[[str], bool]] = {
    "always": lambda conclusion: True,
    "checked": lambda conclusion: not conclusion.startswith(UNCHECKABLE),
    "not_met": lambda conclusion: conclusion == NOT_MET,
    "no": lambda conclusion: False,
}
