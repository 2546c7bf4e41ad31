"""The lives of a campaign, of each city's round in it and of one spot check.

What a conclusion opens is in `ladder` and `followup`; the draw itself is in `draw`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.rules.machine import Machine
from audit_app.rules.refusals import N_, Refused

CAMPAIGN = Machine(
    "campaign",
    "open",
    {("open", "close"): "closed"},
    {"open": N_("进行中"), "closed": N_("已结束")},
    {"close": N_("结束抽查任务")},
)

CITY_ROUND = Machine(
    "city_round",
    "open",
    {
        ("open", "freeze"): "frozen",
        ("frozen", "draw"): "drawn",
        ("drawn", "redraw"): "drawn",
        ("drawn", "seal"): "sealed",
        ("sealed", "supplement"): "sealed",
        ("checking", "supplement"): "checking",
        ("sealed", "begin"): "checking",
        ("checking", "report"): "reported",
        ("reported", "return"): "returned",
        ("returned", "report"): "reported",
        ("reported", "accept"): "accepted",
    },
    {
        "open": N_("名录未定"),
        "frozen": N_("名录已定"),
        "drawn": N_("已抽取"),
        "sealed": N_("已封存"),
        "checking": N_("检查中"),
        "reported": N_("已报送"),
        "returned": N_("已退回"),
        "accepted": N_("已接收"),
    },
    {
        "freeze": N_("确定名录"),
        "draw": N_("抽取"),
        "redraw": N_("重抽"),
        "supplement": N_("补抽"),
        "seal": N_("封存"),
        "begin": N_("开始检查"),
        "report": N_("报送"),
        "return": N_("退回"),
        "accept": N_("接收"),
    },
)

SPOT_CHECK = Machine(
    "spot_check",
    "drawn",
    {
        ("drawn", "approve"): "approved",
        ("approved", "notify"): "notified",
        ("notified", "begin"): "begun",
        ("begun", "conclude"): "concluded",
        ("concluded", "panel"): "panelled",
        ("concluded", "feed_back"): "fed_back",
        ("panelled", "feed_back"): "fed_back",
        ("fed_back", "complete"): "complete",
        **{
            (state, "correct_conclusion"): "concluded" for state in ("concluded", "fed_back", "complete", "uncheckable")
        },
        **{(state, "replace"): "replaced" for state in ("drawn", "approved", "notified", "uncheckable")},
        **{(state, "mark_uncheckable"): "uncheckable" for state in ("approved", "notified", "begun")},
        **{("uncheckable", f"back_to_{state}"): state for state in ("approved", "notified", "begun")},
    },
    {
        "drawn": N_("已抽中"),
        "approved": N_("已批准"),
        "notified": N_("已通知"),
        "begun": N_("检查中"),
        "concluded": N_("已有结论"),
        "panelled": N_("已会商"),
        "fed_back": N_("已反馈"),
        "complete": N_("已完成"),
        "replaced": N_("已替换"),
        "uncheckable": N_("无法检查"),
    },
    {
        "approve": N_("批准"),
        "notify": N_("通知企业"),
        "begin": N_("开始检查"),
        "conclude": N_("写结论"),
        "panel": N_("会商"),
        "feed_back": N_("反馈企业"),
        "complete": N_("完成检查"),
        "correct_conclusion": N_("更正结论"),
        "replace": N_("替换"),
        "mark_uncheckable": N_("记为无法检查"),
        **dict.fromkeys(("back_to_approved", "back_to_notified", "back_to_begun"), N_("收回无法检查")),
    },
)


def was_begun(check: Mapping[str, Any]) -> bool:
    """Whether inspectors have begun: beginning says how it was checked, and nothing else does."""
    return check["method"] is not None


def where_it_stood(check: Mapping[str, Any]) -> str:
    """The state that was reached before a conclusion: begun, notified or approved."""
    return "begun" if was_begun(check) else "notified" if check["notified_on"] else "approved"


ENDED = frozenset({"complete", "replaced", "uncheckable"})
"""Spot checks that need nothing more before the round is reported."""


def check_report(spot_checks: Iterable[str]) -> None:
    """Raises Refused("checks_open", count=n) while any spot check (given by its state) has not ended."""
    left = sum(1 for state in spot_checks if state not in ENDED)
    if left:
        raise Refused("checks_open", count=left)


def check_ended(spot_checks: Iterable[str]) -> None:
    """Raises Refused("corrected_open", count=n): a table is not accepted while a conclusion in it is being corrected."""
    left = sum(1 for state in spot_checks if state not in ENDED)
    if left:
        raise Refused("corrected_open", count=left)


def check_close(city_rounds: Iterable[str]) -> None:
    """Raises Refused("rounds_open", count=n) while any city round (given by its state) is not accepted."""
    left = sum(1 for state in city_rounds if state != "accepted")
    if left:
        raise Refused("rounds_open", count=left)


def minimum_of(campaign: int, drawn: int | None) -> int:
    """The minimum that a city counts against: that of the day of its draw; the campaign's of today before it has drawn."""
    return campaign if drawn is None else drawn


def counted(spot_checks: Iterable[tuple[str, str | None]], uncheckable_counts: bool = False) -> int:
    """How many companies count towards a city's minimum, from pairs (state, result).

    A replaced company never counts; one that could not be checked counts only where the rule pack says so
    (spot_check.uncheckable_counts, ASSUMED no).
    """
    done = {("complete", "meets"), ("complete", "not_met")}
    if uncheckable_counts:
        done.add(("uncheckable", "uncheckable"))
    return sum((state, result) in done for state, result in spot_checks)
