"""An annex as a Word document: a template built from the column map, then filled.

The columns, the totals and the texts come from annex.py.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate

from checklists.annexes import Column, layout

from .annex import SAMPLE, AnnexData, as_of_text, cell_text, footer_text, header_values, numbered, printable

BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"


def annex_docx(data: AnnexData) -> bytes:
    """Takes an annex; gives the bytes of a .docx. Raises ValueError on wrong totals."""
    footer = footer_text(data)
    template = DocxTemplate(io.BytesIO(_template(data.number)))
    template.render(
        {
            "mark": SAMPLE if data.sample else "",
            "lines": "　　".join(f"{label}：{printable(value) or '　　　　'}" for label, value in header_values(data)),
            "rows": [_cells(data, number, row) for number, row in numbered(data)],
            "footer": footer,
            "as_of": as_of_text(data),
        },
        autoescape=True,
    )
    template.docx.core_properties.title = f"{data.layout.label} {data.layout.title}"
    template.docx.core_properties.subject = printable(data.campaign)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _cells(data: AnnexData, number: int, row: Any) -> dict[str, str]:
    return {column.key: printable(cell_text(column, row, number)) for column in data.layout.columns}


@cache
def _template(number: int) -> bytes:
    """The empty form: head, one table for each column group with a row to repeat, foot, page number."""
    form = layout(number)
    document: Any = Document()
    _page(document, form.margin_mm)
    _line(document.add_paragraph(), f"{form.label}　{{{{ mark }}}}", HEAD, 14)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(title, form.title, TITLE, 22)
    _line(document.add_paragraph(), "{{ lines }}", BODY, 11)
    for at, columns in enumerate(form.groups):
        if at:
            _next_page(document)
        _table(document, columns)
    _line(document.add_paragraph(), "合计：{{ footer }}", BODY, 11)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, margin: float) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(margin)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = BODY, Pt(9)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    normal.paragraph_format.space_after = Pt(0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(foot, "— ", BODY, 12)
    _field(foot, "PAGE")
    _line(foot, " —", BODY, 12)
    _line(section.footer.add_paragraph(), "{{ as_of }}　{{ mark }}", BODY, 9)


def _line(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _table(document: Any, columns: tuple[Column, ...]) -> None:
    """Rows 2 and 4 hold the tags of the loop and vanish; row 3 is the one that is repeated."""
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for across, column in zip(table.columns, columns, strict=True):
        across.width = Mm(column.width)
    for row in table.rows:
        for cell, column in zip(row.cells, columns, strict=True):
            cell.width = Mm(column.width)
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _line(cell.paragraphs[0], column.header, HEAD, 9)
    table.rows[1].cells[0].text = "{%tr for row in rows %}"
    for cell, column in zip(table.rows[2].cells, columns, strict=True):
        if column.type != "text":
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _line(cell.paragraphs[0], f"{{{{ row.{column.key} }}}}", BODY, 9)
    table.rows[3].cells[0].text = "{%tr endfor %}"
    _mark(table.rows[0], "w:cantSplit")
    _mark(table.rows[0], "w:tblHeader")
    _mark(table.rows[2], "w:cantSplit")


def _next_page(document: Any) -> None:
    """A hair-line paragraph that starts a page: a break of its own would leave an empty page under a full table."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = True
    paragraph.paragraph_format.line_spacing = Pt(1)


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))
