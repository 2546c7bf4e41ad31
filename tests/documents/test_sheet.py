"""The short style of our paper engine puts every word where the engine's own long one would put it."""

import gc
import subprocess

import pytest
from weasyprint import CSS, HTML

from audit_app.documents import sheet
from audit_app.documents.annex_pdf import annex_html, annex_pdf, uncollected
from tests.documents.sample_rows import annex, row

ROWS = [row(number) for number in range(1, 31)]


def places(paper: bytes) -> list[str]:
    """Every word of every page with its box."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper, capture_output=True, check=True, timeout=60)
    return [line.strip() for line in done.stdout.decode().splitlines() if "<word " in line or "<page " in line]


def test_every_word_stands_where_the_long_style_puts_it() -> None:
    plain = places(HTML(string=annex_html(annex(ROWS))).write_pdf())
    assert len(plain) > 500 and places(annex_pdf(annex(ROWS))) == plain


def test_a_style_that_lacks_a_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    short = sheet.OWN.replace("vertical-align: middle", "vertical-align: top")
    assert short != sheet.OWN
    plain = places(annex_pdf(annex(ROWS)))
    monkeypatch.setattr(sheet, "own_style", lambda: CSS(string=short))
    assert places(annex_pdf(annex(ROWS))) != plain


def test_the_collector_is_on_again_whatever_happens() -> None:
    with pytest.raises(ValueError), uncollected():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def pages(count: int) -> list[str]:
    paper = annex_pdf(annex([row(number) for number in range(1, count + 1)]))
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True, timeout=60)
    return [page for page in done.stdout.decode().split("\f") if page.strip()]


def test_the_totals_never_stand_alone_on_a_page() -> None:
    for count in range(9, 14):
        last = pages(count)[-1]
        assert "合计" in last and f"江苏第{count:04d}" in last, count
