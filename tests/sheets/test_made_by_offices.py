"""Sheets as offices make them: titles, counters, hidden and merged parts, errors, rounded codes, old calendars, web exports.

Each is read where it can be, and nothing is taken or left out without a word.
"""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from audit_app.sheets.inspectors import HEADER as INSPECTORS
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import read_table
from audit_app.sheets.register import check_register
from audit_app.sheets.unreadable import Unreadable
from tests.sheets.hostile_files import packed, parts
from tests.sheets.register_files import HEADER, csv_bytes, good_rows, xlsx_bytes

ROWS = [list(row) for row in good_rows(5)]
AT = {name: at for at, name in enumerate(HEADER)}


def checked_of(data: bytes, name: str = "名录") -> Checked:
    return check_register(read_table(name, data, HEADER))


def codes(found: list) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in found]


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(rows: list[list[str]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_a_problem_at_its_cell_also_in_a_column_that_may_be_empty(error):
    row = [*ROWS[0]]
    row[AT["县(市、区)"]] = error
    for data in (saved(book_of([HEADER, row])), csv_bytes([HEADER, row])):
        checked = checked_of(data)
        assert codes(checked.problems) == [(2, "县(市、区)", "error_cell")]
        assert error in checked.problems[0].message
    wrong = openpyxl.load_workbook(io.BytesIO(saved(book_of([HEADER, row]))))
    assert wrong.active.cell(2, AT["县(市、区)"] + 1).data_type == "e"


def test_an_error_that_a_formula_left_is_named_rather_than_the_formula():
    content = parts()
    cell = '<c r="D2" t="e"><f>VLOOKUP(A2,B:C,2,0)</f><v>#N/A</v></c>'
    sheet = content["xl/worksheets/sheet1.xml"].decode()
    start = sheet.index('<c r="D2"')
    end = sheet.index("</c>", start) + 4
    data = packed({**content, "xl/worksheets/sheet1.xml": (sheet[:start] + cell + sheet[end:]).encode()})
    assert read_table("x.xlsx", data).rows[0][1][3] == "#N/A"


def test_titles_a_counter_and_remarks_round_the_table_are_passed_over_and_named():
    rows = [["南通市企业名录"], ["填报单位：示例局"], ["序号", *HEADER, "备注"]]
    rows += [[str(at), *row, "请核"] for at, row in enumerate(ROWS, 1)]
    for data in (xlsx_bytes(rows), csv_bytes(rows)):
        checked = checked_of(data)
        assert (checked.ok, len(checked.rows)) == (True, 5)
        assert codes(checked.warnings) == [
            (3, "", "header_row"), (3, "序号", "column_ignored"), (3, "备注", "column_ignored"),
        ]  # fmt: skip
        assert checked.rows[0]["name"] == ROWS[0][0] and checked.rows[4]["certificate_no"] == ROWS[4][6]


def test_a_column_without_header_is_a_problem_only_where_it_is_filled():
    empty = [["", *HEADER], *(["", *row] for row in ROWS)]
    assert checked_of(xlsx_bytes(empty)).ok
    empty[3][0] = "注"
    assert codes(checked_of(xlsx_bytes(empty)).problems) == [(1, "", "header_blank")]


def test_the_sheet_that_fits_is_read_and_named_whatever_stands_before_it():
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    for line in ("一、企业名称应与营业执照一致", "二、证书状态填 有效、暂停、撤销、注销"):
        book.active.append([line])
    hidden = book.create_sheet("字典")
    hidden.append([*HEADER])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("2023年名录")
    for row in (HEADER, *ROWS):
        sheet.append(row)
    checked = checked_of(saved(book))
    assert (checked.ok, len(checked.rows), codes(checked.warnings)) == (True, 5, [(1, "", "sheet_read")])
    said = checked.warnings[0].message
    assert "读的是「2023年名录」" in said and "填表说明" in said and "字典" in said


def test_a_hidden_sheet_is_read_only_when_no_other_fits_and_that_is_said():
    book = book_of([["说明"]])
    sheet = book.create_sheet("名录")
    for row in (HEADER, *ROWS):
        sheet.append(row)
    sheet.sheet_state = "veryHidden"
    checked = checked_of(saved(book))
    assert (checked.ok, codes(checked.warnings)) == (True, [(1, "", "sheet_read"), (1, "", "sheet_hidden")])


def test_hidden_columns_are_named():
    book = book_of([HEADER, *ROWS])
    for letter in ("H", "I"):
        book.active.column_dimensions[letter].hidden = True
    book.active.column_dimensions["Z"].hidden = True
    checked = checked_of(saved(book))
    assert (checked.ok, codes(checked.warnings)) == (True, [(1, "", "columns_hidden")])
    assert "「证书有效期起」「证书有效期止」。" in checked.warnings[0].message


def test_rows_that_are_struck_out_are_named():
    book = book_of([HEADER, *ROWS])
    for row in (3, 5):
        for cell in book.active[row]:
            cell.font = Font(strike=True)
    checked = checked_of(saved(book))
    assert (checked.ok, len(checked.rows), codes(checked.warnings)) == (True, 5, [(1, "", "rows_struck")])
    assert "2 行划了删除线（第 3、5 行）" in checked.warnings[0].message


def two_lists(first: str, second: str, rows: list[list[str]] = ROWS[:2], header: list[str] | None = None):
    """A workbook with a whole list in the first sheet and these rows in the second."""
    book = openpyxl.Workbook()
    book.active.title = first
    for row in (HEADER, *ROWS):
        book.active.append(row)
    sheet = book.create_sheet(second)
    for row in (header or HEADER, *rows):
        sheet.append(row)
    return book


@pytest.mark.parametrize(("first", "second"), [("崇川区", "海门区"), ("Sheet1", "Sheet1 (2)")])
def test_two_sheets_that_fit_are_a_problem_that_names_both(first, second):
    checked = checked_of(saved(two_lists(first, second)))
    assert codes(checked.problems) == [(1, "", "sheets_equal")] and not checked.rows
    said = checked.problems[0].message
    assert f"「{first}」「{second}」" in said and "2 张工作表" in said


def test_two_lists_of_inspectors_are_a_problem_too():
    book = openpyxl.Workbook()
    for name, card in (("一科", "A1"), ("二科", "A2")):
        sheet = book.create_sheet(name)
        sheet.append(list(INSPECTORS))
        sheet.append(["钱磊", card, "市局", ""])
    checked = check_inspectors(read_table("人员.xlsx", saved(book), INSPECTORS))
    assert codes(checked.problems) == [(1, "", "sheets_equal")]


@pytest.mark.parametrize(
    "other",
    [
        two_lists("名录", "填写示例"),
        two_lists("名录", "样表", ROWS * 3),
        two_lists("名录", "空表", []),
        two_lists("名录", "老表", [row[:8] for row in ROWS], HEADER[:8]),
    ],
    ids=["example", "longer example", "empty", "fewer columns"],
)
def test_an_example_an_empty_or_a_lesser_sheet_is_no_rival(other):
    checked = checked_of(saved(other))
    assert (checked.ok, len(checked.rows), codes(checked.warnings)) == (True, 5, [(1, "", "sheet_read")])
    assert "读的是「名录」" in checked.warnings[0].message


def test_hidden_rows_are_counted():
    book = book_of([HEADER, *ROWS])
    for row in (3, 5, 40):
        book.active.row_dimensions[row].hidden = True
    checked = checked_of(saved(book))
    assert (checked.ok, len(checked.rows), codes(checked.warnings)) == (True, 5, [(1, "", "rows_hidden")])
    assert "有 2 行" in checked.warnings[0].message and "第 3 行" in checked.warnings[0].message


def test_cells_covered_by_a_merged_range_are_named_with_its_rows_and_value():
    rows = [[*row] for row in ROWS]
    for row in rows[:3]:
        row[2:4] = ["南通市", "海门区"]
    book = book_of([HEADER, *rows])
    book.active.merge_cells("C2:C4")
    book.active.merge_cells("D2:D4")
    checked = checked_of(saved(book))
    assert codes(checked.problems) == [
        (at, column, "merged_cell") for at in (3, 4) for column in ("设区市", "县(市、区)")
    ]
    assert "第 2 行到第 4 行" in checked.problems[0].message and "「南通市」" in checked.problems[0].message


def test_a_merged_title_is_no_problem():
    book = book_of([["名录"], HEADER, *ROWS])
    book.active.merge_cells("A1:L1")
    assert checked_of(saved(book)).ok


@pytest.mark.parametrize("column", ["统一社会信用代码", "认证机构批准号", "认证证书编号"])
def test_a_number_rounded_to_scientific_notation_is_a_problem_in_every_code_column(column):
    row = [*ROWS[0]]
    row[AT[column]] = 123456789012345678
    for data in (saved(book_of([HEADER, row])), csv_bytes([HEADER, [str(c) for c in row[:-1]] + [""]])):
        if data.startswith(b"PK"):
            (problem,) = checked_of(data).problems
            assert (problem.row, problem.column) == (2, column)
            assert "末几位已经丢失" in problem.message
    row[AT[column]] = "1.23457E+17"
    assert [one.column for one in checked_of(csv_bytes([HEADER, row])).problems] == [column]


def test_a_rounded_card_number_of_an_inspector_is_a_problem():
    rows = [[*INSPECTORS], ["吴昊", "3.20600E+17", "南通局", ""], ["周敏", "苏F-002", "南通局", "9.13E+17"]]
    checked = check_inspectors(read_table("人员.csv", csv_bytes(rows), INSPECTORS))
    assert codes(checked.problems) == [
        (2, "执法证号", "rounded_code"), (3, "回避企业统一社会信用代码", "rounded_code"),
    ]  # fmt: skip


def test_a_workbook_of_1904_gives_the_days_it_shows():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": True, "strings_to_formulas": False}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate([HEADER, *ROWS[:2]]):
            sheet.write_row(at, 0, row)
        # 2023-01-01 and 2025-12-31 as numbers since 1904: once without a date format, once with one
        for at, form in ((1, None), (2, day)):
            sheet.write_number(at, AT["证书有效期起"], 43465, form)
            sheet.write_number(at, AT["证书有效期止"], 44560, form)
    checked = checked_of(out.getvalue())
    assert [(row["valid_from"], row["valid_to"]) for row in checked.rows] == [("2023-01-01", "2025-12-31")] * 2


MARKS = ["\u200b", "\u202a", "\u202d", "\u2066", "\u2069", "\u200e", "\u2060", "\ufeff", "\u034f", "\u061c", "\ufffc"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_that_nobody_sees_are_mended_and_shown(mark):
    row = [*ROWS[0]]
    row[1] = f"{mark}{row[1][:9]}{mark}{row[1][9:]}{mark}"
    row[8] = f"{mark}2026-01-01{mark}"
    checked = checked_of(csv_bytes([HEADER, row]))
    assert (checked.ok, checked.rows[0]["uscc"], checked.rows[0]["valid_to"]) == (True, ROWS[0][1], "2026-01-01")
    assert [(one.column, one.after) for one in checked.mended if one.column == "统一社会信用代码"] == [
        ("统一社会信用代码", ROWS[0][1])
    ]


def test_a_formula_filled_down_is_shown_as_what_it_is():
    sheet = parts()["xl/worksheets/sheet1.xml"].decode()
    body = (
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A4" si="0">B2&amp;C2</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    head = sheet[: sheet.index("<sheetData>") + 11]
    data = packed({**parts(), "xl/worksheets/sheet1.xml": f"{head}{body}</sheetData></worksheet>".encode()})
    cells = [row[0] for _number, row in read_table("x.xlsx", data).rows]
    assert cells == ["=B2&C2（由第 2 行向下填充的公式）"] or "=B2&C2" in cells[0]
    assert cells[-1] == "=B2&C2（由第 2 行向下填充的公式）"


def test_parts_need_not_lie_under_xl():
    moved = {}
    for name, content in parts().items():
        new = name.replace("xl/", "buch/") if name.startswith("xl/") else name
        moved[new] = content.replace(b'"/xl/', b'"/buch/').replace(b'"xl/', b'"buch/')
    assert read_table("x.xlsx", packed(moved)).header == HEADER


def test_a_strict_workbook_is_read():
    strict = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ).replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        for name, content in parts().items()
    }
    assert read_table("x.xlsx", packed(strict)).header == HEADER


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页格式"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>", "网页格式"),
        ("<html><table><tr><td>企业名称".encode("utf-16"), "网页格式"),
        (b'<?xml version="1.0"?><html xmlns="x"><body/></html>', "网页格式"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格格式"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页格式"),
    ],
)
@pytest.mark.parametrize("name", ["名录.xls", "名录.csv"])
def test_a_page_or_xml_that_is_called_a_sheet_says_what_to_do(name, data, word):
    with pytest.raises(Unreadable, match=f"{word}.*另存为 .xlsx"):
        read_table(name, data, HEADER)


def test_the_report_names_rows_as_the_file_has_them_below_titles():
    rows = [["标题"], [""], HEADER, *[[*row] for row in ROWS]]
    rows[4][1] = "91320600"
    assert codes(checked_of(xlsx_bytes(rows)).problems) == [(5, "统一社会信用代码", "bad_uscc")]


def test_a_file_of_something_else_is_complained_about_once():
    checked = checked_of(xlsx_bytes([["姓名", "电话"], ["甲", "1"]]))
    assert codes(checked.problems) == [(1, "", "header_unknown")]
    assert "没有认出表头" in checked.problems[0].message and "「企业名称」" in checked.problems[0].message


def test_a_second_reader_sees_only_the_sheet_that_was_chosen():
    book = book_of([["别的"]])
    sheet = book.create_sheet("名录")
    sheet.append(HEADER)
    from audit_app.sheets.archive import choose_sheet

    chosen = choose_sheet(saved(book), lambda rows: (True, 12, 1) if rows[:1] == [HEADER] else None)
    with zipfile.ZipFile(io.BytesIO(chosen.package)) as archive:
        assert [name for name in archive.namelist() if "worksheets" in name] == ["xl/worksheets/sheet1.xml"]
    assert (chosen.name, chosen.others) == ("名录", ["Sheet"])
