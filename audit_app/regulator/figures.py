"""Numbers and pictures of the overview, made from the very rows they count. No SQL and no HTML here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from audit_app.regulator.words import days_late, due_of, standing
from audit_app.rules.campaign import counted
from audit_app.rules.followup import body_keys

Row = Mapping[str, Any]
WEEK = timedelta(days=7)
BACK, AHEAD = 12, 17
"""Weeks that the picture of last days shows before and after this one; what lies outside is counted at its edges."""


def counts_by_round(checks: Iterable[Row], uncheckable_counts: bool = False) -> dict[str, int]:
    """How many companies count towards the minimum, by round."""
    pairs: dict[str, list[tuple[str, str | None]]] = {}
    for row in checks:
        pairs.setdefault(row["round_id"], []).append((row["state"], row["result"]))
    return {round_id: counted(some, uncheckable_counts) for round_id, some in pairs.items()}


def uncheckable(checks: Iterable[Row]) -> int:
    """How many companies could not be checked, replaced or not: as many as 附件 3 says 无法检查."""
    return sum(row["result"] == "uncheckable" for row in checks)


def lines(checks: Iterable[Row]) -> int:
    """How many companies stand in 附件 3: all that were concluded, replaced or not."""
    return sum(row["result"] is not None for row in checks)


def by_district(
    checks: Iterable[Row], order: Sequence[str] = (), uncheckable_counts: bool = False
) -> list[dict[str, Any]]:
    """[{label, done, drawn}] of one city, in the order of its counties' codes; what is not among them comes last."""
    drawn, done = Counter[str](), Counter[str]()
    for row in checks:
        drawn[row["district"]] += row["state"] != "replaced"
        done[row["district"]] += counted([(row["state"], row["result"])], uncheckable_counts)

    def place(name: str) -> tuple[int, str]:
        return (order.index(name) if name in order else len(order), name)

    return [{"label": name or _("未填"), "done": done[name], "drawn": drawn[name]} for name in sorted(drawn, key=place)]


def demanded(rectifications: Iterable[Row], today: date) -> list[Row]:
    """限期整改 that were demanded: the notice is served. As many as 附件 3 says."""
    return [row for row in rectifications if standing(row, today) not in ("waiting", "ended")]


def standings(rectifications: Iterable[Row], today: date) -> Counter[str]:
    """{done, ended, late, going, waiting} of these rectifications."""
    return Counter(standing(row, today) for row in rectifications)


def papers(interviews: Iterable[Row], reminders: Iterable[Row]) -> dict[str, int]:
    """约谈 and 书面提醒 of these lists, by the words that are said of them. One interview is one 次, one reminder one 份; the
    companies they cite are counted apart.

    `interviews` that stand, `held` those that were held; `reminders` that are served, as 附件 3 counts them, `unserved` those
    that are written only; `withdrawn` papers of both kinds count nowhere else. `bodies`: to how many the others speak.
    """
    talks, letters = list(interviews), list(reminders)
    kept = [row for row in talks if row["state"] != "withdrawn"]
    written = [row for row in letters if row["state"] != "withdrawn"]
    served = sum(row["state"] not in ("drafted", "issued") for row in written)
    return {
        "interviews": len(kept),
        "held": sum(row["state"] not in ("drafted", "notified", "refused") for row in kept),
        "reminders": served,
        "unserved": len(written) - served,
        "withdrawn": len(talks) - len(kept) + len(letters) - len(written),
        "bodies": len(set(body_keys([*kept, *written]))),
    }


def longest_late(rectifications: Iterable[Row], today: date) -> int:
    """The most days any of them is overdue; 0 when none is."""
    return max((days_late(row, today) for row in rectifications if standing(row, today) == "late"), default=0)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(rectifications: Sequence[Row], today: date, until: str) -> list[dict[str, Any]]:
    """One column a week from the first last day to the reporting date, within a window round today: {label, start, done, going, late}.

    The columns add up to the rows: what lies before or after the window, or has no last day yet, stands in a column of its own.
    """
    days = [date.fromisoformat(str(due_of(row))) for row in rectifications if due_of(row)]
    this = monday(today)
    last = min(monday(max([*days, date.fromisoformat(until), today])), this + WEEK * AHEAD)
    first = max(monday(min([*days, today])), this - WEEK * BACK)
    columns = {first + WEEK * n: Counter[str]() for n in range((last - first) // WEEK + 1)}
    before, after, undated = Counter[str](), Counter[str](), Counter[str]()
    for row in rectifications:
        due = due_of(row)
        week = monday(date.fromisoformat(due)) if due else None
        place = undated if week is None else before if week < first else after if week > last else columns[week]
        place[standing(row, today)] += 1
    found = [_column(f"{start.month}/{start.day}", kept, start) for start, kept in columns.items()]
    earlier = [_column(_("更早"), before, None)] if before else []
    others = [(_("更晚"), after), (_("未定"), undated)]
    return [*earlier, *found, *(_column(label, kept, None) for label, kept in others if kept)]


def _column(label: str, kept: Counter[str], start: date | None) -> dict[str, Any]:
    return {"label": label, "start": start, "done": kept["done"], "going": kept["going"], "late": kept["late"]}


def today_at(columns: Sequence[Row], today: date) -> float | None:
    """Where today's line stands, in columns: late in the week means near the next column's edge."""
    for n, column in enumerate(columns):
        if column["start"] == monday(today):
            return n + min(0.92, (today.weekday() + 0.6) / 5)
    return None


def phone_rows(rectifications: Iterable[Row], today: date) -> list[dict[str, Any]]:
    """The same rows as bars for phones: every rectification is in exactly one of them."""
    this = monday(today)
    counts = Counter(_phone_key(row, today, this) for row in rectifications)
    rows = [
        ("late", _("已逾期"), "late"),
        ("before", _("期限已过，待复查"), "go"),
        ("this", _("本周到期"), "go"),
        ("next", _("下周到期"), "go"),
        ("later", _("再往后"), "go"),
        ("undated", _("未定期限"), "go"),
        ("done", _("已完成"), "ok"),
    ]
    always = {"late", "this", "next", "later", "done"}
    return [
        {"label": label, "count": counts[key], "kind": kind}
        for key, label, kind in rows
        if key in always or counts[key]
    ]


def _phone_key(row: Row, today: date, this: date) -> str:
    how = standing(row, today)
    if how != "going":
        return how
    due = due_of(row)
    if not due:
        return "undated"
    week = monday(date.fromisoformat(due))
    if week < this:
        return "before"
    return "this" if week == this else "next" if week == this + WEEK else "later"
