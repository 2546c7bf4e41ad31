"""An annex as a workbook: real date cells, everything else text, no formula whatever a cell says.

The columns, the totals and the texts come from annex.py.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from checklists.annexes import Column

from .annex import SAMPLE, AnnexData, as_of_text, cell_date, cell_text, footer_text, header_values, numbered

FONT = "仿宋"
TITLE_FONT = "方正小标宋简体"
MM_PER_CHARACTER = 1.95
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
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    cell = {"font_name": FONT, "font_size": 10, "border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "label": book.add_format({"font_name": "黑体", "font_size": 14}),
        "title": book.add_format({"font_name": TITLE_FONT, "font_size": 22, "align": "center", "valign": "vcenter"}),
        "line": book.add_format({"font_name": FONT, "font_size": 12, "valign": "vcenter"}),
        "header": book.add_format({**cell, "font_name": "黑体", "align": "center"}),
        "text": book.add_format({**cell, "num_format": "@"}),
        "quoted": book.add_format({**cell, "num_format": "@", "quote_prefix": True}),
        "code": book.add_format({**cell, "num_format": "@", "align": "center"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
        "integer": book.add_format({**cell, "num_format": "0", "align": "center"}),
    }


def _page(sheet: Any, data: AnnexData) -> None:
    """Two pages across: the second begins where the second column group does, led by the repeated columns."""
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
    sheet.set_v_pagebreaks([next(at for at, column in enumerate(columns) if column.group == 2)])
    sheet.set_print_scale(_scale(data, lead))
    sheet.freeze_panes(HEADER_ROW + 1, lead + 1)
    sheet.set_footer(f"&L{as_of_text(data)}{'　' + SAMPLE if data.sample else ''}&C— &P —&R共 &N 页")
    for at, column in enumerate(columns):
        sheet.set_column(at, at, round(column.width / MM_PER_CHARACTER, 1))


def _scale(data: AnnexData, lead: int) -> int:
    columns = data.layout.columns
    first = sum(column.width for column in columns if column.group == 1)
    second = sum(column.width for column in (*columns[: lead + 1], *columns) if column.group == 2)
    second += sum(column.width for column in columns[: lead + 1])
    return max(10, min(100, int(96 * (data.layout.width_mm - 2 * data.layout.margin_mm) / max(first, second))))


def _head(sheet: Any, data: AnnexData, formats: dict[str, Any]) -> None:
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


def _rows(sheet: Any, data: AnnexData, formats: dict[str, Any]) -> int:
    at = HEADER_ROW
    for at, (number, row) in enumerate(numbered(data), start=HEADER_ROW + 1):
        for across, column in enumerate(data.layout.columns):
            _cell(sheet, at, across, column, cell_text(column, row, number), formats)
    return at


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
        sheet.write_string(at, across, text, formats["code" if column.type == "code" else "text"])


def _foot(sheet: Any, data: AnnexData, formats: dict[str, Any], at: int, footer: str) -> None:
    across = sum(column.group == 1 for column in data.layout.columns) - 1
    sheet.set_row(at, 28)
    sheet.merge_range(at, 0, at, across, footer, formats["line"])
    sheet.merge_range(at + 1, 0, at + 1, across, as_of_text(data), formats["line"])
