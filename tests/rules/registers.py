"""Small registers made for the tests of the draw; every name is invented."""

import csv
import random
from datetime import date, timedelta

from audit_app.rules.draw import COLUMNS
from audit_app.rules.identifiers import check_character

HEADER = [
    "企业名称",
    "统一社会信用代码",
    "设区市",
    "县(市、区)",
    "认证机构名称",
    "认证机构批准号",
    "认证证书编号",
    "证书有效期起",
    "证书有效期止",
    "认证依据标准",
    "证书状态",
    "信用风险等级",
]
DISTRICTS = ["崇川区", "通州区", "海门区", "如东县", "启东市", "如皋市", "海安市"]
ON = date(2023, 8, 15)


def code_of(n):
    body = f"91320600{n:09d}"
    return body + check_character(body)


def register(rng, size, districts=DISTRICTS):
    """`size` rows: most in force, some ended, suspended, not begun, or a second certificate of the same company."""
    rows = []
    for n in range(size):
        company = rng.randrange(n) if n and rng.random() < 0.15 else n
        begin = ON + timedelta(days=rng.randint(-1200, 60))
        row = {
            "name": f"南通样例{company:03d}精密有限公司",
            "uscc": code_of(company),
            "city": "南通市",
            "district": rng.choice(districts),
            "body": "华衡认证（示例）",
            "approval_no": "CNCA-R-2003-999",
            "certificate_no": f"99923IP{n:05d}R0M",
            "valid_from": rng.choice([begin.isoformat(), begin.isoformat(), ""]),
            "valid_to": (begin + timedelta(days=rng.choice([1095, 1095, 1095, 400]))).isoformat(),
            "standard": "GB/T 29490-2013",
            "status": rng.choice(["有效"] * 8 + ["暂停", "撤销", "注销"]),
            "credit_class": rng.choice(["A", "B", ""]),
        }
        rows.append(row)
    return rows


def good_register(sizes, seed=1):
    """Rows all in force, `sizes` companies per district."""
    rows = register(random.Random(seed), sum(sizes))
    places = [district for district, size in zip(DISTRICTS, sizes, strict=False) for _ in range(size)]
    for n, (row, district) in enumerate(zip(rows, places, strict=True)):
        row |= {"uscc": code_of(n), "district": district, "status": "有效", "valid_from": "", "valid_to": "2026-01-01"}
    return rows


def write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows([row[column] for column in COLUMNS] for row in rows)
    return path
