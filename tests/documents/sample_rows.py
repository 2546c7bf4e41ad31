"""Rows of an invented annex for the tests of its formats; every name and number is made up.

What the formats must do with them does not live here.
"""

from __future__ import annotations

from typing import Any

from audit_app.documents.annex import AnnexData, totals

NOT_MET = {
    "conclusion": "未达到标准要求",
    "problems": "7.6 保密：涉密区域出入未登记；8.2 研究开发：立项前未见检索记录",
    "rectification": "2023-11-15 前补齐登记与检索记录并书面回复",
    "rectification_state": "整改中",
    "body_measure": "书面提醒",
    "measure_on": "2023-10-20",
    "measure_no": "通知监〔2023〕7 号",
    "transfer": "无",
}
MET = {"conclusion": "达到标准要求", "transfer": "无"}
CLOSED = {"conclusion": "无法检查", "problems": "停产，现场无人", "method": "", "inspectors": ""}


def row(number: int, **changed: Any) -> dict[str, Any]:
    """One row by its number; every fifth does not meet the standard, every eleventh could not be checked."""
    outcome = NOT_MET if number % 5 == 0 else CLOSED if number % 11 == 0 else MET
    plain = {
        "city": "南通市",
        "district": ("崇川区", "通州区", "海门区", "如皋市")[number % 4],
        "name": f"江苏第{number:04d}精密仪器有限公司",
        "uscc": f"91320600MA{number:08d}"[:18],
        "body": ("华衡认证（示例）有限公司", "中元认证（示例）有限公司")[number % 2],
        "approval_no": f"CNCA-R-2003-{100 + number % 2}",
        "certificate_no": f"84023IP{20000 + number}R0M",
        "valid_from": "2021-12-04",
        "valid_to": "2024-12-03",
        "standard": "GB/T 29490-2013",
        "checked_on": f"2023-10-{number % 27 + 1:02d}",
        "method": "现场",
        "inspectors": ["吴昊", "郑岚"],
        "note": "",
    }
    return {**plain, **outcome, **changed}


def annex(rows: list[dict[str, Any]], **changed: Any) -> AnnexData:
    """An annex of given rows, as a city sends it."""
    plain: dict[str, Any] = {
        "campaign": "2023 年度企业贯标质量抽查",
        "year": 2023,
        "reporting_unit": "南通市知识产权局（示例）",
        "filler": "吴昊",
        "as_of": "2023-10-27T02:42:00.000Z",
        "sample": True,
        "rows": rows,
        "totals": totals(rows),
    }
    return AnnexData(**{**plain, **changed})
