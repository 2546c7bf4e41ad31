"""限期整改: the list by last day, and one rectification with the acts its state allows.

`?late=1` is the only list of 逾期.
"""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import figures, queries, room, words
from audit_app.regulator.acting import Errors, carry_out, form_op, read_day, read_text
from audit_app.regulator.scope import city_of, current_scope
from audit_app.rules import ids
from audit_app.rules.followup import RECTIFICATION
from audit_app.rules.permits import Thing, check, may
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import campaigns, followups, spot_checks

FILTERS = ("all", "late", "going", "done")
REASONED = ("return", "extend")


@room.get("/rectify")
def rectify() -> Response:
    """The rectifications of a campaign that the reader may see, by last day; `?show=`, `?late=1`, `?city=` narrow."""
    today = clock().today()
    chosen = "late" if request.args.get("late") else request.args.get("show", "all")
    with database().reading() as connection:
        scope = current_scope(connection)
        asked = scope.round_of(request.args.get("city")) if scope and scope.province else None
        rounds = [asked["id"]] if asked else [row["id"] for row in scope.rounds] if scope else []
        found = queries.list_rectifications(connection, rounds)
    rows = [listed(row, today) for row in found]
    counts = {"all": len(rows), **{name: sum(row["standing"] == name for row in rows) for name in FILTERS[1:]}}
    kept = [row for row in rows if chosen in ("all", row["standing"])]
    columns = figures.weeks(found, today, scope.campaign["due_on"]) if scope else []
    return show(
        "regulator/rectify.html",
        scope=scope,
        rows=kept,
        counts=counts,
        chosen=chosen if chosen in FILTERS else "all",
        weeks=columns,
        phone_rows=figures.phone_rows(found, today),
        today_at=figures.today_at(columns, today),
        asked=asked,
        asked_name=words.city_name(city_of(asked)) if asked else "",
    )


def listed(row: dict[str, Any], today: Any) -> dict[str, Any]:
    """A row of the list with what the columns say."""
    return {
        **row,
        "standing": words.standing(row, today),
        "late": words.days_late(row, today),
        "due": words.due_of(row),
        "problem": words.problem_labels(row["standard"], row["problems"]),
        "city_short": words.city_name(city_of(row), full=False),
        "waits": words.waiting_for(row),
    }


@room.get("/rectify/<id>")
def rectification(id: str) -> Response:
    return rectification_page(id, {})


def found(connection: Connection, id: str) -> tuple[Any, Thing]:
    """A rectification the reader may see. Raises Refused("absent")."""
    row = followups.get_rectification(connection, id)
    if row is None:
        raise Refused("absent")
    thing = followups.thing_of_rectification(connection, id)
    check(g.actor, "office.read", thing)
    return row, thing


def rectification_page(id: str, errors: Errors, status: int = 200) -> Response:
    """Demand, days, company, problems, history; one form for each act that the state and the reader's office allow."""
    with database().reading() as connection:
        row, thing = found(connection, id)
        checked: Any = spot_checks.get_spot_check(connection, row["spot_check_id"])
        round_: Any = campaigns.get_round(connection, checked["round_id"])
        campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
        history = queries.list_history(connection, id)
    today = clock().today()
    acts = [
        verb
        for verb in RECTIFICATION.verbs_from(row["state"])
        if verb != "escalate" and may(g.actor, f"rectification.{verb}", thing)
    ]
    return show(
        "regulator/rectification.html",
        status=status,
        errors=errors,
        given=request.form,
        row=row,
        check=checked,
        campaign=campaign,
        standing=words.standing(row, today),
        late=words.days_late(row, today),
        due=words.due_of(row),
        waits=words.waiting_for(row),
        word=_(RECTIFICATION.word(row["state"])),
        acts=in_order(acts),
        verb_words=RECTIFICATION.verb_words,
        history=[
            {**one, "verb": _(RECTIFICATION.verb_words.get(one["kind"].partition(".")[2], one["kind"]))}
            for one in history
        ],
        clause_label=words.clause_label,
        op_of={verb: ids.new_id() for verb in acts},
        today_iso=today.isoformat(),
        reasoned=REASONED,
        asked=request.form.get("act", ""),
    )


def in_order(acts: list[str]) -> list[str]:
    """The act that carries the matter on comes first."""
    order = ("issue", "serve", "respond", "recheck", "close", "return", "extend")
    return sorted(acts, key=order.index)


@room.post("/rectify/<id>/<any(issue, serve, respond, return, recheck, close, extend):act>")
def rectification_act(id: str, act: str) -> Response:
    with database().reading() as connection:
        found(connection, id)
    errors: Errors = {}
    if act == "return":
        body: dict[str, Any] = {"reason": read_text(f"reason_{act}", errors, _("还没有写理由"), most=1000)}
    elif act == "extend":
        body = {
            "until": read_day("until", errors),
            "reason": read_text(f"reason_{act}", errors, _("还没有写理由"), most=1000),
        }
    else:
        body = {"on": read_day(f"on_{act}", errors), "number": read_text("number", errors, most=60) or None}
    if not errors:
        errors = carry_out(
            form_op(f"rectification.{act}", id, body), fields={"on": f"on_{act}", "reason": f"reason_{act}"}
        )
    return rectification_page(id, errors, 422) if errors else redirect(url_for("regulator.rectification", id=id), 303)
