"""Struck letters in a cell are never read as if they stood there."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from audit_app.sheets.inspectors import HEADER as INSPECTORS
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import read_table
from audit_app.sheets.register import check_register
from tests.sheets.register_files import HEADER, good_rows

PEOPLE = [["钱磊", "省局", "SY001", "", ""], ["孙颖", "省局", "SY002", "", ""]]


def workbook(rows: list[list[str]], at: tuple[int, int], runs: list[Any], inline: bool) -> bytes:
    """Rows with one cell put in by its runs; a format before a run strikes it out. One run alone is the cell's style."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": inline}) as book:
        struck = book.add_format({"font_strikeout": True})
        parts = [struck if one is None else one for one in runs]
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if (number, column) != at:
                    sheet.write_string(number, column, text)
                elif len(parts) > 2:
                    sheet.write_rich_string(number, column, *parts)
                else:
                    sheet.write_string(number, column, parts[-1], struck)
    return out.getvalue()


def register(at: tuple[int, int], runs: list[Any], inline: bool = False) -> Checked:
    rows = [list(HEADER), *(list(row) for row in good_rows(3))]
    return check_register(read_table("x.xlsx", workbook(rows, at, runs, inline), HEADER))


def codes(checked: Checked) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in checked.problems]


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("column", HEADER[:2])
def test_a_struck_run_is_a_problem_of_its_cell(column: str, inline: bool) -> None:
    at = list(HEADER).index(column)
    checked = register((2, at), [None, "旧名有限公司", "新名有限公司"], inline)
    assert codes(checked) == [(3, column, "struck_cell")]
    assert "划掉的字" in checked.problems[0].message and "旧名有限公司新名有限公司" in checked.problems[0].message


def test_a_cell_struck_as_a_whole_is_a_problem_where_its_row_is_not() -> None:
    assert codes(register((2, 0), [None, "旧名有限公司"])) == [(3, HEADER[0], "struck_cell")]


@pytest.mark.parametrize("inline", [False, True])
def test_a_struck_blank_is_none(inline: bool) -> None:
    checked = register((2, list(HEADER).index("企业名称")), ["新名有限公司", None, " "], inline)
    assert codes(checked) == []


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_it_is_one_in_a_list_of_inspectors_too(at: int, inline: bool) -> None:
    rows = [list(INSPECTORS), *PEOPLE]
    data = workbook(rows, (1, at), [None, "旧A1", "新B2"], inline)
    checked = check_inspectors(read_table("x.xlsx", data, INSPECTORS))
    assert [one for one in codes(checked) if one[2] == "struck_cell"] == [(2, INSPECTORS[at], "struck_cell")]
