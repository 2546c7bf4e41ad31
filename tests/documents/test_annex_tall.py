"""A record too tall for a row of a workbook goes on over several, so that every word of it is on paper."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest

from audit_app.documents.annex_xlsx import HEADER_ROW, SIZE, SMALLER, TALLEST_ROW, annex_xlsx
from checklists.annexes import layout
from tests.documents.sample_rows import annex, row

KEYS = [column.key for column in layout(3).columns]


def said(count: int, sign: str) -> str:
    return " ".join(f"{sign}{at:04d} 研究开发未见检索记录；" for at in range(count))


def book(count: int) -> tuple[str, bytes]:
    text = said(count, "K")
    return text, annex_xlsx(annex([row(1), row(5, problems=text, note=said(count // 2, "N")), row(3)]))


def on_paper(workbook: bytes, folder: Path) -> str:
    """What stands on the pages that an office program prints, a word cut by the cell's edge left out."""
    (folder / "annex.xlsx").write_bytes(workbook)
    own = f"-env:UserInstallation=file://{folder}/profile"
    command = ["libreoffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "annex.xlsx"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=120)
    paper = str(folder / "annex.pdf")
    return subprocess.run(["pdftotext", paper, "-"], capture_output=True, check=True, timeout=60).stdout.decode()


@pytest.mark.parametrize("count", [40, 400])
def test_every_word_of_a_tall_record_is_on_paper(count: int, tmp_path: Path) -> None:
    _text, workbook = book(count)
    text = on_paper(workbook, tmp_path)
    assert {int(one) for one in re.findall(r"K(\d{4})", text)} == set(range(count))
    assert {int(one) for one in re.findall(r"N(\d{4})", text)} == set(range(count // 2))
    assert "江苏第0003" in "".join(text.split()) and "合计" in text


@pytest.mark.parametrize(("count", "points", "merged"), [(12, SIZE, False), (20, 8, False), (700, SMALLER[-1], True)])
def test_a_tall_record_is_set_smaller_and_then_merged(count: int, points: float, merged: bool) -> None:
    text, workbook = book(count)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    cell = sheet.cell(HEADER_ROW + 3, KEYS.index("problems") + 1)
    assert (cell.value, cell.font.size) == (text, points)
    down = [one for one in sheet.merged_cells.ranges if one.min_row == cell.row]
    assert len(down) == (len(KEYS) if merged else 0)
    assert all(one.height <= TALLEST_ROW for one in sheet.row_dimensions.values() if one.height)
    assert sheet.cell(HEADER_ROW + 2, 1).font.size == SIZE
    after = max((one.max_row for one in down), default=cell.row) + 1
    assert sheet.cell(after, KEYS.index("name") + 1).value == "江苏第0003精密仪器有限公司"
