"""The life of a nonconformity: its machine, what it lacks before confirmation, when it is late, the four hints.

The length of a term comes from a rule pack and is counted in `deadlines`; measures are in `corrective_action`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from audit_app.rules import deadlines
from audit_app.rules.calendar import Calendar
from audit_app.rules.machine import Machine
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.vocabulary import SEVERITIES

NONCONFORMITY = Machine(
    "nonconformity",
    "draft",
    {
        ("draft", "raise"): "raised",
        ("raised", "confirm"): "confirmed",
        ("confirmed", "respond"): "responded",
        ("responded", "return"): "returned",
        ("returned", "respond"): "responded",
        ("responded", "accept"): "accepted",
        ("accepted", "close"): "closed",
        **{
            (state, "withdraw"): "withdrawn"
            for state in ("draft", "raised", "confirmed", "responded", "returned", "accepted")
        },
        ("withdrawn", "restore"): "draft",
    },
    {
        "draft": N_("草稿"),
        "raised": N_("已开具"),
        "confirmed": N_("已确认"),
        "responded": N_("已回复"),
        "returned": N_("退回补充"),
        "accepted": N_("已接受"),
        "closed": N_("已关闭"),
        "withdrawn": N_("已撤回"),
    },
    {
        "raise": N_("开具"),
        "confirm": N_("请对方确认"),
        "respond": N_("提交整改回复"),
        "return": N_("退回补充"),
        "accept": N_("接受"),
        "close": N_("关闭"),
        "withdraw": N_("撤回"),
        "restore": N_("恢复"),
    },
)

VERIFICATIONS: dict[str, str] = {"document": N_("书面"), "on_site": N_("现场"), "next_audit": N_("下次审核")}
"""How the measures are verified; the leader closes after the first two, the third stays accepted until then."""

MISSING_WORDS: dict[str, str] = {"severity": N_("严重程度"), "fact": N_("事实描述"), "clauses": N_("不符合条款")}

SHOWN_TO_COMPANY = frozenset({"raised", "confirmed", "responded", "returned", "accepted", "closed"})
"""Raised or later: its photos are evidence and stay."""

WAITING_FOR_COMPANY = frozenset({"raised", "confirmed", "returned"})

POSTS = (
    "总经理", "副总经理", "经理", "副经理", "部长", "副部长", "主任", "主管", "总监", "厂长", "科长", "处长", "组长",
    "班长", "负责人", "管理者代表", "法定代表人", "专员", "工程师", "设计师", "管理员", "保管员", "采购员", "操作工",
    "操作人员", "质检员", "检验员", "内审员", "文员", "助理", "顾问", "法务", "会计", "技术员", "研发人员",
)  # fmt: skip

_TIME = (
    r"[0-9]{4} ?年 ?[0-9]{1,2} ?月",
    r"[0-9]{1,2} ?月 ?[0-9]{1,2} ?日",
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}",
)
_DOCUMENT = (r"《[^《》]+》", r"(^|[^A-Za-z0-9])[A-Z]{1,8}([-/][A-Z0-9]{1,8})*[-/]?[0-9]{2,}")


_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "范姜姚谭廖邹熊陆郝孔崔邱秦侯邵孟薄雷钱汤尹黎乔贺赖龚"
)
_NO_NAMES = (
    "高新|高管|高度|高级|高层|高峰期|高温|高压|高速|高低|何种|何时|何处|何人|马上|马达|罗列|曾经|曾多|曾在|曾于|曾向|曾对|曾有|曾未|曾将|夏季|钟表"
    "|余额|余料|余量|余下|周期|周边|周[一二三四五六日末]|许可|江苏|江[西北南宁阴]|林业|叶片|孔径|陆续|陈列|陈述|郑重|钱款|汤品|范围|雷达|黄金|黄色|薄膜"
)
_MARKS = r"，。；：、“”‘’《》「」（）(),.;: "
_BEFORE_NAME = (
    rf"(?:^|[{_MARKS}]|[由向与和问经请部处科室日]|人员|员工|同事|车间|中心|公司|当天|现场|访谈|联系|"
    + "|".join(POSTS)
    + ")"
)
_AFTER_NAME = (
    r"(?:未|没有|不|已|称|说|表示|确认|介绍|提供|承认|解释|签字|回答|认为|反映|负责|在场|当场|先生|女士|同志|本人|"
    + "|".join(POSTS)
    + ")"
)
_CALLED = r"(?:[由请]|询问|访谈|联系|姓名[为是]?|" + "|".join(POSTS) + ")"
_NAME = rf"(?!{_NO_NAMES})[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
PERSON = rf"{_BEFORE_NAME}{_NAME}{_AFTER_NAME}|{_CALLED}{_NAME}(?:[{_MARKS}]|[和与及]|$)"
"""A personal name where a post should stand (「许宁未监测」): a hint, as the four are, for Python and the script alike."""


def names_person(fact: str) -> bool:
    """Whether the statement seems to name a person instead of a post."""
    return re.search(PERSON, re.sub(r"\s+", " ", unicodedata.normalize("NFKC", fact))) is not None


def missing(fields: Mapping[str, Any]) -> list[str]:
    """What is missing before the auditee can confirm: of "severity", "fact", "clauses", in this order (S16)."""
    lacking = []
    if fields.get("severity") not in SEVERITIES:
        lacking.append("severity")
    if not str(fields.get("fact") or "").strip():
        lacking.append("fact")
    if not fields.get("clauses"):
        lacking.append("clauses")
    return lacking


def check_complete(fields: Mapping[str, Any]) -> None:
    """Raises Refused("not_complete", missing=[…], count=n) when `missing` names anything."""
    lacking = missing(fields)
    if lacking:
        words = [MISSING_WORDS[name] for name in lacking]
        raise Refused("not_complete", lacking[0], missing=lacking, missing_words=words, count=len(lacking))


def has_term(term: Mapping[str, Any]) -> bool:
    """Whether a term was chosen: a day, calendar months or days."""
    return any(term.get(name) for name in ("on", "months", "days"))


def due_on(
    term: Mapping[str, Any] | None, moved: bool, closing: date, calendar: Calendar, unit: deadlines.Unit = "day"
) -> deadlines.Due | None:
    """When the company's reply is due, or None without a term.

    `term` is {"days": n} or, of calendar months, {"months": n}, counted from the day of the closing meeting, or
    {"on": "2023-11-26"}; only where 顺延 was taken (`moved`) a day off gives way to the next working day.
    Raises Refused("bad_term", "out_of_calendar").
    Start and length: rule pack, ASSUMED until a body sets its own (decisions.md, Deadlines).
    """
    if not term or not has_term(term):
        return None
    if term.get("on"):
        day = date.fromisoformat(term["on"])
        last = calendar.next_workday(day) if moved else day
        return deadlines.Due(last, day, last != day, calendar.provisional(last))
    months = term.get("months")
    found = deadlines.due(closing, months or term["days"], "month" if months else unit, calendar, "next")
    return found if moved else deadlines.Due(found.nominal, found.nominal, False, calendar.provisional(found.nominal))


def overdue(state: str, due: date | None, today: date) -> bool:
    """逾期, computed and never stored: the company still has to act and its last day is over.

    `due` and `today` are local dates of the site; without a due date nothing is overdue.
    """
    return due is not None and state in WAITING_FOR_COMPANY and today > due


def may_close(verification: str | None) -> bool:
    """True once verified 书面 or 现场; 「下次审核」 leaves the nonconformity accepted (decisions.md, Machines)."""
    return verification in ("document", "on_site")


def tick_patterns(departments: Iterable[str]) -> dict[str, list[str]]:
    """The four hints as regular expressions that Python and the tablet's script read alike."""
    return {
        "time": list(_TIME),
        "place": [_literal(name) for name in departments if name.strip()],
        "document": list(_DOCUMENT),
        "post": [_literal(name) for name in POSTS],
    }


def ticks(fact: str, departments: Iterable[str]) -> dict[str, bool]:
    """Four traceability hints on a statement of fact, {"time", "place", "document", "post"}: hints, never gates.

    Time is a date, place one of `departments`, document a 《title》 or a code such as ZC-JL-018, post one of POSTS.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", fact))
    return {
        hint: any(re.search(pattern, plain) for pattern in patterns)
        for hint, patterns in tick_patterns(departments).items()
    }


def _literal(name: str) -> str:
    # re.escape also escapes what a script's "u" regular expressions forbid to escape
    return re.sub(r"([\\^$.*+?()\[\]{}|/])", r"\\\1", unicodedata.normalize("NFKC", name.strip()))
