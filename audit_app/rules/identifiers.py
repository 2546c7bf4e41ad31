"""Identifiers as they are written in China: company codes, certificate numbers, citations of the standard.

Whether a code belongs to a company is not known here: only the register and the licence tell; region digits are not
looked up (regulator.md 8.2).
"""

from __future__ import annotations

import re
import unicodedata

from audit_app.rules.refusals import N_, Refused
from audit_app.rules.standards import TITLES

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015 in the order of their values; no I, O, S, V, Z."""

_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DOTS = re.compile(r"[·•‧∙・･]")
_CHINESE_NAME = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•‧∙・･ ]+")
_CERTIFICATE = re.compile(r"(\d{3}|[A-Z]{2,5})\d{2}IP\d{3,6}R\d{1,2}[LMS]?(-\d+)?", re.ASCII)
_DASHES = re.compile(
    r"[-\u058a\u05be\u1400\u1806\u2010-\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d"
    r"\U00010d6e\U00010ead\u00af\u02c9\u02d7\u203e\u2043\u207b\u208b\u2212\u23af\u23ba-\u23bd\u2796\u30fc\u3161\u31d0\ufe49-\ufe4c"
    r"\uff70\uffda\uffe3\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2574\u2576\u2578\u257a\u257c\u257e~\u02dc\u2053\u223c\u223d\uff5e]"
)
"""What is typed or pasted for a hyphen: every dash of Unicode (category Pd), minus signs, strokes of tables, also broken ones,
macrons, the Japanese ー, the Korean ㅡ, waves and tildes."""
_ONE_AS_DASH = re.compile(r"(?<=[A-Z0-9])\u4e00(?=[A-Z0-9])")
"""一 between Latin letters or digits is a dash."""
_LOOKS = str.maketrans("〇○◯АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "000ABEKMHOPCTYXIJSABEZHIKMNOPTYX")
"""Zeros that are no digit, and Cyrillic and Greek capitals that are not told from the Latin ones."""
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_MARKS = re.compile(
    r"[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
    r"\u00ad\U000e0000-\U000e01ef]"
)
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
"""Radicals that look like the characters they are part of; copying from some PDFs gives ⼈ for 人."""
_CITATION = re.compile(
    r"(?P<prefix>GB\s*/?\s*T?)?\s*(?<![0-9])(?P<number>[0-9]{4,5})\s*[-‐-―－]\s*(?P<year>[0-9]{4})(?![0-9])"
    r"\s*(?:《(?P<title>[^《》]*)》)?",
    re.IGNORECASE,
)
_BARE_TITLE = re.compile(
    rf"([0-9]{{4}})\s*({'|'.join(title.replace(' ', chr(92) + 's*') for title in TITLES.values())})$"
)
_TYPOS = frozenset({"23490", "20490", "29409", "29940"})


def normal_text(text: str) -> str:
    """Text of a cell made comparable: NFC, no invisible characters, runs of white space as one space, trimmed.

    Chinese punctuation stays: （ and ( are different names of companies.
    """
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def without_marks(text: str) -> str:
    """Text without the direction marks, joiners and fillers that copying from web pages and PDFs leaves round a code.

    Apart from `normal_code`, which ops have used on what they keep since their first version.
    """
    return _MARKS.sub("", text)


def visible(sign: str) -> str:
    """A character as it is shown in a sentence; one that nobody sees, or that this computer alone has (造字), as ‹U+E815›."""
    return f"‹U+{ord(sign):04X}›" if without_marks(sign) == "" or not (sign.isprintable() or sign == "\t") else sign


def plain_text(text: str) -> str:
    """Text as a reader sees it: `normal_text` without marks, radicals as the characters they look like. Of cells and seeds."""
    return " ".join(without_marks(normal_text(text)).translate(_RADICALS).split())


def person_name(text: str) -> str:
    """A personal name as it is kept and compared: of a Chinese one every blank is taken out (钱　磊 is set so to align with
    three characters) and each form of the middle dot is ·; other names keep single spaces.
    """
    plain = plain_text(text)
    if not _CHINESE_NAME.fullmatch(plain):
        return plain
    return _DOTS.sub("·", plain.replace(" ", ""))


def half_width(text: str) -> str:
    """Full-width letters, digits and signs (U+FF01 to U+FF5E) as ASCII, the wide space as a space."""
    return text.translate(_HALF)


def normal_code(text: str) -> str:
    """A code as it is stored: half-width, upper case, without any white space or invisible character."""
    return "".join(half_width(_INVISIBLE.sub("", text)).split()).upper()


def plain_code(text: str) -> str:
    """A number of an approval, a certificate or a card as it is kept and compared: each look-alike dash is `-`, each digit of
    any script and 〇 is 0 to 9, each letter of another width, style or alphabet that looks like a Latin one is that, in upper
    case, without marks, accents or blanks. Every reader takes such numbers so: sheets, forms, ops, comparisons.

    Beside `normal_code`, which ops of before have used on what they keep.
    """
    bare = unicodedata.normalize("NFKD", without_marks(_DASHES.sub("-", text)))
    bare = unicodedata.normalize("NFKC", "".join(one for one in bare if unicodedata.category(one)[0] not in "MC"))
    digits = "".join(str(unicodedata.decimal(one, one)) for one in bare)
    code = _DASHES.sub("-", "".join(digits.split())).upper().translate(_LOOKS)
    return re.sub("-+", "-", _ONE_AS_DASH.sub("-", code))


def uscc(text: str) -> str:
    """The normalised 统一社会信用代码 (18 characters); Refused("bad_uscc", reason=…) says what is wrong and where.

    `reason` is one of empty, length, letter, region, check; only pattern and check character are judged.
    GB 32100-2015. CONFIRMED (regulator.md 8.1)
    """
    code = normal_code(without_marks(text))
    if not code:
        raise _bad(code, "empty", N_("没有填写"))
    if len(code) != 18:
        raise _bad(code, "length", N_("应为 18 位，现在是 {length} 位"), length=len(code))
    for place, letter in enumerate(code, 1):
        if letter not in ALPHABET:
            words = N_("第 {place} 位「{letter}」不是允许的字符（数字和除 I、O、S、V、Z 外的大写字母）")
            raise _bad(code, "letter", words, place=place, letter=letter)
        if 3 <= place <= 8 and not letter.isdigit():
            _refuse_small_l(text, code)
            raise _bad(code, "region", N_("第 {place} 位「{letter}」应为数字"), place=place, letter=letter)
    expected = check_character(code)
    if code[17] != expected:
        _refuse_small_l(text, code)
        raise _bad(
            code, "check", N_("末位校验码应为「{expected}」，现在是「{letter}」"), expected=expected, letter=code[17]
        )
    return code


def _refuse_small_l(text: str, code: str) -> None:
    """Name the small l that was typed for the digit 1, where the code holds with digits in its places."""
    written = "".join(half_width(without_marks(text)).split())
    places = [at for at, sign in enumerate(written) if sign == "l"]
    meant = "".join("1" if at in places else sign for at, sign in enumerate(code))
    if places and meant[2:8].isdigit() and check_character(meant) == meant[17]:
        raise _bad(code, "small_l", N_("第 {place} 位是小写字母 l，像是数字 1"), place=places[0] + 1)


def check_character(code: str) -> str:
    """The 18th character that belongs to the first 17 (weights 3^i mod 31)."""
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(code[:17], _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def uscc_warnings(code: str) -> list[str]:
    """Chinese msgids that warn about a valid code: the inner check at position 17 (GB 11714) does not hold.

    A warning only: codes given out before 2015 may break it. LIKELY (regulator.md 8.1)
    """
    total = sum(int(letter, 36) * weight for letter, weight in zip(code[8:16], _INNER_WEIGHTS, strict=True))
    if "0123456789X"[-total % 11] == code[16]:
        return []
    return [N_("主体标识码的校验位（第 17 位）对不上，请对照营业执照核对。")]


def certificate_warning(text: str) -> str | None:
    """A Chinese msgid if a certificate number does not look like one of an IP management system, else None.

    There is no national fixed format, so this never refuses. LIKELY (regulator.md 8.3)
    """
    if _CERTIFICATE.fullmatch(normal_code(text)):
        return None
    return N_("证书编号不像知识产权管理体系证书的编号（例如 84025IP21017R0M），请核对。")


def citation_problem(text: str) -> str | None:
    """A Chinese msgid if the text cites GB/T 29490 wrongly, else None; other standards are left alone.

    Right are the number with 2013 or 2023, and the title that belongs to that year (standard.md 2.2). CONFIRMED
    """
    for found in _CITATION.finditer(half_width(text)):
        problem = _wrong(found)
        if problem:
            return problem
    return None


def standard(text: str) -> str | None:
    """`GB/T 29490-2013` or `GB/T 29490-2023` out of a cell that cites just that (any dash, spaces, with or without
    its title, in 《》 or bare), else None."""
    plain = half_width(normal_text(text)).strip()
    found = _CITATION.fullmatch(_BARE_TITLE.sub(r"\1《\2》", plain))
    if found is None or found["number"] != "29490" or _wrong(found):
        return None
    return f"GB/T 29490-{found['year']}"


def _wrong(found: re.Match[str]) -> str | None:
    prefix, number, year, title = (found[name] for name in ("prefix", "number", "year", "title"))
    titled = title is not None and _bare(title) in {_bare(known) for known in TITLES.values()}
    if number != "29490":
        if number in _TYPOS or titled or (prefix and (number, year) == ("3475", "2017")):
            return N_("标准号写错了：企业知识产权管理的标准是 GB/T 29490。")
        return None
    if _bare(prefix or "").upper() not in ("GB/T", "GBT"):
        return N_("标准代号应写作 GB/T 29490。")
    if year not in TITLES:
        return N_("GB/T 29490 只有 2013 和 2023 两个版本，请核对年号。")
    if title is not None and _bare(title) != _bare(TITLES[year]):
        return N_("标准年号与名称不配：2013 版是《企业知识产权管理规范》，2023 版是《企业知识产权合规管理体系 要求》。")
    return None


def _bare(text: str) -> str:
    return "".join(text.split())


def _bad(code: str, reason: str, words: str, **details: object) -> Refused:
    return Refused("bad_uscc", "uscc", value=code[:40], reason=reason, reason_word=words, **details)


_HALF = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
