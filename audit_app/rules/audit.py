"""The life of an audit, and what must be settled before its certification decision.

Who may decide (independence) is in `permits`; single nonconformities live in `nonconformity`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.rules.machine import Machine
from audit_app.rules.refusals import N_, Refused

AUDIT = Machine(
    "audit",
    "planned",
    {
        ("planned", "prepare"): "ready",
        ("ready", "open"): "open",
        ("open", "submit"): "submitted",
        ("submitted", "return"): "returned",
        ("returned", "submit"): "submitted",
        ("submitted", "review"): "in_review",
        ("in_review", "return"): "returned",
        ("in_review", "decide"): "decided",
        ("decided", "archive"): "archived",
        ("planned", "cancel"): "cancelled",
        ("ready", "cancel"): "cancelled",
    },
    {
        "planned": N_("已计划"),
        "ready": N_("已备好"),
        "open": N_("审核中"),
        "submitted": N_("已提交"),
        "returned": N_("已退回"),
        "in_review": N_("复核中"),
        "decided": N_("已决定"),
        "archived": N_("已归档"),
        "cancelled": N_("已取消"),
    },
    {
        "prepare": N_("备好"),
        "open": N_("开始审核"),
        "submit": N_("提交"),
        "return": N_("退回"),
        "review": N_("开始复核"),
        "decide": N_("作认证决定"),
        "archive": N_("归档"),
        "cancel": N_("取消审核"),
    },
)

WORKING = frozenset({"open", "returned"})
"""States in which judgements, records, photos and nonconformities may still be written."""

CLOSED = frozenset({"decided", "archived"})
"""States that count as closed (decisions.md, Machines)."""

_SETTLED = {"major": frozenset({"closed", "withdrawn"}), "minor": frozenset({"accepted", "closed", "withdrawn"})}


def may_decide(nonconformities: Iterable[Any]) -> list[Refused]:
    """What stands against a certification decision, in the order given; empty when nothing does.

    Each nonconformity is a mapping or an object with `number`, `severity` (major, minor or None) and `state`. Every
    major one must be closed, every minor one accepted or closed; a withdrawn one does not count. CONFIRMED by
    decisions.md (Machines), after GB/T 27021.1 on the review before a decision.
    """
    reasons = []
    for one in nonconformities:
        number, severity, state = (_read(one, name) for name in ("number", "severity", "state"))
        if severity not in _SETTLED:
            if state != "withdrawn":
                reasons.append(Refused("severity_open", number=number))
        elif state not in _SETTLED[severity]:
            reasons.append(Refused(f"{severity}_open", number=number))
    return reasons


def check_decide(nonconformities: Iterable[Any]) -> None:
    """Raises the first reason of `may_decide`, with all of them in `details["reasons"]`."""
    reasons = may_decide(nonconformities)
    if reasons:
        first = reasons[0]
        raise Refused(first.code, None, **first.details, reasons=[reason.sentence for reason in reasons])


def _read(resource: Any, name: str) -> Any:
    return resource.get(name) if isinstance(resource, Mapping) else getattr(resource, name, None)
