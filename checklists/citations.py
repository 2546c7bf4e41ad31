"""Wrong ways of citing GB/T 29490 that are met in the wild. Only number, year and title are known here."""

from __future__ import annotations

import re

from audit_app.rules.standards import TITLES

_DASH = r"\s*[-—–－]\s*"
_CITED = re.compile(rf"(?<!\d)29490(?:{_DASH}(\d{{4}}))?(?:\s*[《「“\"]([^》」”\"]*)[》」”\"])?")
_MISTYPED = re.compile(rf"(?<!\d)(?:23490|20490){_DASH}(?:2013|2023)(?!\d)|GB/T\s*3475{_DASH}2017(?!\d)")
_NO_T = re.compile(r"GB(?:/\s*(?!T)|\s+)29490")


def wrong_citations(text: str) -> list[str]:
    """A sentence in Chinese for every citation in `text` that is not one of the two right triples of number, year
    and title; a citation without year or title is judged by what it has."""
    found = [f"「{hit.group(0)}」不是本标准的编号，应为 GB/T 29490。" for hit in _MISTYPED.finditer(text)]
    found += [f"「{hit.group(0)}」缺少 T，应为 GB/T 29490。" for hit in _NO_T.finditer(text)]
    for hit in _CITED.finditer(text):
        year, title = hit.groups()
        if year and year not in TITLES:
            found.append(f"「{hit.group(0)}」的年号不对，只有 2013 和 2023 两个版本。")
        elif title and not _fits(year, title):
            found.append(f"「{hit.group(0)}」的年号与名称对不上。")
    return found


def _fits(year: str | None, title: str) -> bool:
    plain = re.sub(r"\s", "", title)
    return plain in {re.sub(r"\s", "", name) for key, name in TITLES.items() if year in (None, key)}
