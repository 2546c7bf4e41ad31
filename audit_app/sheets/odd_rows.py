"""Rows under the header that are none of the list's: a second header, column numbers, totals, notes. Each is one problem.

What is wrong with a cell of a real row is decided in register.py and inspectors.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from audit_app.rules.placeholders import no_name
from audit_app.rules.refusals import N_

from .cells import LONGEST, clean
from .problems import Problem
from .reading import Table, plain_header

SENTENCES = {
    "row_header": N_("第 {row} 行像是又一行表头。请删去这一行再导入。"),
    "row_numbers": N_("第 {row} 行像是列号。请删去这一行再导入。"),
    "row_total": N_("第 {row} 行像是合计。请删去这一行再导入。"),
    "row_group": N_("第 {row} 行像是分组的小标题。请删去这一行再导入。"),
    "row_note": N_("第 {row} 行像是说明或落款。请删去这一行再导入。"),
    "row_merged": N_(
        "第 {row} 行从左到右合并成了一格，像是说明。请删去这一行；如果它是清单的一行，请取消合并，逐格填写。"
    ),
    "rows_swallowed": N_(
        "这一格里有换行和分隔符，像是一对多余的英文引号把 {lines} 行连成了一格。"
        "请打开文件，删去多余的英文引号；内容本来如此的，请删去这一格里的换行。"
    ),
}
_TOTAL = re.compile(r"(合\s*计|总\s*计|小\s*计|共\s*计|共\s*\d+\s*[家行人条])")
_SUMS = re.compile(
    r"(本页|本市|全市|全省|各市|以上)?(合计|总计|小计|共计|累计|汇总|总数|平均)(数|[（(].{0,12}[)）])?[:：]?"
)
"""What stands alone in a cell of a row of sums, however many of its other cells are filled."""
_GROUP = re.compile(
    r"(.{1,20}(省|市|区|县|镇|乡|街道|年|年度|月|季度|批|批次|类|组|片)|(证书)?(有效|暂停|撤销|注销)(证书|企业)?)([（(].{0,12}[)）])?[:：]?"
)
"""A heading over a group of rows: a place, a time, a state; no name of a company ends so."""
_ORDINAL = re.compile(r"[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})[)）.、]?")
_NOTE = re.compile(
    r"(注\s*(\d|[:：]|$)|备注\s*[:：]|说明\s*([:：]|$)|填表说明|填\s*[表报]\s*[人日单]|制表|审核人|负责人|联系人|联系电话|"
    r"以下(空白|无)|单位.{0,6}盖章|日期\s*[:：]|（?\(?\d{1,2}[).、）]|[一二三四五六七八九十]、)"
)
_COUNTED = re.compile(r"[(\[]?\d{1,2}[)\].]?")
_BETWEEN = re.compile(r"[\s,;，；、]+")
_CODE = re.compile(r"[0-9A-Za-z]{10,30}")
"""Codes below each other in one cell, as in a list of recusals."""
_LONG = 30
"""Signs from which a line that stands alone is a sentence and no name."""


def swallowed(table: Table, number: int, cells: Sequence[str], wanted: Sequence[str]) -> Problem | None:
    """The problem of a cell that took in the rows below it: between its quotes stand line ends and separators. Where no
    such cell is read, as in remarks, only as many separators as a row has are a sign of it."""
    names = {plain_header(name) for name in wanted}
    for at, cell in enumerate(cells):
        signs, header = cell.count(table.source.sign), table.header[at] if at < len(table.header) else ""
        if "\n" not in cell or not signs or _only_codes(cell):
            continue
        if signs * 2 >= len(wanted) - 1 or (table.source.is_text and plain_header(header) in names):
            details = {"lines": cell.count("\n") + 1}
            words = SENTENCES["rows_swallowed"]
            return Problem(number, header[:LONGEST], cell.strip()[:LONGEST], "rows_swallowed", words, details)
    return None


def _only_codes(cell: str) -> bool:
    return all(_CODE.fullmatch(part) for part in _BETWEEN.split(cell) if part)


def odd_row(table: Table, number: int, cells: Sequence[str], key_place: int, wanted: Sequence[str]) -> Problem | None:
    """The one problem of a row that is none of the list's or took in others, else None. `key_place` is where a real row
    has its code."""
    taken = swallowed(table, number, cells, wanted)
    if taken:
        return taken
    filled = [clean(cell) for cell in cells if clean(cell)]
    key = clean(cells[key_place]) if key_place < len(cells) else ""
    code = _kind(table, number, filled, key_place, key, wanted)
    if code is None:
        return None
    return Problem(number, "", " ".join(filled)[:LONGEST], code, SENTENCES[code])


def split_header(table: Table, key_place: int) -> bool:
    """Whether the row directly under the header has names, too: a header of two levels."""
    if not table.rows or table.rows[0][0] != table.header_row + 1:
        return False
    cells = table.rows[0][1]
    key = clean(cells[key_place]) if key_place < len(cells) else ""
    filled = [at for at, cell in enumerate(cells) if clean(cell)]
    gap = any(at >= len(table.header) or not table.header[at] for at in filled)
    return gap and not key and not any(_has_digit(clean(cells[at])) for at in filled)


def _kind(table: Table, number: int, filled: list[str], key_place: int, key: str, wanted: Sequence[str]) -> str | None:
    names = {plain_header(name) for name in wanted}
    half = len(wanted) / 2
    if len(names & {plain_header(cell) for cell in filled}) >= max(2, half):
        return "row_header"
    if len(filled) >= max(3, half) and _is_counted(filled):
        return "row_numbers"
    if table.source.shows_otherwise(number, key_place):
        return None
    if key and not no_name(key) and len(filled) >= max(3, half) and not any(_has_digit(cell) for cell in filled):
        return "row_header"
    first = ["".join(cell.split()) for cell in filled[:2]]
    if not _CODE.fullmatch(key) and any(_SUMS.fullmatch(cell) for cell in first):
        return "row_total"
    if _has_digit(key) or len(filled) > max(3, half / 2):
        return None
    across = sum(table.source.merged.get((number, at), (0, 0, ""))[:2] == (number, number) for at in range(60))
    if filled and _TOTAL.match(filled[0]):
        return "row_total"
    if _is_group(filled, half):
        return "row_group"
    if any(_NOTE.match(cell) for cell in filled) or (len(filled) == 1 and len(filled[0]) > _LONG):
        return "row_note"
    return "row_merged" if len(filled) == 1 and across >= max(2, half) else None


def _is_group(filled: Sequence[str], half: float) -> bool:
    """崇川区, or 一 and 崇川区; a list of few columns has too little beside a name to tell."""
    names = filled[1:] if len(filled) == 2 and _ORDINAL.fullmatch(filled[0]) else filled
    return half > 3 and len(names) == 1 and _GROUP.fullmatch(names[0]) is not None


def _is_counted(filled: Sequence[str]) -> bool:
    """(1) (2) (3), 1 2 3, ① ② ③: each one more than the one before."""
    plain = [unicodedata.normalize("NFKC", cell) for cell in filled]
    if not all(_COUNTED.fullmatch(cell) for cell in plain):
        return False
    numbers = [int(re.sub(r"\D", "", cell)) for cell in plain]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)
