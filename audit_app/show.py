"""The one way a page leaves the server, whole or as a part, and the words dates and numbers get on screens.
Pages, queries and rules live elsewhere; every filter here works in Chinese and in English (Flask-Babel's locale)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, make_response, render_template, request
from flask_babel import get_locale, gettext
from markupsafe import Markup

from audit_app import mistakes
from audit_app.rules.instants import SITE
from audit_app.rules.standards import STANDARDS, find_standard

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CODE = re.compile(r"([A-Z]{2,}(?:[-/][A-Z0-9]+)+(?:[ \u00a0][\d.]+-\d{4})?)")
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
    "month": ("个月", "month", "months"),
    "sheet": ("张", "sheet", "sheets"),
    "shot": ("张", "photo", "photos"),
    "file": ("个附件", "file", "files"),
    "matter": ("件", "matter", "matters"),
    "time": ("次", "time", "times"),
    "audit": ("次", "audit", "audits"),
    "row": ("行", "row", "rows"),
}


def site_today() -> date:
    """Today's date at the site (Asia/Shanghai) by the machine's clock."""
    return datetime.now(SITE).date()


def show(page: str, /, part: str | None = None, status: int = 200, **ctx: object) -> Response:
    """Render `page`, or only `part` when htmx asked for a swap (not for boosted or restored pages).

    `page`, `part`: template names; `ctx`: what they read. Every answer that has a part says `Vary: HX-Request`.
    """
    wants_part = part is not None and _asked_by_htmx()
    response = make_response(mistakes.filled(render_template(part if wants_part and part else page, **ctx)), status)
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
    """For sentences: 「10 月 27 日 周五」, in another year 「2022 年 10 月 27 日 周四」; English `Fri 27 Oct 2023`."""
    if not value:
        return ""
    day = as_day(value)
    words = day_full(day)
    return words if language() == "en" or day.year != today.year else words.split(" 年 ", 1)[1]


def day_full(value: date | str | None) -> str:
    """With the year always: 「2023 年 10 月 27 日 周五」; English `Fri 27 Oct 2023`."""
    if not value:
        return ""
    day, lang = as_day(value), language()
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "en":
        return f"{weekday} {day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year} 年 {day.month} 月 {day.day} 日 {weekday}"


def day_short(value: date | str | None, today: date) -> str:
    """For tables: `10-27`, in another year `2022-10-27`; the same in both languages."""
    if not value:
        return ""
    day = as_day(value)
    return day.isoformat() if day.year != today.year else f"{day.month:02d}-{day.day:02d}"


def in_force(number: str, today: date) -> str:
    """Whether a standard (`GB/T 29490-2013`) is in force on a day, and since when. Raises UnknownStandard."""
    standard = find_standard(number)
    if standard.stands_on(today.isoformat()):
        return gettext("现行，%(day)s 起实施", day=standard.in_force_on)
    if standard.superseded_on is None or today.isoformat() < standard.in_force_on:
        return gettext("%(day)s 起实施", day=standard.in_force_on)
    later = next(one for one in STANDARDS.values() if one.in_force_on == standard.superseded_on)
    return gettext("%(day)s 起被 %(year)s 版代替", day=standard.superseded_on, year=later.year)


def clock_time(value: datetime | str | None) -> str:
    """`10:42` at the site (Asia/Shanghai) of a UTC instant, text or datetime."""
    if not value:
        return ""
    moment = value.astimezone(SITE) if isinstance(value, datetime) else _instant(value)
    return f"{moment:%H:%M}"


def moment_short(value: datetime | str | None, today: date) -> str:
    """`10-27 09:00` at the site; the year is written when it is another one."""
    return f"{day_short(value, today)} {clock_time(value)}" if value else ""


def told(value: str | None, claims: Mapping[str, tuple[str, str]], today: date) -> str:
    """A moment as `moment_short` writes it, its year ready for paper; one that a tablet claims and the receipt does not
    bear out, beside the receipt."""

    def moment(one: str | None) -> Markup:
        return dated(moment_short(one, today), moment_full(one))

    if value not in claims:
        return moment(value)
    claimed, received = (moment(one) for one in claims[value])
    return Markup(gettext("平板时间 %(claimed)s，服务器收到 %(received)s")) % {"claimed": claimed, "received": received}


def moment_full(value: datetime | str | None) -> str:
    """With the year always: `2023-10-27 09:00` at the site."""
    return f"{as_day(value).isoformat()} {clock_time(value)}" if value else ""


def dated(short: str, full: str) -> Markup:
    """`short` as the screen shows it, before it the year of `full`, which only paper shows: a sheet outlives its year."""
    year = full.removesuffix(short)
    return Markup('<span class="yr">{}</span>{}').format(year, short) if short and year else Markup.escape(short)


def standard(text: str | None) -> str:
    """`GB/T 29490-2013` as the standards print it, `GB/T 29490—2013`; also inside a sentence."""
    return STANDARD.sub("\\1\u2014\\2", text or "")


def unbroken(text: object) -> Markup:
    """A text whose numbers, `CNCA-R-2002-001` or `GB/T 29490-2013`, are not broken at the end of a line."""
    parts = re.split(CODE, str(text or ""))
    return Markup("").join(
        Markup('<span class="nowrap">{}</span>').format(one) if at % 2 else one for at, one in enumerate(parts)
    )


def in_one(text: object) -> Markup:
    """A number that people wrote, of a paper: kept on one line; one that no phone's line holds is broken only where a line ends."""
    wide = sum(1 if ord(sign) > 0x2E7F else 0.5 for sign in str(text))
    return Markup('<span class="{}">{}</span>').format("nowrap" if wide <= WIDEST else "in-one", str(text))


WIDEST = 17
"""Full-width signs that a line of a row of a list has room for on a phone of 390 px."""


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


def listed(words: Iterable[object]) -> str:
    """Several words after each other: 「A、B」 or `A, B`."""
    return (", " if language() == "en" else "、").join(str(word) for word in words)


def bracketed(text: object) -> str:
    """What is said behind a word: 「（审核员）」 or ` (auditor)`; nothing for nothing."""
    if not text:
        return ""
    return f" ({text})" if language() == "en" else f"（{text}）"


def name_then(names: tuple[str, str] | None) -> str:
    """A person as the act was done: the name of its day, with today's behind it where that is another (`people.names_then`)."""
    if names is None:
        return ""
    then, now = names
    return then if then == now else then + bracketed(gettext("现名 %(name)s", name=now))


def unit_words(number: int, unit: str) -> str:
    """The measure word alone, for a number that is set apart: `16|unit_words("shot")` is 「张」 or `photos`."""
    chinese, one, many = UNITS[unit]
    return chinese if language() != "en" else one if number == 1 else many


def days_between(value: date | str, today: date) -> int:
    """Calendar days from today to the day; negative when it is past."""
    return (as_day(value) - today).days


def in_wechat() -> bool:
    """Whether the reader is in the browser of WeChat, which chooses and saves no files."""
    return has_request_context() and "MicroMessenger" in request.user_agent.string


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
        day_words=lambda value: dated(day_words(value, day()), day_full(value)),
        day_full=day_full,
        day_short=lambda value: dated(day_short(value, day()), as_day(value).isoformat() if value else ""),
        clock_time=clock_time,
        moment_short=lambda value: dated(moment_short(value, day()), moment_full(value)),
        told=lambda value, claims: told(value, claims, day()),
        standard=standard,
        count_words=count_words,
        unit_words=unit_words,
        listed=listed,
        bracketed=bracketed,
        unbroken=unbroken,
        in_one=in_one,
        days_left=lambda value: days_between(value, day()),
    )
    app.jinja_env.globals["in_wechat"] = in_wechat
    mistakes.init_app(app)
    app.context_processor(lambda: _frame(app, day))


def told_apart(known: Iterable[Mapping[str, Any]], name: Callable[[Mapping[str, Any]], str]) -> dict[str, str]:
    """What each of these is called by its id, so that no two read alike: with its code behind where they would."""
    rows = list(known)
    alike = Counter(as_read(name(row)) for row in rows)
    names = {row["id"]: name(row) if alike[as_read(name(row))] == 1 else _coded(name(row), row) for row in rows}
    if len({as_read(one) for one in names.values()}) < len(rows):
        names = {row["id"]: _coded(name(row), row) for row in rows}
    return names


def as_read(text: str) -> str:
    """A text as an eye compares it: without spaces, width of signs and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _coded(name: str, row: Mapping[str, Any]) -> str:
    code = str(row["code"])
    return name if name == code else f"{name} · {code}"
