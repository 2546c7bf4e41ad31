"""总览: four numbers, cities or districts, what to do first, when rectifications fall due, and a peek into 附件 3."""

from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import figures, queries, room, words
from audit_app.regulator.scope import Scope, city_of, current_scope
from audit_app.rules.instants import milliseconds
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import annex3

FIRST = 5
STALE = 24 * 3600 * 1000


@room.get("")
def overview() -> Response:
    """The province sees its cities, a city its districts. `?city=`: whose 附件 3 is shown; `?all=1`: all to be done."""
    with database().reading() as connection:
        scope = current_scope(connection)
        if scope is None:
            return show("regulator/overview.html", scope=None, province=g.actor.organisation_kind == "province_office")
        return show("regulator/overview.html", **page(connection, scope, clock().today()))


def page(connection: Connection, scope: Scope, today: date) -> dict[str, Any]:
    """Everything the page shows, counted from one reading of the rows."""
    rounds = [row["id"] for row in scope.rounds]
    checks = queries.list_checks(connection, rounds)
    demands = queries.list_rectifications(connection, rounds)
    interviews = queries.list_interviews(connection, scope.campaign["id"], g.actor.organisation)
    reminders = queries.list_reminders(connection, scope.campaign["id"], g.actor.organisation)
    columns = figures.weeks(demands, today, scope.campaign["due_on"])
    counts = figures.counts_by_round(checks, scope.uncheckable_counts)
    chosen = chosen_round(scope, demands, today)
    matters = to_do(demands, interviews, today)
    return {
        "scope": scope,
        "province": scope.province,
        "campaign": scope.campaign,
        **freshness(connection, scope),
        "numbers": {**numbers(scope, counts, demands, today), "uncheckable": figures.uncheckable(checks)},
        "standings": figures.standings(demands, today),
        "longest": figures.longest_late(demands, today),
        "bodies": len({row["body"] for row in interviews}),
        "reminders": len(reminders),
        "cities": tiles(scope, counts, demands, chosen, today) if scope.province else [],
        "districts": [] if scope.province else districts(scope, checks),
        "matters": matters if request.args.get("all") else matters[:FIRST],
        "matters_in_all": len(matters),
        "weeks": columns,
        "phone_rows": figures.phone_rows(demands, today),
        "today_at": figures.today_at(columns, today),
        "demands": len(demands),
        **(peek(connection, scope, chosen, today) if chosen else {"peek": None}),
    }


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


def numbers(scope: Scope, counts: dict[str, int], demands: list[dict[str, Any]], today: date) -> dict[str, int]:
    """How many cities have reached the minimum, and how many companies were checked in all."""
    minimum = scope.campaign["minimum"]
    reached = sum(counts.get(row["id"], 0) >= minimum for row in scope.rounds)
    return {"reached": reached, "checked": sum(counts.values()), "minimum": minimum}


def chosen_round(scope: Scope, demands: list[dict[str, Any]], today: date) -> Any:
    """`?city=`, else the city with most overdue; a city's own round for a city."""
    asked = scope.round_of(request.args.get("city"))
    if asked is not None or not scope.rounds:
        return asked
    late = {row["id"]: 0 for row in scope.rounds}
    for one in demands:
        late[one["round_id"]] += words.standing(one, today) == "late"
    return max(scope.rounds, key=lambda row: late[row["id"]])


def tiles(
    scope: Scope, counts: dict[str, int], demands: list[dict[str, Any]], chosen: Any, today: date
) -> list[dict[str, Any]]:
    """What the macro of the tiles reads."""
    late = [one["round_id"] for one in demands if words.standing(one, today) == "late"]
    found = []
    for row in scope.rounds:
        city = city_of(row)
        found.append(
            {
                "name": words.city_name(city, full=False),
                "count": counts.get(row["id"], 0),
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


def to_do(demands: list[dict[str, Any]], interviews: list[Any], today: date) -> list[dict[str, Any]]:
    """Overdue rectifications, longest first; then interviews that are not closed, soonest first."""
    late = [row for row in demands if words.standing(row, today) == "late"]
    late.sort(key=lambda row: -words.days_late(row, today))
    open_ = sorted(
        (row for row in interviews if row["state"] != "closed"),
        key=lambda row: (row["state"] != "notified", row["held_at"] or "9"),
    )
    return [_late(row, today) for row in late] + [_interview(row) for row in open_]


def _late(row: dict[str, Any], today: date) -> dict[str, Any]:
    problem = words.problem_labels(row["standard"], row["problems"])
    text = _("%(problem)s，%(waits)s", problem=problem, waits=words.waiting_for(row))
    return {
        "kind": "late",
        "title": row["name"],
        "text": f"{words.city_name(city_of(row), full=False)} · {text}",
        "days": words.days_late(row, today),
        "url": url_for("regulator.rectification", id=row["id"]),
    }


def _interview(row: Any) -> dict[str, Any]:
    return {
        "kind": "talk",
        "title": _("约谈：%(body)s", body=row["body"]),
        "text": _("其发证企业 %(n)s 家被要求整改", n=row["cited"]),
        "at": row["held_at"] if row["state"] == "notified" else None,
        "state": words.state_word("interview", row["state"]),
        "url": url_for("regulator.interview", id=row["id"]),
    }


def peek(connection: Connection, scope: Scope, chosen: Any, today: date) -> dict[str, Any]:
    """The rows of one city's 附件 3 that ask for rectification, numbered as in the whole table."""
    rows = brief_rows(annex3.list_concluded(connection, scope.campaign["id"], chosen["region"]), today)
    found = [row for row in rows if row["rectification"] is not None]
    return {"peek": found, "peek_in_all": len(rows), "chosen": chosen, "chosen_name": words.city_name(city_of(chosen))}


def brief_rows(checks: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """附件 3 in seven columns: number, company, body, day, problems, last day and how far the rectification is."""
    return [{**row, "seq": seq, **_brief(row, today)} for seq, row in enumerate(checks, 1)]


def _brief(row: dict[str, Any], today: date) -> dict[str, Any]:
    problem, demand = words.problem_labels(row["standard"], row["problems"]), row["rectification"]
    if demand is None:
        return {"problem": problem, "due": None, "standing": "", "late": 0}
    return {
        "problem": problem,
        "due": words.due_of(demand),
        "standing": words.standing(demand, today),
        "late": words.days_late(demand, today),
    }
