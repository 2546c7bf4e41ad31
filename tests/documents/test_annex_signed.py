"""What an office prints and signs: in each format codes and dates stay in one piece, every page has its header, totals stand
once at the end, and a sign without a glyph is named instead of printed as a box.

Office files are rendered by LibreOffice with Noto in place of 仿宋 and, bare, with whatever it takes instead; the pictures
lie in `--basetemp` to be looked at.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_app.documents import annex_pdf as paper
from audit_app.documents.advances import BESIDE_CODE_MM, points_in_one_piece, width_mm
from audit_app.documents.annex import SIZES, AnnexData
from audit_app.documents.annex_pdf import Unprintable, annex_pdf
from audit_app.documents.render import render_annex
from checklists.annexes import layout
from tests.documents.sample_rows import annex, row

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>
{}</fontconfig>"""
ALIAS = '<alias binding="same"><family>{}</family><prefer><family>Noto {} CJK SC</family></prefer></alias>'
STANDS_FOR = {"仿宋": "Serif", "方正小标宋简体": "Serif", "黑体": "Sans"}
LONGEST = {
    "uscc": "91320614MAWMWMWMWM", "approval_no": "CNCA-RF-2003-117", "certificate_no": "84025IP210179R0M-1",
    "valid_from": "2023-12-04", "valid_to": "2026-12-03", "checked_on": "2023-10-27", "measure_on": "2023-10-20",
    "standard": "GB/T 29490—2013",
}  # fmt: skip
WIDE = ["91320614MAKNWWPR6U", "91320507MAEWMHMU3T", "91320583MATWKBMM8M", "91320507MAWWWWWWWW", "W1320507MMMMMMMMMM"]
"""Codes of wide letters; the last is wider than any column."""
NUMBERS = ["84025IP210179R0M-1", "ZJQMW26IP210179R12M-12", "84025IP21017R0M"]
ROWS = [
    row(
        number,
        note="企业名称于 2023-05-18 变更" if number == 3 else "",
        uscc=WIDE[number % len(WIDE)],
        certificate_no=NUMBERS[number % len(NUMBERS)],
    )
    for number in range(1, 26)
]
TOTAL = "抽查企业总数 25"


def rendered(data: AnnexData, kind: str, folder: Path, alias: str = ALIAS) -> Path:
    """The annex as PDF: our own, or what LibreOffice makes of the office file with `alias` for the fonts it lacks."""
    path = folder / f"annex.{kind}"
    path.write_bytes(render_annex(data, kind))
    if kind == "pdf":
        return path
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format("".join(alias.format(*one) for one in STANDS_FOR.items())), encoding="utf-8")
    convert([path], folder, FONTCONFIG_FILE=str(fonts))
    return folder / "out" / "annex.pdf"


def convert(paths: list[Path], folder: Path, **environment: str) -> None:
    """Office files as LibreOffice prints them, each in `out` of the folder."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder / "out"), *map(str, paths)],
        check=True, capture_output=True, timeout=180, env={**os.environ, **environment},
    )  # fmt: skip


def pages_of(pdf: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return [page for page in done.stdout.decode().split("\f") if page.strip()]


@pytest.fixture(scope="module", params=["xlsx", "docx", "pdf"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp(f"annex-{request.param}")
    pdf = rendered(annex(ROWS), request.param, folder)
    subprocess.run(["pdftoppm", "-r", "70", "-png", str(pdf), str(folder / "page")], check=True, timeout=60)
    return pages_of(pdf)


def broken_in(pages: list[str]) -> list[str]:
    words = set(re.findall(r"\S+", " ".join(pages)))
    keys = ("uscc", "approval_no", "certificate_no", "valid_from", "valid_to", "checked_on", "measure_on")
    return [one[key] for one in ROWS for key in keys if one.get(key) and one[key] not in words]


def test_codes_and_dates_of_every_row_are_in_one_piece(pages: list[str]) -> None:
    assert broken_in(pages) == []


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_so_they_are_in_whatever_font_a_machine_takes_for_one_it_lacks(kind: str, tmp_path: Path) -> None:
    assert broken_in(pages_of(rendered(annex(ROWS), kind, tmp_path, ""))) == []


def test_a_date_inside_a_sentence_is_in_one_piece(pages: list[str]) -> None:
    assert "2023-05-18" in " ".join(pages).replace("\u2011", "-")


def test_each_page_has_the_header_of_one_whole_column_group(pages: list[str]) -> None:
    groups = [("统一社会信用代码", "认证依据标准"), ("抽查时间", "备注")]
    for page in pages:
        plain = "".join(page.split())
        shown = [all(re.sub(r"\s", "", name) in plain for name in group) for group in groups]
        assert shown in ([True, False], [False, True]), page[:400]
        assert "序号" in plain and "企业名称" in plain


def test_totals_stand_once_at_the_end_and_pages_are_counted(pages: list[str]) -> None:
    whole = ["".join(page.split()) for page in pages]
    assert [at for at, page in enumerate(whole) if TOTAL.replace(" ", "") in page] == [len(pages) - 1]
    assert [re.findall(r"第(\d+)页，共(\d+)页", page) for page in whole] == [
        [(str(at), str(len(pages)))] for at in range(1, len(pages) + 1)
    ]


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_totals_never_stand_alone_on_a_page(kind: str, tmp_path: Path) -> None:
    """A note of some lines more moves the end of the table over the edge of the page."""
    for lines in (1, 2, 3):
        rows = [row(number, note="长" * (6 * lines) if number == 1 else "") for number in range(1, 15)]
        pages = pages_of(rendered(annex(rows), kind, tmp_path))
        assert "江苏第" in pages[-1] and "合计：" in pages[-1], lines
        assert sum(page.count("江苏第") for page in pages) == 28


def test_a_printed_sheet_has_its_totals_at_every_number_of_rows(tmp_path: Path) -> None:
    """Where they alone go over to the next page, too: LibreOffice leaves out a page that it takes for empty."""
    books, alone = range(1, 40), 0
    for many in books:
        (tmp_path / f"{many}.xlsx").write_bytes(
            render_annex(annex([row(number) for number in range(1, many + 1)]), "xlsx")
        )
    convert([tmp_path / f"{many}.xlsx" for many in books], tmp_path)
    for many in books:
        pages = pages_of(tmp_path / "out" / f"{many}.pdf")
        assert "合计：" in pages[-1] and "数据截至" in pages[-1], many
        assert sum(page.count("合计：") for page in pages) == 1
        alone += "江苏第" not in pages[-1]
    assert alone, "no number of rows here puts the totals on a page of their own"


def test_the_first_page_has_the_title_and_a_blank_for_the_day(pages: list[str]) -> None:
    first = "".join(pages[0].split())
    assert "附件3" in first and "企业贯标质量抽查情况汇总表" in first
    assert "填报日期：年月日" in first


@pytest.mark.parametrize("column", [one for one in layout(3).columns if one.key in LONGEST], ids=lambda one: one.key)
def test_columns_of_codes_are_wide_enough_in_either_font(column) -> None:
    assert width_mm(LONGEST[column.key], SIZES[column.type]) + BESIDE_CODE_MM <= column.width


def test_no_font_makes_a_code_too_small_to_read() -> None:
    assert points_in_one_piece("W" * 18, 41, 7.5) == pytest.approx(6.0, abs=0.1)
    assert points_in_one_piece("91320614MA1WQH4G7X", 41, 7.5) == 7.5
    assert points_in_one_piece("9" * 60, 41, 7.5) is None


def test_both_groups_are_as_wide_as_the_page() -> None:
    form = layout(3)
    room = form.width_mm - 2 * form.margin_mm
    assert [sum(column.width for column in group) for group in form.groups] == [room, room]


SENTENCES = "涉密区域出入未登记，N{:03d} 号记录仍未补齐。"
TEXTS = ["name", "body", "problems", "rectification", "measure_no", "note", "transfer"]


def long_text(characters: int) -> str:
    return "".join(SENTENCES.format(at) for at in range(1, 200))[:characters]


@pytest.mark.parametrize("key", TEXTS)
def test_a_row_taller_than_a_page_keeps_header_and_every_sign(key: str, tmp_path: Path) -> None:
    for characters in (150, 600, 1500):
        text = long_text(characters)
        rows = [row(number) for number in range(1, 4)] + [row(5, **{key: text})] + [row(number) for number in (6, 7)]
        whole = pages_of(rendered(annex(rows), "pdf", tmp_path))
        assert all("序号" in "".join(page.split()) for page in whole), (key, characters)
        raw = subprocess.run(
            ["pdftotext", "-raw", str(tmp_path / "annex.pdf"), "-"], check=True, capture_output=True
        ).stdout.decode()
        told = "".join(raw.split())
        assert [one for one in re.findall(r"N\d{3}", text) if one not in told] == []


def test_the_control_that_keeps_tall_rows_whole_loses_a_header(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paper, "TALL", 10_000)
    rows = [row(1), row(5, problems=long_text(1500)), row(6)]
    pages = pages_of(rendered(annex(rows), "pdf", tmp_path))
    assert not all("序号" in "".join(page.split()) for page in pages)


def boxed(make: Callable[[], bytes]) -> list[tuple[str, int, str]]:
    with pytest.raises(Unprintable) as refused:
        make()
    return refused.value.places


def test_a_sign_without_a_glyph_is_named_with_row_and_column() -> None:
    rows = [row(1), row(2, name="江苏\U00030abf仪器有限公司", note="\U00030abf")]
    assert boxed(lambda: annex_pdf(annex(rows))) == [("\U00030abf", 2, "企业名称"), ("\U00030abf", 2, "备注")]
    assert boxed(lambda: annex_pdf(annex([row(1)], filler="\U00030abf"))) == [("\U00030abf", 0, "填报人")]


def test_a_made_up_character_is_named_by_its_code() -> None:
    assert boxed(lambda: annex_pdf(annex([row(1, name="江苏\ue815仪器有限公司")]))) == [("‹U+E815›", 1, "企业名称")]


def test_rare_signs_that_a_font_has_are_printed() -> None:
    assert annex_pdf(annex([row(1, name="江苏𬭎﨑〇仪器有限公司")])).startswith(b"%PDF")
