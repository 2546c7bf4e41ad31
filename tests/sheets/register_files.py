"""Makes register files for the tests: good rows, files in each format, faults to plant. Every company is invented.

What a check must say about them is in the tests.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

import xlsxwriter

from audit_app.rules.identifiers import ALPHABET, check_character
from checklists import regions

HEADER = [
    "企业名称", "统一社会信用代码", "设区市", "县(市、区)", "认证机构名称", "认证机构批准号",
    "认证证书编号", "证书有效期起", "证书有效期止", "认证依据标准", "证书状态", "信用风险等级",
]  # fmt: skip
DATES = ["{y}-{m:02d}-{d:02d}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日"]
STANDARDS = ["GB/T 29490-2013", "GB/T 29490—2023", "GB/T29490-2023", "GB/T 29490-2013《企业知识产权管理规范》"]
STATES = ["有效", "有效", "有效", "暂停", "撤销", "注销"]
CLASSES = ["A", "B", "C", "D", "低", "中", "中高", "高", "", "ａ", "b"]


def uscc(number: int) -> str:
    """A made-up code with the right check characters, the inner one included."""
    body = f"{number:08d}"
    total = sum(int(one) * weight for one, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    head = "91320600" + body + "0123456789X"[-total % 11]
    return head + check_character(head + "0")


def good_rows(count: int = 400, seed: int = 7) -> list[list[str]]:
    """Rows without a fault, in all the ways of writing that are allowed."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, count + 1):
        city = chance.choice(regions().cities)
        county = chance.choice(city.counties)
        start = {"y": 2022, "m": chance.randint(1, 12), "d": chance.randint(1, 28)}
        form = chance.choice(DATES)
        rows.append([
            f"江苏试样{number}精密仪器有限公司", uscc(number), chance.choice([city.name, city.short, city.code]),
            chance.choice([county.name, county.code, ""]), f"华衡认证（示例{number % 7}）有限公司", f"CNCA-R-2003-11{number % 7}",
            f"84022IP{20000 + number}R0M" if number % 9 else "", form.format(**start) if number % 5 else "",
            form.format(**{**start, "y": 2025}), chance.choice(STANDARDS), chance.choice(STATES),
            chance.choice(CLASSES),
        ])  # fmt: skip
    return rows


def csv_bytes(rows: list[list[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("名录")
        for at, row in enumerate(rows):
            for across, cell in enumerate(row):
                sheet.write_string(at, across, cell)
    return out.getvalue()


def _wrong_check(value: str) -> str:
    return value[:17] + ALPHABET[(ALPHABET.index(value[17]) + 1) % 31]


Fault = tuple[str, int, Callable[[list[list[str]], int], str], str]
FAULTS: list[Fault] = [
    ("no name", 0, lambda rows, at: "", "required"),
    ("no code", 1, lambda rows, at: " ", "required"),
    ("no city", 2, lambda rows, at: "", "required"),
    ("no body", 4, lambda rows, at: "—", "required"),
    ("no end", 8, lambda rows, at: "", "required"),
    ("no standard", 9, lambda rows, at: "", "required"),
    ("no state", 10, lambda rows, at: "", "required"),
    ("check character", 1, lambda rows, at: _wrong_check(rows[at][1]), "bad_uscc"),
    ("a letter too few", 1, lambda rows, at: rows[at][1][:17], "bad_uscc"),
    ("letter O", 1, lambda rows, at: rows[at][1][:10] + "O" + rows[at][1][11:], "bad_uscc"),
    ("city elsewhere", 2, lambda rows, at: "杭州市", "unknown_city"),
    ("no such county", 3, lambda rows, at: "余杭区", "unknown_county"),
    ("impossible start", 7, lambda rows, at: "2022-02-30", "bad_date"),
    ("impossible end", 8, lambda rows, at: "2025年13月1日", "bad_date"),
    ("words for a day", 8, lambda rows, at: "长期", "bad_date"),
    ("reversed", 8, lambda rows, at: "2021-01-01", "reversed_validity"),
    ("unknown standard", 9, lambda rows, at: "GB/T 19001-2016", "unknown_standard"),
    ("wrong number", 9, lambda rows, at: "GB/T 23490-2023", "wrong_citation"),
    ("title of the other year", 9, lambda rows, at: "GB/T 29490-2023《企业知识产权管理规范》", "wrong_citation"),
    ("unknown state", 10, lambda rows, at: "正常", "bad_status"),
    ("unknown class", 11, lambda rows, at: "E", "bad_credit"),
    ("formula", 0, lambda rows, at: "=1+1", "formula_text"),
    ("at sign", 4, lambda rows, at: "@SUM(A1)", "formula_text"),
    ("wide plus", 5, lambda rows, at: "＋cmd", "formula_text"),
    ("long", 0, lambda rows, at: "长" * 201, "too_long"),
    ("unseen sign", 0, lambda rows, at: rows[at][0] + "\x7f", "control_character"),
]
