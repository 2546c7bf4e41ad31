"""Reads an .xlsx or .csv file into a table of text with the row numbers a person sees in it.

Which columns there must be and what a cell may say does not live here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine
from sqlite_utils.utils import Format, rows_from_file

from .archive import MAX_COLUMNS, MAX_ROWS, TOO_WIDE, first_sheet
from .unreadable import Unreadable

MAX_BYTES = 20 << 20
EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number: of a longer one the last are lost, and it must not look whole."""

EMPTY = "文件是空的。请填好表头和内容再导入。"
OLD_FORMAT = "这是老格式 .xls 或加了密码的文件。请用表格软件另存为 .xlsx（不加密码）再导入。"
TOO_BIG = f"文件太大（上限 {MAX_BYTES >> 20} MB）。请分成几个文件导入。"
UNKNOWN_TEXT = "看不出这个文件的文字编码。请用表格软件另存为 .xlsx，或者 UTF-8 编码的 .csv 再导入。"
BROKEN_TEXT = "这个 .csv 的引号或分隔符不完整。请用表格软件打开检查，另存为 .xlsx 再导入。"
BROKEN_SHEET = "这个 .xlsx 的工作表打不开。请用表格软件重新另存再导入。"


@dataclass(frozen=True)
class Table:
    """A header row and the filled rows after it; each row carries its number in the file (the header is row 1)."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(name: str, data: bytes) -> Table:
    """Takes a file's name (for nothing but a hint) and its bytes; gives a Table of text cells.

    Dates become YYYY-MM-DD, numbers plain digits, formulas the text of the formula. Raises Unreadable.
    """
    if not data.strip(b"\xef\xbb\xbf\r\n\t ,;"):
        raise Unreadable(EMPTY)
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(OLD_FORMAT)
    if data.startswith(b"PK") or name.lower().endswith((".xlsx", ".xlsm")):
        return _table(_xlsx_rows(data))
    return _table(_csv_rows(data))


def _table(rows: Iterator[list[str]]) -> Table:
    header = [cell.strip() for cell in next(rows, [])]
    while header and not header[-1]:
        header.pop()
    kept: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(rows, start=2):
        if number > MAX_ROWS:
            raise Unreadable(TOO_WIDE)
        if any(cell.strip() for cell in cells):
            kept.append((number, cells))
    if not header and not kept:
        raise Unreadable(EMPTY)
    return Table(header, kept)


def _xlsx_rows(data: bytes) -> Iterator[list[str]]:
    sheet = first_sheet(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sheet.package))
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as exc:
        raise Unreadable(BROKEN_SHEET) from exc
    above = _by_row(sheet.formulas)
    for number in range(max([len(grid), *(row + 1 for row in above)])):
        cells = [_text(cell) for cell in grid[number]] if number < len(grid) else []
        for column, formula in above.get(number, ()):
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = formula
        yield cells


def _by_row(formulas: dict[tuple[int, int], str]) -> dict[int, list[tuple[int, str]]]:
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in formulas.items():
        rows.setdefault(row, []).append((column, text))
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if abs(cell) >= EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    dialect = _dialect(text)
    try:
        yield from _cells(text, dialect)
    except (csv.Error, UnicodeError) as exc:
        raise Unreadable(BROKEN_TEXT) from exc


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _tried(data, "utf-16")
    if b"\x00" in data:
        raise Unreadable(UNKNOWN_TEXT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _tried(data, "gb18030")


def _tried(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise Unreadable(UNKNOWN_TEXT) from exc


def _dialect(text: str) -> type[csv.Dialect]:
    """Counts separators in the first line; a guess from statistics would be wrong on short Chinese files."""
    line = text.lstrip("\r\n").split("\n", 1)[0]
    most = max(",;\t", key=line.count)

    class Found(csv.excel):
        delimiter = most
        strict = False

    return Found


def _cells(text: str, dialect: type[csv.Dialect]) -> Iterator[list[str]]:
    """The reader takes the first line for keys, so it gets one of its own: doubled headers stay visible below it."""
    names = [f"c{number}" for number in range(MAX_COLUMNS)]
    keys = dialect.delimiter.join(names)
    source = io.BytesIO(f"{keys}\n{_with_blank_lines(text, dialect.delimiter)}".encode())
    rows, _ = rows_from_file(source, Format.CSV, dialect=dialect, encoding="utf-8", extras_key="extra")
    for row in rows:
        if row.get("extra"):
            raise Unreadable(TOO_WIDE)
        cells = [str(row[name] or "") for name in names if row.get(name) is not None]
        yield cells


def _with_blank_lines(text: str, delimiter: str) -> str:
    """A blank line is dropped by the reader and would shift every row number after it; a separator keeps it."""
    lines: list[str] = []
    quoted = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        lines.append(delimiter if not line.strip() and not quoted else line)
        quoted ^= line.count('"') % 2 == 1
    while lines and lines[-1] == delimiter:
        lines.pop()
    return "\n".join(lines)
