"""Checks a list of inspectors: who may be drawn, with which card, and from which companies each must stay away.

How pairs are drawn does not live here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from audit_app.rules import identifiers
from audit_app.rules.refusals import N_, Refused
from schemas.fields import most_of
from schemas.ops.registers import Inspector, InspectorsImport

from .cells import FAULTS, LONGEST, ROUNDED, ROUNDED_CODE, clean, fault, joined, private, stand_in
from .header import beyond_header, layout_of, merged_problem, shown_problem, struck_problem
from .odd_rows import odd_row
from .problems import Checked, Mended, Problem
from .reading import Table

COLUMNS = {"name": "姓名", "card_no": "执法证号", "unit": "单位", "recusals": "回避企业统一社会信用代码"}
HEADER = tuple(COLUMNS.values())
ALSO = {"回避企业": COLUMNS["recusals"]}
"""How the column is called for short, on the page, too."""
LIMITS = {key: most_of(Inspector, key) for key in ("name", "card_no", "unit")} | {"recusals": 20_000}
"""The most signs of each cell as the import takes it; of recusals codes are counted, too."""
MOST_RECUSALS = most_of(Inspector, "recusals")
MOST_INSPECTORS = most_of(InspectorsImport, "inspectors")
NONE = frozenset({"无", "没有", "暂无"})
"""How people write that somebody has no recusals."""
SEVERAL = re.compile(r"[、，,；;|｜&＆+＋]|(?<=[\u3400-\u9fff])\s*[/／\\]\s*(?=[\u3400-\u9fff])")
"""What stands between the names or the cards of two people."""
NAME = re.compile(r"[\u3007\u3400-\u9fff]{2,4}")
_SURNAMES = """
欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 夏侯 端木 南宫 轩辕 独孤 百里 东郭 闻人 公羊 澹台
申屠 太史 钟离 西门 呼延 万俟 闾丘 赫连 拓跋 鲜于 司空 单于 淳于 公冶 宗政 濮阳 太叔 仲孙 第五 左丘 梁丘
"""
SURNAMES = frozenset(_SURNAMES.split())
"""Surnames of two characters, written apart from the given name in a list that is set with blanks."""

SENTENCES = {
    "two_people": N_("一行只能写一个人，这里像是有几个人。请一人一行，各写各的执法证号。"),
    "long_name": N_("这里像是写了两个人的姓名。如果是，请一人一行，各写各的执法证号。"),
    "required": N_("缺少「{column}」。请补上再导入。"),
    "no_card": N_("没有执法证号的人员不能参加抽取。请补上执法证号，或删去这一行。"),
    **FAULTS,
    "rounded_code": ROUNDED_CODE,
    "bad_uscc": N_("回避企业的统一社会信用代码不对：{reason_word}。多个代码之间用；隔开。"),
    "too_many_recusals": N_("这一格有 {count} 个代码，最多 {limit} 个。请删去与名录无关的代码。"),
    "too_many_inspectors": N_("名单有 {count} 人，最多 {limit} 人。请只留参加抽取的人员。"),
    "duplicate_inspector": N_("执法证号与第 {first} 行相同。同一人只能有一行，请删去或改正一行。"),
}


def check_inspectors(table: Table) -> Checked:
    """Takes a table as read; gives rows {name, card_no, unit, recusals: list of codes}, problems and mended cells."""
    layout = layout_of(table, HEADER, COLUMNS["card_no"], ALSO)
    checked = Checked(count=len(table.rows), problems=layout.problems, warnings=layout.notes)
    if not layout.places:
        return checked
    checked.problems += _too_many(table)
    places = dict(zip(COLUMNS, layout.places, strict=True))
    first: dict[str, int] = {}
    for number, cells in table.rows:
        odd = odd_row(table, number, cells, places["card_no"], HEADER)
        if odd:
            checked.problems.append(odd)
            continue
        before = len(checked.problems)
        row = _row(checked, table, number, places, cells)
        checked.problems += _merged(table, number, row, places)
        checked.problems += beyond_header(number, cells, len(table.header))
        card = row["card_no"]
        if card and first.setdefault(str(card), number) != number:
            _problem(checked, number, "card_no", str(card), "duplicate_inspector", first=first[str(card)])
        if len(checked.problems) == before:
            checked.rows.append(row)
    return checked


def _merged(table: Table, number: int, row: Mapping[str, str | list[str]], places: Mapping[str, int]) -> list[Problem]:
    found = (merged_problem(table, number, COLUMNS[key], at) for key, at in places.items() if not row[key])
    return [one for one in found if one]


def _too_many(table: Table) -> list[Problem]:
    if len(table.rows) <= MOST_INSPECTORS:
        return []
    details = {"count": len(table.rows), "limit": MOST_INSPECTORS}
    number = table.rows[MOST_INSPECTORS][0]
    return [Problem(number, "", "", "too_many_inspectors", SENTENCES["too_many_inspectors"], details)]


def _row(
    checked: Checked, table: Table, number: int, places: Mapping[str, int], cells: Sequence[str]
) -> dict[str, str | list[str]]:
    row: dict[str, str | list[str]] = {}
    for key, at in places.items():
        raw = cells[at] if at < len(cells) else ""
        text, typed = clean(raw), table.source.as_typed(number, at, raw)
        row[key] = [] if key == "recusals" else text
        count = len(identifiers.plain_code(text) if key == "card_no" else text)
        wrong = fault(raw, LIMITS[key], count) or ("no_name" if key != "recusals" and stand_in(raw) else None)
        shown = shown_problem(table, number, COLUMNS[key], at, text)
        struck = struck_problem(table, number, COLUMNS[key], at, text)
        if struck:
            checked.problems.append(struck)
        elif key in ("card_no", "recusals") and ROUNDED.fullmatch(text):
            row[key] = [] if key == "recusals" else ""
            _problem(checked, number, key, text, "rounded_code")
        elif wrong:
            _problem(
                checked,
                number,
                key,
                raw.strip()[:LONGEST],
                wrong,
                limit=LIMITS[key],
                count=count,
                signs="".join(private(raw)),
            )
        elif shown:
            checked.problems.append(shown)
        elif key in ("name", "card_no") and SEVERAL.search(text):
            _problem(checked, number, key, raw.strip()[:LONGEST], "two_people")
        elif key == "card_no":
            row[key] = _card(checked, number, typed, text)
        elif key == "recusals":
            row[key] = codes = _recusals(checked, number, "" if text in NONE else text)
            if codes and typed != raw:
                checked.mended.append(Mended(number, COLUMNS[key], typed, "；".join(codes)))
        elif key == "name" and not text:
            _problem(checked, number, key, "", "required")
        else:
            if key == "name" and _two_names(raw):
                seen = raw.strip()[:LONGEST]
                checked.warnings.append(Problem(number, COLUMNS[key], seen, "long_name", SENTENCES["long_name"]))
            row[key] = after = identifiers.person_name(text) if key == "name" else joined(text)
            if after and after != typed.strip():
                checked.mended.append(Mended(number, COLUMNS[key], typed, after))
    return row


def _two_names(raw: str) -> bool:
    """Two or more parts of two to four Han characters with a blank or a line end between them; a surname of two is no name."""
    parts = identifiers.without_marks(raw).split()
    return len(parts) > 1 and parts[0] not in SURNAMES and all(NAME.fullmatch(one) for one in parts)


def _card(checked: Checked, number: int, raw: str, text: str) -> str:
    card = identifiers.plain_code(text)
    if not card:
        _problem(checked, number, "card_no", "", "no_card")
    elif card != raw.strip():
        checked.mended.append(Mended(number, COLUMNS["card_no"], raw, card))
    return card


def _recusals(checked: Checked, number: int, text: str) -> list[str]:
    codes: list[str] = []
    for part in re.split(r"[;；,，、\s]+", text):
        if not part:
            continue
        try:
            codes.append(identifiers.uscc(part))
        except Refused as no:
            details = {key: value for key, value in no.details.items() if key != "value"}
            _problem(checked, number, "recusals", part, "bad_uscc", **details)
    codes = list(dict.fromkeys(codes))
    if len(codes) > MOST_RECUSALS:
        details = {"count": len(codes), "limit": MOST_RECUSALS}
        _problem(checked, number, "recusals", text[:LONGEST], "too_many_recusals", **details)
    return codes


def _problem(checked: Checked, number: int, key: str, value: str, code: str, **details: object) -> None:
    checked.problems.append(Problem(number, COLUMNS[key], value, code, SENTENCES[code], dict(details)))
