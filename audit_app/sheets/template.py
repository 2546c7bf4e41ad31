"""Empty files to fill in: the header row, text cells so that no code loses a digit, lists where few words are allowed.

What is checked afterwards lives in register.py and inspectors.py.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from audit_app.rules import certificates
from audit_app.rules.standards import STANDARDS
from checklists import regions

from . import comma, inspectors, register

KINDS = ("xlsx", "csv")
ROWS = 5_000
WIDTHS = {"企业名称": 34, "统一社会信用代码": 24, "认证机构名称": 30, "认证证书编号": 22, "认证依据标准": 20}


def register_template(kind: str) -> bytes:
    """Gives an empty register; `kind` is xlsx or csv."""
    choices = {
        register.COLUMNS["city"]: [city.name for city in regions().cities],
        register.COLUMNS["standard"]: list(STANDARDS),
        register.COLUMNS["status"]: list(certificates.STATUSES),
        register.COLUMNS["credit_class"]: list(certificates.CREDIT_CLASSES),
    }
    needed = [register.COLUMNS[key] for key in register.COLUMNS if key in register.REQUIRED]
    return _empty(kind, "名录", register.HEADER, choices, needed)


def inspectors_template(kind: str) -> bytes:
    """Gives an empty list of inspectors; `kind` is xlsx or csv."""
    return _empty(kind, "检查人员", inspectors.HEADER, {}, inspectors.HEADER[:2])


def _empty(
    kind: str, title: str, header: Sequence[str], choices: Mapping[str, list[str]], needed: Sequence[str]
) -> bytes:
    if kind == "csv":
        return comma.written([header])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        _sheet(book, book.add_worksheet(title), header, choices, needed)
    return out.getvalue()


def _sheet(
    book: Any, sheet: Any, header: Sequence[str], choices: Mapping[str, list[str]], needed: Sequence[str]
) -> None:
    text = book.add_format({"num_format": "@"})
    plain = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    must = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bold": True})
    sheet.set_row(0, 28)
    sheet.freeze_panes(1, 1)
    for at, name in enumerate(header):
        sheet.set_column(at, at, WIDTHS.get(name, 16), text)
        sheet.write_string(0, at, name, must if name in needed else plain)
        if name in choices:
            sheet.data_validation(
                1,
                at,
                ROWS,
                at,
                {
                    "validate": "list",
                    "source": choices[name],
                    "error_type": "warning",
                    "error_title": name,
                    "error_message": "请从列表里选一个。",
                },
            )
