"""Each format of an annex is read back by another program: every name and number must be there."""

from __future__ import annotations

import io
import re
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
    assert sheet.page_setup.fitToWidth in (None, 1) and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert re.findall(r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", str(sheet.print_area)) == [
        ("A", "1", "K", "44"),
        ("L", "4", "W", "46"),
    ]
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


TWO = ("49822IP00012R0M", "49822IP00013R0M")


@pytest.mark.parametrize("sign", ["、", "；", "/", ", "])
def test_two_codes_in_a_cell_stand_on_a_line_each(sign):
    data = annex([row(1), row(2, certificate_no=sign.join(TWO))])
    wanted = f"{TWO[0]}{sign.strip()}\n{TWO[1]}"
    column = KEYS.index("certificate_no")
    assert grid(annex_xlsx(data))[HEADER_ROW + 2][column] == wanted
    document = docx.Document(io.BytesIO(annex_docx(data)))
    assert wanted in [cell.text for table in document.tables for line in table.rows for cell in line.cells]


def test_one_code_stays_as_it_is_written():
    code = "CNCA-R/2003,117"
    data = annex([row(1, certificate_no=code)])
    assert grid(annex_xlsx(data))[HEADER_ROW + 1][KEYS.index("certificate_no")] == code


JOINED = "以下专利未按期缴费:" + ",".join(f"ZL20{year}10{year * 7919:06}.{year % 10}" for year in range(12, 24))
UNBROKEN = (
    JOINED,
    "台账 Patent_Annual_Fee_Ledger_2023_final_v2.xlsx 未更新",
    "见 https://www.example.com/a/very/long/address/without/blanks?x=1234567890&y=abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWxyz0123456789",
)


@pytest.mark.parametrize("key", ["problems", "note", "transfer", "name", "rectification"])
def test_text_without_blanks_stays_in_its_column_and_is_all_there(key):
    columns = next(group for group in annex([row(1)]).layout.groups if key in [one.key for one in group])
    at = [one.key for one in columns].index(key)
    right = (15 + sum(one.width for one in columns[: at + 1])) * 72 / 25.4
    for text in UNBROKEN:
        paper = annex_pdf(annex([row(1, **{key: text})]))
        said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper, capture_output=True, check=True).stdout
        found = re.findall(r'xMax="([0-9.]+)"[^>]*>([^<]*)<', said.decode().replace("\u200b", "").replace("&amp;", "&"))
        words = [(float(end), word) for end, word in found if len(word) > 1 and word in text.replace(" ", "")]
        assert len(words) > 2
        assert [one for one in words if one[0] > right + 0.6] == []
        assert len("".join(word for _, word in words)) > 0.9 * len(text)


def test_a_day_in_brackets_is_in_one_piece_in_the_narrowest_column():
    text = pdf_text(annex([row(1, transfer="南通市市场监督管理局，涉嫌假冒专利（2023-10-27）")]))
    assert "2023-10-27）" in text.replace("\u200b", "")
