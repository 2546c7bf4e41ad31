"""Opens the few parts of an .xlsx that a list needs, chooses the sheet that fits, and refuses archives built to harm.
What the whole reading may cost is bounded by the process it happens in (opening.py).

What the cells mean does not live here; see reading.py. How one part is read is in xml_parts.py.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from audit_app.rules.refusals import N_

from .shown import Styles, shows_otherwise
from .unreadable import Unreadable
from .xml_parts import Cells, Marks, Plain, Strings, Tags, Top

MAX_ENTRIES = 2_000
MAX_DECLARED = 256 << 20
MAX_UNPACKED = 40 << 20
GLANCE = 256 << 10
"""Bytes of a sheet that are looked at to see whether it is the one that is wanted."""
GLANCE_ROWS = 12
MOST_SHEETS = 60

BROKEN = N_("这个文件不是完好的 .xlsx，打不开。请用表格软件重新另存为 .xlsx 再导入。")
TOO_LARGE = N_("这个文件解压后太大（上限 {limit} MB）。请只保留要导入的那一张工作表，删去图片和多余内容再导入。")
HOSTILE = N_("这个文件的压缩结构不正常，没有打开。请用表格软件新建一个文件，把内容粘贴过去再导入。")

Fit = tuple[bool, int, int]
Fits = Callable[[list[list[str]]], Fit | None]
"""How well a sheet whose first rows these are fits what is wanted: whether it has rows, its wanted columns, how many of its
first rows are filled; None not at all."""
EXAMPLE = re.compile(r"示例|样例|范例|示范|样表|举例|说明|字典|example|sample|help", re.IGNORECASE)
"""Names of sheets that show how to fill in the one that is meant."""


@dataclass
class Sheet:
    """One worksheet, safe to hand to a reader: its repacked bytes and its marks; its name, whether it is hidden, the
    other sheets' names, and which of them fit as well; whether the workbook counts days from 1904."""

    package: bytes
    marks: Marks
    name: str = ""
    hidden: bool = False
    others: list[str] = field(default_factory=list)
    rivals: list[str] = field(default_factory=list)
    from_1904: bool = False


@dataclass(frozen=True)
class _Named:
    name: str
    path: str
    hidden: bool


def choose_sheet(data: bytes, fits: Fits | None = None) -> Sheet:
    """Takes the bytes of an .xlsx; gives the worksheet that fits best (visible ones before hidden ones), else the first
    visible one, repacked without anything else. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Workbook(archive, _checked_names(archive)).sheet(fits)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError) as exc:
        raise Unreadable(BROKEN) from exc
    except (expat.ExpatError, UnicodeError, ValueError, OverflowError) as exc:
        raise Unreadable(BROKEN) from exc


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
        raise Unreadable(TOO_LARGE, limit=MAX_UNPACKED >> 20)
    _refuse_overlap(infos)
    return named


def _refuse_overlap(infos: list[zipfile.ZipInfo]) -> None:
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise Unreadable(HOSTILE)
        end = info.header_offset + 30 + len(info.orig_filename.encode("utf-8", "replace")) // 3 + info.compress_size


class _Workbook:
    """The parts of one workbook, found by their relations: they need not lie under xl/."""

    def __init__(self, archive: zipfile.ZipFile, named: Mapping[str, zipfile.ZipInfo]) -> None:
        self.archive, self.named = archive, named
        self.left = MAX_UNPACKED
        self._read("[Content_Types].xml", Plain())
        self.path = self._related("_rels/.rels", "", "officeDocument")[0]
        folder, name = posixpath.split(self.path)
        self.relations = posixpath.join(folder, "_rels", f"{name}.rels")
        self.strings = next(iter(self._related(self.relations, folder, "sharedStrings")), None)
        self.styles = next(iter(self._related(self.relations, folder, "styles")), None)

    def sheet(self, fits: Fits | None) -> Sheet:
        book = self._unpack(self.path)
        sheets = self._sheets(book)
        if not sheets:
            raise Unreadable(BROKEN)
        chosen, rivals = self._chosen(sheets, fits)
        strings = Strings()
        content = self._unpack(chosen.path)
        parts = {"xl/worksheets/sheet1.xml": content}
        if self.strings:
            parts["xl/sharedStrings.xml"] = self._read(self.strings, strings)
        styles = Styles()
        if self.styles:
            parts["xl/styles.xml"] = self._read(self.styles, styles)
        cells = Cells(strings.lengths, styles.formats, shows_otherwise, styles.strikes, strings.struck)
        cells.read(content)
        old = _from_1904(book)
        others = [one.name for one in sheets if one is not chosen]
        package = _repack(parts, chosen.name, old)
        return Sheet(package, cells.marks, chosen.name, chosen.hidden, others, rivals, old)

    def _chosen(self, sheets: list[_Named], fits: Fits | None) -> tuple[_Named, list[str]]:
        """The sheet that fits best, visible ones and those that are no example first; and which of its like have rows
        under as many wanted columns, so that nobody can say which is meant."""
        in_turn = sorted(sheets, key=lambda one: one.hidden)
        if fits is None or len(sheets) == 1:
            return in_turn[0], []
        ranked = [(fit, one) for one in in_turn if (fit := fits(self._top(one)))]
        if not ranked:
            return in_turn[0], []
        like = [(not one.hidden, not EXAMPLE.search(one.name)) for _fit, one in ranked]
        alike = [found for found, of in zip(ranked, like, strict=True) if of == max(like)]
        best, chosen = max(alike, key=lambda found: found[0])
        return chosen, [one.name for fit, one in alike if one is not chosen and fit[0] and fit[:2] == best[:2]]

    def _top(self, sheet: _Named) -> list[list[str]]:
        top = Top(GLANCE_ROWS)
        with self.archive.open(self._info(sheet.path)) as part:
            content = part.read(GLANCE)
        top.read(content, whole=False)
        strings = Strings(top.wanted)
        if top.wanted and self.strings:
            self._read(self.strings, strings)
        return top.rows(strings.texts)

    def _sheets(self, book: bytes) -> list[_Named]:
        tags = Tags("sheet")
        tags.read(book)
        folder = posixpath.dirname(self.path)
        paths = dict(self._targets(self.relations, folder))
        found = []
        for one in tags.found[:MOST_SHEETS]:
            wanted = next((value for key, value in one.items() if key.rpartition(":")[2] == "id"), "")
            kind, path = paths.get(wanted, ("", ""))
            if kind == "worksheet":
                found.append(_Named(one.get("name", "")[:40], path, one.get("state", "visible") != "visible"))
        return found

    def _related(self, relations: str, folder: str, kind: str) -> list[str]:
        found = [path for of, path in dict(self._targets(relations, folder)).values() if of == kind]
        if not found and kind == "officeDocument":
            raise Unreadable(BROKEN)
        return found

    def _targets(self, relations: str, folder: str) -> list[tuple[str, tuple[str, str]]]:
        """(id, (kind, path)) of each relation; the last word of its type is the kind, in every dialect."""
        tags = Tags("Relationship")
        self._read(relations, tags)
        found = []
        for one in tags.found:
            target = one.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append((one.get("Id", ""), (one.get("Type", "").rpartition("/")[2], path)))
        return found

    def _read(self, name: str, reader: Plain) -> bytes:
        content = self._unpack(name)
        reader.read(content)
        return content

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = self.named.get(name.lower())
        if info is None:
            raise Unreadable(BROKEN)
        return info

    def _unpack(self, name: str) -> bytes:
        with self.archive.open(self._info(name)) as part:
            content = part.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            raise Unreadable(TOO_LARGE, limit=MAX_UNPACKED >> 20)
        return content


def _from_1904(book: bytes) -> bool:
    tags = Tags("workbookPr")
    tags.read(book)
    return any(one.get("date1904") in ("1", "true") for one in tags.found)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _repack(parts: dict[str, bytes], name: str, old: bool) -> bytes:
    """A fresh archive of checked bytes with one sheet: two readers of one archive can disagree, of this one they
    cannot."""
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(old)}"/>'
        f'<sheets><sheet name={quoteattr(name or "1")} sheetId="1" r:id="r0"/></sheets></workbook>'
    )
    kinds = {
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/sharedStrings.xml": "sharedStrings",
        "xl/styles.xml": "styles",
    }
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kinds[path]}" Target="{path.removeprefix("xl/")}"/>'
        for at, path in enumerate(parts)
    )
    start = f'<Relationship Id="r0" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    whole = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{start}</Relationships>'.encode(),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'.encode(),
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in whole.items():
            archive.writestr(path, content)
    return out.getvalue()
