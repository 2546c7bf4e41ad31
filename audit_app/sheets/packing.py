"""A table as JSON and back: how it crosses from the process that read a file to the one that asked.

What comes back is believed only in this shape; the process may have been taken over by the file.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from .reading import Source, Table

SETS = ("hidden_rows", "hidden_columns", "struck_rows")
BITS = ("otherwise", "struck_cells", "formulas")
TEXTS = ("others", "rivals")
FLAGS = ("hidden_sheet", "is_text")


def packed(table: Table) -> bytes:
    """The table as text; `unpacked` gives an equal one."""
    source = {one.name: getattr(table.source, one.name) for one in fields(Source)}
    source |= {name: sorted(source[name]) for name in SETS}
    source |= {name: sorted(source[name].items()) for name in BITS}
    source["merged"] = [[*place, *value] for place, value in sorted(source["merged"].items())]
    source["first_day"] = source["first_day"].isoformat()
    whole = {"header": table.header, "rows": table.rows, "header_row": table.header_row, "source": source}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> Table:
    """The table that was packed. Raises ValueError, TypeError or LookupError for anything else."""
    whole = json.loads(data.decode("utf-8", "surrogatepass"))
    rows = [(_number(number), _texts(cells)) for number, cells in whole["rows"]]
    return Table(_texts(whole["header"]), rows, _number(whole["header_row"]), _source(whole["source"]))


def _source(given: dict[str, Any]) -> Source:
    parts: dict[str, Any] = {name: _text(given[name]) for name in ("sheet", "sign")}
    parts |= {name: tuple(_texts(given[name])) for name in TEXTS}
    parts |= {name: given[name] is True for name in FLAGS}
    parts |= {name: frozenset(_number(one) for one in given[name]) for name in SETS}
    parts |= {name: {_number(row): _number(bits) for row, bits in given[name]} for name in BITS}
    parts["first_day"] = date.fromisoformat(given["first_day"])
    parts["merged"] = {
        (_number(row), _number(at)): (_number(top), _number(bottom), _text(text))
        for row, at, top, bottom, text in given["merged"]
    }
    return Source(**parts)


def _texts(given: list[Any]) -> list[str]:
    return [_text(one) for one in given]


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _number(given: Any) -> int:
    if type(given) is not int:
        raise TypeError
    return given
