"""Reads an .xlsx or .csv file into a table of text with the row numbers a person sees in it.

Which columns there must be and what a cell may say does not live here.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

import python_calamine
from sqlite_utils.utils import Format, rows_from_file

from audit_app.rules.identifiers import plain_text
from audit_app.rules.refusals import N_

from .archive import BROKEN, Fit, Sheet, choose_sheet
from .cells import without_formula
from .unreadable import Unreadable
from .xml_parts import MAX_COLUMNS, MAX_ROWS, Place, too_wide

MAX_BYTES = 20 << 20
EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number: of a longer one the last are lost, and it must not look whole."""

EMPTY = N_("文件是空的。请填好表头和内容再导入。")
TRADITIONAL = ("企業", "名稱", "統一", "信用", "證書", "認證", "機構", "姓名", "單位", "執法", "狀態", "編號", "標準")
SIMPLIFIED = ("企业", "名称", "统一", "信用", "证书", "认证", "机构", "姓名", "单位", "执法", "状态", "编号", "标准")
OLD_FORMAT = N_("这是老格式 .xls 或加了密码的文件。请用表格软件另存为 .xlsx（不加密码）再导入。")
BIG5 = N_(
    "这个文件是 Big5（繁体）编码的，没有读：名称要与证书上的一致。请用表格软件打开，改成简体，另存为 .xlsx 再导入。"
)
TOO_BIG = N_("文件太大（上限 {limit} MB）。请分成几个文件导入。")
WEB_FORMAT = N_("这是网页格式，请另存为 .xlsx：用表格软件打开它，选「另存为」，类型选 .xlsx，再导入。")
XML_FORMAT = N_("这是 XML 表格格式，请另存为 .xlsx：用表格软件打开它，选「另存为」，类型选 .xlsx，再导入。")
UNKNOWN_TEXT = N_("看不出这个文件的文字编码。请用表格软件另存为 .xlsx，或者 UTF-8 编码的 .csv 再导入。")
BROKEN_BYTE = N_(
    "第 {line} 行第 {place} 个字起，有的字节不是 {encoding} 编码的文字，文件可能损坏了。"
    "请在这一处核对，用表格软件另存为 .xlsx 再导入。"
)
BROKEN_TEXT = N_("这个 .csv 的引号或分隔符不完整。请用表格软件打开检查，另存为 .xlsx 再导入。")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
OTHER_SHEET = N_("这是 OpenDocument 格式（.ods）的表格。请用表格软件另存为 .xlsx 再导入。")
PAPER = N_("这是 PDF，不是表格。请用原来的表格，或者把内容填进模板再导入。")
TAB_OF_TEXT = re.compile('(^|[,;])"?\t')
"""A tab before a value, put there by systems so that Excel keeps a long number as text: it separates nothing."""
OPEN_QUOTE = N_("第 {line} 行起有一个英文引号没有成对，后面的行都连成了一格。请删去或补上这个引号再导入。")
BROKEN_SHEET = N_("这个 .xlsx 的工作表打不开。请用表格软件重新另存再导入。")


_OLD_END = re.compile(r"[\s\x1a]*\x1a\s*\Z")
"""Ctrl-Z, with which programs of DOS end a text."""
_MUST = r"(?:\*|[(\[【]\*?(?:必填|必填项|必须|必录|选填|选填项|非必填)\*?[)\]】])+"
_MARKED = re.compile(rf"\A{_MUST}(?=.)|(?<=.){_MUST}\Z")
"""What forms write at a header to say that it must, or need not, be filled in."""
FIRST_DAY = date(1899, 12, 30)
FIRST_DAY_1904 = date(1904, 1, 1)
DEEPEST = 10
"""How far down a header is looked for; people put a title and a note above it."""


@dataclass(frozen=True)
class Source:
    """Where a table was read from, as far as its reader should know: the sheet, those passed over and which of them fit as
    well, whether the sheet is hidden, the day of serial number 0, hidden rows, hidden columns (from 0), rows struck out,
    for a cell inside a merged range its range and first text, by row a bit for each cell that shows something else than
    it holds, by row a bit for each cell with struck letters (of a row struck out as a whole, those in its texts alone),
    and of a text file by row a bit for each cell that was a formula of nothing but its text, and the sign between cells."""

    sheet: str = ""
    hidden_sheet: bool = False
    others: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    first_day: date = FIRST_DAY
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    merged: dict[Place, tuple[int, int, str]] = field(default_factory=dict)
    otherwise: dict[int, int] = field(default_factory=dict)
    struck_cells: dict[int, int] = field(default_factory=dict)
    formulas: dict[int, int] = field(default_factory=dict)
    sign: str = ","
    is_text: bool = False

    def shows_otherwise(self, row: int, place: int) -> bool:
        """Whether the cell in this row of the file, at this place from 0, may show something else than was read."""
        return bool(self.otherwise.get(row, 0) >> place & 1)

    def as_typed(self, row: int, place: int, text: str) -> str:
        """The text of this cell as the file has it."""
        return '="{}"'.format(text.replace('"', '""')) if self.formulas.get(row, 0) >> place & 1 else text

    def is_struck(self, row: int, place: int) -> bool:
        """Whether letters of the cell in this row of the file, at this place from 0, are struck out."""
        return bool(self.struck_cells.get(row, 0) >> place & 1)


@dataclass(frozen=True)
class Table:
    """A header row and the filled rows after it; each row carries its number in the file, the header, too."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    header_row: int = 1
    source: Source = field(default_factory=Source, compare=False)


def plain_header(name: str) -> str:
    """县（市、区） and 县(市、区) are the same header; so is one with blanks in it, or marked as one that must be filled in."""
    return _MARKED.sub("", "".join(unicodedata.normalize("NFKC", plain_text(name)).split()))


def read_table(name: str, data: bytes, wanted: Sequence[str] = ()) -> Table:
    """Takes a file's name (for nothing but a hint), its bytes and the header that is looked for; gives a Table of text
    cells from the sheet that fits, its header found below title rows; without `wanted` the first visible sheet and row 1.

    Dates become YYYY-MM-DD, numbers plain digits, formulas the text of the formula, errors their name. Raises Unreadable.
    """
    if not data.strip(b"\xef\xbb\xbf\r\n\t ,;\x1a"):
        raise Unreadable(EMPTY)
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_BIG, limit=MAX_BYTES >> 20)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(OLD_FORMAT)
    if data.startswith(b"PK"):
        if OPEN_DOCUMENT in data[:200]:
            raise Unreadable(OTHER_SHEET)
        sheet = choose_sheet(data, (lambda rows: _rank(rows, wanted)) if wanted else None)
        return _table(_xlsx_rows(sheet), wanted, sheet)
    if data.startswith(b"%PDF"):
        raise Unreadable(PAPER)
    if name.lower().endswith((".xlsx", ".xlsm")) and not _is_text(data):
        raise Unreadable(BROKEN)
    _refuse_markup(data)
    text = _OLD_END.sub("", _decoded(data))
    dialect = _dialect(text)
    return _table(_csv_rows(text, dialect), wanted, sign=dialect.delimiter)


def _is_text(data: bytes) -> bool:
    """A list of commas is often only called .xlsx."""
    try:
        _decoded(data)
    except Unreadable:
        return False
    return True


def _refuse_markup(data: bytes) -> None:
    """Exports of web systems are pages that are only called .xls."""
    start = data[:2000].replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(
        (b"mime-version:", b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<div")
    ):
        raise Unreadable(WEB_FORMAT)
    if start.startswith(b"<?xml"):
        raise Unreadable(WEB_FORMAT if re.search(rb"<(html|table)\b", start) else XML_FORMAT)
    if start.startswith((b"<!--", b"<script", b"<style")):
        raise Unreadable(WEB_FORMAT)


def _header_row(rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> int:
    """The number (from 1) of the row that names most of the wanted columns, at least half of them; 0 if none does."""
    named = [_named(row, wanted) for row in rows[:DEEPEST]]
    most = max(named, default=0)
    return named.index(most) + 1 if most * 2 >= len(wanted) else 0


def _named(row: Sequence[str], wanted: Sequence[str]) -> int:
    return len({plain_header(name) for name in wanted} & {plain_header(cell) for cell in row if cell})


def names_most(row: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a row names at least half of the wanted columns."""
    return _named(row, wanted) * 2 >= len(wanted)


def _rank(rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> Fit | None:
    """How well a sheet fits whose first rows these are; None without the header."""
    header_row = _header_row(rows, wanted)
    if not header_row:
        return None
    filled = sum(sum(bool(cell.strip()) for cell in row) * 2 >= len(wanted) for row in rows[header_row:])
    return filled > 0, _named(rows[header_row - 1], wanted), filled


def _table(rows: Iterator[list[str]], wanted: Sequence[str], sheet: Sheet | None = None, sign: str = "") -> Table:
    formulas: dict[int, int] = {}
    if sheet is None:
        rows = _without_formulas(rows, formulas)
    top = list(islice(rows, DEEPEST))
    header_row = (_header_row(top, wanted) if wanted else 0) or 1
    header = [cell.strip() for cell in top[header_row - 1]] if top else []
    while header and not header[-1]:
        header.pop()
    kept: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(chain(top[header_row:], rows), start=header_row + 1):
        if number > MAX_ROWS:
            raise too_wide()
        if any(cell.strip() for cell in cells):
            kept.append((number, cells))
    if not header and not kept:
        raise Unreadable(EMPTY)
    source = _source(sheet, kept) if sheet else Source(formulas=formulas, sign=sign, is_text=True)
    return Table(header, kept, header_row, source)


def _without_formulas(rows: Iterable[list[str]], found: dict[int, int]) -> Iterator[list[str]]:
    """The rows of a text file, each cell that is a formula of nothing but a text as this text; `found` is told which, by row."""
    for number, cells in enumerate(rows, 1):
        for at, cell in enumerate(cells):
            text = without_formula(cell) if cell.lstrip().startswith("=") else None
            if text is not None:
                cells[at] = text
                found[number] = found.get(number, 0) | 1 << at
        yield cells


def _source(sheet: Sheet, rows: list[tuple[int, list[str]]]) -> Source:
    filled = dict(rows)
    marks = sheet.marks
    struck = frozenset(row + 1 for row, count in marks.struck.items() if count * 2 >= _cells_in(filled.get(row + 1)))
    letters = {row + 1: bits for row, bits in marks.struck_cells.items() if row + 1 not in struck}
    letters |= {row + 1: bits | letters.get(row + 1, 0) for row, bits in marks.struck_texts.items()}
    merged: dict[Place, tuple[int, int, str]] = {}
    for (top, left), (bottom, right) in sheet.marks.merged:
        cells = filled.get(top + 1, [])
        text = cells[left].strip() if left < len(cells) else ""
        below = (number for number in range(top + 1, min(bottom, MAX_ROWS) + 2) if number in filled)
        for number in below if text else ():
            merged |= {(number, at): (top + 1, bottom + 1, text) for at in range(left, min(right, MAX_COLUMNS) + 1)}
        merged.pop((top + 1, left), None)
    return Source(
        sheet.name,
        sheet.hidden,
        tuple(sheet.others),
        tuple(sheet.rivals),
        FIRST_DAY_1904 if sheet.from_1904 else FIRST_DAY,
        frozenset(row + 1 for row in sheet.marks.hidden if row + 1 in filled),
        frozenset(at for first, last in sheet.marks.hidden_columns for at in range(first, last + 1)),
        struck,
        merged,
        {row + 1: bits for row, bits in sheet.marks.otherwise.items()},
        letters,
    )


def _cells_in(cells: list[str] | None) -> float:
    """How many cells of a row are filled; without any, more than can be struck out."""
    return sum(bool(cell.strip()) for cell in cells or ()) or float("inf")


def _xlsx_rows(sheet: Sheet) -> Iterator[list[str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sheet.package))
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as exc:
        raise Unreadable(BROKEN_SHEET) from exc
    above = _by_row({**sheet.marks.formulas, **sheet.marks.errors})
    for number in range(max([len(grid), *(row + 1 for row in above)])):
        cells = [_text(cell) for cell in grid[number]] if number < len(grid) else []
        for column, formula in above.get(number, ()):
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = formula
        yield cells


def _by_row(formulas: dict[Place, str]) -> dict[int, list[tuple[int, str]]]:
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


def _csv_rows(text: str, dialect: type[csv.Dialect]) -> Iterator[list[str]]:
    odd = text.count('"') % 2 == 1
    try:
        for cells in _cells(text, dialect):
            if odd and any("\n" in cell for cell in cells):
                raise Unreadable(OPEN_QUOTE, line=_open_line(text))
            yield cells
    except (csv.Error, UnicodeError) as exc:
        raise Unreadable(BROKEN_TEXT) from exc


def _open_line(text: str) -> int:
    """The first line with a quote that has no second."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.count('"') % 2)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _tried(data, "utf-16")
    if b"\x00" in data:
        return _unmarked_utf16(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as utf8:
        if _is_big5(data):
            raise Unreadable(BIG5) from utf8
        return _tried(data, "gb18030", utf8)


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark: read in the other order of bytes, commas, tabs and line ends would be none."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) & ~1].decode(encoding, "replace")
        start = text[:2000]
        if re.search("[,;\t].*\n", start) and all(sign.isprintable() or sign in "\r\n\t\x1a" for sign in start):
            return _tried(data, encoding)
    raise Unreadable(UNKNOWN_TEXT)


def _is_big5(data: bytes) -> bool:
    """Most Big5 reads as GBK, too, and as nonsense: words of a header in traditional characters tell them apart."""
    start = b"\n".join(data.replace(b"\r", b"\n").split(b"\n", DEEPEST)[:DEEPEST])
    as_big5, as_gbk = start.decode("big5hkscs", "replace"), start.decode("gb18030", "replace")
    return sum(word in as_big5 for word in TRADITIONAL) >= 2 and not any(word in as_gbk for word in SIMPLIFIED)


def _tried(data: bytes, encoding: str, before: UnicodeDecodeError | None = None) -> str:
    """The text, or a refusal that names the first byte at which the likelier of two encodings breaks off."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as last:
        likelier = before if before and (before.start >= last.start or data.startswith(b"\xef\xbb\xbf")) else last
        word = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GBK"}.get(likelier.encoding, "UTF-16")
        good = likelier.object[: likelier.start].decode(likelier.encoding, "replace")
        line = good.replace("\r\n", "\n").replace("\r", "\n")
        place = len(line) - (line.rfind("\n") + 1) + 1
        raise Unreadable(BROKEN_BYTE, line=line.count("\n") + 1, place=place, encoding=word) from last


def _dialect(text: str) -> type[csv.Dialect]:
    """Counts separators in the first lines, of which one is the header; a guess from statistics would be wrong on short
    Chinese files."""
    lines = text.lstrip("\r\n").replace("\r", "\n").split("\n", DEEPEST)[:DEEPEST]
    lines = [TAB_OF_TEXT.sub(r"\1", line) for line in lines]
    most = max(",;\t", key=lambda sign: max(line.count(sign) for line in lines))

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
            raise too_wide()
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
