"""Reads a contents list (`ref, number, title`) that a certification body made from its licensed copy of a standard.
Whether the list fits an edition is judged in `numbering`.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from sqlite_utils.utils import Format, rows_from_file

from checklists.words import say

REQUIRED = ("ref", "number", "title")
OPTIONAL = ("under", "reason")
LIMIT = 1_000_000


class UnreadableContents(ValueError):
    """Raised for a file that is no contents list; the message is a sentence for the screen."""


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableContents(say("encoding"))


def _check_header(text: str) -> None:
    header = [cell.strip() for cell in next(csv.reader(io.StringIO(text)), [])]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableContents(say("columns_missing", columns="、".join(missing)))
    unknown = [name for name in header if name and name not in REQUIRED + OPTIONAL]
    if unknown:
        raise UnreadableContents(say("columns_unknown", columns="、".join(unknown)))
    if len(set(header)) != len(header):
        raise UnreadableContents(say("columns_doubled"))


def _rows(text: str) -> list[dict[str, str]]:
    # A blank line would be skipped without counting; as a row of empty cells it keeps the numbers of later rows true.
    counted = re.sub(r"(?m)^[ \t]*$", ",", text.replace("\r\n", "\n").rstrip("\n"))
    rows, _ = rows_from_file(
        io.BytesIO(counted.encode("utf-8")), format=Format.CSV, encoding="utf-8", extras_key="_more"
    )
    found = []
    for line, row in enumerate(rows, start=2):
        more = row.pop("_more", None)
        if isinstance(more, list) and any(cell.strip() for cell in more):
            raise UnreadableContents(say("cells_too_many", row=line))
        named = {str(name).strip(): str(value or "").strip() for name, value in row.items()}
        cells = {name: named.get(name, "") for name in REQUIRED + OPTIONAL}
        if any(cells.values()):
            found.append({"row": str(line), **cells})
    return found


def read_contents(source: Path | str | bytes) -> list[dict[str, str]]:
    """Rows {row, ref, number, title, under, reason} of a CSV file (UTF-8 with or without BOM, or GBK; row 1 is the
    header; all values are text, `row` too; empty rows are left out). Raises UnreadableContents."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    if len(content) > LIMIT:
        raise UnreadableContents(say("too_large"))
    text = _text(content)
    if "\0" in text:
        raise UnreadableContents(say("binary"))
    try:
        _check_header(text)
        found = _rows(text)
    except csv.Error:
        raise UnreadableContents(say("broken")) from None
    if not found:
        raise UnreadableContents(say("no_rows"))
    return found
