"""Reads the XML parts of an .xlsx with expat, measuring while it reads, and refuses document types.

Which parts are read, and in which order, is decided in archive.py; what cells mean is decided in reading.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from audit_app.rules.refusals import N_

from .unreadable import Unreadable

MAX_TAGS = 2_000
MAX_ROWS = 50_001
MAX_COLUMNS = 256
MAX_AREA = 650_013
MAX_TEXT = 12_000_000
MAX_MARKS = 20_000
"""Merged ranges and hidden rows that are remembered of one sheet."""

DOCTYPE = N_("这个文件里有外部引用或实体声明，没有打开。请用表格软件新建一个文件，把内容粘贴过去再导入。")
TOO_WIDE = N_(
    "表格范围太大（上限 {rows} 行、{columns} 列、共 {cells} 格）。请删去远处的内容和多余的列，或者分成几个文件导入。"
)
TOO_MUCH = N_("表格里的文字太多（上限 {limit} 万字）。请删去用不到的长文字，或者分成几个文件导入。")
FILLED_DOWN = "{formula}（由第 {row} 行向下填充的公式）"

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""
Differs = Callable[[str, str, str], bool]
"""Whether a cell of this type and value shows something else in this format."""


def _never(kind: str, value: str, code: str) -> bool:
    return False


def too_wide() -> Unreadable:
    """The refusal of a table that reaches too far down or to the right."""
    return Unreadable(TOO_WIDE, rows=MAX_ROWS - 1, columns=MAX_COLUMNS, cells=MAX_AREA)


class Plain:
    """Reads one part through, refusing a document type (the way in of entity bombs and outside references)."""

    def read(self, content: bytes, *, whole: bool = True) -> None:
        """Read a part; with `whole` false only its beginning is there, and where it breaks off is no fault."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(content, whole)

    def doctype(self, *_: object) -> None:
        raise Unreadable(DOCTYPE)

    start: Any = None
    end: Any = None
    text: Any = None


class Tags(Plain):
    """Collects the attributes of every element of one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == self.name and len(self.found) < MAX_TAGS:
            self.found.append(attributes)


class Runs:
    """Whether the run of a text that is just read is struck out; a text without runs never is."""

    def __init__(self) -> None:
        self.struck = False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element, by its name without a prefix."""
        if local in ("si", "is", "r", "rPh"):
            self.struck = False
        elif local == "strike":
            self.struck = attributes.get("val", "1") not in ("0", "false")


class Strings(Plain):
    """Measures the texts that cells share, keeps those whose numbers are `wanted`, and notes which are partly struck."""

    def __init__(self, wanted: frozenset[int] = frozenset()) -> None:
        self.lengths: list[int] = []
        self.letters = 0
        self.wanted = wanted
        self.texts: dict[int, str] = {}
        self.runs = Runs()
        self.struck: set[int] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.runs.start(name.rpartition(":")[2], attributes)
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)
            if len(self.lengths) > MAX_AREA:
                raise too_wide()

    def text(self, data: str) -> None:
        self.letters += len(data)
        if self.letters > MAX_TEXT:
            raise Unreadable(TOO_MUCH, limit=MAX_TEXT // 10_000)
        if self.lengths:
            at = len(self.lengths) - 1
            self.lengths[at] += len(data)
            if self.runs.struck and data.strip():
                self.struck.add(at)
            if at in self.wanted:
                self.texts[at] = self.texts.get(at, "") + data


@dataclass
class Marks:
    """What a sheet says beside the values of its cells: formulas and errors by place, merged ranges (first and last
    place), hidden rows and ranges of columns, by row how many cells are struck out, and by row a bit for each column whose
    cell shows something else than it holds, is struck out by its style, or has struck letters in its text."""

    formulas: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    struck: dict[int, int] = field(default_factory=dict)
    otherwise: dict[int, int] = field(default_factory=dict)
    struck_cells: dict[int, int] = field(default_factory=dict)
    struck_texts: dict[int, int] = field(default_factory=dict)

    def show_otherwise(self, row: int, column: int) -> None:
        """Note a cell that shows something else than it holds (one bit a column: there may be very many)."""
        _mark(self.otherwise, row, column)


def _mark(bits: dict[int, int], row: int, column: int) -> None:
    bits[row] = bits.get(row, 0) | 1 << column


class Cells(Plain):
    """Measures a worksheet's filled area cell by cell (its own dimension may lie) and keeps its marks."""

    def __init__(
        self,
        lengths: list[int],
        formats: Sequence[str] = (),
        differs: Differs = _never,
        strikes: Sequence[bool] = (),
        struck: Set[int] = frozenset(),
    ) -> None:
        self.lengths, self.strikes, self.struck = lengths, strikes, struck
        self.runs = Runs()
        self.formats, self.differs = formats, differs
        self.marks = Marks()
        self.type = ""
        self.style = 0
        self.no_height = False
        self.letters = 0
        self.row = self.column = -1
        self.rows = self.columns = 0
        self.part = ""
        self.formula: list[str] = []
        self.filled: dict[str, tuple[int, str]] = {}
        self.shared: str | None = None
        self.value: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self.runs.start(local, attributes)
        if local == "c":
            self.type = attributes.get("t", "")
            self.style = int(attributes.get("s", 0))
            self._place(attributes.get("r"))
        elif local == "row":
            self._row(attributes)
        elif local == "col":
            self._column(attributes)
        elif local == "sheetFormatPr":
            self.no_height = attributes.get("zeroHeight") in ("1", "true")
        elif local in ("v", "is", "f"):
            self._grow()
            self.part = local
            if local == "f":
                self.formula = []
                self.shared = attributes.get("si") if attributes.get("t") == "shared" else None
            self.value = []
        elif local == "mergeCell" and len(self.marks.merged) < MAX_MARKS:
            first, _, last = attributes.get("ref", "").partition(":")
            self.marks.merged.append((place(first), place(last or first)))

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "f":
            self.marks.formulas[self.row, self.column] = "=" + self._formula()[:200]
        elif local == "v" and self.type == "e":
            self.marks.errors[self.row, self.column] = "".join(self.value)[:40]
        elif local in ("v", "is"):
            self._shown()
        if local in ("v", "is", "f"):
            self.part = ""

    def text(self, data: str) -> None:
        """A long shared text named in every cell would fill the memory from a small file, so it counts each time."""
        if self.part == "f":
            self.formula.append(data)
        elif self.part == "v" and self.type not in ("s", "str"):
            self.value.append(data)
        shared = self.type == "s" and data.isascii() and data.isdigit() and len(data) < 9
        at = int(data) if shared else -1
        if at in self.struck or (self.part == "is" and self.runs.struck and data.strip()):
            _mark(self.marks.struck_texts, self.row, self.column)
        self.letters += self.lengths[at] if 0 <= at < len(self.lengths) else len(data)
        if self.letters > MAX_TEXT:
            raise Unreadable(TOO_MUCH, limit=MAX_TEXT // 10_000)

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1
        height = float(attributes.get("ht", 0 if self.no_height else 1))
        if (attributes.get("hidden") in ("1", "true") or height <= 0) and len(self.marks.hidden) < MAX_MARKS:
            self.marks.hidden.append(self.row)

    def _column(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get("hidden") in ("1", "true") or float(attributes.get("width", 1)) <= 0
        if hidden and len(self.marks.hidden_columns) < MAX_COLUMNS:
            first, last = int(attributes.get("min", 1)) - 1, int(attributes.get("max", 1)) - 1
            self.marks.hidden_columns.append((first, min(last, MAX_COLUMNS)))

    def _shown(self) -> None:
        if 0 <= self.style < len(self.strikes) and self.strikes[self.style]:
            self.marks.struck[self.row] = self.marks.struck.get(self.row, 0) + 1
            _mark(self.marks.struck_cells, self.row, self.column)
        code = self.formats[self.style] if 0 <= self.style < len(self.formats) else "General"
        if self.differs(self.type, "".join(self.value), code):
            self.marks.show_otherwise(self.row, self.column)

    def _formula(self) -> str:
        """A formula filled down stands in its first cell only; the cells below name it by number."""
        said = "".join(self.formula)
        if self.shared is None:
            return said
        if said:
            self.filled[self.shared] = (self.row + 1, said)
            return said
        row, first = self.filled.get(self.shared, (0, ""))
        return FILLED_DOWN.format(formula=first[:150], row=row) if first else "…"

    def _place(self, reference: str | None) -> None:
        if reference:
            self.row, self.column = place(reference)
        else:
            self.column += 1

    def _grow(self) -> None:
        self.rows = max(self.rows, self.row + 1)
        self.columns = max(self.columns, self.column + 1)
        if self.rows > MAX_ROWS or self.columns > MAX_COLUMNS or self.rows * self.columns > MAX_AREA:
            raise too_wide()


class Top(Plain):
    """The texts of a sheet's first rows, as far as they stand in it or among the shared texts (by number)."""

    def __init__(self, rows: int) -> None:
        self.most = rows
        self.count = 0
        self.cells: list[list[str | int]] = []
        self.type = ""
        self.inside = False

    @property
    def wanted(self) -> frozenset[int]:
        return frozenset(cell for row in self.cells for cell in row if isinstance(cell, int))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self.count += 1
            if self.count <= self.most:
                self.cells.append([])
        elif local == "c":
            self.type = attributes.get("t", "")
            if self.count <= self.most and self.cells and len(self.cells[-1]) < MAX_COLUMNS:
                self.cells[-1].append("")
        self.inside = local in ("v", "t")

    def end(self, name: str) -> None:
        self.inside = False

    def text(self, data: str) -> None:
        if not self.inside or not 0 < self.count <= self.most or not self.cells or not self.cells[-1]:
            return
        row = self.cells[-1]
        if self.type == "s" and data.isascii() and data.isdigit() and len(data) < 9:
            row[-1] = int(data)
        else:
            row[-1] = f"{row[-1]}{data}"[:200]

    def rows(self, texts: dict[int, str]) -> list[list[str]]:
        """The rows with shared texts put in."""
        return [[texts.get(cell, "") if isinstance(cell, int) else cell for cell in row] for row in self.cells]


def place(reference: str) -> Place:
    """A1 as (0, 0). Raises ValueError for what is no reference."""
    letters = reference.rstrip("0123456789")
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + ord(letter) - 64
    return int(reference[len(letters) :][:9] or 0) - 1, number - 1
