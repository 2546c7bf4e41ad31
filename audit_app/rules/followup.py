"""What follows from a failed spot check: rectification, regulatory interview, written reminder, transfer.

Which conclusion opens which of them is the ladder's to say (`ladder`, data of a rule pack); terms are in `deadlines`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from audit_app.rules.identifiers import normal_code, plain_code
from audit_app.rules.machine import Machine
from audit_app.rules.refusals import N_, Refused

RECTIFICATION = Machine(
    "rectification",
    "drafted",
    {
        ("drafted", "issue"): "issued",
        ("issued", "serve"): "served",
        ("served", "respond"): "responded",
        ("responded", "return"): "returned",
        ("returned", "respond"): "responded",
        ("responded", "recheck"): "rechecked",
        ("rechecked", "return"): "returned",
        ("rechecked", "close"): "closed",
        ("drafted", "extend"): "drafted",
        ("issued", "extend"): "issued",
        ("served", "extend"): "served",
        ("returned", "extend"): "returned",
        ("served", "escalate"): "escalated",
        ("returned", "escalate"): "escalated",
        ("rechecked", "escalate"): "escalated",
        ("escalated", "respond"): "responded",
        ("escalated", "close"): "closed",
    },
    {
        "drafted": N_("已起草"),
        "issued": N_("已签发"),
        "served": N_("已送达"),
        "responded": N_("已回复"),
        "returned": N_("退回补充"),
        "rechecked": N_("已复查"),
        "closed": N_("已关闭"),
        "escalated": N_("已升级处理"),
    },
    {
        "issue": N_("签发"),
        "serve": N_("登记送达"),
        "respond": N_("提交整改回复"),
        "return": N_("退回补充"),
        "recheck": N_("复查"),
        "close": N_("关闭"),
        "extend": N_("延期"),
        "escalate": N_("升级处理"),
    },
)

REGULATORY_INTERVIEW = Machine(
    "regulatory_interview",
    "drafted",
    {
        ("drafted", "notify"): "notified",
        ("drafted", "withdraw"): "withdrawn",
        ("notified", "withdraw"): "withdrawn",
        ("notified", "hold"): "held",
        ("held", "sign_minutes"): "minutes_signed",
        ("minutes_signed", "await_commitments"): "commitments_due",
        ("commitments_due", "verify"): "verified",
        ("verified", "close"): "closed",
    },
    {
        "drafted": N_("已起草"),
        "notified": N_("已通知"),
        "held": N_("已约谈"),
        "minutes_signed": N_("笔录已签"),
        "commitments_due": N_("待落实承诺"),
        "verified": N_("承诺已核实"),
        "closed": N_("已关闭"),
        "withdrawn": N_("已撤回"),
    },
    {
        "notify": N_("发约谈通知"),
        "hold": N_("约谈"),
        "sign_minutes": N_("签笔录"),
        "await_commitments": N_("等待落实承诺"),
        "verify": N_("核实承诺"),
        "close": N_("关闭"),
        "withdraw": N_("撤回"),
    },
)

INTERVIEW_DAYS: dict[str, str] = {
    "held_on": "hold",
    "signed_on": "sign_minutes",
    "committed_on": "await_commitments",
    "verified_on": "verify",
    "closed_on": "close",
}
"""The days of an interview in their order, by the name that a correction gives them: which act wrote each."""

REMINDER = Machine(
    "reminder",
    "drafted",
    {
        ("drafted", "issue"): "issued",
        ("drafted", "withdraw"): "withdrawn",
        ("issued", "withdraw"): "withdrawn",
        ("served", "withdraw"): "withdrawn",
        ("issued", "serve"): "served",
        ("served", "feed_back"): "feedback",
        ("served", "close"): "closed",
        ("feedback", "close"): "closed",
    },
    {
        "drafted": N_("已起草"),
        "issued": N_("已签发"),
        "served": N_("已送达"),
        "feedback": N_("已反馈"),
        "closed": N_("已关闭"),
        "withdrawn": N_("已撤回"),
    },
    {
        "issue": N_("签发"),
        "serve": N_("登记送达"),
        "feed_back": N_("登记反馈"),
        "close": N_("关闭"),
        "withdraw": N_("撤回"),
    },
)

TRANSFER = Machine(
    "transfer",
    "drafted",
    {
        ("drafted", "approve"): "approved",
        ("approved", "send"): "sent",
        ("sent", "receive"): "received",
        ("received", "file"): "filed",
        ("received", "not_file"): "not_filed",
        ("filed", "record_result"): "result",
        ("not_filed", "record_result"): "result",
        ("result", "close"): "closed",
    },
    {
        "drafted": N_("已起草"),
        "approved": N_("已批准"),
        "sent": N_("已移送"),
        "received": N_("已签收"),
        "filed": N_("已立案"),
        "not_filed": N_("不予立案"),
        "result": N_("已有结果"),
        "closed": N_("已关闭"),
    },
    {
        "approve": N_("批准"),
        "send": N_("移送"),
        "receive": N_("登记签收"),
        "file": N_("登记立案"),
        "not_file": N_("登记不予立案"),
        "record_result": N_("登记结果"),
        "close": N_("关闭"),
    },
)

FOLLOW_UPS: dict[str, str] = {
    "rectification": N_("企业整改期限"),
    "body_measure": N_("对认证机构的处理"),
    "transfer": N_("移交"),
}
"""What a ladder's step may open, and its words on the screen."""

BODY_MEASURES: dict[str, str] = {"regulatory_interview": N_("约谈"), "reminder": N_("书面提醒")}


def missing_follow_ups(
    step: Mapping[str, Any], rectification: object, body_measure: object, transfer: object = None
) -> list[str]:
    """Which follow-ups the conclusion opens and nobody has written: codes of FOLLOW_UPS, in their order.

    `step` is one step of the ladder (`ladder.find`); the other three are whatever stands for the thing (its row, its
    date, its kind): empty or None means that it is not there. Notice 001, item 23: an unmet standard asks for the
    company's rectification and the body's interview or reminder. CONFIRMED
    """
    there = {"rectification": rectification, "body_measure": body_measure, "transfer": transfer}
    return [code for code in FOLLOW_UPS if code in step.get("opens", ()) and not there[code]]


def check_follow_ups(
    step: Mapping[str, Any], rectification: object, body_measure: object, transfer: object = None
) -> None:
    """Raises Refused("two_follow_ups", missing=[codes]) while `missing_follow_ups` names any (S36)."""
    lacking = missing_follow_ups(step, rectification, body_measure, transfer)
    if lacking:
        words = [FOLLOW_UPS[code] for code in lacking]
        raise Refused("two_follow_ups", lacking[0], missing=lacking, missing_words=words)


def overdue(state: str, due: date | None, today: date) -> bool:
    """逾期 of a rectification, computed: served or returned, not answered, and the last day is over."""
    return due is not None and state in ("served", "returned", "escalated") and today > due


def approval_of(row: Mapping[Any, Any]) -> str:
    """The approval number of the certification body that a check or a paper names; empty where it names none."""
    return plain_code(row["approval_no"] or "")


def approval_as_typed(row: Mapping[str, Any]) -> str:
    """`approval_of` as rows of the log of before took it: each kind of dash for itself."""
    return normal_code(row["approval_no"] or "")


Number = Callable[[Mapping[str, Any]], str]


def body_keys(rows: Iterable[Mapping[str, Any]], number: Number = approval_of) -> list[str]:
    """By what the certification body of each row is told from the others: its approval number. A row without one is of the
    only number that its name has among the rows; where there is none, or more than one, it stands by its name.
    """
    known = list(rows)
    numbers: dict[str, set[str]] = {}
    for row in known:
        numbers.setdefault(str(row["body"]), set()).update({number(row)} - {""})
    only = {name: min(some) for name, some in numbers.items() if len(some) == 1}
    return [number(row) or only.get(str(row["body"]), str(row["body"])) for row in known]


def strangers(paper: Mapping[Any, Any], checks: Iterable[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    """The checks under a paper that are for certain of another body than the paper; where it names no number, than the first
    check that does.
    """
    numbered = [one for one in checks if approval_of(one)]
    of = paper if approval_of(paper) else next(iter(numbered), paper)
    return [one for one in numbered if other_body(of, one)]


def other_body(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows name different bodies for certain: both have an approval number, and not the same."""
    numbers = {approval_of(one), approval_of(other)} - {""}
    return len(numbers) > 1
