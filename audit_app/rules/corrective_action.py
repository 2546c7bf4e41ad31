"""The life of a corrective action: planned by the company, done, verified or sent back.

The nonconformity it answers has a machine of its own; its term is counted in `deadlines`.
"""

from __future__ import annotations

from datetime import date

from audit_app.rules.machine import Machine
from audit_app.rules.refusals import N_

CORRECTIVE_ACTION = Machine(
    "corrective_action",
    "planned",
    {
        ("planned", "do"): "done",
        ("done", "verify"): "verified",
        ("done", "reject"): "rejected",
        ("rejected", "replan"): "planned",
    },
    {
        "planned": N_("已计划"),
        "done": N_("已完成"),
        "verified": N_("措施有效"),
        "rejected": N_("退回补充"),
    },
    {
        "do": N_("完成"),
        "verify": N_("验证有效"),
        "reject": N_("退回补充"),
        "replan": N_("重新计划"),
    },
)


def overdue(state: str, due: date | None, today: date) -> bool:
    """逾期, computed: not done yet and the last day is over (local dates of the site)."""
    return due is not None and state in ("planned", "rejected") and today > due
