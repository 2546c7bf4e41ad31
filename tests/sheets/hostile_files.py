"""Makes files that are built to harm a reader of spreadsheets; nothing here is kept on disk.

What must happen to them is in test_reading.py.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.sheets.register_files import HEADER, xlsx_bytes

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def parts() -> dict[str, bytes]:
    """The parts of a small honest workbook."""
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([HEADER, ["甲"] * 12]))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def _sheet(body: str, before: str = "") -> bytes:
    xml = f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    return packed({**parts(), "xl/worksheets/sheet1.xml": xml.encode()})


def _cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _sheet(f'<row r="1">{_cell("A1", "&l9;")}</row>', f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>')


def external_entity() -> bytes:
    kind = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return _sheet(f'<row r="1">{_cell("A1", "&e;")}</row>', kind)


def entity_in_strings() -> bytes:
    xml = f'<!DOCTYPE x [<!ENTITY e "y">]><sst xmlns="{MAIN}"><si><t>&e;</t></si></sst>'
    return packed({**parts(), "xl/sharedStrings.xml": xml.encode()})


def far_corner() -> bytes:
    return _sheet(f'<row r="1">{_cell("A1")}</row><row r="1048576">{_cell("XFD1048576")}</row>')


def far_row() -> bytes:
    return _sheet(f'<row r="1">{_cell("A1")}</row><row r="1048576">{_cell("A1048576")}</row>')


def rows_without_end() -> bytes:
    return _sheet("<row><c><v>1</v></c></row>" * 200_000)


def bomb_of_zeros() -> bytes:
    return packed({**parts(), "xl/worksheets/sheet1.xml": b" " * (300 << 20)})


def bomb_in_strings() -> bytes:
    return packed({**parts(), "xl/sharedStrings.xml": b"<a>" + b" " * (100 << 20)})


def lying_size() -> bytes:
    """The directory says 1,000 bytes, the stream holds 150 MB."""
    name, data = b"xl/worksheets/sheet1.xml", zlib.compressobj(9, wbits=-15)
    stream = b"".join(data.compress(b" " * (1 << 20)) for _ in range(150)) + data.flush()
    honest = {key: value for key, value in parts().items() if key.encode() != name}
    base = packed(honest)
    end = base.rfind(b"PK\x05\x06")
    entries, size, start = (
        struct.unpack("<H", base[end + 10 : end + 12])[0],
        *struct.unpack("<II", base[end + 12 : end + 20]),
    )
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, 0, len(stream), 1000, len(name), 0) + name + stream
    central = (
        struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, 0, len(stream), 1000, len(name), 0, 0, 0, 0, 0, start
        )
        + name
    )
    tail = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, entries + 1, entries + 1, size + len(central), start + len(local), 0
    )
    return base[:start] + local + base[start : start + size] + central + tail


def overlap() -> bytes:
    """Every entry of the directory points at the same data, as the densest bombs do."""
    names = list(parts())
    first = zlib.compressobj(9, wbits=-15)
    stream = first.compress(b" " * (2 << 20)) + first.flush()
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, 0, len(stream), 2 << 20, 1, 0) + b"a" + stream
    central = b"".join(
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, 0, len(stream), 2 << 20, len(name), *[0] * 6)
        + name.encode()
        for name in names
    )
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(names), len(names), len(central), len(local), 0)
    return local + central + tail


def many_entries() -> bytes:
    return packed({f"{number}": b"" for number in range(60_000)}, zipfile.ZIP_STORED)


def declared_gigabytes() -> bytes:
    """Like 42.zip: small, and gigabytes are announced."""
    data = bytearray(packed(parts()))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xF0000000)
    return bytes(data)


def climbing_name() -> bytes:
    return packed({**parts(), "../../evil.xml": b"x"})


def absolute_name() -> bytes:
    return packed({**parts(), "/etc/evil.xml": b"x"})


def doubled_name() -> bytes:
    out = io.BytesIO(packed(parts()))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/Worksheets/sheet1.xml", parts()["xl/worksheets/sheet1.xml"])
    return out.getvalue()


def sheet_outside() -> bytes:
    content = parts()
    rels = content["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"../../../etc/passwd")
    return packed({**content, "xl/_rels/workbook.xml.rels": rels})


def not_a_workbook() -> bytes:
    return packed({"hello.txt": b"hello"})


def cut_short() -> bytes:
    return packed(parts())[:-200]


def deep_nesting() -> bytes:
    return _sheet("<row r='1'>" + "<x>" * 1_000_000)


def bad_reference() -> bytes:
    return _sheet("<row r='abc'><c r='1A'><v>1</v></c></row>")


def many_formulas() -> bytes:
    return _sheet("".join(f'<row r="{n}"><c r="ZZZ{n}"><f>1+1</f></c></row>' for n in range(1, 50_000)))


def one_text_everywhere() -> bytes:
    """A small file: one text of 30,000 letters, named by half a million cells."""
    letters = "ABCDEFGHIJKL"
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{one}{n}" t="s"><v>0</v></c>' for one in letters) + "</row>"
        for n in range(1, 40_000)
    )
    text = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return packed({**parts(), "xl/sharedStrings.xml": text.encode(), "xl/worksheets/sheet1.xml": sheet.encode()})


def strings_without_end() -> bytes:
    text = f'<sst xmlns="{MAIN}">' + "<si><t>x</t></si>" * 2_000_000 + "</sst>"
    return packed({**parts(), "xl/sharedStrings.xml": text.encode()})


def old_format() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def nothing() -> bytes:
    return b"\xef\xbb\xbf\r\n\r\n"


def binary() -> bytes:
    return bytes(range(256)) * 50


def half_a_letter() -> bytes:
    return "企业名称,".encode("gb18030")[:-2] + b"\xff\xff,\x81"


def wide_text() -> bytes:
    return b"a," * 4_000 + b"\n" + b"1," * 4_000


def endless_rows() -> bytes:
    return b"a,b\n" + b"1,2\n" * 150_000


def open_quote() -> bytes:
    return b'a,b\n"' + b"x,\n" * 600_000


def too_big() -> bytes:
    return b"a,b\n" * (6 << 20)


HOSTILE: list[Callable[[], bytes]] = [
    billion_laughs, external_entity, entity_in_strings, far_corner, far_row, rows_without_end, bomb_of_zeros,
    bomb_in_strings, lying_size, overlap, many_entries, declared_gigabytes, climbing_name, absolute_name, doubled_name,
    sheet_outside, not_a_workbook, cut_short, deep_nesting, bad_reference, many_formulas, one_text_everywhere,
    strings_without_end, old_format, nothing, binary,
    half_a_letter, wide_text, endless_rows, open_quote, too_big,
]  # fmt: skip
