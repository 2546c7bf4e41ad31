"""What stands right of the last header is named: it would be lost without a word."""

import pytest

from audit_app.sheets.reading import read_table
from audit_app.sheets.register import check_register
from tests.sheets.register_files import HEADER, csv_bytes, good_rows, xlsx_bytes


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_a_filled_cell_without_a_header_is_a_problem_of_its_row(make):
    rows = good_rows(3)
    rows[1] = [*rows[1], "", "请尽快"]
    checked = check_register(read_table("名录", make([HEADER, *rows])))
    assert [(one.row, one.code, one.value) for one in checked.problems] == [(3, "beyond_header", "请尽快")]
    assert "第 14 列" in checked.problems[0].message
    assert (checked.ok, len(checked.rows)) == (False, 2)


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_empty_cells_there_are_no_problem(make):
    rows = [[*row, "", " "] for row in good_rows(3)]
    assert check_register(read_table("名录", make([HEADER, *rows]))).ok
