"""An annex on paper: A4 landscape, one column group after the other, number and company on both.

The columns, the totals and the texts come from annex.py; the look from templates/annex.css.
"""

from __future__ import annotations

import gc
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment
from markupsafe import Markup, escape

from audit_app.rules.identifiers import visible
from checklists.annexes import Column

from .advances import PADDING_MM, width_mm
from .annex import (
    SAMPLE,
    SIZES,
    TALL,
    AnnexData,
    Row,
    as_of_text,
    cell_points,
    cell_text,
    footer_text,
    header_values,
    numbered,
    printable,
    row_lines,
    sources_text,
)

KEPT_WHOLE = re.compile(r"[〔（(]?[0-9A-Za-z][0-9A-Za-z〔〕\[\]/.—-]{3,23}(?:\s?号)?")
"""Codes, dates and document numbers inside a sentence: they never break."""
ENDS = re.compile(r"[^\w\s〔（(\[]*")
"""Signs that stand on the line of what they follow."""
LONG = re.compile(r"[!-~]{12,}")
END = "\u200b"
"""A place without width where a line may end."""
SMALLEST = 6.5
"""Points under which a code is rather broken."""


class Unprintable(ValueError):
    """Signs that no font of this machine has; on paper each would be an empty box. `places`: sign, row number, header."""

    def __init__(self, places: list[tuple[str, int, str]]) -> None:
        super().__init__("，".join(f"第 {row} 行「{header}」里的「{sign}」" for sign, row, header in places))
        self.places = places


def annex_pdf(data: AnnexData) -> bytes:
    """Takes an annex; gives the bytes of a PDF. Raises ValueError on wrong totals or if the page asks for a file, and
    Unprintable where a sign has no glyph."""
    # WeasyPrint takes longer to load than all the rest; a server starts without it.
    from .blocked import Blocked
    from .sheet import Sheet

    fetcher = Blocked()
    with uncollected(), boxes() as missing:
        paper: bytes = Sheet(string=annex_html(data), url_fetcher=fetcher).write_pdf()
    if missing:
        raise Unprintable(_places(data, missing))
    if fetcher.asked:
        raise ValueError(f"an annex may load nothing, this one asked for {fetcher.asked[0]}")
    return paper


@contextmanager
def uncollected() -> Iterator[None]:
    """Put the collector off while boxes are built: none of them is garbage yet, and it looks at all of them again and
    again (a quarter of the time of a long table)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def boxes() -> Iterator[set[str]]:
    """The signs that the engine prints as empty boxes meanwhile in this thread: it does no more than log them."""
    found: set[str] = set()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == threading.get_ident() and ".notdef" in record.getMessage():
                found.update(chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]{4,6})", record.getMessage()))

    log, listener = logging.getLogger("weasyprint"), Listener()
    log.addHandler(listener)
    try:
        yield found
    finally:
        log.removeHandler(listener)


def _places(data: AnnexData, missing: set[str]) -> list[tuple[str, int, str]]:
    cells = [
        (number, column.header, cell_text(column, row, number))
        for number, row in numbered(data)
        for column in data.layout.columns
    ]
    head = [(0, label, value) for label, value in header_values(data)]
    return [
        (visible(sign), number, header) for number, header, text in head + cells for sign in sorted(missing & set(text))
    ]


def annex_html(data: AnnexData) -> str:
    """Takes an annex; gives the page that is printed, complete in itself."""
    templates = _templates()
    mark = SAMPLE if data.sample else ""
    css = templates.get_template("annex.css").render(mark=mark, as_of=as_of_text(data))
    return templates.get_template("annex.html").render(
        css=Markup(css),
        label=data.layout.label,
        title=data.layout.title,
        campaign=printable(data.campaign),
        lines=header_values(data),
        groups=_groups(data),
        footer=footer_text(data),
        sources=sources_text(data),
    )


def _groups(data: AnnexData) -> list[dict[str, Any]]:
    rows = list(numbered(data))
    return [
        {
            "columns": columns,
            "over": at > 0,
            "parts": [[_printed(columns, row, number) for number, row in rows]],
        }
        for at, columns in enumerate(data.layout.groups)
    ]


def _printed(columns: tuple[Column, ...], row: Row, number: int) -> dict[str, Any]:
    return {
        "tall": row_lines(columns, row, number) > TALL,
        "cells": [_cell(column, printable(cell_text(column, row, number))) for column in columns],
    }


def _cell(column: Column, text: str) -> dict[str, Any]:
    """What is printed and, where letters must be smaller than the column's for it to stay in one piece, their size."""
    points = cell_points(column, text)
    small = f"{points:.2f}" if points and points < SIZES[column.type] else ""
    return {"text": _unbroken(column, text), "whole": points is not None, "points": small}


def _unbroken(column: Column, text: str) -> Markup | str:
    """A sentence with its codes and dates in one piece each, in smaller letters where they need it; a line may end after
    each of them, so that a list without blanks stays in its column. Other columns are wide enough for theirs."""
    if column.type != "text" or not text.strip("。，；：、无 ") or text.isalpha():
        return text
    parts, at = [], 0
    for found in KEPT_WHOLE.finditer(text):
        closing = ENDS.match(text, found.end())[0]  # type: ignore[index]
        piece = _one_piece(found[0], closing, column.width - PADDING_MM)
        if piece is not None:
            parts += [_breaking(text[at : found.start()]), END, piece, END]
            at = found.end() + len(closing)
    return Markup("").join([*parts, _breaking(text[at:])])


def _one_piece(text: str, closing: str, room: float) -> Markup | None:
    """A code with the signs about it as it stays on one line of so many millimetres, or the code alone; None where its
    letters would become too small."""
    opening = text[0] if text[0] in "〔（(" else ""
    for before, whole, after in (("", text + closing, ""), (opening, text[len(opening) :], closing)):
        points = SIZES["text"] * min(1.0, room / width_mm(whole, SIZES["text"]))
        if points >= SMALLEST:
            small = Markup(' style="font-size: {:.2f}pt"').format(points) if points < SIZES["text"] else ""
            head, tail = (escape(before) + END if before else ""), (END + escape(after) if after else "")
            return head + Markup("<i{}>{}</i>").format(small, whole) + tail
    return None


def _breaking(text: str) -> Markup:
    """Text in which a long run of letters may end a line anywhere: the engine breaks none that stands beside another piece."""
    return escape(LONG.sub(lambda run: END.join(run[0]), text))


@cache
def _templates() -> Environment:
    folder = files(__package__) / "templates"
    sources = {name: (folder / name).read_text("utf-8") for name in ("annex.html", "annex.css")}
    return Environment(loader=DictLoader(sources), autoescape=True)
