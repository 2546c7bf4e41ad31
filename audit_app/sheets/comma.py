"""The one writer of CSV files: what a spreadsheet would take for a formula stays text, and no cell breaks its line."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

FORMULA = "=+-@"


def harmless(cell: str) -> str:
    """The cell with an apostrophe before whatever a spreadsheet might carry out, full-width forms and blanks before it too."""
    bare = unicodedata.normalize("NFKC", cell).lstrip()
    return f"'{cell}" if cell[:1] in {"\t", "\r", "\n"} or bare[:1] in set(FORMULA) else cell


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """A whole file: UTF-8 with its mark, lines ended by CRLF, a cell with a CR, LF, comma or quote in quotes."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def line(cells: Sequence[str]) -> str:
    """One line without its end, its cells as they are: for text that is only read again here."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def given(cell: str) -> str:
    """A cell that comes back: without the apostrophe it was written with."""
    return cell[1:] if cell[:1] == "'" and harmless(cell[1:]) == cell else cell
