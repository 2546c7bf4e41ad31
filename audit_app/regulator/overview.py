"""总览: what waits in all campaigns; below the switch one of them: numbers, cities or districts, due weeks, a peek into 附件 3."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.annexes import annex3
from audit_app.regulator import bodies, bp, figures, matters, queries, words
from audit_app.regulator.scope import Scope, city_of, current_scope, scopes
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.instants import local_day, milliseconds
from audit_app.security import clock, database
from audit_app.show import count_words, listed, show

FIRST = 4
STALE = 24 * 3600 * 1000
SUMS = (("accepted", "ok"), ("reported", "go"), ("returned", "half"), ("", "todo"))
"""Where cities stand with 附件 3 -> the mark of it; whoever is neither has not reported."""


@bp.get("")
def overview() -> Response:
    """What waits in all campaigns, then one of them: the province sees its cities, a city its districts.

    `?campaign=`: which one is shown below; `?of=`: whose waiting things; `?city=`: whose 附件 3; `?all=1`: all that waits.
    """
    with database().reading() as connection:
        known = scopes(connection)
        scope = current_scope(connection, known)
        if scope is None:
            return show("regulator/overview.html", scope=None, province=g.actor.organisation_kind == "province_office")
        works = [matters.read_work(connection, one, g.actor.organisation) for one in known]
        return show("regulator/overview.html", **page(connection, works, scope, clock().today()))


def page(connection: Connection, works: list[matters.Work], scope: Scope, today: date) -> dict[str, Any]:
    """Everything the page shows, counted from one reading of the rows."""
    return {
        **first_things(works, today),
        **freshness(connection, scope),
        "campaigns": [switch_of(work, scope) for work in works],
        **next_due([work.scope for work in works]),
        **one_campaign(
            connection, next(one for one in works if one.scope.campaign["id"] == scope.campaign["id"]), today
        ),
    }


def next_due(known: list[Scope]) -> dict[str, str | None]:
    """The next day on which something is due to be reported: that of a table not yet accepted, and of which campaign where there
    are several; None where all are.
    """
    first = min((one for one in known if not one.accepted), key=lambda one: one.campaign["due_on"], default=None)
    return {
        "due": first.campaign["due_on"] if first else None,
        "due_of": first.short if first and len(known) > 1 else None,
    }


def first_things(works: list[matters.Work], today: date) -> dict[str, Any]:
    """先处理这些, of all campaigns or of the one that `?of=` names."""
    asked = request.args.get("of")
    some = [one for one in works if asked in (None, one.scope.campaign["code"])] or works
    late, waiting = matters.late(some, today), matters.waiting(some)
    most = None if request.args.get("all") else FIRST
    return {
        "of": asked if len(some) < len(works) else None,
        "late": late[:most],
        "late_in_all": len(late),
        "waiting": waiting[:most],
        "waiting_in_all": len(waiting),
        "first": next(iter(late + waiting), None),
    }


def switch_of(work: matters.Work, scope: Scope) -> dict[str, Any]:
    """One campaign of the switch: how far it is, in figures of its own rows."""
    checked = sum(figures.counts_by_round(work.checks, work.scope.uncheckable_counts).values())
    if drawing(work):
        said = before_checking(work)
    elif work.scope.accepted:
        said = _("已全部接收，已抽查 %(n)s 家", n=checked)
    else:
        said = _("检查中，已抽查 %(n)s 家", n=checked)
    campaign = work.scope.campaign
    return {
        "code": campaign["code"],
        "title": work.scope.short,
        "said": said,
        "on": campaign["id"] == scope.campaign["id"],
    }


def before_checking(work: matters.Work) -> str:
    """How far the cities are while nobody checks yet."""
    stages = [matters.stage_of(work, row) for row in work.scope.rounds]
    sealed, cities = stages.count("sealed"), len(stages)
    if stages and sealed == cities:
        return _("已全部封存，还没有开始检查")
    if all(one == "nothing" for one in stages):
        return _("还没有名录")
    if all(one in ("register", "nothing") for one in stages):
        return _("还没有抽取，有名录 %(n)s / %(m)s 市", n=stages.count("register"), m=cities)
    return _("抽取中，已封存 %(n)s / %(m)s 市", n=sealed, m=cities)


def drawing(work: matters.Work) -> bool:
    """Whether nobody checks yet."""
    return all(row["state"] in ("open", "frozen", "drawn", "sealed") for row in work.scope.rounds)


def one_campaign(connection: Connection, work: matters.Work, today: date) -> dict[str, Any]:
    """What stands below the switch."""
    scope, checks, rectifications = work.scope, work.checks, work.rectifications
    served = figures.demanded(rectifications, today)
    columns = figures.weeks(served, today, scope.campaign["due_on"])
    counts = figures.counts_by_round(checks, scope.uncheckable_counts)
    chosen = chosen_round(scope, rectifications, today)
    stages = scope.province and drawing(work)
    return {
        "scope": scope,
        "province": scope.province,
        "campaign": scope.campaign,
        "numbers": {**numbers(scope, counts, rectifications, today), "uncheckable": figures.uncheckable(checks)},
        "standings": figures.standings(rectifications, today),
        "longest": figures.longest_late(rectifications, today),
        "papers": figures.papers(work.interviews, work.reminders),
        "cities": tiles(scope, counts, rectifications, chosen, today) if scope.province and not stages else [],
        "stages": stage_tiles(work) if stages else [],
        "stage_numbers": stage_numbers(work) if stages else [],
        "unsealed": [matters.draw_matter(work, row) for row in scope.rounds if matters.stage_of(work, row) != "sealed"]
        if stages
        else [],
        "districts": [] if scope.province else districts(scope, checks),
        "sums": sums(scope),
        "weeks": columns,
        "phone_rows": figures.phone_rows(served, today),
        "today_at": figures.today_at(columns, today),
        "rectifications": len(served),
        **(peek(connection, scope, chosen, today) if chosen and not stages else {"peek": None}),
    }


def sums(scope: Scope) -> list[dict[str, Any]]:
    """How many cities have had 附件 3 accepted, reported, returned, or not reported it; they add up to all."""
    found = []
    for state, mark in SUMS:
        rows = [row for row in scope.rounds if (row["state"] if row["state"] in dict(SUMS) else "") == state]
        word = _(CITY_ROUND.word(state)) if state else _("没有报送")
        names = [words.city_name(city_of(row), full=False) for row in rows]
        said = listed(names) if len(names) <= 3 else _("%(names)s等 %(n)s 市", names=listed(names[:2]), n=len(names))
        found.append({"word": word, "mark": mark, "count": len(rows), "who": said})
    return found


def stage_tiles(work: matters.Work) -> list[dict[str, Any]]:
    """The cities while they draw: how many companies are drawn, and how far the draw is."""
    found = []
    for row in work.scope.rounds:
        city, stage = city_of(row), matters.stage_of(work, row)
        found.append(
            {
                "name": words.city_name(city, full=False),
                "count": len(work.checks_of(row)),
                "mark": matters.STAGES[stage],
                "minimum": row["minimum"],
                "word": matters.stage_word(stage, row["minimum"]),
                "col": city.column,
                "row": city.row,
                "url": matters.draw_matter(work, row)["url"]
                if stage != "sealed"
                else url_for("regulator.draw", campaign=work.scope.campaign["code"], city=row["region"]),
            }
        )
    return found


def stage_numbers(work: matters.Work) -> list[dict[str, Any]]:
    """Four numbers while cities draw; they add up to all cities."""
    groups: dict[str, list[Any]] = {"sealed": [], "drawn": [], "register": [], "nothing": []}
    for row in work.scope.rounds:
        stage = matters.stage_of(work, row)
        groups["drawn" if stage == "short" else stage].append(row)
    drawn = {key: sum(len(work.checks_of(row)) for row in rows) for key, rows in groups.items()}
    lines = sum(work.registers.get(row["id"], 0) for row in groups["register"])
    return [
        {"word": _("已封存"), "count": len(groups["sealed"]), "said": _("抽中 %(n)s 家", n=drawn["sealed"])},
        {"word": _("已抽取，没有封存"), "count": len(groups["drawn"]), "said": _("抽中 %(n)s 家", n=drawn["drawn"])},
        {"word": _("名录已导入"), "count": len(groups["register"]), "said": count_words(lines, "row")},
        {"word": _("没有名录"), "count": len(groups["nothing"]), "said": ""},
    ]


def districts(scope: Scope, checks: list[Any]) -> list[dict[str, Any]]:
    """A city's own picture: how far each of its counties is."""
    return (
        figures.by_district(
            checks, [county.name for county in city_of(scope.rounds[0]).counties], scope.uncheckable_counts
        )
        if scope.rounds
        else []
    )


def freshness(connection: Connection, scope: Scope) -> dict[str, Any]:
    """数据截至, and whether that is more than a day ago."""
    as_of = queries.data_as_of(connection, scope.organisations)
    stale = bool(as_of) and milliseconds(clock().now()) - milliseconds(str(as_of)) > STALE
    return {"as_of": as_of, "stale": stale}


def numbers(
    scope: Scope, counts: dict[str, int], rectifications: list[dict[str, Any]], today: date
) -> dict[str, int | None]:
    """How many cities have reached their minimum, how many companies were checked in all, and the minimum: None where those of
    several cities differ, as when the campaign's was corrected between their draws.
    """
    minimums = {row["minimum"] for row in scope.rounds} or {scope.campaign["minimum"]}
    reached = sum(counts.get(row["id"], 0) >= row["minimum"] for row in scope.rounds)
    checked = sum(counts.values())
    return {"reached": reached, "checked": checked, "minimum": minimums.pop() if len(minimums) == 1 else None}


def chosen_round(scope: Scope, rectifications: list[dict[str, Any]], today: date) -> Any:
    """`?city=`, else the city with most overdue; a city's own round for a city."""
    asked = scope.round_of(request.args.get("city"))
    if asked is not None or not scope.rounds:
        return asked
    late = {row["id"]: 0 for row in scope.rounds}
    for one in rectifications:
        late[one["round_id"]] += words.standing(one, today) == "late"
    return max(scope.rounds, key=lambda row: late[row["id"]])


def tiles(
    scope: Scope, counts: dict[str, int], rectifications: list[dict[str, Any]], chosen: Any, today: date
) -> list[dict[str, Any]]:
    """What the macro of the tiles reads."""
    late = [one["round_id"] for one in rectifications if words.standing(one, today) == "late"]
    found = []
    for row in scope.rounds:
        city = city_of(row)
        found.append(
            {
                "name": words.city_name(city, full=False),
                "count": counts.get(row["id"], 0),
                "minimum": row["minimum"],
                "late": late.count(row["id"]),
                "col": city.column,
                "row": city.row,
                "current": chosen is not None and row["id"] == chosen["id"],
                "url": url_for(
                    "regulator.overview", city=row["region"], campaign=request.args.get("campaign"), _anchor="table"
                ),
            }
        )
    return found


def peek(connection: Connection, scope: Scope, chosen: Any, today: date) -> dict[str, Any]:
    """The rows of one city's 附件 3 that ask for rectification, numbered as in the whole table."""
    table = annex3(connection, scope.campaign, chosen["region"], as_of=clock().now(), sample=False)
    rows = brief_rows(table.rows, today)
    found = [row for row in rows if row["standing"]]
    return {"peek": found, "peek_in_all": len(rows), "chosen": chosen, "chosen_name": words.city_name(city_of(chosen))}


def brief_rows(rows: Iterable[Mapping[str, Any]], day: date) -> list[dict[str, Any]]:
    """附件 3 in seven columns: the problems by clause, and how many days a rectification was late on that day, or when
    the row was reported."""
    return [
        {
            **row,
            "problem": words.problem_labels(row["standard"], row["found"]),
            "late": (_day_of(row, day) - date.fromisoformat(row["due"])).days if row["due"] else 0,
        }
        for row in bodies.labelled(rows)
    ]


def _day_of(row: Mapping[str, Any], day: date) -> date:
    return local_day(row["reported"]) if row.get("reported") else day
