"""约谈与提醒: regulatory interviews and written reminders by body, one page each with the acts its state allows."""

import json
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.regulator import queries, room, words
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, read_day, read_text
from audit_app.regulator.scope import current_scope
from audit_app.rules import ids
from audit_app.rules.permits import Thing, check, may
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import followups, people

KINDS = {"reminder": "reminder", "interview": "regulatory_interview"}
ORDER = ("issue", "serve", "notify", "hold", "sign_minutes", "await_commitments", "verify", "close")


@room.get("/talks")
def talks() -> Response:
    return talks_page({})


def talks_page(errors: Errors, status: int = 200) -> Response:
    """Interviews and reminders of the campaign under the body they speak to."""
    with database().reading() as connection:
        scope = current_scope(connection)
        if scope is None:
            return show("regulator/talks.html", scope=None, bodies={}, may_open=False, errors=errors)
        interviews = queries.list_interviews(connection, scope.campaign["id"], g.actor.organisation)
        reminders = queries.list_reminders(connection, scope.campaign["id"], g.actor.organisation)
    bodies: dict[str, list[dict[str, Any]]] = {}
    for kind, rows in (("interview", interviews), ("reminder", reminders)):
        for row in rows:
            bodies.setdefault(row["body"], []).append(
                {**row, "kind": kind, "word": words.state_word(kind, row["state"])}
            )
    may_open = may(g.actor, "regulatory_interview.draft", Thing(g.actor.organisation))
    return show(
        "regulator/talks.html",
        status=status,
        errors=errors,
        given=request.form,
        scope=scope,
        bodies=dict(sorted(bodies.items())),
        interviews=len(interviews),
        reminders=len(reminders),
        may_open=may_open,
        op=ids.new_id(),
        subject=ids.new_id(),
    )


@room.get("/talks/interview/<id>")
def interview(id: str) -> Response:
    return paper_page("interview", id, {})


@room.get("/talks/reminder/<id>")
def reminder(id: str) -> Response:
    return paper_page("reminder", id, {})


def found(connection: Connection, kind: str, id: str) -> tuple[Any, Thing]:
    """A paper the reader may see: the own office's, one of an office under it, or an interview that cites a check of
    the own office. Raises Refused("absent").
    """
    get, of = (
        (followups.get_reminder, followups.thing_of_reminder)
        if kind == "reminder"
        else (followups.get_interview, followups.thing_of_interview)
    )
    row = get(connection, id)
    if row is None:
        raise Refused("absent")
    thing = of(connection, id)
    cited = kind == "interview" and queries.cites_check_of(connection, id, g.actor.organisation)
    check(g.actor, "office.read", Thing(g.actor.organisation) if cited else thing)
    return row, thing


def paper_page(kind: str, id: str, errors: Errors, status: int = 200) -> Response:
    """What the paper says and cites, the acts its state allows, what was done."""
    machine = words.MACHINES[kind]
    with database().reading() as connection:
        row, thing = found(connection, kind, id)
        cited = queries.list_cited(connection, id, kind)
        history = queries.list_history(connection, id)
        office: Any = people.get_organisation(connection, row["organisation_id"])
    visible = visible_checks(cited)
    known = [verb for verb in ORDER if machine.may(row["state"], verb)]
    acts = [verb for verb in known if may(g.actor, f"{KINDS[kind]}.{verb}", thing)]
    said = [{**one, "verb": _(machine.verb_words.get(one["verb"], one["verb"]))} for one in json.loads(row["content"])]
    return show(
        f"regulator/{kind}.html",
        status=status,
        errors=errors,
        given=request.form,
        kind=kind,
        row=row,
        cited=[one for one in cited if one["id"] in visible],
        office=office["name"],
        elsewhere=len(cited) - len(visible),
        acts=acts,
        said=said,
        word=words.state_word(kind, row["state"]),
        verb_words=machine.verb_words,
        op_of={verb: ids.new_id() for verb in acts},
        history=[{**one, "verb": _(machine.verb_words.get(one["kind"].partition(".")[2], "起草"))} for one in history],
        today_iso=clock().today().isoformat(),
    )


def visible_checks(cited: list[Any]) -> set[str]:
    """Which of the cited checks the reader may see: a province all, a city its own."""
    if g.actor.organisation_kind == "province_office":
        return {row["id"] for row in cited}
    return {row["id"] for row in cited if row["organisation_id"] == g.actor.organisation}


@room.post("/talks/<any(interview, reminder):kind>/<id>/<act>")
def paper_act(kind: str, id: str, act: str) -> Response:
    if act not in words.MACHINES[kind].verbs or act not in ORDER:
        raise Refused("absent")
    with database().reading() as connection:
        found(connection, kind, id)
    errors: Errors = {}
    body = notice(errors) if act == "notify" else dated(act, errors)
    if not errors:
        errors = carry_out(
            form_op(f"{KINDS[kind]}.{act}", id, body), fields={"on": f"on_{act}", "at": "at", "place": "place"}
        )
    return paper_page(kind, id, errors, 422) if errors else redirect(url_for(f"regulator.{kind}", id=id), 303)


def notice(errors: Errors) -> dict[str, Any]:
    at = read_text("at", errors, _("还没有写约谈时间"), most=16)
    return {
        "at": at[:16],
        "place": read_text("place", errors, _("还没有写约谈地点"), most=200),
        "number": read_text("number", errors, most=60) or None,
    }


def dated(act: str, errors: Errors) -> dict[str, Any]:
    return {
        "on": read_day(f"on_{act}", errors),
        "number": read_text("number", errors, most=60) or None,
        "note": read_text(f"note_{act}", errors),
    }


@room.post("/talks/new")
def new_interview() -> Response:
    """A draft of an interview with a body, under which checks are put until its notice goes out."""
    with database().reading() as connection:
        scope = current_scope(connection)
    if scope is None:
        raise Refused("absent")
    errors: Errors = {}
    body = {
        "campaign": scope.campaign["id"],
        "body": read_text("body", errors, _("还没有写认证机构"), most=200),
        "approval_no": read_text("approval_no", errors, most=60),
    }
    subject = request.form.get("subject", "")
    if not errors:
        errors = carry_out(form_op("regulatory_interview.draft", subject, body), fields={"campaign": FORM})
    return talks_page(errors, 422) if errors else redirect(url_for("regulator.interview", id=subject), 303)
