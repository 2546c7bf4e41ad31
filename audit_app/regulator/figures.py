"""Numbers and pictures of the overview, made from the very rows they count. No SQL and no HTML here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from audit_app.regulator.words import days_late, due_of, standing
from audit_app.rules.campaign import counted

Row = Mapping[str, Any]
WEEK = timedelta(days=7)


def counts_by_round(checks: Iterable[Row], uncheckable_counts: bool = False) -> dict[str, int]:
    """How many companies count towards the minimum, by round."""
    pairs: dict[str, list[tuple[str, str | None]]] = {}
    for row in checks:
        pairs.setdefault(row["round_id"], []).append((row["state"], row["result"]))
    return {round_id: counted(some, uncheckable_counts) for round_id, some in pairs.items()}


def uncheckable(checks: Iterable[Row]) -> int:
    """How many companies could not be checked, replaced or not: as many as 附件 3 says 无法检查."""
    return sum(row["result"] == "uncheckable" for row in checks)


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


def standings(rectifications: Iterable[Row], today: date) -> Counter[str]:
    """{done, late, going} of these rectifications."""
    return Counter(standing(row, today) for row in rectifications)


def longest_late(rectifications: Iterable[Row], today: date) -> int:
    """The most days any of them is overdue; 0 when none is."""
    return max((days_late(row, today) for row in rectifications if standing(row, today) == "late"), default=0)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(rectifications: Sequence[Row], today: date, until: str) -> list[dict[str, Any]]:
    """One column a week from the first last day to the reporting date: {label, start, done, going, late}.

    The columns add up to the rows: what has no last day yet stands in a column of its own at the end.
    """
    days = [date.fromisoformat(str(due_of(row))) for row in rectifications if due_of(row)]
    last = max([*days, date.fromisoformat(until), today])
    first = monday(min([*days, today]))
    columns = {first + WEEK * n: Counter[str]() for n in range((monday(last) - first) // WEEK + 1)}
    undated = Counter[str]()
    for row in rectifications:
        due = due_of(row)
        (columns[monday(date.fromisoformat(due))] if due else undated)[standing(row, today)] += 1
    found = [_column(f"{start.month}/{start.day}", kept, start) for start, kept in columns.items()]
    return [*found, _column(_("未定"), undated, None)] if undated else found


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
        ("before", _("期限已过，待复核"), "go"),
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
