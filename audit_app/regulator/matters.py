"""先处理这些: everything that waits in the campaigns a reader sees, each with its page. Words and order only; no SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Connection

from audit_app.regulator import bodies, figures, queries, words
from audit_app.regulator.scope import Scope, city_of
from audit_app.rules.campaign import ENDED
from audit_app.security import clock
from audit_app.show import as_day, count_words, dated, day_short

Row = Mapping[str, Any]
Matter = dict[str, Any]
CHECKING = frozenset({"sealed", "checking", "returned"})
OVER = frozenset({"closed", "withdrawn", "refused"})


@dataclass(frozen=True)
class Work:
    """One campaign with the rows that its reader may see."""

    scope: Scope
    checks: list[Row]
    rectifications: list[dict[str, Any]]
    interviews: list[Row]
    reminders: list[Row]
    registers: dict[str, int]
    draws: dict[str, Row]

    def checks_of(self, round_: Row) -> list[Row]:
        return [one for one in self.checks if one["round_id"] == round_["id"] and one["state"] != "replaced"]


def read_work(connection: Connection, scope: Scope, organisation: str) -> Work:
    """One reading of a campaign's rows, from which everything is counted."""
    rounds = [row["id"] for row in scope.rounds]
    return Work(
        scope,
        queries.list_checks(connection, rounds),
        queries.list_rectifications(connection, rounds),
        queries.list_interviews(connection, scope.campaign["id"], organisation),
        queries.list_reminders(connection, scope.campaign["id"], organisation),
        queries.register_sizes(connection, rounds),
        queries.list_draws(connection, rounds),
    )


def late(works: Iterable[Work], today: date) -> list[Matter]:
    """Overdue rectifications of all campaigns, the longest first."""
    found = [
        _of(work, _late(row, today))
        for work in works
        for row in work.rectifications
        if words.standing(row, today) == "late"
    ]
    return sorted(found, key=lambda one: -one["days"])


def waiting(works: Sequence[Work]) -> list[Matter]:
    """Whatever else waits for somebody, of every kind in turn, so that no kind hides behind many of another."""
    kinds: list[list[Matter]] = []
    for make in (accepts, returned, reports, _rectifications, interviews, reminders, _checks, _draws):
        kinds.append([_of(work, one) for work in works for one in make(work)])
    return [one for some in zip_longest(*kinds) for one in some if one is not None]


def _of(work: Work, matter: Matter) -> Matter:
    return {**matter, "campaign": work.scope.short}


def _late(row: dict[str, Any], today: date) -> Matter:
    problem = words.problem_labels(row["standard"], row["problems"])
    days = words.days_late(row, today)
    return {
        "kind": "late",
        "title": row["name"],
        "text": f"{_city(row)} · " + _("%(problem)s，%(waits)s", problem=problem, waits=words.waiting_for(row)),
        "days": days,
        "when": _("逾期 %(n)s 天", n=days),
        "url": url_for("regulator.rectification", paper=row["id"]),
    }


def _city(row: Row) -> str:
    return words.city_name(city_of(row), full=False)


def _dated(sentence: str, value: str | None) -> Markup:
    """A sentence with its day: `10-26` on screens, on paper with the year."""
    day = as_day(value).isoformat() if value else ""
    return Markup(sentence) % {"day": dated(day_short(day, clock().today()), day)}


def _table(work: Work, row: Row) -> str:
    return url_for("regulator.summary", campaign=work.scope.campaign["code"], city=row["region"])


def accepts(work: Work) -> list[Matter]:
    """The province accepts what a city has reported."""
    if not work.scope.province:
        return []
    return [
        {
            "kind": "paper",
            "title": _("接收%(city)s的汇总表", city=_city(row)),
            "text": count_words(figures.lines(one for one in work.checks if one["round_id"] == row["id"]), "household"),
            "when": _dated(_("%(day)s 报送"), row["reported_at"]),
            "url": _table(work, row),
        }
        for row in work.scope.rounds
        if row["state"] == "reported"
    ]


def returned(work: Work) -> list[Matter]:
    return [
        {
            "kind": "half",
            "title": _("%(city)s的汇总表已退回", city=_city(row)),
            "text": row["reason"] or "",
            "when": _("改好再报送"),
            "url": _table(work, row),
        }
        for row in work.scope.rounds
        if row["state"] == "returned"
    ]


def reports(work: Work) -> list[Matter]:
    """A round in which every company was checked, and that has not been reported."""
    ready = []
    for row in work.scope.rounds:
        checks = work.checks_of(row)
        if row["state"] == "checking" and checks and all(one["state"] in ENDED for one in checks):
            ready.append(row)
    return [
        {
            "kind": "paper",
            "title": _("%(city)s查完了，没有报送", city=_city(row)),
            "text": count_words(len(work.checks_of(row)), "household"),
            "when": _dated(_("%(day)s 截止"), work.scope.campaign["due_on"]),
            "url": _table(work, row),
        }
        for row in ready
    ]


def _rectifications(work: Work) -> list[Matter]:
    """Rectifications that wait for the office: to be issued, served, looked at, closed."""
    waits = ("drafted", "issued", "responded", "rechecked")
    found = [row for row in work.rectifications if row["state"] in waits]
    return [
        {
            "kind": "todo",
            "title": row["name"],
            "text": f"{_city(row)} · " + _("整改通知%(waits)s", waits=words.waiting_for(row))
            if row["state"] in waits[:2]
            else f"{_city(row)} · {words.waiting_for(row)}",
            "when": words.state_word("rectification", row["state"]),
            "url": url_for("regulator.rectification", paper=row["id"]),
        }
        for row in sorted(found, key=lambda row: waits.index(row["state"]))
    ]


def interviews(work: Work) -> list[Matter]:
    open_ = [row for row in bodies.labelled(work.interviews, work.reminders) if row["state"] not in OVER]
    return [
        {
            "kind": "talk",
            "title": _("约谈：%(body)s", body=row["body_label"]),
            "text": words.cited_words(row),
            "at": row["held_at"] if row["state"] == "notified" else None,
            "when": words.state_word("interview", row["state"]),
            "url": url_for("regulator.interview", paper=row["id"]),
        }
        for row in sorted(open_, key=lambda row: (row["state"] != "notified", row["held_at"] or "9"))
    ]


def reminders(work: Work) -> list[Matter]:
    return [
        {
            "kind": "talk",
            "title": _("书面提醒：%(body)s", body=row["body_label"]),
            "text": f"{row['office']} · " + words.cited_words(row),
            "when": words.state_word("reminder", row["state"]),
            "url": url_for("regulator.reminder", paper=row["id"]),
        }
        for row in bodies.labelled(work.reminders, work.interviews)
        if row["state"] in ("drafted", "issued")
    ]


def _checks(work: Work) -> list[Matter]:
    """Companies that were drawn and are not done, city by city."""
    found = []
    for row in work.scope.rounds:
        left = [one for one in work.checks_of(row) if one["state"] not in ENDED]
        if row["state"] in CHECKING and left:
            found.append(
                {
                    "kind": "todo",
                    "title": _("%(city)s还有 %(n)s 家没有查完", city=_city(row), n=len(left)),
                    "text": _("抽中 %(n)s 家", n=len(work.checks_of(row))),
                    "when": _dated(_("%(day)s 截止"), work.scope.campaign["due_on"]),
                    "url": _table(work, row)
                    if work.scope.province
                    else url_for("regulator.campaign", campaign=work.scope.campaign["code"], _anchor="checks"),
                }
            )
    return found


STAGES = {"sealed": "ok", "short": "warn", "drawn": "half", "register": "list", "nothing": "todo"}
"""How far a city is with its draw -> the mark of it."""


def stage_of(work: Work, row: Row) -> str:
    """sealed, drawn (short: fewer than the minimum), register or nothing."""
    if row["state"] == "drawn":
        return "short" if len(work.checks_of(row)) < row["minimum"] else "drawn"
    if row["state"] in ("open", "frozen"):
        return "register" if row["id"] in work.registers else "nothing"
    return "sealed"


def stage_word(stage: str, minimum: int) -> str:
    return {
        "sealed": _("已封存"),
        "short": _("少于 %(n)s 家", n=minimum),
        "drawn": _("没有封存"),
        "register": _("名录已导入"),
        "nothing": _("没有名录"),
    }[stage]


def _draws(work: Work) -> list[Matter]:
    return [draw_matter(work, row) for row in work.scope.rounds if stage_of(work, row) != "sealed"]


def draw_matter(work: Work, row: Row) -> Matter:
    """What a city has still to do before it may check."""
    stage, city, drawn = stage_of(work, row), _city(row), len(work.checks_of(row))
    made = work.draws.get(row["id"])
    titles = {
        "short": _("%(city)s抽取 %(n)s 家，少于 %(m)s 家", city=city, n=drawn, m=row["minimum"]),
        "drawn": _("%(city)s抽取 %(n)s 家，没有封存", city=city, n=drawn),
        "register": _("%(city)s的名录没有抽取", city=city),
        "nothing": _("%(city)s没有名录", city=city),
    }
    texts = {
        "short": _("理由：%(why)s", why=made["because"]) if made and made["because"] else _("封存后才能检查"),
        "drawn": _("封存后才能检查"),
        "register": count_words(work.registers.get(row["id"], 0), "row"),
        "nothing": _("抽取前要导入名录"),
    }
    began = _dated(_("%(day)s 开始"), work.scope.campaign["created_at"])
    on = made["drawn_on"] if made else None
    return {
        "kind": STAGES[stage],
        "title": titles[stage],
        "text": texts[stage],
        "when": _dated(_("%(day)s 抽取"), on) if on else began,
        "url": url_for("regulator.draw", campaign=work.scope.campaign["code"], city=row["region"])
        if on
        else url_for("regulator.campaign", campaign=work.scope.campaign["code"]),
    }
