"""One cell by itself: what a spreadsheet would run, what a blank looks like, which texts are a day."""

from datetime import date

import pytest

from audit_app.sheets.cells import clean, is_formula, read_date


@pytest.mark.parametrize(
    "text", ["=1+1", " =A1", "＝1", "@SUM(A1)", "＠x", "+cmd", "-cmd|' /C calc'!A0", "＋cmd", "－x", "--1", "-1-1"]
)
def test_what_a_spreadsheet_would_run_is_a_formula(text):
    assert is_formula(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "－", "—", "/", "-5", "+3.5", "－5", "-1e3", "甲=乙", "a@b", "1-2", "（=1）"]
)
def test_numbers_dashes_and_signs_further_in_are_not(text):
    assert not is_formula(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("－", ""), ("—", ""), (" / ", ""), ("ＡＢ１２ｃ", "AB12c"), ("甲　 乙", "甲 乙"), ("（甲）", "（甲）"),
        ("甲\u200b乙", "甲乙"), ("e\u0301", "é"), ("-5", "-5"),
    ],
)  # fmt: skip
def test_blanks_are_folded_and_wide_letters_narrow_but_brackets_stay(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-01", date(2025, 3, 1)), ("2025/3/1", date(2025, 3, 1)), ("2025.3.1", date(2025, 3, 1)),
        ("2025年3月1日", date(2025, 3, 1)), ("２０２５－３－１", date(2025, 3, 1)), ("2025-03-01 00:00:00", date(2025, 3, 1)),
        ("45717", date(2025, 3, 1)), ("45717.5", date(2025, 3, 1)), ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None), ("2025-13-01", None), ("2025-3", None), ("长期", None), ("", None), ("12345", None),
        ("1990-01-01", date(1990, 1, 1)), ("1989-12-31", None), ("2100-12-31", date(2100, 12, 31)), ("2101-01-01", None),
    ],
)  # fmt: skip
def test_a_day_is_read_or_it_is_none(text, day):
    assert read_date(text) == day
