"""Checks a register of certified companies cell by cell and gives clean rows.

What is done with the rows (draw, import) does not live here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from audit_app.rules import identifiers
from audit_app.rules.certificates import CREDIT_CLASSES, STATUSES
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.standards import STANDARDS
from audit_app.rules.transition import outlived
from checklists import City, Region, regions
from checklists.rules import last_day_2013
from schemas.fields import most_of
from schemas.ops.registers import RegisterRow

from .cells import FAULTS, LONGEST, ROUNDED, ROUNDED_CODE, clean, fault, joined, private, read_date, stand_in
from .header import beyond_header, layout_of, merged_problem, shown_problem, struck_problem
from .odd_rows import odd_row
from .problems import Checked, Mended, Problem
from .reading import Table

COLUMNS = {
    "name": N_("企业名称"),
    "uscc": N_("统一社会信用代码"),
    "city": N_("设区市"),
    "district": N_("县(市、区)"),
    "body": N_("认证机构名称"),
    "approval_no": N_("认证机构批准号"),
    "certificate_no": N_("认证证书编号"),
    "valid_from": N_("证书有效期起"),
    "valid_to": N_("证书有效期止"),
    "standard": N_("认证依据标准"),
    "status": N_("证书状态"),
    "credit_class": N_("信用风险等级"),
}
HEADER = tuple(COLUMNS.values())
REQUIRED = frozenset({"name", "uscc", "city", "body", "valid_to", "standard", "status"})
CODES = ("uscc", "approval_no", "certificate_no")
FREE = ("name", "body", "approval_no", "certificate_no")
"""What is kept as it is written; the other columns know their own values."""
LIMITS = {key: most_of(RegisterRow, key) for key in FREE}
"""The most signs that the import takes of each."""
AS_WRITTEN = (*FREE, "uscc")
ROUNDED_WORDS = N_("表格软件把它存成了数字，末几位已经丢失，须把这一列设为文本再重新填写")

SENTENCES = {
    "required": N_("缺少「{column}」。请补上再导入。"),
    **FAULTS,
    "rounded_code": ROUNDED_CODE,
    "bad_uscc": N_("统一社会信用代码不对：{reason_word}。请对照营业执照改正。"),
    "unknown_city": N_("「{value}」不是江苏省的设区市。请填设区市全称或行政区划代码，例如 南通市 或 320600。"),
    "unknown_county": N_("江苏省没有「{value}」这个县(市、区)。请填全称或行政区划代码，例如 海门区 或 320614。"),
    "county_not_in_city": N_("「{value}」不在{city}。请核对设区市和县(市、区)哪个填错了。"),
    "bad_date": N_("「{value}」不是日期，或者没有这一天。请写成 2025-03-01 的样子。"),
    "reversed_validity": N_("有效期止 {value} 早于有效期起 {start}。请对照证书改正。"),
    "unknown_standard": N_("不认识的认证依据标准「{value}」。请填 GB/T 29490-2013 或 GB/T 29490-2023。"),
    "wrong_citation": N_("{problem_word}现在写的是「{value}」，请改正。"),
    "bad_status": N_("「{value}」不是证书状态。请填 有效、暂停、撤销 或 注销。"),
    "bad_credit": N_("「{value}」不是信用风险等级。请填 A、B、C、D，或 低、中、中高、高。"),
    "duplicate_certificate": N_("证书编号与第 {first} 行相同。同一张证书只能有一行，请删去或改正一行。"),
    "two_names": N_(
        "统一社会信用代码与第 {first} 行相同，那里的企业名称是「{name}」。抽取时算一家企业，请对照营业执照核对名称和代码。"
    ),
    "two_bodies": N_(
        "认证机构批准号 {number} 在第 {first} 行是「{name}」的。一个批准号只是一家机构的，请对照批准书核对名称和号码。"
    ),
    "uscc_inner": N_("{warning_word}"),
    "certificate_pattern": N_("{warning_word}"),
    "outlived": N_(
        "按 GB/T 29490—2013 的证书在 {last} 以后还是有效：没有换版的，认证机构应当暂停或者撤销"
        "（认监委、国家知识产权局公告 2023 年第 27 号）。"
        "可以导入；请向认证机构核对，检查时列为问题。"
    ),
}


def check_register(
    table: Table,
    region: Region | None = None,
    tell: Callable[[int], None] = lambda done: None,
    *,
    today: date | None = None,
) -> Checked:
    """Takes a table as read and the province (Jiangsu unless given); gives clean rows by key, problems, warnings
    and what was mended. With a wrong header no row is looked at. Warnings also say what was passed over. Dates in rows are
    YYYY-MM-DD. `tell` hears how many rows are done. `today` (of the site): what is out of time then is warned of."""
    layout = layout_of(table, HEADER, COLUMNS["uscc"])
    checked = Checked(count=len(table.rows), problems=layout.problems, warnings=layout.notes)
    if layout.places:
        checker = _Checker(checked, region or regions(), table, layout.places, today.isoformat() if today else "")
        for done, (number, cells) in enumerate(table.rows):
            tell(done)
            odd = odd_row(table, number, cells, checker.places["uscc"], HEADER)
            if odd:
                checked.problems.append(odd)
            else:
                checker.row(number, cells)
    return checked


class _Checker:
    """Walks the rows; knows what earlier rows said, for nothing but doubled certificates and the name of a code."""

    def __init__(self, checked: Checked, region: Region, table: Table, places: Sequence[int], today: str) -> None:
        self.checked = checked
        self.region = region
        self.table = table
        self.places = dict(zip(COLUMNS, places, strict=True))
        self.first: dict[str, int] = {}
        self.names: dict[str, tuple[int, str]] = {}
        self.bodies: dict[str, dict[str, tuple[int, str]]] = {}
        self.number, self.today, self.last_day = 0, today, last_day_2013()
        self.columns: dict[str, Callable[[str, dict[str, str]], str]] = {
            "name": self._name,
            "uscc": self._uscc,
            "body": self._name,
            "city": self._city,
            "district": self._district,
            "approval_no": self._approval,
            "certificate_no": self._certificate,
            "valid_from": self._date("valid_from"),
            "valid_to": self._date("valid_to"),
            "standard": self._standard,
            "status": self._one_of("status", STATUSES, "bad_status"),
            "credit_class": self._one_of("credit_class", CREDIT_CLASSES, "bad_credit"),
        }

    def row(self, number: int, cells: Sequence[str]) -> None:
        self.number = number
        before = len(self.checked.problems)
        row: dict[str, str] = {}
        for key, at in self.places.items():
            row[key] = self._cell(key, cells[at] if at < len(cells) else "", row)
        self.checked.problems += beyond_header(number, cells, len(self.table.header))
        if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
            self._problem("reversed_validity", "valid_to", row["valid_to"], start=row["valid_from"])
        self._one_name(row)
        self._one_body(row)
        if len(self.checked.problems) == before:
            self._outlived(row)
            self.checked.rows.append(row)

    def _outlived(self, row: dict[str, str]) -> None:
        if outlived(row["standard"], row["status"], self.today, self.last_day):
            words, details = SENTENCES["outlived"], {"last": self.last_day}
            self.checked.warnings.append(
                Problem(self.number, COLUMNS["status"], row["status"], "outlived", words, details)
            )

    def _one_name(self, row: dict[str, str]) -> None:
        """A code with two names is one company to the draw; which of them is right only the licence tells."""
        if not row["uscc"] or not row["name"]:
            return
        first, name = self.names.setdefault(row["uscc"], (self.number, row["name"]))
        if name != row["name"]:
            details = {"first": first, "name": name}
            self.checked.warnings.append(
                Problem(self.number, COLUMNS["name"], row["name"], "two_names", SENTENCES["two_names"], details)
            )

    def _one_body(self, row: dict[str, str]) -> None:
        """A number with two names is one body to the draw; each other name is told once."""
        if not row["approval_no"] or not row["body"]:
            return
        told = self.bodies.setdefault(row["approval_no"], {})
        plain = "".join(identifiers.half_width(row["body"]).split())
        if plain not in told and told:
            first, name = next(iter(told.values()))
            details = {"first": first, "name": name, "number": row["approval_no"]}
            self.checked.warnings.append(
                Problem(self.number, COLUMNS["body"], row["body"], "two_bodies", SENTENCES["two_bodies"], details)
            )
        told.setdefault(plain, (self.number, row["body"]))

    def _cell(self, key: str, raw: str, row: dict[str, str]) -> str:
        text = clean(raw)
        merged = None if text else merged_problem(self.table, self.number, COLUMNS[key], self.places[key])
        if merged:
            self.checked.problems.append(merged)
            return ""
        struck = struck_problem(self.table, self.number, COLUMNS[key], self.places[key], text)
        if struck:
            self.checked.problems.append(struck)
            return ""
        count, limit = len(identifiers.plain_code(text) if key in CODES else text), LIMITS.get(key, LONGEST)
        wrong = fault(raw, limit, count) or ("required" if not text and key in REQUIRED else None)
        if not wrong and key in FREE and stand_in(raw):
            wrong = "no_name"
        if wrong:
            details = {"limit": limit, "count": count, "signs": "".join(private(raw))}
            self._problem(wrong, key, raw.strip()[:LONGEST], **details)
            return ""
        shown = shown_problem(self.table, self.number, COLUMNS[key], self.places[key], text)
        if shown and key in AS_WRITTEN and not ROUNDED.fullmatch(text):
            self.checked.problems.append(shown)
            return ""
        if not text:
            return ""
        after = self.columns.get(key, _same)(text, row)
        typed = self.table.source.as_typed(self.number, self.places[key], raw)
        shown_anyway = typed != raw or key not in ("valid_from", "valid_to", "standard")
        if after and shown_anyway and after != typed.strip():
            self.checked.mended.append(Mended(self.number, COLUMNS[key], typed, after))
        return after

    def _name(self, text: str, row: dict[str, str]) -> str:
        return joined(text)

    def _uscc(self, text: str, row: dict[str, str]) -> str:
        if ROUNDED.fullmatch(text):
            self._problem("bad_uscc", "uscc", text, reason="rounded", reason_word=ROUNDED_WORDS)
            return ""
        try:
            code = identifiers.uscc(text)
        except Refused as no:
            self._problem("bad_uscc", "uscc", text, **{k: v for k, v in no.details.items() if k != "value"})
            return ""
        for words in identifiers.uscc_warnings(code):
            self._warning("uscc_inner", "uscc", code, words)
        return code

    def _city(self, text: str, row: dict[str, str]) -> str:
        city = self.region.city(_unspaced(text).removeprefix(self.region.name))
        if city is None:
            self._problem("unknown_city", "city", text)
        return city.name if city else ""

    def _district(self, text: str, row: dict[str, str]) -> str:
        city = self.region.city(row["city"]) if row["city"] else None
        found = _county(city, text) if city else ""
        if found:
            return found
        elsewhere = next((name for one in self.region.cities if (name := _county(one, text))), "")
        if not elsewhere:
            self._problem("unknown_county", "district", text)
        elif city:
            self._problem("county_not_in_city", "district", text, city=city.name)
        return ""

    def _certificate(self, text: str, row: dict[str, str]) -> str:
        code = self._code("certificate_no", text)
        if not code:
            return ""
        first = self.first.setdefault(code, self.number)
        if first != self.number:
            self._problem("duplicate_certificate", "certificate_no", text, first=first)
        words = identifiers.certificate_warning(code)
        if words:
            self._warning("certificate_pattern", "certificate_no", code, words)
        return code

    def _standard(self, text: str, row: dict[str, str]) -> str:
        cited = identifiers.standard(text)
        if cited in STANDARDS:
            return cited
        words = identifiers.citation_problem(text)
        if words:
            self._problem("wrong_citation", "standard", text, problem_word=words)
        else:
            self._problem("unknown_standard", "standard", text)
        return ""

    def _approval(self, text: str, row: dict[str, str]) -> str:
        return self._code("approval_no", text)

    def _code(self, key: str, text: str) -> str:
        """The code as it is stored; "" with a problem where the spreadsheet has rounded it to a number."""
        if ROUNDED.fullmatch(text):
            self._problem("rounded_code", key, text)
            return ""
        return identifiers.plain_code(text)

    def _date(self, key: str) -> Callable[[str, dict[str, str]], str]:
        def read(text: str, row: dict[str, str]) -> str:
            day: date | None = read_date(text, self.table.source.first_day)
            if day is None:
                self._problem("bad_date", key, text)
            return day.isoformat() if day else ""

        return read

    def _one_of(self, key: str, known: tuple[str, ...], code: str) -> Callable[[str, dict[str, str]], str]:
        def choose(text: str, row: dict[str, str]) -> str:
            chosen = identifiers.normal_code(text)
            if chosen not in known:
                self._problem(code, key, text)
                return ""
            return chosen

        return choose

    def _problem(self, code: str, key: str, value: str, **details: Any) -> None:
        self.checked.problems.append(Problem(self.number, COLUMNS[key], value, code, SENTENCES[code], details))

    def _warning(self, code: str, key: str, value: str, words: str) -> None:
        found = Problem(self.number, COLUMNS[key], value, code, SENTENCES[code], {"warning_word": words})
        self.checked.warnings.append(found)


def _same(text: str, row: dict[str, str]) -> str:
    return text


def _unspaced(text: str) -> str:
    """The name of a place, which has no blanks."""
    return "".join(identifiers.half_width(text).split())


def _county(city: City, text: str) -> str:
    """The county's full name out of its code, full name, or its name without 区, 县, 市 (无锡 has one 江阴), with or
    without the city's name before it; 经开区 where the city has one such zone."""
    plain = _unspaced(text).removeprefix(city.name)
    for ending in ("", "区", "县", "市"):
        county = city.county(plain + ending)
        if county:
            return county.name
    zones = [one.name for one in city.counties if one.zone and one.name.endswith("经济技术开发区")]
    return zones[0] if plain == "经开区" and len(zones) == 1 else ""
