"""Opens the few parts of an .xlsx that a register needs, and refuses archives built to harm.

What the cells mean does not live here; see reading.py.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from .unreadable import Unreadable

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1 << 20
MAX_DECLARED = 256 << 20
MAX_UNPACKED = 40 << 20
MAX_ROWS = 50_001
MAX_COLUMNS = 256
MAX_AREA = 650_013
MAX_TEXT = 12_000_000

BROKEN = "这个文件不是完好的 .xlsx，打不开。请用表格软件重新另存为 .xlsx 再导入。"
TOO_LARGE = f"这个文件解压后太大（上限 {MAX_UNPACKED >> 20} MB）。请只保留名录一张工作表，删去图片和多余内容再导入。"
HOSTILE = "这个文件的压缩结构不正常，没有打开。请用表格软件新建一个文件，把内容粘贴过去再导入。"
DOCTYPE = "这个文件里有外部引用或实体声明，没有打开。请用表格软件新建一个文件，把内容粘贴过去再导入。"
TOO_WIDE = (
    f"表格范围太大（上限 {MAX_ROWS - 1} 行、{MAX_COLUMNS} 列、共 {MAX_AREA} 格）。"
    "请删去远处的内容和多余的列，或者分成几个文件导入。"
)
TOO_MUCH = f"表格里的文字太多（上限 {MAX_TEXT // 10_000} 万字）。请删去与名录无关的长文字，或者分成几个文件导入。"


@dataclass
class Sheet:
    """The first worksheet, safe to hand to a reader: its repacked bytes and its formulas by (row, column), from 0."""

    package: bytes
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def first_sheet(data: bytes) -> Sheet:
    """Takes the bytes of an .xlsx; gives its first worksheet, repacked without anything else. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(_checked_end(data))) as archive:
            return _pick(archive, _checked_names(archive))
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError) as exc:
        raise Unreadable(BROKEN) from exc
    except (expat.ExpatError, UnicodeError, ValueError, OverflowError) as exc:
        raise Unreadable(BROKEN) from exc


def _checked_end(data: bytes) -> bytes:
    """The directory is measured before it is read: 100,000 entries would cost memory before the first check."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0:
        raise Unreadable(BROKEN)
    entries, size = struct.unpack("<HI", data[at + 10 : at + 16])
    zip64 = data[max(0, at - 20) : max(0, at - 16)] == b"PK\x06\x07"
    if zip64 or entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise Unreadable(HOSTILE)
    return data


def _checked_names(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise Unreadable(HOSTILE)
    named: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").lower()
        outside = name.startswith("/") or ".." in name.split("/") or ":" in name
        odd = info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if outside or odd or name in named:
            raise Unreadable(HOSTILE)
        named[name] = info
    if sum(info.file_size for info in infos) > MAX_DECLARED:
        raise Unreadable(TOO_LARGE)
    _refuse_overlap(infos)
    return named


def _refuse_overlap(infos: list[zipfile.ZipInfo]) -> None:
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise Unreadable(HOSTILE)
        end = info.header_offset + 30 + len(info.orig_filename.encode("utf-8", "replace")) // 3 + info.compress_size


def _pick(archive: zipfile.ZipFile, named: dict[str, zipfile.ZipInfo]) -> Sheet:
    budget = [MAX_UNPACKED]
    parts: dict[str, bytes] = {}
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = _unpack(archive, named, name, budget)
    path = _first_path(parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"])
    for name in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if name.lower() in named:
            parts[name] = _unpack(archive, named, name, budget)
    strings = _Strings()
    for name, content in parts.items():
        (strings if name == "xl/sharedStrings.xml" else _Plain()).read(content)
    sheet = _unpack(archive, named, path, budget)
    cells = _Cells(strings.lengths)
    cells.read(sheet)
    parts[path] = sheet
    return Sheet(_repack(parts), cells.formulas)


def _unpack(archive: zipfile.ZipFile, named: dict[str, zipfile.ZipInfo], name: str, budget: list[int]) -> bytes:
    info = named.get(name.lower())
    if info is None:
        raise Unreadable(BROKEN)
    with archive.open(info) as part:
        content = part.read(budget[0] + 1)
    budget[0] -= len(content)
    if budget[0] < 0:
        raise Unreadable(TOO_LARGE)
    return content


def _repack(parts: dict[str, bytes]) -> bytes:
    """A fresh archive of checked bytes: two readers of one archive can disagree, of this one they cannot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _first_path(workbook: bytes, relations: bytes) -> str:
    sheets, targets = _Tags("sheet"), _Tags("Relationship")
    sheets.read(workbook)
    targets.read(relations)
    if not sheets.found:
        raise Unreadable(BROKEN)
    wanted = next((value for key, value in sheets.found[0].items() if key.rpartition(":")[2] == "id"), "")
    for one in targets.found:
        if one.get("Id") == wanted:
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
    raise Unreadable(BROKEN)


class _Plain:
    """Reads one part through, refusing a document type (the door of entity bombs and outside references)."""

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(content, True)

    def doctype(self, *_: object) -> None:
        raise Unreadable(DOCTYPE)

    start: Any = None
    end: Any = None
    text: Any = None


class _Tags(_Plain):
    """Collects the attributes of every element of one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == self.name and len(self.found) < MAX_ENTRIES:
            self.found.append(attributes)


class _Strings(_Plain):
    """Measures the texts that cells share."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)
            if len(self.lengths) > MAX_AREA:
                raise Unreadable(TOO_WIDE)

    def text(self, data: str) -> None:
        self.letters += len(data)
        if self.letters > MAX_TEXT:
            raise Unreadable(TOO_MUCH)
        if self.lengths:
            self.lengths[-1] += len(data)


class _Cells(_Plain):
    """Measures a worksheet's filled area cell by cell (its own dimension may lie) and keeps its formulas."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.shared = False
        self.letters = 0
        self.row = self.column = -1
        self.rows = self.columns = 0
        self.formulas: dict[tuple[int, int], str] = {}
        self.formula: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.shared = attributes.get("t") == "s"
            self._place(attributes.get("r"))
        elif local == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif local in ("v", "is", "f"):
            self._grow()
            if local == "f":
                self.formula = []

    def end(self, name: str) -> None:
        if self.formula is not None and name.rpartition(":")[2] == "f":
            self.formulas[self.row, self.column] = "=" + "".join(self.formula)[:200]
            self.formula = None

    def text(self, data: str) -> None:
        """A long shared text named in every cell would fill the memory from a small file, so it counts each time."""
        if self.formula is not None:
            self.formula.append(data)
        at = int(data) if self.shared and data.isascii() and data.isdigit() and len(data) < 9 else -1
        self.letters += self.lengths[at] if 0 <= at < len(self.lengths) else len(data)
        if self.letters > MAX_TEXT:
            raise Unreadable(TOO_MUCH)

    def _place(self, reference: str | None) -> None:
        if not reference:
            self.column += 1
            return
        letters = reference.rstrip("0123456789")
        number = 0
        for letter in letters[:8].upper():
            number = number * 26 + ord(letter) - 64
        self.column = number - 1
        self.row = int(reference[len(letters) :][:9] or 0) - 1

    def _grow(self) -> None:
        self.rows = max(self.rows, self.row + 1)
        self.columns = max(self.columns, self.column + 1)
        if self.rows > MAX_ROWS or self.columns > MAX_COLUMNS or self.rows * self.columns > MAX_AREA:
            raise Unreadable(TOO_WIDE)
