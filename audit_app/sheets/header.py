"""Finds the columns of a file by its header, and names each that is missing, doubled, misplaced or not needed.

What stands under the header does not live here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit_app.rules.refusals import N_

from .cells import LONGEST
from .odd_rows import split_header, swallowed
from .problems import Problem
from .reading import DEEPEST, Table, names_most, plain_header
from .shown import SENTENCE as SHOWN_OTHERWISE

SENTENCES = {
    "header_missing": N_("表头缺少「{column}」一列。请按模板补上这一列，不用的列留空。"),
    "header_renamed": N_("表头第 {place} 列应为「{column}」，现在是「{value}」。请改回模板的写法。"),
    "header_order": N_("「{column}」应在第 {place} 列，现在在第 {found} 列。请按模板的顺序排列。"),
    "header_doubled": N_("表头里「{column}」出现了两次（第 {place} 列）。请只留一列。"),
    "header_blank": N_("第 {place} 列没有表头，却填了内容。请补上表头，或删去这一列。"),
}
NOTES = {
    "header_row": N_("表头在第 {row} 行，它上面的几行没有当作内容。"),
    "column_ignored": N_("「{value}」这一列（第 {place} 列）用不到，没有读。"),
    "sheet_read": N_("这个文件有几张工作表，读的是「{sheet}」；没有读：{others}。"),
    "sheet_hidden": N_("读的工作表「{sheet}」是隐藏的。请核对是不是这一张。"),
    "columns_hidden": N_("隐藏的列也读进来了：{names}。请取消隐藏，核对内容。"),
    "rows_struck": N_("有 {count} 行划了删除线（第 {rows} 行），也读进来了。不要的行请删去再导入。"),
    "rows_hidden": N_("有 {count} 行被隐藏或筛选掉了（第 {first} 行起），也读进来了。请核对这些行要不要。"),
}
MOST_LISTED = 20
BEYOND = N_("第 {place} 列没有表头，却填了内容。请删去这一格，或补上表头。")
WHOLE = {
    "header_unknown": N_(
        "前 {deep} 行里没有认出表头。请把模板的表头「{first}」「{second}」等 {count} 列放在内容上面；"
        "打开文件看到乱码时，请先用表格软件另存为 .xlsx。"
    ),
    "header_deep": N_("表头在第 {found} 行，只在前 {deep} 行里找表头。请删去表头上面的行再导入。"),
    "header_comma": N_("各列是用全角标点「{sign}」分开的，没有分成列。请改成英文逗号，或者用表格软件另存为 .xlsx。"),
    "sheets_equal": N_(
        "有 {count} 张工作表都像是要导入的：{sheets}。请在文件里只留一张（几张都要的，合到一张里），再导入。"
    ),
    "header_levels": N_("表头分成了两行（第 {row} 行和下一行）。请合成一行，每列一个名称，写法同模板。"),
}
BESIDE = N_("这一格和同一行的「{text}」合并了。请取消合并，分别填写。")
STRUCK = N_("这一格里有划掉的字（删除线），划掉的也读成了「{value}」。请删去划掉的字再导入；没有作废的，请去掉删除线。")
MERGED = N_("这一格在合并单元格里（第 {first} 行到第 {last} 行）。请取消合并，每一行都填上「{text}」。")


@dataclass
class Layout:
    """Where the wanted columns of a table are: for each its place in a row (from 0); problems; what is worth saying."""

    places: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def layout_of(table: Table, wanted: Sequence[str], key: str, also: Mapping[str, str] | None = None) -> Layout:
    """Takes a table as read and the header it must have; gives the places of its columns, problems of the header and
    notes on what was passed over. With problems the places are of no use. `key` is the column of the code; `also` are
    other names that are known."""
    known = {plain_header(name): name for name in wanted}
    known |= {plain_header(name): wanted_name for name, wanted_name in (also or {}).items()}
    names = [known.get(plain_header(name), name) for name in table.header]
    if table.source.rivals:
        return Layout([], [_equal_sheets(table)], [])
    problems = _compared(table, names, wanted)
    if problems:
        place = names.index(key) if key in names else len(names)
        problems = _whole(table, names, wanted, place) or problems
        return Layout([], problems, _notes(table))
    extra = [(at, name) for at, name in enumerate(names) if name and name not in wanted]
    ignored = [_problem(NOTES, table, "column_ignored", name, name, place=at + 1) for at, name in extra]
    return Layout([names.index(name) for name in wanted], [], _notes(table) + ignored)


def shown_problem(table: Table, number: int, column: str, place: int, text: str) -> Problem | None:
    """The problem of a cell that may show something else than was read from it."""
    if not text or not table.source.shows_otherwise(number, place):
        return None
    return Problem(number, column, text[:LONGEST], "shown_otherwise", SHOWN_OTHERWISE)


def struck_problem(table: Table, number: int, column: str, place: int, text: str) -> Problem | None:
    """The problem of a cell with struck letters: nobody can say whether what is left is the whole of it. A row that is
    struck out as a whole has its own word."""
    if not text or not table.source.is_struck(number, place):
        return None
    return Problem(number, column, text[:LONGEST], "struck_cell", STRUCK)


def beyond_header(number: int, cells: Sequence[str], width: int) -> list[Problem]:
    """Problems of what is filled in beyond the last column that has a header; ignored, it would be lost unnoticed."""
    return [
        Problem(number, "", cells[at].strip()[:LONGEST], "beyond_header", BEYOND, {"place": at + 1})
        for at in range(width, len(cells))
        if cells[at].strip()
    ]


def merged_problem(table: Table, number: int, column: str, place: int) -> Problem | None:
    """The problem of an empty cell that a merged range covers; its value stands in the range's first cell only."""
    found = table.source.merged.get((number, place))
    if found is None:
        return None
    first, last, text = found
    details = {"first": first, "last": last, "text": text[:LONGEST]}
    return Problem(number, column, "", "merged_cell", MERGED if last > first else BESIDE, details)


def _whole(table: Table, names: list[str], wanted: Sequence[str], key_place: int) -> list[Problem]:
    """The one cause of a header of which nothing fits; [] where its columns are better named one by one."""
    first = [(table.header_row, table.header), *table.rows[:DEEPEST]]
    taken = next((one for number, cells in first if (one := swallowed(table, number, cells, wanted))), None)
    if taken:
        return [taken]
    if sum(name in names for name in wanted) * 2 >= len(wanted):
        split = split_header(table, key_place)
        return [_problem(WHOLE, table, "header_levels", "", "", row=table.header_row)] if split else []
    sign = next((one for one in "，；、" if table.header and table.header[0].count(one) + 1 >= len(wanted) / 2), "")
    deep = next((number for number, cells in table.rows if names_most(cells, wanted)), 0)
    if len([name for name in table.header if name]) <= 2 and sign:
        return [_problem(WHOLE, table, "header_comma", "", "", sign=sign)]
    if deep:
        return [_problem(WHOLE, table, "header_deep", "", "", found=deep, deep=DEEPEST)]
    count: dict[str, str | int] = {"deep": DEEPEST, "first": wanted[0], "second": wanted[1], "count": len(wanted)}
    return [_problem(WHOLE, table, "header_unknown", "", "", **count)]


def _equal_sheets(table: Table) -> Problem:
    """Of two sheets that fit the reader cannot know which is meant, and to read one silently would lose the other."""
    sheets = [table.source.sheet, *table.source.rivals]
    named = "".join(f"「{name}」" for name in sheets)
    return _problem(WHOLE, table, "sheets_equal", "", "", count=len(sheets), sheets=named)


def _compared(table: Table, names: list[str], wanted: Sequence[str]) -> list[Problem]:
    missing = [name for name in wanted if name not in names]
    renamed: set[str] = set()
    problems: list[Problem] = []
    for at, name in enumerate(names):
        there = _meant(names, at, wanted)
        if name in wanted and name in names[:at]:
            problems.append(_problem(SENTENCES, table, "header_doubled", name, name, place=at + 1))
        elif name not in wanted and there in missing:
            renamed.add(there)
            problems.append(_problem(SENTENCES, table, "header_renamed", there, name, place=at + 1))
        elif not name and _filled(table, at):
            problems.append(_problem(SENTENCES, table, "header_blank", "", "", place=at + 1))
    problems += [_problem(SENTENCES, table, "header_missing", name, "") for name in missing if name not in renamed]
    return problems or _misplaced(table, names, wanted)


def _meant(names: list[str], at: int, wanted: Sequence[str]) -> str:
    """The column that a strange name most likely stands for: the one after its neighbour to the left."""
    before = next((name for name in reversed(names[:at]) if name in wanted), None)
    place = wanted.index(before) + 1 if before else 0
    after = names[at + 1] if at + 1 < len(names) else None
    follows = place + 1 >= len(wanted) or after == wanted[place + 1]
    return wanted[place] if place < len(wanted) and follows else ""


def _filled(table: Table, at: int) -> bool:
    return any(at < len(cells) and cells[at].strip() for _number, cells in table.rows)


def _misplaced(table: Table, names: list[str], wanted: Sequence[str]) -> list[Problem]:
    found = [names.index(name) for name in wanted]
    return [
        _problem(SENTENCES, table, "header_order", name, name, place=right + 1, found=at + 1)
        for name, at, right in zip(wanted, found, sorted(found), strict=True)
        if at != right
    ]


def _notes(table: Table) -> list[Problem]:
    source = table.source
    hidden, struck = sorted(source.hidden_rows), sorted(source.struck_rows)
    columns = [name for at, name in enumerate(table.header) if name and at in source.hidden_columns]
    said: list[tuple[str, bool, dict[str, str | int]]] = [
        ("header_row", table.header_row > 1, {}),
        ("sheet_read", bool(source.others), {"sheet": source.sheet, "others": "、".join(source.others)}),
        ("sheet_hidden", source.hidden_sheet, {"sheet": source.sheet}),
        ("rows_hidden", bool(hidden), {"count": len(hidden), "first": hidden[0] if hidden else 0}),
        ("columns_hidden", bool(columns), {"names": "".join(f"「{name}」" for name in columns)}),
        ("rows_struck", bool(struck), {"count": len(struck), "rows": _listed(struck)}),
    ]
    return [_problem(NOTES, table, code, "", "", **details) for code, so, details in said if so]


def _listed(rows: Sequence[int]) -> str:
    return "、".join(str(row) for row in rows[:MOST_LISTED]) + ("…" if len(rows) > MOST_LISTED else "")


def _problem(
    sentences: dict[str, str], table: Table, code: str, column: str, value: str, **details: str | int
) -> Problem:
    return Problem(table.header_row, column, value[:LONGEST], code, sentences[code], dict(details))
