"""An annex as a workbook: real date cells, everything else text, no formula whatever a cell says.

The columns, the totals and the texts come from annex.py.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from audit_app.rules.identifiers import without_marks
from checklists.annexes import Column

from .advances import height_points, lines_of
from .annex import (
    SAMPLE,
    AnnexData,
    Row,
    as_of_text,
    cell_date,
    cell_points,
    cell_text,
    footer_text,
    header_values,
    in_lines,
    numbered,
    row_lines,
    sources_text,
)

FONT = "仿宋"
TITLE_FONT = "方正小标宋简体"
SIZE, CODE_SIZE, TOTAL_SIZE = 10, 8.5, 12
WIDER = SIZE / 9
"""The sheet is read on a screen, too: its letters are a tenth larger than on paper, and so are its columns."""
DIGIT_PIXELS, SIDE_PIXELS, PIXEL_MM = 7, 5, 25.4 / 96
TALLEST_ROW = 409
"""The highest row that the format knows, in points."""
SMALLER = (9.0, 8.0, 7.0, 6.5)
"""Sizes of the letters of a row that would be taller; what does not fit at the last goes on over several rows."""
PIECE = 100
"""Points of each row that a longer record goes on over: pages break between them."""
LINE = 1.5
"""Height of a line in em, with the font that a machine without 仿宋 takes."""
HEADER_ROW = 3
DANGEROUS = tuple("=+-@\t\r\n\x00＝＋－＠")


def annex_xlsx(data: AnnexData) -> bytes:
    """Takes an annex; gives an .xlsx of one sheet, its title in a cell. Raises ValueError on wrong totals."""
    footer = footer_text(data)
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{data.layout.label} {data.layout.title}", "subject": data.campaign})
        sheet = book.add_worksheet(data.layout.title)
        formats = _formats(book)
        _page(sheet, data)
        _head(sheet, data, formats)
        last = _rows(sheet, data, formats)
        _foot(sheet, data, formats, last + 1, footer)
        book.define_name(f"'{data.layout.title}'!_xlnm.Print_Area", _areas(data, last + 1))
    return out.getvalue()


def _formats(book: Any) -> dict[Any, Any]:
    header = {"font_name": "黑体", "font_size": SIZE, "border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "label": book.add_format({"font_name": "黑体", "font_size": 14}),
        "title": book.add_format({"font_name": TITLE_FONT, "font_size": 22, "align": "center", "valign": "vcenter"}),
        "line": book.add_format({"font_name": FONT, "font_size": 12, "valign": "vcenter"}),
        "total": book.add_format({"font_name": FONT, "font_size": TOTAL_SIZE, "valign": "top", "text_wrap": True}),
        "under": book.add_format({"top": 1}),
        "header": book.add_format({**header, "align": "center"}),
        **{(points, False): _cell_formats(book, points, "vcenter") for points in (SIZE, *SMALLER)},
        (SMALLER[-1], True): _cell_formats(book, SMALLER[-1], "top"),
    }


def _cell_formats(book: Any, points: float, valign: str) -> dict[str, Any]:
    cell = {"font_name": FONT, "font_size": points, "border": 1, "valign": valign, "text_wrap": True}
    small = min(CODE_SIZE, points)
    whole = {**cell, "font_size": small, "align": "center", "text_wrap": False, "shrink": True}
    return {
        "text": book.add_format({**cell, "num_format": "@"}),
        "quoted": book.add_format({**cell, "num_format": "@", "quote_prefix": True}),
        "code": book.add_format({**whole, "num_format": "@"}),
        "date": book.add_format({**whole, "num_format": "yyyy-mm-dd"}),
        "integer": book.add_format({**cell, "num_format": "0", "align": "center"}),
    }


def _page(sheet: Any, data: AnnexData) -> None:
    """One print area for each column group, both as wide as a page; the second is led by the repeated columns."""
    columns = data.layout.columns
    keys = [column.key for column in columns]
    margin = data.layout.margin_mm / 25.4
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(margin, margin, margin, margin)
    sheet.center_horizontally()
    sheet.repeat_rows(HEADER_ROW)
    lead = max(keys.index(key) for key in data.layout.repeated)
    sheet.repeat_columns(0, lead)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(HEADER_ROW + 1, lead + 1)
    sheet.set_header(f"&R&9{data.layout.label}　{data.layout.title}")
    sheet.set_footer(f"&L{as_of_text(data)}{'　' + SAMPLE if data.sample else ''}&C— &P —&R第 &P 页，共 &N 页")
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _characters(column.width * WIDER))


def _characters(millimetres: float) -> float:
    """A column's width as the format counts it: in digits of the book's first font, and a margin."""
    return round((millimetres / PIXEL_MM - SIDE_PIXELS) / DIGIT_PIXELS, 2)


def _areas(data: AnnexData, foot: int) -> str:
    """The first group with the title, the second with its header row down to the totals: these stand once, at the end."""
    columns = data.layout.columns
    second = next(at for at, column in enumerate(columns) if column.group == 2)
    areas = [(0, 0, foot - 1, second - 1), (HEADER_ROW, second, foot + 1, len(columns) - 1)]
    return "=" + ",".join(f"'{data.layout.title}'!{xl_range_abs(*area)}" for area in areas)


def _head(sheet: Any, data: AnnexData, formats: dict[Any, Any]) -> None:
    across = sum(column.group == 1 for column in data.layout.columns) - 1
    sheet.write_string(0, 0, data.layout.label + (f"（{SAMPLE}）" if data.sample else ""), formats["label"])
    sheet.set_row(1, 36)
    sheet.merge_range(1, 0, 1, across, data.layout.title, formats["title"])
    sheet.set_row(2, 24)
    line = "　　".join(f"{label}：{value}" for label, value in header_values(data))
    sheet.merge_range(2, 0, 2, across, line, formats["line"])
    sheet.set_row(HEADER_ROW, 32)
    for at, column in enumerate(data.layout.columns):
        sheet.write_string(HEADER_ROW, at, column.header, formats["header"])


def _rows(sheet: Any, data: AnnexData, formats: dict[Any, Any]) -> int:
    at = HEADER_ROW
    for number, row in numbered(data):
        points, heights = _fitted(data.layout.columns, row, number)
        own = formats[points, len(heights) > 1]
        first = at + 1
        for across, column in enumerate(data.layout.columns):
            _cell(sheet, first, across, column, without_marks(cell_text(column, row, number)), own)
        for at, height in enumerate(heights, start=first):
            sheet.set_row(at, height)
            for across in range(len(data.layout.columns) if at > first else 0):
                sheet.write_blank(at, across, None, own["text"])
        if at > first:
            # merge_range() would write a column's lower rows before the next column's first one, too late for a book
            # that is written row by row
            sheet.merge += [[first, across, at, across] for across in range(len(data.layout.columns))]
    return at


def _fitted(columns: Sequence[Column], row: Row, number: int) -> tuple[float, list[float]]:
    """The size of a record's letters and the heights of the rows it takes: several, merged, where one cannot hold it."""
    usual = height_points(row_lines(columns, row, number), SIZE)
    if max(usual, _height(columns, row, number, SIZE)) <= TALLEST_ROW:
        return SIZE, [usual]
    for points in SMALLER:
        height = _height(columns, row, number, points)
        if height <= TALLEST_ROW:
            return points, [height]
    pieces = math.ceil(height / PIECE)
    return points, [round(height / pieces, 1)] * pieces


def _height(columns: Sequence[Column], row: Row, number: int, points: float) -> float:
    texts = ((one, cell_text(one, row, number)) for one in columns)
    lines = max(
        1 if cell_points(one, text) else lines_of(in_lines(one, text), one.width * WIDER, points) for one, text in texts
    )
    return round(lines * points * LINE + 6, 1)


def _cell(sheet: Any, at: int, across: int, column: Column, text: str, formats: dict[str, Any]) -> None:
    day = cell_date(column, text)
    if column.type == "integer":
        sheet.write_number(at, across, int(text), formats["integer"])
    elif day is not None:
        sheet.write_datetime(at, across, datetime(day.year, day.month, day.day), formats["date"])
    elif not text:
        sheet.write_blank(at, across, None, formats["text"])
    elif text.startswith(DANGEROUS):
        sheet.write_string(at, across, text, formats["quoted"])
    else:
        sheet.write_string(at, across, in_lines(column, text), formats["code" if cell_points(column, text) else "text"])


def _foot(sheet: Any, data: AnnexData, formats: dict[Any, Any], at: int, footer: str) -> None:
    """Under the repeated columns: there they are seen on the screen and printed with the last page.

    The line over the second group's own columns is that of the row above. It is written once more because LibreOffice leaves out a
    page on which only repeated columns say something, as where the totals alone go over to the next page. Of when each city's rows are
    stands under those columns, too.
    """
    columns = data.layout.columns
    second = next(at for at, column in enumerate(columns) if column.group == 2)
    lead = max(at for at, column in enumerate(columns) if column.key in data.layout.repeated)
    width, beside = (sum(one.width for one in some) * WIDER for some in (columns[: lead + 1], columns[second:]))
    sources = sources_text(data)
    for row, text in ((at, f"合计：{footer}"), (at + 1, as_of_text(data))):
        lines = max(lines_of(text, width, TOTAL_SIZE), lines_of(sources, beside, TOTAL_SIZE) if row > at else 1)
        sheet.set_row(row, height_points(lines, TOTAL_SIZE))
        sheet.merge_range(row, 0, row, lead, text, formats["total"])
        for across in range(second, len(columns) if row == at else 0):
            sheet.write_blank(row, across, None, formats["under"])
    if sources:
        sheet.merge_range(at + 1, second, at + 1, len(columns) - 1, sources, formats["total"])
