"""Words of this room that come from content or rules: clauses, cities, states, lateness.

Sentences of pages are in the templates.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from audit_app.annexes import CHECKLISTS
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER, overdue
from audit_app.rules.ladder import RESULTS
from audit_app.show import language
from checklists import City, UnknownRef, load, rulepack

Row = Mapping[str, Any]
MACHINES = {"rectification": RECTIFICATION, "reminder": REMINDER, "interview": REGULATORY_INTERVIEW}


def clause_label(standard: str, ref: str | None) -> str:
    """「7.6 保密」; the ref itself where the edition has no such clause, nothing where no clause was named."""
    if not ref:
        return ""
    try:
        item = load(CHECKLISTS.get(standard, CHECKLISTS["GB/T 29490-2013"])).item(ref)
    except UnknownRef:
        return ref
    return f"{item.printed_number or ''} {item.name(language())}".strip()


def problem_labels(standard: str, problems: Iterable[Row]) -> str:
    """The clauses of the problems (or their words where no clause was named), for one cell."""
    return "；".join(dict.fromkeys(clause_label(standard, one["ref"]) or one["text"] for one in problems))


def city_name(city: City, full: bool = True) -> str:
    """「南通市」 or 「南通」; in English both are `Nantong`."""
    if language() == "en":
        return city.name_en
    return city.name if full else city.short


def step_title(pack: str, code: str | None) -> str:
    """The ladder's word for a step, of the campaign's own rule pack."""
    for step in rulepack(pack).value("spot_check.ladder"):
        if step["code"] == code:
            return str(step["title_en"] if language() == "en" else step["title"])
    return ""


def result_word(result: str | None) -> str:
    return _(RESULTS[result]) if result else ""


def due_of(rectification: Row) -> str | None:
    """The last day that counts now: the extended one, if there is one."""
    return rectification["extended_to"] or rectification["due_on"]


def standing(rectification: Row, today: date) -> str:
    """done, late or going: computed on the day, never kept."""
    if rectification["state"] == "closed":
        return "done"
    due = due_of(rectification)
    return "late" if overdue(rectification["state"], date.fromisoformat(due) if due else None, today) else "going"


def days_late(rectification: Row, today: date) -> int:
    due = due_of(rectification)
    return (today - date.fromisoformat(due)).days if due else 0


def waiting_for(rectification: Row) -> str:
    """What a rectification waits for, after the problem: 「未提交整改报告」."""
    words = {
        "drafted": _("还没有签发"),
        "issued": _("还没有送达"),
        "served": _("未提交整改报告"),
        "responded": _("整改报告待复核"),
        "returned": _("材料退回待补"),
        "rechecked": _("复核过，待关闭"),
        "closed": _("已完成"),
        "escalated": _("已升级处理"),
    }
    return words[rectification["state"]]


def state_word(machine: str, state: str) -> str:
    return _(MACHINES[machine].word(state))
