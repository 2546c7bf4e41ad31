"""Each format of an annex is read back by another program: every name and number must be there."""

from __future__ import annotations

import io
import subprocess
from datetime import date

import docx
import openpyxl
import pytest
import python_calamine
from openpyxl.utils.escape import unescape

from audit_app.documents.annex import AnnexData, footer_text
from audit_app.documents.annex_docx import annex_docx
from audit_app.documents.annex_pdf import annex_html, annex_pdf
from audit_app.documents.annex_xlsx import HEADER_ROW, annex_xlsx
from checklists.annexes import layout
from tests.documents.sample_rows import annex, row

ROWS = [row(number) for number in range(1, 41)]
KEYS = [column.key for column in layout(3).columns]
SIGNS = ["=", "+", "-", "−", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠"]


def grid(workbook: bytes) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def xlsx_text(data: AnnexData) -> str:
    return "\n".join(str(cell) for line in grid(annex_xlsx(data)) for cell in line)


def docx_text(data: AnnexData) -> str:
    document = docx.Document(io.BytesIO(annex_docx(data)))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


def pdf_text(data: AnnexData) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=annex_pdf(data), capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


READERS = [xlsx_text, docx_text, pdf_text]


def absent(text: str) -> list[str]:
    """The codes and numbers of ROWS that a text does not hold, in whatever way its lines are broken."""
    return [one[key] for one in ROWS for key in ("uscc", "certificate_no", "checked_on") if one[key] not in text]


@pytest.mark.parametrize("reader", READERS)
def test_every_number_is_there(reader):
    text = reader(annex(ROWS))
    assert absent(text) == []
    assert "企业贯标质量抽查情况汇总表" in text
    assert "附件 3" in text
    assert "样例" in text
    assert "数据截至 2023-10-27 10:42" in text or reader is docx_text


@pytest.mark.parametrize("reader", READERS)
def test_the_control_with_one_row_dropped_is_found(reader):
    dropped = ROWS[17]
    missing = absent(reader(annex([one for one in ROWS if one is not dropped])))
    assert {dropped["uscc"], dropped["certificate_no"]} <= set(missing)


@pytest.mark.parametrize("reader", [xlsx_text, docx_text])
def test_every_name_is_there_in_office_files(reader):
    text = reader(annex(ROWS))
    assert [one["name"] for one in ROWS if one["name"] not in text] == []


def test_every_name_is_on_paper_twice_once_for_each_column_group():
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=annex_pdf(annex(ROWS)), capture_output=True, check=True
    )
    text = "".join(done.stdout.decode().split())
    assert [one["name"] for one in ROWS if text.count(one["name"]) != 2] == []


def test_the_sheet_equals_the_rows_cell_by_cell():
    lines = grid(annex_xlsx(annex(ROWS)))[HEADER_ROW:]
    assert lines[0][: len(KEYS)] == [column.header for column in layout(3).columns]
    for number, (line, one) in enumerate(zip(lines[1:], ROWS, strict=False), start=1):
        cells = dict(zip(KEYS, line, strict=False))
        assert cells["seq"] == number
        assert cells["checked_on"] == date.fromisoformat(one["checked_on"])
        assert cells["valid_to"] == date.fromisoformat(one["valid_to"])
        assert cells["inspectors"] == "吴昊、郑岚" if one["inspectors"] else cells["inspectors"] == ""
        assert cells["standard"] == "GB/T 29490—2013"
        assert (cells["name"], cells["uscc"]) == (one["name"], one["uscc"])
    assert footer_text(annex(ROWS)) in str(lines[len(ROWS) + 1][0])


def test_the_sheet_prints_on_a4_landscape_with_its_header_on_every_page():
    sheet = openpyxl.load_workbook(io.BytesIO(annex_xlsx(annex(ROWS)))).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
    assert sheet.print_title_cols == "$A:$D"
    assert [mark.id for mark in sheet.col_breaks.brk] == [11]
    assert "— &P —" in sheet.oddFooter.center.text
    assert sheet.cell(2, 1).value == "企业贯标质量抽查情况汇总表"


def test_a_thousand_dangerous_cells_stay_text_and_unchanged():
    keys = ["name", "body", "certificate_no", "district", "problems", "note", "transfer", "rectification"]
    rows = [
        row(number, **{key: f"{SIGNS[(number + at) % 12]}1+cmd|' /C calc'!A{number}" for at, key in enumerate(keys)})
        for number in range(1, 126)
    ]
    workbook = annex_xlsx(annex(rows, totals={}))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    read = grid(workbook)
    seen = 0
    for at, one in enumerate(rows, start=HEADER_ROW + 1):
        for key in keys:
            cell = sheet.cell(at + 1, KEYS.index(key) + 1)
            assert cell.data_type == "s", (at, key)
            assert unescape(cell.value) == one[key] == read[at][KEYS.index(key)]
            seen += 1
    assert seen == 1000


def test_markup_and_template_marks_in_a_cell_stay_words():
    odd = row(1, name="<b>甲</b>&{{ 7*7 }}", note="{% for %}<img src=file:///etc/passwd>")
    assert "<b>甲</b>&{{ 7*7 }}" in docx_text(annex([odd]))
    assert "&lt;b&gt;甲&lt;/b&gt;&amp;{{ 7*7 }}" in annex_html(annex([odd]))
    assert "<img" not in annex_html(annex([odd]))


def test_control_characters_break_neither_paper_nor_document():
    odd = row(1, note="甲\x00\x0b\ufffe乙")
    assert "甲乙" in docx_text(annex([odd]))
    assert "甲乙" in "".join(pdf_text(annex([odd])).split())


def test_the_document_is_landscape_with_repeated_headers_and_unsplit_rows():
    document = docx.Document(io.BytesIO(annex_docx(annex(ROWS))))
    section = document.sections[0]
    assert section.page_width > section.page_height
    assert len(document.tables) == 2
    for table in document.tables:
        assert len(table.rows) == len(ROWS) + 1
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert all("w:cantSplit" in line._tr.xml for line in table.rows)
    feet = "".join(one.text for one in section.footer.paragraphs)
    assert "数据截至 2023-10-27 10:42" in feet
    assert "仿宋" in document.styles["Normal"].element.xml


def test_without_the_sample_mark_no_format_prints_it():
    for reader in READERS:
        assert "样例" not in reader(annex(ROWS[:2], sample=False))


def test_pages_are_numbered_and_the_header_is_on_each():
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=annex_pdf(annex(ROWS)), capture_output=True, check=True
    )
    pages = done.stdout.decode().split("\f")[:-1]
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        assert f"—{number}—" in page.replace(" ", "")
        assert "企业名称" in page
