"""Reads what people write in one cell: dates in many forms, texts with odd blanks, formulas that must stay text.

Which column wants what does not live here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from audit_app.rules.identifiers import half_width, plain_text, visible, without_marks
from audit_app.rules.placeholders import NO_NAME, no_name
from audit_app.rules.refusals import N_
from schemas.spans import FIRST_YEAR, LAST_YEAR

FORMULA_SIGNS = "=+-@＝＋－＠"
NOTHING = frozenset({"-", "—", "－", "–", "/", "／"})
LONGEST = 200
ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA|BUSY!)", re.I
)
"""What a spreadsheet writes into a cell whose formula came to nothing."""
FAULTS = {
    "error_cell": N_("这一格的公式出错，结果是 {value}。请改正公式，或直接填写这一格的内容。"),
    "formula_text": N_("这一格是公式或以 = + - @ 开头的文字。请改成普通文字（复制后粘贴为数值）。"),
    "too_long": N_("这一格有 {count} 个字，最多 {limit} 个。请删短。"),
    "control_character": N_("这一格里有看不见的控制字符。请删去后重新填写。"),
    "no_character": N_("这一格里有自造的字（{signs}），别的电脑上看不到，附件 3 的 PDF 也印不出。请换成通用的字。"),
    "no_name": NO_NAME,
    "other_digits": N_("这一格里有别的文字的数字，没有当作 0 到 9 读。请用 0 到 9 重新填写。"),
}
ROUNDED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")
"""A long number as a spreadsheet shows it once its last digits are gone."""
ROUNDED_CODE = N_("表格软件把「{column}」存成了数字，末几位已经丢失。请把这一列设为文本，再重新填写。")
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""A formula that is nothing but a text: how codes are kept as text in a CSV."""
_FORCED = re.compile(r"['’‘`][0-9A-Za-z-]{4,}")
"""A code with the apostrophe that people put before it so that it stays text."""
_HAN = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_BREAK = re.compile(rf"(?<=[{_HAN}])[^\S\r\n\x85\u2028\u2029]*[\r\n\x85\u2028\u2029]\s*(?=[{_HAN}])")
"""A line break in the middle of Chinese text: there is no blank between two Han characters."""
_GAP = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TIME = r"(?:[ T]*(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M)?)?"
_DATES = tuple(
    re.compile(day + r"(?:\s*(?:星期|周)[一二三四五六日天])?" + _TIME, re.IGNORECASE)
    for day in (
        r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{1,2})-(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(?P<y>\d{4}|\d{2})",
    )
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_LETTERS = {0xFF00 + code: 0x20 + code for code in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))}


def is_formula(text: str) -> bool:
    """True for a cell that a spreadsheet would run: it begins with = + - @ (or their wide forms) and is no number."""
    start = text.strip()
    if not start or start[0] not in FORMULA_SIGNS or start in NOTHING:
        return False
    if start[0] in "=@＝＠":
        return True
    try:
        float(half_width(start))
    except ValueError:
        return True
    return False


def without_formula(cell: str) -> str | None:
    """The text of a cell that is a formula of nothing but this text; None for any other cell."""
    found = _AS_TEXT.fullmatch(cell.strip())
    return found[1].replace('""', '"') if found else None


def fault(raw: str, longest: int = LONGEST, length: int | None = None) -> str | None:
    """Which of FAULTS a cell has as it was read, whatever its column; None if none. `length` is that of what is kept."""
    if ERROR.fullmatch(raw.strip()):
        return "error_cell"
    if is_formula(raw):
        return "formula_text"
    if _CONTROL.search(raw):
        return "control_character"
    if private(raw):
        return "no_character"
    if any(sign.isdecimal() and not sign.isascii() for sign in half_width(raw)):
        return "other_digits"
    return "too_long" if (len(clean(raw)) if length is None else length) > longest else None


def private(text: str) -> list[str]:
    """The characters of private use (造字) in a text, as ‹U+E815›: no other computer shows them."""
    return [visible(sign) for sign in dict.fromkeys(text) if unicodedata.category(sign) == "Co"]


def stand_in(raw: str) -> bool:
    """Whether a cell that must hold a name or a number holds a word for none of them. A lone dash or slash is an empty cell."""
    return bool(clean(raw)) and no_name(raw)


def clean(text: str) -> str:
    """A plain text cell: blanks folded, lines of Chinese joined, wide letters and digits narrow; a lone dash or slash
    means empty."""
    folded = plain_text(_BREAK.sub("", without_marks(text))).translate(_LETTERS)
    if _FORCED.fullmatch(folded):
        folded = folded[1:]
    return "" if folded in NOTHING else folded


def joined(text: str) -> str:
    """A cleaned name of a company or an office without the blanks between Han characters, which some set to align it;
    those beside Latin letters and digits stay."""
    return _GAP.sub("", text)


def read_date(text: str, first_day: date = date(1899, 12, 30)) -> date | None:
    """Takes 2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日, 二〇二五年三月一日, 1-Mar-25, each with or without
    weekday and time, or a spreadsheet's serial day counted from `first_day`; None if it is no day."""
    plain = half_width(plain_text(text))
    serial = _SERIAL.fullmatch(plain)
    if serial:
        day: date | None = first_day + timedelta(days=int(serial[1]))
    else:
        day = _written(_in_digits(plain))
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _written(text: str) -> date | None:
    found = next((match for pattern in _DATES if (match := pattern.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = _MONTHS.index(parts["name"].title()) + 1 if parts.get("name") else int(parts["m"])
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, month, int(parts["d"]))
    except ValueError:
        return None


_CHINESE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_DIGITS = {sign: str(at) for at, sign in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def _in_digits(text: str) -> str:
    """二〇二五年十二月三十一日 as 2025年12月31日; other text as it is."""
    found = _CHINESE.match(text)
    if found is None:
        return text
    year = "".join(_DIGITS[sign] for sign in found[1])
    return f"{year}年{_below_hundred(found[2])}月{_below_hundred(found[3])}日{text[found.end() :]}"


def _below_hundred(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    high = int(_DIGITS.get(tens, "1")) if ten else 0
    return high * 10 + (int(_DIGITS.get(ones, "0")) if ones else 0)
