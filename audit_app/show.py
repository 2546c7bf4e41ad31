"""The one way a page leaves the server, whole or as a part, and the words dates and numbers get on screens.
Pages, queries and rules live elsewhere; every filter here works in Chinese and in English (Flask-Babel's locale)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import get_locale, gettext

from audit_app.rules.instants import SITE

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STANDARD = re.compile(r"((?:GB|RB|CNAS|T)(?:/[A-Z]+)?[ \u00a0]?[A-Z]*\d+(?:\.\d+)*)-((?:19|20)\d{2})(?!\d)")
# the state of `_parts/glyph.html` for each value of a judgement; one that is missing is "todo"
GLYPHS = {
    "conforms": "conform",
    "nonconforming": "nonconform",
    "observation": "observation",
    "not_applicable": "not_applicable",
}
# measure words: (Chinese after the number, English one, English many)
UNITS = {
    "photo": ("张照片", "photo", "photos"),
    "nonconformity": ("项不符合", "nonconformity", "nonconformities"),
    "observation": ("项观察项", "observation", "observations"),
    "company": ("家企业", "company", "companies"),
    "household": ("家", "company", "companies"),
    "body": ("家机构", "body", "bodies"),
    "city": ("市", "city", "cities"),
    "reminder": ("份提醒", "reminder", "reminders"),
    "interview": ("次约谈", "interview", "interviews"),
    "clause": ("条", "clause", "clauses"),
    "item": ("项", "item", "items"),
    "place": ("处", "place", "places"),
    "person": ("人", "person", "people"),
    "day": ("天", "day", "days"),
    "sheet": ("张", "sheet", "sheets"),
    "shot": ("张", "photo", "photos"),
    "file": ("个附件", "file", "files"),
    "matter": ("件", "matter", "matters"),
}


def site_today() -> date:
    """Today's date at the site (Asia/Shanghai) by the machine's clock."""
    return datetime.now(SITE).date()


def show(page: str, part: str | None = None, status: int = 200, **ctx: object) -> Response:
    """Render `page`, or only `part` when htmx asked for a swap (not for boosted or restored pages).

    `page`, `part`: template names; `ctx`: what they read. Every answer that has a part says `Vary: HX-Request`.
    """
    wants_part = part is not None and _asked_by_htmx()
    response = make_response(render_template(part if wants_part and part else page, **ctx), status)
    if part is not None:
        response.vary.add("HX-Request")
    return response


def _asked_by_htmx() -> bool:
    head = request.headers
    return "HX-Request" in head and "HX-Boosted" not in head and "HX-History-Restore-Request" not in head


def language() -> str:
    """`zh` or `en`, from Flask-Babel; Chinese where no locale is set."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def as_day(value: date | datetime | str) -> date:
    """The day of a date, of `YYYY-MM-DD`, or of a UTC instant as seen at the site; else ValueError."""
    if isinstance(value, datetime):
        return value.astimezone(SITE).date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if len(value) == 10 else _instant(value).date()


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SITE)


def day_words(value: date | str | None, today: date) -> str:
    """For sentences: 「10 月 27 日 周五」, in another year 「2022 年 10 月 27 日 周四」; English `27 Oct 2023 Fri`."""
    if not value:
        return ""
    day = as_day(value)
    words = day_full(day)
    return words if language() == "en" or day.year != today.year else words.split(" 年 ", 1)[1]


def day_full(value: date | str | None) -> str:
    """With the year always: 「2023 年 10 月 27 日 周五」; English `27 Oct 2023 Fri`."""
    if not value:
        return ""
    day, lang = as_day(value), language()
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year} {weekday}"
    return f"{day.year} 年 {day.month} 月 {day.day} 日 {weekday}"


def day_short(value: date | str | None, today: date) -> str:
    """For tables: `10-27`, in another year `2022-10-27`; the same in both languages."""
    if not value:
        return ""
    day = as_day(value)
    return day.isoformat() if day.year != today.year else f"{day.month:02d}-{day.day:02d}"


def clock_time(value: datetime | str | None) -> str:
    """`10:42` at the site (Asia/Shanghai) of a UTC instant, text or datetime."""
    if not value:
        return ""
    moment = value.astimezone(SITE) if isinstance(value, datetime) else _instant(value)
    return f"{moment:%H:%M}"


def moment_short(value: datetime | str | None, today: date) -> str:
    """`10-27 09:00` at the site; the year is written when it is another one."""
    return f"{day_short(value, today)} {clock_time(value)}" if value else ""


def standard(text: str | None) -> str:
    """`GB/T 29490-2013` as the standards print it, `GB/T 29490—2013`; also inside a sentence."""
    return STANDARD.sub("\\1\u2014\\2", text or "")


def count_words(number: int, unit: str) -> str:
    """A number with its measure word: `3|count_words("photo")` is 「3 张照片」 or `3 photos`.

    A unit not in UNITS is translated as it is.
    """
    if unit not in UNITS:
        return f"{number} {gettext(unit)}"
    chinese, one, many = UNITS[unit]
    if language() == "en":
        return f"{number} {one if number == 1 else many}"
    return f"{number} {chinese}"


def unit_words(number: int, unit: str) -> str:
    """The measure word alone, for a number that is set apart: `16|unit_words("shot")` is 「张」 or `photos`."""
    chinese, one, many = UNITS[unit]
    return chinese if language() != "en" else one if number == 1 else many


def days_between(value: date | str, today: date) -> int:
    """Calendar days from today to the day; negative when it is past."""
    return (as_day(value) - today).days


def _frame(app: Flask, today: Callable[[], date]) -> dict[str, object]:
    """What base.html and office.html read; a value a view passes wins over these."""
    actor, clock = g.get("actor"), app.extensions.get("clock")
    return {
        "lang": "en" if language() == "en" else "zh-CN",
        "today": today(),
        "printed_at": clock.now() if clock else datetime.now(SITE),
        "demo_time": getattr(clock, "frozen", None),
        "user_name": actor.name if actor else "",
    }


def register(app: Flask, today: Callable[[], date] | None = None) -> None:
    """Attach the filters and the variables of the frame to an app with Flask-Babel.

    `today` gives the day at the site (Asia/Shanghai); without it the app's clock is asked, frozen or not.
    """

    def day() -> date:
        if today is not None:
            return today()
        clock = app.extensions.get("clock")
        return clock.today() if clock else site_today()

    app.jinja_env.filters.update(
        day_words=lambda value: day_words(value, day()),
        day_full=day_full,
        day_short=lambda value: day_short(value, day()),
        clock_time=clock_time,
        moment_short=lambda value: moment_short(value, day()),
        standard=standard,
        count_words=count_words,
        unit_words=unit_words,
        days_left=lambda value: days_between(value, day()),
    )
    app.context_processor(lambda: _frame(app, day))
