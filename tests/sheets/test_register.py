"""A register's faults are named by row, column and code; a good register has none, in whatever file it comes."""

from __future__ import annotations

import io
import random
from datetime import date

import openpyxl
import pytest

from audit_app.sheets.inspectors import HEADER as INSPECTOR_HEADER
from audit_app.sheets.inspectors import MOST_RECUSALS, check_inspectors
from audit_app.sheets.reading import Table, read_table
from audit_app.sheets.register import check_register
from audit_app.sheets.template import inspectors_template, register_template
from tests.sheets.register_files import FAULTS, HEADER, csv_bytes, good_rows, uscc, xlsx_bytes

GOOD = good_rows()


OUTLIVED = (("GB/T 29490-2013", "有效"), ("GB/T 29490-2013", "撤销"), ("GB/T 29490-2023", "有效"))


def check(rows):
    return check_register(Table(HEADER, list(enumerate(rows, start=2))))


def found(checked):
    return [(one.row, one.column, one.code) for one in checked.problems]


def with_cell(column, value):
    row = list(good_rows(1)[0])
    row[HEADER.index(column)] = value
    return check([row])


def test_a_good_file_of_400_rows_gives_no_problem():
    checked = check(GOOD)
    assert (checked.as_json()["problems"], checked.ok, checked.count, len(checked.rows)) == ([], True, 400, 400)
    assert checked.warnings == []


@pytest.mark.parametrize("name,column,spoil,code", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_named_with_exactly_its_row_column_and_code(name, column, spoil, code):
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    rows = [list(row) for row in GOOD]
    at = chance.choice([at for at, row in enumerate(rows) if row[7]])
    rows[at][column] = spoil(rows, at)
    make = chance.choice([xlsx_bytes, csv_bytes])
    checked = check_register(read_table("名录", make([HEADER, *rows])))
    assert found(checked) == [(at + 2, HEADER[column], code)]
    assert len(checked.rows) == 399
    assert not checked.ok
    assert checked.problems[0].message.endswith("。")


def test_a_doubled_certificate_is_named_in_the_later_row():
    rows = [list(row) for row in GOOD]
    first, second = 10, 301
    rows[second][6] = rows[first][6].lower()
    checked = check(rows)
    assert found(checked) == [(second + 2, "认证证书编号", "duplicate_certificate")]
    assert f"第 {first + 2} 行" in checked.problems[0].message


@pytest.mark.parametrize(
    ("city", "county", "wanted"),
    [
        ("江苏省南京市", "南京市鼓楼区", ("南京市", "鼓楼区")),
        ("江苏省徐州", "鼓楼", ("徐州市", "鼓楼区")),
        ("徐州", "经开区", ("徐州市", "徐州经济技术开发区")),
        ("南通市", "南通市海门区", ("南通市", "海门区")),
        ("320200", "320281", ("无锡市", "江阴市")),
    ],
)
def test_a_place_is_read_in_every_way_it_is_written(city, county, wanted):
    row = list(good_rows(1)[0])
    row[2:4] = [city, county]
    checked = check([row])
    assert (checked.ok, (checked.rows[0]["city"], checked.rows[0]["district"])) == (True, wanted)
    shown = {one.column: (one.before, one.after) for one in checked.mended}
    assert shown["县(市、区)"] == (county, wanted[1])


@pytest.mark.parametrize(("city", "county"), [("南京市", "经开区"), ("南京市", "南京市"), ("南京市", "徐州市鼓楼区x")])
def test_a_place_that_is_not_there_is_named(city, county):
    row = list(good_rows(1)[0])
    row[2:4] = [city, county]
    assert {column for _, column, _ in found(check([row]))} == {"县(市、区)"}


def test_a_county_of_another_city_is_named():
    rows = [list(row) for row in GOOD]
    rows[5][2:4] = ["南通市", "江阴市"]
    assert found(check(rows)) == [(7, "县(市、区)", "county_not_in_city")]


def test_twelve_wrong_rows_give_the_exact_list_and_no_row_to_import():
    rows = [list(row) for row in good_rows(12, seed=3)]
    for at, row in enumerate(rows):
        row[2:4], row[6:9] = ["南通市", "海门区"], [f"84022IP{30000 + at}R0M", "2022-03-01", "2025-02-28"]
    rows[0][1] = "913200000000000001"
    rows[1][4] = ""
    rows[3][6] = rows[2][6]
    rows[4][8] = "2025-02-29"
    rows[5][2] = "杭州市"
    rows[6][0] = "=1+1"
    rows[7][7:9] = ["2025-02-28", "2022-03-01"]
    rows[8][9] = "GB/T 29490-2022"
    rows[9][10] = "失效"
    rows[10][11] = "优"
    rows[11][3] = "昆山市"
    rows[2][9] = "GB/T 3475-2017"
    for make in (xlsx_bytes, csv_bytes):
        checked = check_register(read_table("错误名录", make([HEADER, *rows])))
        assert checked.rows == []
        assert found(checked) == [
            (2, "统一社会信用代码", "bad_uscc"),
            (3, "认证机构名称", "required"),
            (4, "认证依据标准", "wrong_citation"),
            (5, "认证证书编号", "duplicate_certificate"),
            (6, "证书有效期止", "bad_date"),
            (7, "设区市", "unknown_city"),
            (8, "企业名称", "formula_text"),
            (9, "证书有效期止", "reversed_validity"),
            (10, "认证依据标准", "wrong_citation"),
            (11, "证书状态", "bad_status"),
            (12, "信用风险等级", "bad_credit"),
            (13, "县(市、区)", "county_not_in_city"),
        ]


def test_wide_and_lower_case_is_mended_and_shown():
    checked = with_cell("统一社会信用代码", "".join(chr(ord(one) + 0xFEE0) for one in uscc(1).lower()))
    assert checked.ok
    assert checked.rows[0]["uscc"] == uscc(1)
    assert [(one.row, one.column, one.after) for one in checked.mended if one.column == "统一社会信用代码"] == [
        (2, "统一社会信用代码", uscc(1))
    ]


@pytest.mark.parametrize("text", ["2025-03-01", "2025/3/1", "2025.3.1", "2025年3月1日", "45717", "２０２５-３-１"])
def test_a_day_is_read_in_every_way_it_is_written(text):
    checked = with_cell("证书有效期止", text)
    assert (checked.ok, checked.rows[0]["valid_to"]) == (True, "2025-03-01")


@pytest.mark.parametrize(
    "text", ["GB/T 29490-2023", "GB/T 29490—2023", "GB/T29490–2023", "ＧＢ/Ｔ 29490-2023",
        "GB/T 29490-2023 企业知识产权合规管理体系 要求", "GB/T 29490—2023企业知识产权合规管理体系要求"])  # fmt: skip
def test_a_standard_is_read_in_every_way_it_is_written(text):
    assert with_cell("认证依据标准", text).rows[0]["standard"] == "GB/T 29490-2023"


@pytest.mark.parametrize("column", ["县(市、区)", "认证机构批准号", "认证证书编号", "证书有效期起", "信用风险等级"])
def test_what_is_not_required_may_be_empty(column):
    assert with_cell(column, "").ok


def test_a_certificate_of_2013_that_outlived_its_edition_is_warned_of():
    """regulator.md 3.8: alive after 2025-12-31 it is a finding against the body; in 2023 nothing was wrong with it."""
    rows = good_rows(3)
    for row, (standard, status) in zip(rows, OUTLIVED, strict=True):
        row[9], row[10] = standard, status

    def warned(day):
        table = Table(HEADER, list(enumerate(rows, start=2)))
        checked = check_register(table, today=date.fromisoformat(day))
        assert checked.ok
        return [(one.row, one.column, one.as_json()["message"][:50]) for one in checked.warnings]

    assert warned("2025-12-31") == []
    assert warned("2026-01-01") == [
        (2, "证书状态", "按 GB/T 29490—2013 的证书在 2025-12-31 以后还是有效：没有换版的，认证机")
    ]
    assert check_register(Table(HEADER, list(enumerate(rows, start=2)))).warnings == []


def test_a_strange_certificate_number_and_inner_check_only_warn():
    odd = "91320600" + "12345678" + "0"
    code = next(odd[:16] + last for last in "0123456789X" if last != _inner("12345678"))
    from audit_app.rules.identifiers import check_character

    rows = good_rows(2)
    rows[0][1] = code + check_character(code + "0")
    rows[1][6] = "证字第8号"
    checked = check(rows)
    assert checked.ok
    assert [(one.row, one.column, one.code) for one in checked.warnings] == [
        (2, "统一社会信用代码", "uscc_inner"),
        (3, "认证证书编号", "certificate_pattern"),
    ]
    assert checked.as_json()["ok"] is True


def _inner(body):
    total = sum(int(one) * weight for one, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[-total % 11]


def test_one_approval_number_under_two_names_and_a_company_with_two_bodies_are_no_problem():
    rows = good_rows(2)
    rows[1][1], rows[1][4], rows[1][5] = rows[0][1], "另一家认证有限公司", rows[0][5]
    assert check(rows).ok


def test_blank_rows_are_skipped_and_numbers_stay_those_of_the_file():
    rows = [list(row) for row in good_rows(3)]
    rows[2][10] = "?"
    for make in (xlsx_bytes, csv_bytes):
        checked = check_register(read_table("a", make([HEADER, rows[0], [""] * 12, [" "] * 12, rows[1], rows[2]])))
        assert checked.count == 3
        assert found(checked) == [(6, "证书状态", "bad_status")]


def test_the_report_has_the_keys_of_the_contract():
    report = with_cell("证书状态", "正常").as_json()
    assert {"rows", "ok", "problems", "warnings", "mended"} == set(report)
    assert (report["rows"], report["ok"]) == (1, False)
    assert {"row", "column", "value", "message"} <= set(report["problems"][0])
    assert (report["problems"][0]["row"], report["problems"][0]["value"]) == (2, "正常")


@pytest.mark.parametrize(
    "change,expected",
    [
        (lambda h: h[:3] + h[4:], [("县(市、区)", "header_missing")]),
        (lambda h: ["公司名称", *h[1:]], [("企业名称", "header_renamed")]),
        (lambda h: [h[1], h[0], *h[2:]], [("企业名称", "header_order"), ("统一社会信用代码", "header_order")]),
        (lambda h: [*h, "设区市"], [("设区市", "header_doubled")]),
    ],
)
def test_a_wrong_header_is_named_column_by_column_and_no_row_is_judged(change, expected):
    checked = check_register(Table(change(HEADER), [(2, ["x"])]))
    names = [(one.column, one.code) for one in checked.problems]
    assert names == expected
    assert {one.row for one in checked.problems} == {1}
    assert checked.rows == []


@pytest.mark.parametrize("above", [[["江苏省名录"]], [["江苏省名录"], [], ["填表说明"]]])
def test_a_header_below_a_title_is_found_and_its_row_named(above):
    rows = [*above, HEADER, *good_rows(3)]
    for name, content in (("a.csv", csv_bytes(rows)), ("a.xlsx", xlsx_bytes(rows))):
        table = read_table(name, content, HEADER)
        checked = check_register(table)
        (note,) = checked.warnings
        assert (note.row, note.code) == (len(above) + 1, "header_row")
        assert f"表头在第 {len(above) + 1} 行" in note.as_json()["message"]
        assert (checked.ok, len(checked.rows)) == (True, 3)
        assert [number for number, _cells in table.rows] == [len(above) + 2 + at for at in range(3)]


def test_a_code_that_a_spreadsheet_made_a_number_of_is_refused_even_where_its_check_character_holds():
    kept = good_rows(1)[0]
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([kept[0], 913200000000000000, *kept[2:]])
    out = io.BytesIO()
    book.save(out)
    for table in (read_table("x.xlsx", out.getvalue()), Table(HEADER, [(2, [kept[0], "9.132E+17", *kept[2:]])])):
        (problem,) = check_register(table).problems
        assert (problem.row, problem.column, problem.code) == (2, "统一社会信用代码", "bad_uscc")
        assert "末几位已经丢失" in problem.as_json()["message"]


@pytest.mark.parametrize(
    "form", ["*{}", "{}*", "{}（必填）", "{}(必填)", "＊{}", "{} *", "*{}（必填项）", "{}【必填】", "（必填）{}"]
)
def test_a_header_marked_as_needed_is_the_column_all_the_same(form):
    header = [form.format(name) for name in HEADER]
    assert check_register(Table(header, [(2, good_rows(1)[0])])).ok
    doubled = check_register(Table([*header, HEADER[0]], [(2, good_rows(1)[0])]))
    assert [(one.column, one.code) for one in doubled.problems] == [("企业名称", "header_doubled")]


def test_a_code_kept_as_text_by_a_formula_is_read_and_shown_as_mended():
    row = good_rows(1)[0]
    row[1], row[5], row[7] = f'="{row[1]}"', '="ｃnca-R-2003-117"', '="2022/3/1"'
    for made in (csv_bytes([HEADER, row]), ",".join(HEADER).encode() + b"\n" + ",".join(row).encode() + b"\n"):
        checked = check_register(read_table("a.csv", made))
        assert checked.ok and checked.rows[0]["uscc"] == uscc(1) and checked.rows[0]["valid_from"] == "2022-03-01"
        shown = {one.column: (one.before, one.after, one.kinds) for one in checked.mended}
        assert shown["统一社会信用代码"] == (f'="{uscc(1)}"', uscc(1), ["formula"])
        assert shown["认证机构批准号"] == ('="ｃnca-R-2003-117"', "CNCA-R-2003-117", ["formula", "width", "case"])
        assert shown["证书有效期起"] == ('="2022/3/1"', "2022-03-01", ["formula", "name"])


@pytest.mark.parametrize("cell", ['="a"&"b"', '=HYPERLINK("x")', '="=1+1"', "=1+1"])
def test_any_other_formula_stays_a_problem(cell):
    row = good_rows(1)[0]
    row[0] = cell
    assert [one.code for one in check_register(read_table("a.csv", csv_bytes([HEADER, row]))).problems] == [
        "formula_text"
    ]


def test_a_card_and_recusals_kept_as_text_by_a_formula():
    row = ["吴昊", '="苏F-001"', "南通局", f'="{uscc(1)}；{uscc(2)}"']
    checked = check_inspectors(read_table("a.csv", csv_bytes([list(INSPECTOR_HEADER), row])))
    assert checked.ok and checked.rows[0]["card_no"] == "苏F-001" and checked.rows[0]["recusals"] == [uscc(1), uscc(2)]
    assert [one.kinds for one in checked.mended] == [["formula"], ["formula"]]


def test_brackets_and_blanks_of_the_header_may_be_chinese():
    header = [name.replace("(", "（").replace(")", "） ") for name in HEADER]
    assert check_register(Table(header, [(2, good_rows(1)[0])])).ok


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_an_empty_register_that_passes(kind):
    table = read_table(f"模板.{kind}", register_template(kind))
    assert table.header == HEADER
    assert check_register(table).as_json() == {
        "rows": 0,
        "ok": True,
        "problems": [],
        "warnings": [],
        "mended": [],
    }
    assert read_table(f"a.{kind}", inspectors_template(kind)).header == list(INSPECTOR_HEADER)


def test_inspectors_are_read_with_their_recusals():
    rows = [["吴昊", "苏F-001", "南通局", f"{uscc(1)}；{uscc(2).lower()};"], ["郑岚", "苏F-002", "南通局", ""]]
    checked = check_inspectors(Table(list(INSPECTOR_HEADER), list(enumerate(rows, start=2))))
    assert checked.ok
    assert [one["recusals"] for one in checked.rows] == [[uscc(1), uscc(2)], []]
    assert checked.rows[0]["card_no"] == "苏F-001"


def test_inspectors_without_card_twice_or_with_a_wrong_code_are_named():
    rows = [["吴昊", "", "", ""], ["郑岚", "A1", "", "123"], ["高 远", "a1", "", ""], ["", "A2", "", ""], ["=X", "A3"]]
    checked = check_inspectors(Table(list(INSPECTOR_HEADER), list(enumerate(rows, start=2))))
    assert found(checked) == [
        (2, "执法证号", "no_card"),
        (3, "回避企业统一社会信用代码", "bad_uscc"),
        (4, "执法证号", "duplicate_inspector"),
        (5, "姓名", "required"),
        (6, "姓名", "formula_text"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["吴昊", "苏F-001", "南通局", uscc(1), uscc(2)], "", "beyond_header"),
        (["吴" * 201, "苏F-001", "南通局", ""], "姓名", "too_long"),
        (["吴\x00昊", "苏F-001", "南通局", ""], "姓名", "control_character"),
        (["吴昊", "苏F\x07-001", "南通局", ""], "执法证号", "control_character"),
        (["吴昊", "苏F-001", "=HYPERLINK(1)", ""], "单位", "formula_text"),
        (["吴昊", "苏F-001", "南通局", uscc(1) + "；" * 20_001], "回避企业统一社会信用代码", "too_long"),
    ],
)
def test_what_would_be_lost_or_spoil_the_list_of_inspectors_is_named(row, column, code):
    checked = check_inspectors(Table(list(INSPECTOR_HEADER), [(2, row)]))
    assert found(checked) == [(2, column, code)]
    assert checked.rows == []
    assert "{" not in checked.problems[0].message


def test_as_many_recusals_of_one_person_fit_as_an_import_takes():
    codes = [uscc(number) for number in range(MOST_RECUSALS)]
    checked = check_inspectors(Table(list(INSPECTOR_HEADER), [(2, ["吴昊", "苏F-001", "南通局", "；".join(codes)])]))
    assert checked.ok and checked.rows[0]["recusals"] == codes


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])
@pytest.mark.parametrize("column", ["证书有效期止", "认证证书编号"])
def test_digits_of_other_scripts_are_refused_and_wide_ones_folded(digits, column):
    row = good_rows(1)[0]
    there = row[HEADER.index(column)]
    row[HEADER.index(column)] = there.translate(str.maketrans("0123456789", digits))
    (problem,) = check_register(Table(HEADER, [(2, row)])).problems
    assert (problem.column, problem.code) == (column, "other_digits")
    row[HEADER.index(column)] = there.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert check_register(Table(HEADER, [(2, row)])).ok
    people = Table(list(INSPECTOR_HEADER), [(2, ["吴昊", f"苏F-{digits[1:4]}", "南通局", ""])])
    assert [one.code for one in check_inspectors(people).problems] == ["other_digits"]
    wide = Table(list(INSPECTOR_HEADER), [(2, ["吴昊", "苏F-００１", "南通局", ""])])
    assert check_inspectors(wide).rows[0]["card_no"] == "苏F-001"


def test_a_small_l_for_the_digit_one_is_named():
    number = next(n for n in range(1, 200) if "1" in uscc(n)[8:17])
    code = uscc(number)
    at = code.index("1", 8)
    row = good_rows(1)[0]
    for place in (at, code.index("1", 2)):
        row[1] = code[:place] + "l" + code[place + 1 :]
        (problem,) = check_register(Table(HEADER, [(2, row)])).problems
        assert f"第 {place + 1} 位是小写字母 l，像是数字 1" in problem.message
