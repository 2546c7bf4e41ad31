"""Reads a contents list (`ref, number, title`) that a certification body made from its licensed copy of a standard.
Whether the list fits an edition is judged in `numbering`.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from sqlite_utils.utils import Format, rows_from_file

REQUIRED = ("ref", "number", "title")
OPTIONAL = ("under", "reason")
HEADER = "表头应为 ref, number, title，可加 under, reason。"
LIMIT = 1_000_000


class UnreadableContents(ValueError):
    """Raised for a file that is no contents list; the message is a sentence for the screen."""


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableContents("文件不是 UTF-8 或 GBK 编码的文本。请在表格软件里另存为 CSV（UTF-8）后再导入。")


def _check_header(text: str) -> None:
    header = [cell.strip() for cell in next(csv.reader(io.StringIO(text)), [])]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableContents(f"第 1 行缺少列 {'、'.join(missing)}。{HEADER}")
    unknown = [name for name in header if name and name not in REQUIRED + OPTIONAL]
    if unknown:
        raise UnreadableContents(f"第 1 行有不认识的列 {'、'.join(unknown)}。{HEADER}")
    if len(set(header)) != len(header):
        raise UnreadableContents("第 1 行有重复的列名，请删去多余的一列。")


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
            raise UnreadableContents(f"第 {line} 行的单元格比表头多。请检查该行里多余的逗号。")
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
        raise UnreadableContents("文件超过 1 MB，不像一份目次。请只导出 ref, number, title 几列。")
    text = _text(content)
    if "\0" in text:
        raise UnreadableContents("文件里有二进制内容，不是 CSV。请另存为 CSV（UTF-8）后再导入。")
    try:
        _check_header(text)
        found = _rows(text)
    except csv.Error:
        raise UnreadableContents("文件不是完整的 CSV（引号不成对或单元格过长）。请重新另存为 CSV（UTF-8）。") from None
    if not found:
        raise UnreadableContents("文件里没有数据行。请在表头下面逐行写 ref, number, title。")
    return found
