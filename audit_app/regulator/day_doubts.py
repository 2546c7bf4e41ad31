"""What a question about a paper says of a day that may be wrong, or that hides something: an extension of a late paper, a
far year, a day off.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from audit_app.regulator import words
from audit_app.rules.calendar import Calendar
from audit_app.rules.instants import local_day
from audit_app.security import clock
from audit_app.show import day_words
from checklists import calendar_data

Row = Mapping[str, Any]
Lines = list[tuple[str, str]]


def over(row: Row, before: str | None) -> Lines:
    """That an extension comes when the last day until now, `before`, is over: since when, and that no page says it afterwards."""
    today, was = clock().today(), {**row, "due_on": before, "extended_to": None}
    late_by = words.days_late(was, today)
    if late_by <= 0:
        return []
    if words.standing(was, today) != "late":
        return [("warn", _("原来的期限已经过去 %(n)s 天", n=late_by))]
    return [("warn", _("已经逾期 %(n)s 天；延期以后不再显示逾期，原来的期限留在历史里", n=late_by))]


def longer(before: str | None, until: str) -> tuple[str, str]:
    """How much later the last day is than the one until now, which need not be the first."""
    if not before:
        return "cal", _("延期到 %(day)s", day=said(until))
    days = (date.fromisoformat(until) - date.fromisoformat(before)).days
    return "cal", _("比延期以前的期限 %(day)s 晚 %(n)s 天", day=said(before), n=days)


def day_off(value: str | None) -> Lines:
    """That a day somebody has fixed is no working day; only a term in days rolls on by itself."""
    if not value:
        return []
    on, calendar = date.fromisoformat(value), Calendar(calendar_data())
    kind = calendar.day_off(on)
    if kind is None:
        return []
    known = {"day": said(value), "next": said(calendar.next_workday(on).isoformat())}
    if kind == "holiday":
        return [("warn", _("%(day)s 是节假日，下一个工作日是 %(next)s。确实定在这一天的，请继续。", **known))]
    return [("warn", _("%(day)s 是周末，下一个工作日是 %(next)s。确实定在这一天的，请继续。", **known))]


def day_off_at(held_at: str) -> Lines:
    """The same of the day of an interview."""
    return day_off(local_day(held_at).isoformat())


def said(value: str) -> str:
    return day_words(value, clock().today())


FAR = 100
"""Days ahead from which the day of an interview is asked about: the year is likely wrong."""


def far_ahead(held_at: str) -> Lines:
    """That an interview is to be held so late that the year may be wrong."""
    ahead = (local_day(held_at) - clock().today()).days
    return [("warn", _("约谈时间在 %(n)s 天以后。请核对年份。", n=ahead))] if ahead > FAR else []
