"""Words of these pages that come from content or rules: clauses, cities, states, lateness.

Sentences of pages are in the templates.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from audit_app import annexes
from audit_app.annexes import checklist_of
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.machine import Machine
from audit_app.rules.refusals import N_
from audit_app.rules.vocabulary import CHECK_RESULTS
from audit_app.show import as_read, bracketed, day_full, language, listed
from checklists import City, UnknownRef, rulepack

Row = Mapping[str, Any]
HEADERS = (
    N_("抽查时间"),
    N_("抽查结论"),
    N_("发现的主要问题"),
    N_("限期整改要求及期限"),
    N_("整改完成情况"),
    N_("对认证机构处理措施"),
    N_("处理时间"),
    N_("移交综合执法情况"),
)
"""Headers of 附件 3 that a page names and that stand in no sentence of it."""
VERBS = {
    "set_number": N_("补填文号"),
    "correct": N_("更正日期"),
    "correct_dates": N_("更正日期"),
    "amend": N_("补正名录栏目"),
    "set_measure": N_("另起草对认证机构的处理"),
    "draft": N_("起草"),
    "take_back": N_("收回无法检查"),
    "transfer": N_("登记移交"),
    "undo_step": N_("撤销登记"),
}
"""What is done beside the machines, for histories."""
MACHINES = {"rectification": RECTIFICATION, "reminder": REMINDER, "interview": REGULATORY_INTERVIEW}


def clause_label(standard: str, ref: str | None) -> str:
    """「7.6 保密」; the ref itself where the edition has no such clause, nothing where no clause was named."""
    if not ref:
        return ""
    try:
        item = checklist_of(standard).item(ref)
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


def cited_words(paper: Row) -> str:
    """How many companies a paper cites and which: two by name, so that two papers to one body are told apart."""
    names, n = paper["names"], paper["cited"]
    if not names:
        return _("涉及企业 %(n)s 家", n=n)
    said = listed(names[:NAMED])
    return _("涉及企业 %(n)s 家：%(names)s", n=n, names=said if n <= NAMED else _("%(names)s等", names=said))


NAMED = 2


def campaign_title(campaign: Row) -> str:
    return str(campaign["title"])


def campaign_short(campaign: Row) -> str:
    """What is left of a title without the words that all have: 「2023 年度（第二批）」; its code where nothing is left."""
    return str(campaign["title"]).replace("企业贯标质量抽查", "").strip() or str(campaign["code"])


def step_title(pack: str, code: str | None) -> str:
    """The ladder's word for a step, of the campaign's own rule pack."""
    for step in rulepack(pack).value("spot_check.ladder"):
        if step["code"] == code:
            return str(step["title_en"] if language() == "en" else step["title"])
    return ""


def result_word(result: str | None) -> str:
    return _(CHECK_RESULTS[result]) if result else ""


def due_of(rectification: Row) -> str | None:
    """The last day that counts now: the extended one, if there is one."""
    return annexes.last_day(rectification)


def term_of(rectification: Row) -> str:
    """The term that the notice sets, in words: days from service, which itself is not counted; empty where it sets a day."""
    if not rectification["term"]:
        return ""
    n, unit = rectification["term"].split(" ")
    if unit == "day":
        return _("送达之日起 %(n)s 日（送达次日起算）", n=n)
    return _("送达之日起 %(n)s 个工作日（送达次日起算）", n=n)


def standing(rectification: Row, today: date) -> str:
    """done, ended, late, going, or waiting (not served yet): computed on the day, never kept."""
    return annexes.standing(rectification, today)


def days_late(rectification: Row, today: date) -> int:
    due = due_of(rectification)
    return (today - date.fromisoformat(due)).days if due else 0


def waiting_for(rectification: Row) -> str:
    """What a rectification waits for, after the problem: 「未提交整改报告」."""
    words = {
        "drafted": _("还没有签发"),
        "issued": _("还没有送达"),
        "served": _("未提交整改报告"),
        "responded": _("整改报告待复查"),
        "returned": _("材料退回待补"),
        "rechecked": _("复查过，待关闭"),
        "closed": _("已完成"),
        "escalated": _("已升级处理"),
    }
    return words[rectification["state"]]


def state_word(machine: str, state: str) -> str:
    return _(MACHINES[machine].word(state))


def paper_labels(kind: str) -> dict[str, str]:
    """The days of a paper in their order, by name: what each is called. `kind` as in MACHINES."""
    if kind == "interview":
        return {
            "at": _("约谈时间"),
            "place": _("地点"),
            "held_on": _("约谈"),
            "signed_on": _("笔录"),
            "committed_on": _("承诺"),
            "verified_on": _("核实"),
            "closed_on": _("关闭日期"),
        }
    issued = {"issued_on": _("签发日期"), "served_on": _("送达日期")}
    replied = {"responded_on": _("企业回复"), "rechecked_on": _("复查")} if kind == "rectification" else {}
    extended = {"extended_to": _("延期以后的期限")} if kind == "rectification" else {}
    return {**issued, **replied, "closed_on": _("关闭日期"), **extended}


def time_said(value: str) -> str:
    """A local time, `2023-10-31T14:00`, in words."""
    return f"{day_full(value[:10])} {value[11:16]}"


def said_day(name: str, value: str) -> str:
    """A value of a correction of days, in words."""
    return value if name == "place" else time_said(value) if name == "at" else day_full(value)


def undone(thing: str, step: Row) -> tuple[str, str, str]:
    """A step of a paper that was taken back: what it is called, what was written with it, and that it was taken back."""
    machine = next(one for one in MACHINES.values() if one.name == thing)
    return (_(machine.verb_words.get(step["step"], step["step"])), written_of(step), _("已撤销"))


def written_of(step: Row) -> str:
    """What is written of a step: its day and its words."""
    return _("，").join(one for one in (day_full(step["on"]) if step["on"] else "", step["note"] or "") if one)


def act_word(machine: Machine, kind: str, body: Row | None = None) -> str:
    """What an op of this kind did, for a history; a number that was there already is changed, not filled in."""
    verb = kind.partition(".")[2]
    if verb == "set_number" and (body or {}).get("was"):
        return _("改文号")
    return _(machine.verb_words.get(verb) or VERBS.get(verb, verb))


BODY_PAPERS = {"reminder": N_("书面提醒"), "interview": N_("约谈")}


def body_numbered(row: Row) -> str:
    """A certification body with its approval number, or that it has none."""
    return str(row["body"]) + bracketed(row["approval_no"] or _("没有批准号"))


def other_named(paper: Row, check: Row) -> str:
    """The body of a check, with its number, where a paper that cites the check names another one; empty where it is the same name."""
    return body_numbered(check) if as_read(check["body"]) != as_read(paper["body"]) else ""


def body_named(row: Row) -> str:
    """A certification body with its approval number: two of one name are told apart by it."""
    return str(row["body"]) + bracketed(row["approval_no"])
