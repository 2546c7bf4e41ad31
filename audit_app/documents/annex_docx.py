"""An annex as a Word document: a template built from the column map, then filled.

The columns, the totals and the texts come from annex.py.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate

from checklists.annexes import Column, layout

from .annex import (
    IN_ONE_PIECE,
    SAMPLE,
    SIZES,
    TALL,
    AnnexData,
    as_of_text,
    cell_points,
    cell_text,
    footer_text,
    header_values,
    in_lines,
    numbered,
    printable,
    row_lines,
    sources_text,
)

_HYPHEN = re.compile(r"(?<=\d{4})-(?=\d\d-\d\d)|(?<=\d{4}-\d\d)-(?=\d\d)")
BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"


def annex_docx(data: AnnexData) -> bytes:
    """Takes an annex; gives the bytes of a .docx. Raises ValueError on wrong totals."""
    footer = footer_text(data)
    template = DocxTemplate(io.BytesIO(_template(data.number)))
    template.render(
        {
            "mark": SAMPLE if data.sample else "",
            "lines": "　　".join(f"{label}：{value}" for label, value in header_values(data)),
            "rows": [_cells(data, number, row) for number, row in numbered(data)],
            "footer": footer,
            "as_of": as_of_text(data),
            "sources": sources_text(data),
        },
        autoescape=True,
    )
    _let_tall_rows_break(template.docx, data)
    _make_long_codes_smaller(template.docx, data)
    _keep_last_row_with_totals(template.docx)
    _keep_dates_whole(template.docx)
    template.docx.core_properties.title = f"{data.layout.label} {data.layout.title}"
    template.docx.core_properties.subject = printable(data.campaign)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _cells(data: AnnexData, number: int, row: Any) -> dict[str, str]:
    return {column.key: in_lines(column, printable(cell_text(column, row, number))) for column in data.layout.columns}


def _let_tall_rows_break(document: Any, data: AnnexData) -> None:
    """A row that could outgrow a page may go over two; each page has the header."""
    for table, columns in zip(document.element.body.iterchildren(qn("w:tbl")), data.layout.groups, strict=True):
        rows = list(table.iterchildren(qn("w:tr")))[1:]
        for tr, (number, row) in zip(rows, numbered(data), strict=True):
            if row_lines(columns, row, number) > TALL:
                for mark in tr.iter(qn("w:cantSplit")):
                    mark.getparent().remove(mark)


def _keep_last_row_with_totals(document: Any) -> None:
    """The totals never stand alone on a page."""
    table = list(document.element.body.iterchildren(qn("w:tbl")))[-1]
    for paragraph in list(table.iterchildren(qn("w:tr")))[-1].iter(qn("w:p")):
        paragraph.get_or_add_pPr().get_or_add_keepNext()


def _make_long_codes_smaller(document: Any, data: AnnexData) -> None:
    """A code too wide for its column is set in smaller letters: a cell has no other means to keep it in one line that
    every program knows."""
    for table, columns in zip(document.element.body.iterchildren(qn("w:tbl")), data.layout.groups, strict=True):
        whole = [(at, column) for at, column in enumerate(columns) if column.type in IN_ONE_PIECE]
        rows = list(table.iterchildren(qn("w:tr")))[1:]
        for tr, (number, row) in zip(rows, numbered(data), strict=True):
            cells = list(tr.iterchildren(qn("w:tc")))
            for at, column in whole:
                points = cell_points(column, printable(cell_text(column, row, number)))
                if points and points < SIZES[column.type]:
                    for size in cells[at].iter(qn("w:sz"), qn("w:szCs")):
                        size.set(qn("w:val"), str(int(points * 2)))


def _keep_dates_whole(document: Any) -> None:
    """Word breaks a line after a hyphen; inside the dates of a sentence it is written as the one that does not break.
    Columns of dates and codes are wide enough and keep the plain one, to be copied."""
    for text in list(document.element.body.iter(qn("w:t"))):
        pieces = _HYPHEN.split(text.text or "")
        if len(pieces) == 1 or len(text.text or "") == len("2023-10-27"):
            continue
        text.text = pieces[0]
        text.set(qn("xml:space"), "preserve")
        last = text
        for piece in pieces[1:]:
            hyphen, rest = OxmlElement("w:noBreakHyphen"), OxmlElement("w:t")
            rest.text = piece
            rest.set(qn("xml:space"), "preserve")
            last.addnext(hyphen)
            hyphen.addnext(rest)
            last = rest


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
    _line(document.add_paragraph(), "{%p if sources %}", BODY, 11)
    _line(document.add_paragraph(), "{{ sources }}", BODY, 11)
    _line(document.add_paragraph(), "{%p endif %}", BODY, 11)
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
    last = section.footer.add_paragraph()
    last.paragraph_format.tab_stops.add_tab_stop(Mm(297 - 2 * margin), WD_TAB_ALIGNMENT.RIGHT)
    _line(last, "{{ as_of }}　{{ mark }}\t第 ", BODY, 9)
    _field(last, "PAGE")
    _line(last, " 页，共 ", BODY, 9)
    _field(last, "NUMPAGES")
    _line(last, " 页", BODY, 9)


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
    _margins(table, 0.9)
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _margins(cell, 0.3)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _line(cell.paragraphs[0], column.header, HEAD, 9)
    table.rows[1].cells[0].text = "{%tr for row in rows %}"
    for cell, column in zip(table.rows[2].cells, columns, strict=True):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if column.type != "text":
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        if column.type in IN_ONE_PIECE:
            _margins(cell, 0.3)
            _keep_in_one_line(cell)
        _line(cell.paragraphs[0], f"{{{{ row.{column.key} }}}}", BODY, SIZES[column.type])
    table.rows[3].cells[0].text = "{%tr endfor %}"
    _mark(table.rows[0], "w:cantSplit")
    _mark(table.rows[0], "w:tblHeader")
    _mark(table.rows[2], "w:cantSplit")


def _margins(of: Any, millimetres: float) -> None:
    """What a cell, or every cell of a table, leaves free on its left and right."""
    table = hasattr(of, "rows")
    properties = of._tbl.tblPr if table else of._tc.get_or_add_tcPr()
    margins = OxmlElement("w:tblCellMar" if table else "w:tcMar")
    for side in ("left", "right"):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), str(round(millimetres * 1440 / 25.4)))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    after = properties.find(qn("w:vAlign")) if not table else properties.find(qn("w:tblLook"))
    properties.append(margins) if after is None else after.addprevious(margins)


def _keep_in_one_line(cell: Any) -> None:
    properties = cell._tc.get_or_add_tcPr()
    properties.find(qn("w:tcMar")).addprevious(OxmlElement("w:noWrap"))


def _next_page(document: Any) -> None:
    """A hair-line paragraph that starts a page: a break of its own would leave an empty page under a full table."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = True
    paragraph.paragraph_format.line_spacing = Pt(1)


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))
