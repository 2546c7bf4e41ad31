"""An annex on paper: A4 landscape, one column group after the other, number and company on both.

The columns, the totals and the texts come from annex.py; the look from templates/annex.css.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment
from markupsafe import Markup

from .annex import SAMPLE, AnnexData, as_of_text, cell_text, footer_text, header_values, numbered, printable

BLANKS = ("　" * 10, "　" * 5, "　" * 6, "　　　年　月　日", "")


def annex_pdf(data: AnnexData) -> bytes:
    """Takes an annex; gives the bytes of a PDF. Raises ValueError on wrong totals or if the page asks for a file."""
    # WeasyPrint takes longer to load than all the rest; a server starts without it.
    from .blocked import Blocked
    from .sheet import Sheet

    fetcher = Blocked()
    with uncollected():
        paper: bytes = Sheet(string=annex_html(data), url_fetcher=fetcher).write_pdf()
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
        lines=[(label, printable(value)) for label, value in header_values(data)],
        blank=BLANKS,
        groups=_groups(data),
        footer=footer_text(data),
    )


def _groups(data: AnnexData) -> list[dict[str, Any]]:
    rows = list(numbered(data))
    return [
        {
            "columns": columns,
            "over": at > 0,
            "parts": [[[printable(cell_text(column, row, number)) for column in columns] for number, row in rows]],
        }
        for at, columns in enumerate(data.layout.groups)
    ]


@cache
def _templates() -> Environment:
    folder = files(__package__) / "templates"
    sources = {name: (folder / name).read_text("utf-8") for name in ("annex.html", "annex.css")}
    return Environment(loader=DictLoader(sources), autoescape=True)
