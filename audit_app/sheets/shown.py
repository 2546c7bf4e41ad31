"""Whether a cell shows what it holds: number formats put noughts, signs and words round a value that are not in it.

Which columns must hold what they show is decided in register.py, inspectors.py and contents.py.
"""

from __future__ import annotations

import re
from functools import cache

from audit_app.rules.refusals import N_

from .xml_parts import MAX_TAGS, Plain

SENTENCE = N_(
    "这一格存的是「{value}」，不是文字；表格软件按单元格格式显示，看到的可能不是这样。请把这一列设为文本，再照原样重新填写。"
)
BUILT_IN = {0: "General", 1: "0", 49: "@"}
OTHER = "?"
"""Stands for a built-in format of amounts, days or times: it changes numbers and leaves text alone."""
DIGITS_SHOWN = 10
"""So many digits of a fraction are shown without a format."""
_TEXTS = frozenset({"s", "str", "inlineStr"})
_PART = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]|.', re.DOTALL)
_NO_SIGN = re.compile(
    r'_.|\*.|""|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|黑色|蓝色|红色|绿色|\$-[0-9a-f]*)\]',
    re.IGNORECASE | re.DOTALL,
)
"""What a format may say without a sign to be seen in a code: padding, colours, languages."""


class Styles(Plain):
    """The number format of each style of a workbook, by the number a cell names it with, and whether it strikes text out."""

    def __init__(self) -> None:
        self.named: dict[int, str] = {}
        self.used: list[int] = []
        self.fonts: list[bool] = []
        self.struck: list[int] = []
        self.inside = self.in_fonts = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "cellXfs":
            self.inside = True
        elif local == "numFmt" and len(self.named) < MAX_TAGS:
            self.named[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")[:300]
        elif local == "xf" and self.inside:
            self.used.append(int(attributes.get("numFmtId", 0)))
            self.struck.append(int(attributes.get("fontId", 0)))
        elif local == "fonts":
            self.in_fonts = True
        elif local == "font" and self.in_fonts:
            self.fonts.append(False)
        elif local == "strike" and self.fonts and self.in_fonts:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false")

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            self.inside = False
        elif name.rpartition(":")[2] == "fonts":
            self.in_fonts = False

    @property
    def formats(self) -> list[str]:
        """Format codes in the order of the styles."""
        return [self.named.get(one, BUILT_IN.get(one, OTHER)) for one in self.used]

    @property
    def strikes(self) -> list[bool]:
        """Whether text is struck out, in the order of the styles."""
        return [0 <= one < len(self.fonts) and self.fonts[one] for one in self.struck]


def shows_otherwise(kind: str, value: str, code: str) -> bool:
    """Whether a cell (its type, its value as stored, its format) may show something else than is read from it."""
    if kind in _TEXTS:
        return _changes_text(code)
    return kind in ("b", "d") or (kind in ("", "n") and _changes_number(value, code))


@cache
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a format between its semicolons, each without what shows no sign."""
    found = [""]
    for part in _PART.findall(code):
        if part == ";":
            found.append("")
        else:
            found[-1] += part
    return tuple(_NO_SIGN.sub("", one) for one in found)


@cache
def _changes_text(code: str) -> bool:
    """Text is shown by the fourth section, or by the only one if it has an @."""
    sections = _sections(code)
    shown = sections[3] if len(sections) > 3 else sections[-1]
    return (len(sections) > 3 and shown != "@") or ("@" in shown and shown != "@")


def _changes_number(value: str, code: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    sections = _sections(code)
    shown = sections[2] if number == 0 and len(sections) > 2 else sections[0]
    if number < 0 and len(sections) > 1:
        return True
    whole = str(int(abs(number))) if number.is_integer() else ""
    if shown.lower() in ("general", "g/通用格式", "@", ""):
        return not whole and len(repr(abs(number))) > DIGITS_SHOWN + 1
    noughts = shown.lstrip("#")
    return not whole or noughts.strip("0") != "" or len(whole) < len(noughts) or (number == 0 and not noughts)
