"""What an annex says before it takes a format: totals, missing cells, and a column map that fits its paper."""

from __future__ import annotations

from collections import Counter

import pytest

from audit_app.documents.annex import as_of_text, cell_text, footer_text, missing_cells, totals
from checklists.annexes import layout
from tests.documents.sample_rows import annex, row


def test_the_map_has_23_columns_and_both_groups_fit_the_paper():
    form = layout(3)
    assert len(form.columns) == 23
    assert len({column.key for column in form.columns}) == 23
    room = form.width_mm - 2 * form.margin_mm
    for group in form.groups:
        assert sum(column.width for column in group) <= room
        assert [column.key for column in group if column.key in ("seq", "name")] == ["seq", "name"]


def test_an_annex_that_is_not_kept_is_a_key_error():
    with pytest.raises(KeyError):
        layout(9)


def test_totals_add_up_and_follow_the_rows():
    rows = [row(number) for number in range(1, 121)]
    figures = totals(rows)
    conclusions = Counter(one["conclusion"] for one in rows)
    assert figures["total"] == figures["met"] + figures["not_met"] + figures["uncheckable"] == 120
    assert figures["not_met"] == conclusions["未达到标准要求"] == figures["rectification"] == figures["reminder"] == 24
    assert figures["interview"] == figures["transfer"] == 0
    assert totals([row(5, body_measure="约谈、书面提醒", transfer="已移交")])["interview"] == 1
    assert totals([row(5, body_measure="约谈、书面提醒", transfer="已移交")])["transfer"] == 1


def test_totals_that_differ_from_the_rows_are_refused():
    rows = [row(1), row(2)]
    with pytest.raises(ValueError, match="differ"):
        footer_text(annex(rows, totals={**totals(rows), "met": 1}))


def test_each_missing_cell_is_named_with_row_company_and_header():
    rows = [row(1), row(2, certificate_no=""), row(5, body_measure=None), row(11)]
    found = [(cell.row, cell.company, cell.key, cell.header) for cell in missing_cells(annex(rows))]
    assert found == [
        (2, rows[1]["name"], "certificate_no", "认证证书编号"),
        (3, rows[2]["name"], "body_measure", "对认证机构处理措施"),
    ]


def test_a_company_that_meets_the_standard_misses_no_rectification():
    assert missing_cells(annex([row(1)])) == []


def test_the_time_is_that_of_the_site():
    assert as_of_text(annex([])) == "数据截至 2023-10-27 10:42"


def test_sentences_joined_in_a_cell_have_one_sign_between_them():
    column = next(one for one in layout(3).columns if one.key == "problems")
    assert (
        cell_text(column, {"problems": "7.6 保密：没有清单。；8.2：没有检索。"}, 1)
        == "7.6 保密：没有清单；8.2：没有检索。"
    )
    name = next(one for one in layout(3).columns if one.key == "name")
    assert cell_text(name, {"name": "甲。；乙"}, 1) == "甲。；乙"
