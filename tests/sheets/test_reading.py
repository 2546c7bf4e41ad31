"""Honest files give the same table in every format; hostile files are refused in time, in memory and in Chinese."""

from __future__ import annotations

import copy
import datetime
import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import openpyxl
import pytest

from audit_app.sheets import archive, xml_parts
from audit_app.sheets.reading import Table, read_table
from audit_app.sheets.unreadable import Unreadable
from tests.sheets.hostile_files import HOSTILE, far_row, packed, parts
from tests.sheets.register_files import HEADER, csv_bytes, good_rows, xlsx_bytes

SECONDS, MEGABYTES = 5, 200

WATCHED = """
    import re, sys, time
    from audit_app.sheets.reading import read_table
    from audit_app.sheets.unreadable import Unreadable
    data = open(sys.argv[1], "rb").read()
    start = time.process_time()
    try:
        table = read_table("名录." + sys.argv[2], data)
        word = f"read {len(table.rows)}"
    except Unreadable as no:
        word = no.sentence
    seconds = time.process_time() - start
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
    print(seconds, peak, word, sep="|")
"""


def watched(data: bytes, tmp_path: Path, kind: str) -> tuple[float, int, str]:
    """Reads a file in a process of its own; gives seconds of processor, peak megabytes and what it said."""
    path = tmp_path / "hostile"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCHED), str(path), kind],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    seconds, megabytes, word = done.stdout.strip().split("|", 2)
    return float(seconds), int(megabytes), word


@pytest.mark.parametrize("make", HOSTILE, ids=[make.__name__ for make in HOSTILE])
def test_a_hostile_file_is_refused_in_time_and_memory_with_a_chinese_sentence(make, tmp_path):
    data = make()
    kind = "xlsx" if data.startswith((b"PK", b"\xd0")) else "csv"
    seconds, megabytes, word = watched(data, tmp_path, kind)
    assert not word.startswith("read"), word
    assert word.endswith("。")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in word)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert not (Path(__file__).parents[2] / "evil.xml").exists()


def test_an_honest_register_of_20000_rows_is_read_within_the_same_bounds(tmp_path):
    seconds, megabytes, word = watched(xlsx_bytes([HEADER, *good_rows(20_000)]), tmp_path, "xlsx")
    assert word == "read 20000"
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


ROWS = good_rows(30)
FILES = {
    "xlsx": xlsx_bytes([HEADER, *ROWS]),
    "csv with mark": csv_bytes([HEADER, *ROWS]),
    "csv plain": csv_bytes([HEADER, *ROWS], "utf-8"),
    "csv GBK": csv_bytes([HEADER, *ROWS], "gbk"),
    "csv GB 18030": csv_bytes([HEADER, *ROWS], "gb18030"),
    "csv UTF-16": csv_bytes([HEADER, *ROWS], "utf-16"),
    "csv semicolons": csv_bytes([HEADER, *ROWS], delimiter=";"),
    "csv tabs": csv_bytes([HEADER, *ROWS], delimiter="\t"),
    "csv old lines": csv_bytes([HEADER, *ROWS]).replace(b"\r\n", b"\r"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_table(name):
    table = read_table("名录", FILES[name])
    assert table == Table(HEADER, [(at, row) for at, row in enumerate(ROWS, start=2)])


@pytest.mark.parametrize("quote", ["", '"'])
def test_tabs_before_values_separate_nothing(quote):
    lines = [HEADER, *([f"{quote}\t{cell}{quote}" for cell in row] for row in ROWS)]
    table = read_table("名录.csv", "\r\n".join(",".join(line) for line in lines).encode())
    assert table.header == HEADER
    assert [[cell.strip() for cell in row] for _, row in table.rows] == ROWS


def test_dates_numbers_and_formulas_of_a_sheet_become_text():
    book = openpyxl.Workbook()
    book.active.append([*"abcdefgh"])
    book.active.append([datetime.date(2025, 3, 1), 45717, 1.5, "=1+1", "'=2", True, 10**15 - 1, 10**15])
    book.active["H9"] = "=A1"
    out = io.BytesIO()
    book.save(out)
    table = read_table("x.xlsx", out.getvalue())
    assert table.rows[0] == (2, ["2025-03-01", "45717", "1.5", "=1+1", "'=2", "TRUE", "999999999999999", "1.00000E+15"])
    assert table.rows[1][0] == 9
    assert table.rows[1][1][7] == "=A1"


def test_only_the_first_sheet_is_read():
    book = openpyxl.Workbook()
    book.active.append(["first"])
    book.create_sheet("second").append(["second"])
    out = io.BytesIO()
    book.save(out)
    assert read_table("x.xlsx", out.getvalue()).header == ["first"]


def test_blank_lines_keep_the_numbers_of_the_rows_after_them():
    table = read_table("x.csv", b'a,b\n\n1,"x\n\ny"\n,\n3,4\n')
    assert table.rows == [(3, ["1", "x\n\ny"]), (5, ["3", "4"])]


def test_a_doubled_header_stays_visible():
    assert read_table("x.csv", b"a,a\n1,2\n").header == ["a", "a"]


def test_a_sheet_may_carry_styles_far_below_its_last_row():
    content = parts()
    sheet = content["xl/worksheets/sheet1.xml"]
    far = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert len(read_table("x.xlsx", packed({**content, "xl/worksheets/sheet1.xml": far})).rows) == 1


@pytest.mark.parametrize(("corner", "fits"), [("M50001", True), ("N50001", False), ("IV2539", True), ("IV2540", False)])
def test_a_sheet_has_no_larger_area_than_a_register_of_the_most_rows(corner, fits):
    """Neither its rows nor its columns are too many: 13 by 50,001 or 256 by 2,539 cells, and no more."""
    content = parts()
    sheet = content["xl/worksheets/sheet1.xml"]
    row = corner.lstrip("IMNV")
    cell = f'<row r="{row}"><c r="{corner}"><v>1</v></c></row></sheetData>'
    data = packed({**content, "xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", cell.encode())})
    if fits:
        assert archive.choose_sheet(data).package.startswith(b"PK")
    else:
        with pytest.raises(Unreadable) as no:
            archive.choose_sheet(data)
        assert no.value.words == xml_parts.TOO_WIDE


def test_an_archive_whose_entries_share_bytes_is_not_opened():
    """Nobody reads the second entry here: a bomb is built so that many stand upon the same bytes."""
    honest = packed(parts())
    assert archive.choose_sheet(honest).package.startswith(b"PK")
    out = io.BytesIO(honest)
    with zipfile.ZipFile(out, "a") as archived:
        again = copy.copy(archived.getinfo("docProps/app.xml"))
        again.filename = "docProps/again.xml"
        archived.filelist.append(again)
        archived.comment = b"written anew"
    with pytest.raises(Unreadable) as no:
        archive.choose_sheet(out.getvalue())
    assert no.value.words == archive.HOSTILE


def test_the_control_without_the_scan_would_open_a_far_corner(monkeypatch):
    """The bounds are ours: with them lifted the same file is no longer refused by the scan."""
    with pytest.raises(Unreadable):
        archive.choose_sheet(far_row())
    monkeypatch.setattr(xml_parts, "MAX_ROWS", 2_000_000)
    monkeypatch.setattr(xml_parts, "MAX_AREA", 2_000_000)
    assert archive.choose_sheet(far_row()).package.startswith(b"PK")
