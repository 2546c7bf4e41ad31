"""限期整改: the list by last day, and one rectification with the acts its state allows.

`?late=1` is the only list of 逾期.
"""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.ops.followups import extendable
from audit_app.ops.paper_dates import first_due
from audit_app.regulator import acting, bodies, bp, coming, figures, paper_history, queries, questions, words
from audit_app.regulator.acting import Errors, carry_out, form_op, number_of, read_day, read_text
from audit_app.regulator.last_steps import offered
from audit_app.regulator.paper_days import open_days
from audit_app.regulator.scope import Scope, asked_scopes, city_of
from audit_app.rules import ids
from audit_app.rules.followup import RECTIFICATION
from audit_app.rules.permits import Resource, may, require
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import campaigns, followups, spot_checks

FILTERS = ("all", "waiting", "late", "going", "done", "ended")
WAITING = ("drafted", "issued", "responded", "rechecked")
REASONED = ("return", "extend")


@bp.get("/rectify")
def rectifications() -> Response:
    """The rectifications that the reader may see, of all campaigns, by last day; `?campaign=`, `?show=`, `?late=1`, `?city=` narrow."""
    today = clock().today()
    chosen = "late" if request.args.get("late") else request.args.get("show", "all")
    with database().reading() as connection:
        known, scope = asked_scopes(connection)
        some = [scope] if scope else known
        asked = asked_round(some)
        names = {row["id"]: one.short for one in some for row in one.rounds}
        rounds = [row["id"] for one in some for row in one.rounds if asked in (None, row["region"])]
        found = queries.list_rectifications(connection, rounds)
    rows = [listed(row, today) | {"campaign": names[row["round_id"]]} for row in bodies.labelled(found)]
    counts = {"all": len(rows), **{name: sum(row["standing"] == name for row in rows) for name in FILTERS[1:]}}
    kept = [row for row in rows if chosen in ("all", row["standing"])]
    served = figures.demanded(found, today)
    columns = figures.weeks(served, today, max(one.campaign["due_on"] for one in some)) if some else []
    city = next((row for one in some for row in one.rounds if row["region"] == asked), None)
    return show(
        "regulator/rectifications.html",
        scope=scope,
        choices=[(one.campaign["code"], one.short) for one in known],
        rows=kept,
        counts=counts,
        chosen=chosen if chosen in FILTERS else "all",
        weeks=columns,
        phone_rows=figures.phone_rows(served, today),
        today_at=figures.today_at(columns, today),
        asked=city,
        asked_name=words.city_name(city_of(city)) if city else "",
    )


def asked_round(some: list[Scope]) -> str | None:
    """The region of `?city=` for a province. Raises Refused("absent") for one that none of these campaigns has."""
    region = request.args.get("city")
    if not region or not any(one.province for one in some):
        return None
    if not any(row["region"] == region for one in some for row in one.rounds):
        raise Refused("absent")
    return region


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


@bp.get("/rectify/<paper>")
def rectification(paper: str) -> Response:
    return rectification_page(paper, {})


def found(connection: Connection, paper: str) -> tuple[Any, Resource]:
    """A rectification the reader may see. Raises Refused("absent")."""
    row = followups.get_rectification(connection, paper)
    if row is None:
        raise Refused("absent")
    resource = followups.resource_of_rectification(connection, paper)
    require(g.actor, "office.read", resource)
    return row, resource


def rectification_page(paper: str, errors: Errors, status: int = 200) -> Response:
    """Demand, days, company, problems, history; one form for each act that the state and the reader's office allow."""
    with database().reading() as connection:
        row, resource = found(connection, paper)
        checked: Any = spot_checks.get_spot_check(connection, row["spot_check_id"])
        round_: Any = campaigns.get_round(connection, checked["round_id"])
        campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
        history = paper_history.of_rectification(connection, row)
        days = open_days(connection, "rectification", row)
        undo = offered(connection, "rectification", row, resource)
        longer = extendable(connection, row)
        first = first_due(connection, row, row["served_on"]) if row["extended_to"] else None
        after = next_waiting(connection, row, campaign) or coming.after_rectification(
            connection, url_for("regulator.rectification", paper=paper)
        )
    today = clock().today()
    acts = [
        verb
        for verb in RECTIFICATION.verbs_from(row["state"])
        if verb != "escalate" and (verb != "extend" or longer) and may(g.actor, f"rectification.{verb}", resource)
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
        term=words.term_of(row),
        waits=words.waiting_for(row),
        word=_(RECTIFICATION.word(row["state"])),
        acts=in_order(acts),
        verb_words=RECTIFICATION.verb_words,
        history=history,
        first_due=first,
        clause_label=words.clause_label,
        op_of={verb: ids.new_id() for verb in acts},
        today_iso=today.isoformat(),
        reasoned=REASONED,
        labels=labels(),
        after=after,
        may_number=row["state"] != "drafted" and may(g.actor, "rectification.set_number", resource),
        may_dates=bool(row["issued_on"]) and may(g.actor, "rectification.correct_dates", resource),
        last_step=undo,
        no_dates=days.stays and not days.open,
        op_number=ids.new_id(),
        asked=request.form.get("act", ""),
    )


def in_order(acts: list[str]) -> list[str]:
    """The act that carries the matter on comes first."""
    order = ("issue", "serve", "respond", "recheck", "close", "return", "extend")
    return sorted(acts, key=order.index)


@bp.post("/rectify/<paper>/number")
def rectification_number(paper: str) -> Response:
    """文号 filled in later, or changed with a reason."""
    with database().reading() as connection:
        row, resource = found(connection, paper)
        require(g.actor, "rectification.set_number", resource)
        company: Any = spot_checks.get_spot_check(connection, row["spot_check_id"])
        twice = queries.list_numbered(connection, row["organisation_id"], request.form.get("number", "").strip(), paper)
    errors: Errors = {}
    body = number_of(errors)
    if not errors and twice:
        return acting.act(
            form_op("rectification.set_number", paper, body),
            ask=questions.numbering(("rectification", paper), company["name"]),
            done=url_for("regulator.rectification", paper=paper),
            failed=lambda errors: rectification_page(paper, errors, 422),
        )
    if not errors:
        errors = carry_out(form_op("rectification.set_number", paper, body))
    return (
        rectification_page(paper, errors, 422)
        if errors
        else redirect(url_for("regulator.rectification", paper=paper), 303)
    )


def next_waiting(connection: Connection, row: Any, campaign: Any) -> coming.Next | None:
    """The next rectification of the same office and campaign that waits for an act of the office, or None."""
    rounds = [one["id"] for one in campaigns.list_rounds(connection, campaign["id"])]
    known = queries.list_rectifications(connection, rounds)
    mine = [one for one in known if one["organisation_id"] == row["organisation_id"] and one["id"] != row["id"]]
    found = next((one for one in mine if one["state"] in WAITING), None)
    if found is None:
        return None
    url = url_for("regulator.rectification", paper=found["id"])
    return {"url": url, "name": found["name"], "waits": words.waiting_for(found)}


@bp.post("/rectify/<paper>/<any(issue, serve, respond, return, recheck, close, extend):act>")
def rectification_act(paper: str, act: str) -> Response:
    with database().reading() as connection:
        row, _resource = found(connection, paper)
        company: Any = spot_checks.get_spot_check(connection, row["spot_check_id"])
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
        if act == "issue":
            body["because"] = read_text("because", errors, most=300)
        if act == "respond":
            body["note"] = read_text("note_respond", errors, most=2000)
    if errors:
        return rectification_page(paper, errors, 422)
    return acting.act(
        form_op(f"rectification.{act}", paper, body),
        ask=questions.rectifying(paper, act, labels()[act], company["name"], row["due_on"], body.get("because", "")),
        done=url_for("regulator.rectification", paper=paper),
        failed=lambda errors: rectification_page(paper, errors, 422),
        fields={"on": f"on_{act}", "reason": f"reason_{act}"},
    )


def labels() -> dict[str, str]:
    """What the button of each act says."""
    return {
        "issue": _("签发整改通知"),
        "serve": _("登记送达"),
        "respond": _("登记企业回复"),
        "recheck": _("登记复查"),
        "close": _("复查通过，关闭"),
        "return": _("退回补充"),
        "extend": _("延期"),
    }
