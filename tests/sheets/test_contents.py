"""A contents list is read and checked as a register is: nothing is taken or left out without a word."""

from __future__ import annotations

import datetime

import openpyxl
import pytest

from audit_app.rules import ids
from audit_app.sheets.contents import COLUMNS, MOST_ROWS, check_contents, read_contents
from audit_app.sheets.problems import Checked
from audit_app.sheets.unreadable import Unreadable
from schemas.ops.people import EditionPublish
from tests.sheets.register_files import csv_bytes
from tests.sheets.test_made_by_offices import codes, saved

TEXT = "ref,number,title\ncontext,4.1,理解企业及其环境\n,8.2.1,获取\n"
ROWS = [
    ["ref", "number", "title"],
    ["context", "4.1", "理解企业及其环境"],
    ["", "8.2.1", "获取"],
    ["biz.hr", "", "人事"],
]


def checked_of(data: bytes | str, name: str = "目次") -> Checked:
    return check_contents(read_contents(name, data if isinstance(data, bytes) else data.encode()))


def book_of() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append([cell or None for cell in row])
    return book


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_encoding_gives_the_same_rows(encoding: str, ending: str) -> None:
    checked = checked_of(TEXT.replace("\n", ending).encode(encoding))
    first = {"row": "2", "ref": "context", "number": "4.1", "title": "理解企业及其环境", "under": "", "reason": ""}
    assert checked.ok and checked.rows[0] == first
    assert [checked.rows[1][name] for name in ("row", "ref", "number")] == ["3", "", "8.2.1"]


def test_blank_lines_do_not_shift_the_row_numbers() -> None:
    assert [row["row"] for row in checked_of(TEXT.replace("\n,8", "\n\n  \n,,\n,8")).rows] == ["2", "6"]


def test_columns_stand_in_any_order_and_a_number_keeps_its_nought() -> None:
    assert checked_of("number,REF,title\n7.10,,x\n").rows[0]["number"] == "7.10"
    (row,) = checked_of("ref , number,title,under,reason\nbiz.hr,, 人事 ,8.3,无\n").rows
    assert row == {"row": "2", "ref": "biz.hr", "number": "", "title": "人事", "under": "8.3", "reason": "无"}
    assert checked_of("ref,number,title\na,1,b,\n").rows[0]["title"] == "b"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("ref,title\n1,2\n", [(1, "number", "header_missing")]),
        ("ref,number,title,title\na,1,b,2\n", [(1, "title", "header_doubled")]),
        ("号,题\n1,2\n", [(1, "", "header_unknown")]),
        ("ref,number,title\na,1,b\na,1,b,c\n", [(3, "", "beyond_header")]),
        ("ref,number,title\na,1,#N/A\n", [(2, "title", "error_cell")]),
        ("ref,number,title\na,1,=A1\n", [(2, "title", "formula_text")]),
        (f"ref,number,title\na,1,{'长' * 201}\n", [(2, "title", "too_long")]),
        ('ref,number,title\n"a,1,b\nc,2,d\ne",3,f\n', [(2, "ref", "rows_swallowed")]),
        ('ref,number,title\na,1,"b\nc,2,d\ne,3,f"\n', [(2, "title", "rows_swallowed")]),
        ("ref,number,title\na,1,b\n注：由质量部填写,,\n", [(3, "", "row_note")]),
    ],
)
def test_each_fault_is_named_at_its_cell(content: str, found: list[tuple[int, str, str]]) -> None:
    assert codes(checked_of(content).problems) == found


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.csv", "文件是空的"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "老格式 .xls"),
        (b"%PDF-1.7\n", "a.pdf", "这是 PDF"),
        (b"<html><table><tr><td>ref</td></tr></table>", "a.xls", "网页格式"),
        (b'ref,number,title\n"a,1,b\n', "a.csv", "没有成对"),
        (b"SQLite format 3\0\0", "audit.db", "文字编码"),
        (b"PK\x03\x04\0\0\0", "a.xlsx", "不是完好的"),
    ],
)
def test_a_file_that_is_no_list_is_called_what_it_is(data: bytes, name: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_contents(name, data)


@pytest.mark.parametrize(
    ("value", "code", "problem"),
    [
        ("=A1", "General", "formula_text"),
        ("#N/A", "General", "error_cell"),
        (datetime.datetime(2023, 5, 1), "yyyy-mm-dd", "shown_otherwise"),
        (True, "General", "shown_otherwise"),
        (5, '"第"0"章"', "shown_otherwise"),
    ],
)
@pytest.mark.parametrize("column", [1, 2])
def test_a_cell_that_is_no_text_is_a_problem(value: object, code: str, problem: str, column: int) -> None:
    book = book_of()
    cell = book.active.cell(3, column + 1)
    cell.value, cell.number_format = value, code
    assert codes(checked_of(saved(book)).problems) == [(3, ROWS[0][column], problem)]


def test_a_number_with_two_places_is_a_problem_and_a_plain_one_is_not() -> None:
    book = book_of()
    book.active["B2"], book.active["B3"] = 4.1, 7.1
    assert checked_of(saved(book)).rows[1]["number"] == "7.1"
    book.active["B3"].number_format = "0.00"
    assert codes(checked_of(saved(book)).problems) == [(3, "number", "shown_otherwise")]


def test_a_title_on_two_lines_is_one_and_loses_what_nobody_sees() -> None:
    book = book_of()
    book.active["C2"] = "理解企业\n及其环境\u202e\u200b"
    for data in (saved(book), 'ref,number,title\ncontext,4.1,"理解企业\n及其环境\u202e\u200b"\n,8.2.1,获取\n'):
        checked = checked_of(data)
        assert checked.ok and checked.rows[0]["title"] == "理解企业及其环境" and checked.rows[1]["row"] == "3"


def test_merged_cells_are_named_and_what_was_passed_over_is_said() -> None:
    book = book_of()
    book.active["B4"] = None
    book.active.merge_cells("B3:B4")
    assert codes(checked_of(saved(book)).problems) == [(4, "number", "merged_cell")]
    book = book_of()
    book.active.row_dimensions[3].hidden = True
    second = book.create_sheet("旧目次")
    second.append(["别的", "内容"])
    checked = checked_of(saved(book))
    assert checked.ok and [one.code for one in checked.warnings] == ["sheet_read", "rows_hidden"]
    assert [one.code for one in checked_of("ref,number,title,页码\na,1,b,2\n").warnings] == ["column_ignored"]


def test_a_list_is_checked_by_the_limit_of_its_op() -> None:
    rows = [["ref", "number", "title"], *([f"r{at}", "", "标题"] for at in range(MOST_ROWS + 1))]
    checked = checked_of(csv_bytes(rows))
    assert codes(checked.problems) == [(MOST_ROWS + 2, "", "too_many_rows")]
    body = {"organisation": ids.new_id(), "based_on": "x", "source": "目次"}
    assert EditionPublish().validate({**body, "rows": checked.rows})
    assert not EditionPublish().validate({**body, "rows": checked.rows[:MOST_ROWS]})
    assert set(checked.rows[0]) == {"row", *COLUMNS}
