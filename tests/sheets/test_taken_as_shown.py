"""Nothing is taken otherwise than it is seen: cells that took in rows, codes behind number formats, texts that an import
would refuse, rows that are hidden."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
import xlsxwriter
from marshmallow import ValidationError

from audit_app.rules import ids
from audit_app.sheets import inspectors, register
from audit_app.sheets.cells import clean
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import read_table
from audit_app.sheets.shown import shows_otherwise
from schemas.fields import Shape, Text
from schemas.ops.registers import Inspector, InspectorsImport, RegisterRow
from tests.sheets.hostile_files import packed, parts
from tests.sheets.register_files import HEADER, csv_bytes, good_rows, uscc, xlsx_bytes
from tests.sheets.test_made_by_offices import checked_of, codes, saved

STAFF = [[name, f"1060000{at:02d}", "南通局", ""] for at, name in enumerate(["钱磊", "孙丽", "周强", "吴敏", "郑浩"])]
ROWS = good_rows(6)


def staff_of(rows: list[list[str]]) -> Checked:
    return check_inspectors(read_table("人员", csv_bytes([list(inspectors.HEADER), *rows]), inspectors.HEADER))


def lines(header: list[str] | tuple[str, ...], rows: list[list[str]], sign: str = ",") -> list[str]:
    return [sign.join(row) for row in [list(header), *rows]]


# ---- a cell that took in rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("last", [3, 4, 5])
def test_two_stray_quotes_are_a_problem_where_the_rows_are_lost(sign: str, last: int) -> None:
    text = lines(inspectors.HEADER, STAFF, sign)
    text[2], text[last] = '"' + text[2], text[last].replace(sign, '"' + sign, 1)
    checked = check_inspectors(read_table("人员.csv", "\r\n".join(text).encode(), inspectors.HEADER))
    assert codes(checked.problems) == [(3, "姓名", "rows_swallowed")]
    assert f"{last - 1} 行连成了一格" in checked.problems[0].message


def test_they_are_found_in_a_register_in_a_column_that_is_read_or_not() -> None:
    text = lines([*HEADER, "备注"], [[*row, ""] for row in ROWS])
    text[3], text[4] = '"' + text[3], text[4].replace(",", '",', 1)
    assert codes(checked_of("\r\n".join(text).encode()).problems) == [(4, "企业名称", "rows_swallowed")]
    text = lines([*HEADER, "备注"], [[*row, ""] for row in ROWS])
    text[3], text[5] = text[3] + '"', text[5] + '"'
    assert codes(checked_of("\r\n".join(text).encode()).problems) == [(4, "备注", "rows_swallowed")]


def test_a_header_that_was_swallowed_is_told_so() -> None:
    text = ['"名录', *lines(HEADER, ROWS)]
    text[3] = text[3].replace(",", '",', 1)
    assert [one.code for one in checked_of("\n".join(text).encode()).problems] == ["rows_swallowed"]


def test_what_spreadsheets_write_on_two_lines_is_no_loss() -> None:
    row = [*STAFF[0]]
    row[3] = f"{uscc(1)},\n{uscc(2)}；\n{uscc(3)}"
    checked = staff_of([row, *STAFF[1:]])
    assert checked.ok and checked.rows[0]["recusals"] == [uscc(1), uscc(2), uscc(3)]
    rows = [[*ROWS[0], "电话已改,\n见附页"], *([*row, ""] for row in ROWS[1:])]
    assert checked_of(csv_bytes([[*HEADER, "备注"], *rows])).ok
    named = [*ROWS[0]]
    named[0] = "Nantong Co.,\nLtd."
    assert checked_of(xlsx_bytes([HEADER, named])).rows[0]["name"] == "Nantong Co., Ltd."


# ---- a code behind a number format ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "code", "otherwise"),
    [
        ("n", "6001230", "00000000000", True),
        ("n", "10600012300", "00000000000", False),
        ("n", "2", '"49822IP"00000"R0M"', True),
        ("n", "12.5", "0.00", True),
        ("n", "12", "0.00", True),
        ("n", "1234", "#,##0", True),
        ("n", "1234", "?", True),
        ("n", "5", "[DBNum1]0", True),
        ("n", "5", '"a;b"0', True),
        ("n", "0", "#", True),
        ("n", "-5", "0;0", True),
        ("n", "0.30000000000000004", "General", True),
        ("b", "1", "General", True),
        ("d", "2023-10-05", "General", True),
        ("s", "0", '"490"@', True),
        ("s", "0", ";;;", True),
        ("n", "1234", "General", False),
        ("", "123456789012345", "General", False),
        ("n", "4.1", "General", False),
        ("n", "1234", "0", False),
        ("n", "1234", "@", False),
        ("n", "1234", "0_ ", False),
        ("n", "1234", "0_);[Red]\\(0\\)", False),
        ("n", "", "General", False),
        ("s", "0", "@", False),
        ("s", "0", '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', False),
        ("s", "0", 'yyyy"年"m"月";@', False),
        ("s", "0", "?", False),
    ],
)
def test_a_cell_shows_what_it_holds_or_it_does_not(kind: str, value: str, code: str, otherwise: bool) -> None:
    assert shows_otherwise(kind, value, code) is otherwise


def number_cell(column: str, value: object, code: str) -> bytes:
    """A register of two rows with this value in the first."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, shown = book.add_worksheet("名录"), book.add_format({"num_format": code})
        for at, row in enumerate([HEADER, *ROWS[:2]]):
            for across, cell in enumerate(row):
                sheet.write_string(at, across, cell)
        sheet.write(1, HEADER.index(column), value, shown)
    return out.getvalue()


@pytest.mark.parametrize("column", ["企业名称", "统一社会信用代码", "认证机构名称", "认证机构批准号", "认证证书编号"])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (6001230, "00000000000"),
        (2, '"49822IP"00000"R0M"'),
        (datetime.date(2023, 10, 5), "yyyy-mm-dd"),
        (True, "General"),
    ],
)
def test_a_number_a_day_or_a_yes_in_such_a_column_is_a_problem(column: str, value: object, code: str) -> None:
    checked = checked_of(number_cell(column, value, code))
    assert codes(checked.problems) == [(2, column, "shown_otherwise")] and "设为文本" in checked.problems[0].message


def test_a_plain_number_stays_and_so_does_a_day_in_its_own_column() -> None:
    assert checked_of(number_cell("认证证书编号", 106000123, "General")).rows[0]["certificate_no"] == "106000123"
    day = datetime.date(2022, 3, 1)
    assert checked_of(number_cell("证书有效期起", day, 'yyyy"年"m"月"d"日"')).rows[0]["valid_from"] == "2022-03-01"


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [(1, 6001230, "00000000000"), (1, datetime.datetime(2023, 10, 5), "yyyy-mm-dd"), (1, 12.5, "0.00"), (1, True, "General"),
     (0, 7, '"工号"0'), (2, 7, '"第"0"分局"')],
)  # fmt: skip
def test_it_is_one_in_a_list_of_inspectors_too(at: int, value: object, code: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(inspectors.HEADER)
    book.active.append(STAFF[0])
    book.active.cell(2, at + 1).value = value
    book.active.cell(2, at + 1).number_format = code
    checked = check_inspectors(read_table("x.xlsx", saved(book), inspectors.HEADER))
    assert codes(checked.problems) == [(2, inspectors.HEADER[at], "shown_otherwise")]


# ---- the limits of the import -----------------------------------------------------------------------------------------


def texts(shape: type[Shape], columns: dict[str, str]) -> list[tuple[str, int]]:
    """Every column that the shape keeps as it is written, with its limit."""
    known = {"uscc", "city", "district", "standard", "status", "credit_class", "valid_from", "valid_to"}
    fields = shape().fields
    return [(key, one.most) for key in columns if key not in known and isinstance(one := fields[key], Text)]


def accepted(row: dict[str, object]) -> bool:
    try:
        RegisterRow().load({"row_no": 2, **row})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("key", "most"), texts(RegisterRow, register.COLUMNS))
def test_a_register_is_checked_by_the_limits_of_its_import(key: str, most: int) -> None:
    for over in (0, 1):
        row = [*ROWS[0]]
        row[HEADER.index(register.COLUMNS[key])] = "9" * (most + over)
        checked = checked_of(csv_bytes([HEADER, row]))
        if not over:
            assert checked.ok and accepted(checked.rows[0])
            assert not accepted({**checked.rows[0], key: "9" * (most + 1)})
        else:
            assert codes(checked.problems) == [(2, register.COLUMNS[key], "too_long")]
            assert f"有 {most + 1} 个字，最多 {most} 个" in checked.problems[0].message


@pytest.mark.parametrize(("key", "most"), texts(Inspector, inspectors.COLUMNS))
def test_a_list_of_inspectors_is_checked_by_the_limits_of_its_import(key: str, most: int) -> None:
    at = list(inspectors.COLUMNS).index(key)
    for over in (0, 1):
        checked = staff_of([[*STAFF[0][:at], "9" * (most + over), *STAFF[0][at + 1 :]]])
        assert codes(checked.problems) == ([(2, inspectors.COLUMNS[key], "too_long")] if over else [])
        loaded = Inspector().validate({**staff_of(STAFF).rows[0], "id": ids.new_id(), key: "9" * (most + over)})
        assert bool(loaded) == bool(over)


def test_codes_of_recusals_and_people_are_counted() -> None:
    many = [uscc(number) for number in range(501)]
    assert Inspector().validate({**staff_of(STAFF).rows[0], "id": ids.new_id(), "recusals": many})
    checked = staff_of([[*STAFF[0][:3], "；".join([*many, many[0]])]])
    assert codes(checked.problems) == [(2, inspectors.COLUMNS["recusals"], "too_many_recusals")]
    assert "有 501 个代码，最多 500 个" in checked.problems[0].message
    assert staff_of([[*STAFF[0][:3], "；".join([*many[:500], many[0]])]]).ok
    people = [[f"某{at}", f"3206{at:05d}", "南通局", ""] for at in range(2001)]
    body = {"inspectors": [{**row, "id": ids.new_id()} for row in staff_of(people[:1]).rows] * 2001}
    assert InspectorsImport().validate(body)
    assert codes(staff_of(people).problems) == [(2002, "", "too_many_inspectors")]


# ---- what people write and hide ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["无", "没有", "暂无", "/", "／", "—", " 无 "])
def test_none_is_a_list_of_no_recusals(text: str) -> None:
    checked = staff_of([[*STAFF[0][:3], text]])
    assert checked.ok and checked.rows[0]["recusals"] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("南通换行\n有限公司", "南通换行有限公司"),
        ("南通换行 \r\n 有限公司", "南通换行有限公司"),
        ("南通（集团）\n有限公司", "南通（集团）有限公司"),
        ("南通\u200b\n启衡", "南通启衡"),
        ("南通\u2028启衡", "南通启衡"),
        ("Nantong\nCo., Ltd.", "Nantong Co., Ltd."),
        ("南通\nABC", "南通 ABC"),
        ("南通 启衡", "南通 启衡"),
    ],
)
def test_lines_of_chinese_join_without_a_blank(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_rows_without_height_are_hidden_rows() -> None:
    content = parts()
    sheet = content["xl/worksheets/sheet1.xml"].decode()

    def hidden(*changes: tuple[str, str]) -> list[tuple[str, int]]:
        changed = sheet
        for before, after in changes:
            assert before in changed
            changed = changed.replace(before, after, 1)
        data = packed({**content, "xl/worksheets/sheet1.xml": changed.encode()})
        return [(one.code, one.details["first"]) for one in checked_of(data).warnings]

    assert hidden() == []
    assert hidden(('<row r="2"', '<row ht="0" customHeight="1" r="2"')) == [("rows_hidden", 2)]
    flat = ("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')
    assert hidden(flat) == [("rows_hidden", 2)]
    assert hidden(flat, ('<row r="2"', '<row ht="15" r="2"')) == []
