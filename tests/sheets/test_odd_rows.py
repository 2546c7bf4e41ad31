"""Rows that are none of the list's and headers of which nothing fits: one sentence each, with the true cause."""

import openpyxl
import pytest

from audit_app.sheets.inspectors import HEADER as INSPECTORS
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.reading import Table, read_table
from audit_app.sheets.register import check_register
from audit_app.sheets.unreadable import Unreadable
from tests.sheets.register_files import HEADER, csv_bytes, good_rows, xlsx_bytes
from tests.sheets.test_made_by_offices import book_of, checked_of, codes, saved

ROWS = good_rows(5)


def with_row(cells: list[str], at: int = 5) -> list[tuple[int, str, str]]:
    rows = [*ROWS[:at], [*cells, *[""] * (12 - len(cells))], *ROWS[at:]]
    return codes(checked_of(xlsx_bytes([HEADER, *rows])).problems)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["注：1. 本表由市局填报；2. 证书状态以网站为准。"], "row_note"),
        (["2. 证书状态以网站为准"], "row_note"),
        (["", "", "以下空白"], "row_note"),
        (["填表人：张三", "", "", "", "审核人：李四", "", "", "", "日期：2026-11-28"], "row_note"),
        (["单位（盖章）："], "row_note"),
        (["合计", "", "5"], "row_total"),
        (["合 计 5 家"], "row_total"),
        (["合计", "12", "南通市", "3", "5", "4", "12", "", "", "", "有效"], "row_total"),
        (["汇总", "", "", "5 家", "12 张"], "row_total"),
        (["", "总 计：", "12", "13", "14", "15", "16"], "row_total"),
        (["崇川区"], "row_group"),
        (["海门区（6 家）"], "row_group"),
        (["一", "崇川区"], "row_group"),
        (["", "", "2023 年度"], "row_group"),
        (["有效证书"], "row_group"),
        ([f"({number})" for number in range(1, 13)], "row_numbers"),
        ([str(number) for number in range(1, 13)], "row_numbers"),
        (list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫"), "row_numbers"),
        (HEADER, "row_header"),
        (["Name", "USCC", "City", "District", "Body", "Approval", "No", "From", "To", "Std", "Status"], "row_header"),
    ],
)
@pytest.mark.parametrize("at", [0, 5])
def test_a_row_that_is_none_of_the_lists_is_one_problem(cells: list[str], code: str, at: int) -> None:
    assert with_row(cells, at) == [(at + 2, "", code)]


def test_a_row_of_sums_among_inspectors_is_one_problem() -> None:
    table = Table(list(INSPECTORS), [(2, ["钱磊", "A1", "市局", ""]), (3, ["合计", "1 人", "市局", ""])])
    assert codes(check_inspectors(table).problems) == [(3, "", "row_total")]


@pytest.mark.parametrize("name", ["合计科技有限公司", "注江精密仪器有限公司", "南通启衡有限公司"])
def test_a_company_without_its_code_is_told_what_it_lacks(name: str) -> None:
    row = [*ROWS[0]]
    row[0], row[1], row[6] = name, "", ""
    assert with_row(row) == [(7, "统一社会信用代码", "required")]


def test_a_company_with_nothing_but_its_name_is_told_what_it_lacks() -> None:
    assert {code for _row, _column, code in with_row(["南通启衡有限公司"])} == {"required"}


@pytest.mark.parametrize("text", ["注：证书状态以网站为准", "示例05有限公司"])
def test_a_row_merged_from_left_to_right_is_one_problem(text: str) -> None:
    book = book_of([HEADER, *ROWS, [text]])
    book.active.merge_cells("A7:L7")
    ((row, column, code),) = codes(checked_of(saved(book)).problems)
    assert (row, column) == (7, "") and code in ("row_note", "row_merged")


def test_two_merged_cells_of_a_row_are_not_told_to_take_the_same_text() -> None:
    row = [*ROWS[0]]
    row[2:4] = ["南通市", ""]
    row[4:6] = ["华衡认证（示例1）有限公司", ""]
    book = book_of([HEADER, row])
    book.active.merge_cells("C2:D2")
    (problem,) = checked_of(saved(book)).problems
    assert problem.column == "县(市、区)" and "每一行" not in problem.message and "分别填写" in problem.message


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([*[["说明"]] * 12, HEADER, *ROWS], "header_deep", "第 13 行"),
        (ROWS, "header_unknown", "前 10 行里没有认出表头"),
        ([["，".join(row)] for row in [HEADER, *ROWS]], "header_comma", "全角标点「，」"),
        (
            [[*HEADER[:7], "证书有效期", "", *HEADER[9:]], ["", "", "", "", "", "", "", "起", "止"], *ROWS],
            "header_levels",
            "分成了两行",
        ),
    ],
)
def test_a_header_of_which_nothing_fits_has_one_cause(rows: list[list[str]], code: str, said: str) -> None:
    (problem,) = checked_of(xlsx_bytes(rows)).problems
    assert problem.code == code and said in problem.message


def test_a_mark_that_nobody_sees_does_not_spoil_a_header() -> None:
    marked = [f"\u200b{name}\u202e\ufe0f" for name in HEADER]
    assert checked_of(xlsx_bytes([marked, *ROWS])).ok


def test_of_two_sheets_that_fit_the_fuller_is_read() -> None:
    for first in ([HEADER], [HEADER, ROWS[0]]):
        book = book_of(first)
        sheet = book.create_sheet("填报")
        for row in (HEADER, *ROWS):
            sheet.append(row)
        hidden = book.create_sheet("旧")
        for row in (HEADER, *ROWS, *ROWS):
            hidden.append(row)
        hidden.sheet_state = "hidden"
        assert read_table("x.xlsx", saved(book), HEADER).source.sheet == "填报"


def test_one_code_with_two_names_names_both_rows() -> None:
    other = [*ROWS[0]]
    other[0], other[6] = "另一名称有限公司", "84022IP29999R0M"
    checked = check_register(Table(HEADER, [(2, ROWS[0]), (3, ROWS[1]), (4, other)]))
    assert checked.ok
    (warning,) = [one for one in checked.warnings if one.code == "two_names"]
    assert (warning.row, warning.column, warning.value) == (4, "企业名称", "另一名称有限公司")
    assert "第 2 行" in warning.message and f"「{ROWS[0][0]}」" in warning.message


@pytest.mark.parametrize("sign", ["'", "’"])
def test_an_apostrophe_before_a_code_is_mended(sign: str) -> None:
    row = [*ROWS[0]]
    row[1] = sign + row[1]
    checked = checked_of(csv_bytes([HEADER, row]))
    assert checked.ok and checked.rows[0]["uscc"] == ROWS[0][1]
    assert [one.after for one in checked.mended if one.column == "统一社会信用代码"] == [ROWS[0][1]]


def test_what_was_mended_is_seen_even_where_nobody_sees_it() -> None:
    row = [*ROWS[0]]
    row[0] = "南通\n启衡\u200b公司\u3000"
    (mended,) = [one for one in checked_of(csv_bytes([HEADER, row])).mended if one.column == "企业名称"]
    assert (mended.seen, mended.after) == ("南通↵启衡‹U+200B›公司‹U+3000›", "南通启衡公司")


def test_a_list_of_commas_called_xlsx_is_read() -> None:
    assert len(read_table("x.xlsx", csv_bytes([HEADER, *ROWS]), HEADER).rows) == 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x00\x01\x02\xff", "不是完好的 .xlsx"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_table("名录.xlsx", data, HEADER)


def test_a_quote_without_its_second_is_named_with_its_line() -> None:
    lines = csv_bytes([HEADER, *ROWS], encoding="utf-8").decode().split("\r\n")
    lines[2] = '"' + lines[2]
    with pytest.raises(Unreadable, match="第 3 行起有一个英文引号没有成对"):
        read_table("x.csv", "\r\n".join(lines).encode(), HEADER)
    whole = [[*ROWS[0]]]
    whole[0][0] = '5" 管业\n有限公司'
    assert len(read_table("x.csv", csv_bytes([HEADER, *whole]), HEADER).rows) == 1


def test_the_short_name_of_a_column_of_inspectors_is_known() -> None:
    rows = [["姓名", "执法证号", "单位", "回避企业"], ["甲", "苏06010001", "局", ROWS[0][1]], ["合计", "", "1", ""]]
    checked = check_inspectors(read_table("x.csv", csv_bytes(rows), INSPECTORS))
    assert [one.code for one in checked.problems] == ["row_total"]
    assert checked.rows[0]["recusals"] == [ROWS[0][1]]


def test_a_workbook_without_any_row_below_is_still_a_header() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    assert checked_of(saved(book)).ok
