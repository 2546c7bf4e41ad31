"""约谈与提醒: regulatory interviews and written reminders by body, one page each with the acts its state allows."""

import json
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.forms import unnamed
from audit_app.ops.interview_dates import days_of_interview
from audit_app.ops.paper_dates import REMINDER_DAYS
from audit_app.regulator import (
    acting,
    bodies,
    bp,
    coming,
    figures,
    known_bodies,
    legal_basis,
    paper_history,
    queries,
    questions,
    words,
)
from audit_app.regulator.acting import FORM, Errors, carry_out, form_op, number_of, read_day, read_text
from audit_app.regulator.last_steps import offered
from audit_app.regulator.paper_days import open_days
from audit_app.regulator.scope import asked_scopes, scope_of, scopes
from audit_app.rules import ids
from audit_app.rules.followup import INTERVIEW_DAYS, strangers
from audit_app.rules.permits import Resource, may, require
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import followups, people

KINDS = {"reminder": "reminder", "interview": "regulatory_interview"}
SENDING = ("issue", "notify")
"""The acts that send a paper out: not while it cites nobody, or a company of another body."""
ORDER = ("issue", "serve", "notify", "hold", "sign_minutes", "await_commitments", "verify", "close")


@bp.get("/talks")
def papers() -> Response:
    return papers_page({})


def papers_page(errors: Errors, status: int = 200) -> Response:
    """Interviews and reminders under the body they speak to, of all campaigns or of the one that `?campaign=` names."""
    found_: list[dict[str, Any]] = []
    with database().reading() as connection:
        known, scope = asked_scopes(connection)
        interviews: list[Any] = []
        reminders: list[Any] = []
        for one in [scope] if scope else known:
            of_one = queries.list_interviews(connection, one.campaign["id"], g.actor.organisation)
            letters = queries.list_reminders(connection, one.campaign["id"], g.actor.organisation)
            interviews, reminders = interviews + of_one, reminders + letters
            for kind, rows in (("interview", of_one), ("reminder", letters)):
                for row in rows:
                    common = {"kind": kind, "campaign": one.short}
                    word = words.state_word(kind, row["state"])
                    met = days_of_interview(row)["held_on"] if kind == "interview" else None
                    found_.append({**row, **common, "word": word, "met_on": met, "cited_words": words.cited_words(row)})
    may_open = may(g.actor, "regulatory_interview.draft", Resource(g.actor.organisation))
    return show(
        "regulator/papers.html",
        status=status,
        errors=errors,
        given=request.form,
        scope=scope,
        choices=[(one.campaign["code"], one.short) for one in known],
        bodies=by_body(found_),
        papers=figures.papers(interviews, reminders),
        may_open=may_open and bool(known),
        op=ids.new_id(),
        subject=ids.new_id(),
    )


def by_body(papers: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Papers under the body they speak to, in the order of its name: two bodies of one name stand apart."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(bodies.labelled(papers), key=lambda one: (one["body"], one["body_label"])):
        groups.setdefault(one["body_key"], []).append(one)
    return [(some[0]["body_label"], some) for some in groups.values()]


@bp.get("/talks/interview/<paper>")
def interview(paper: str) -> Response:
    return paper_page("interview", paper, {})


@bp.get("/talks/reminder/<paper>")
def reminder(paper: str) -> Response:
    return paper_page("reminder", paper, {})


def found(connection: Connection, kind: str, paper: str) -> tuple[Any, Resource]:
    """A paper the reader may see: the own office's, one of an office under it, or an interview that cites a check of
    the own office. Raises Refused("absent").
    """
    get, of = (
        (followups.get_reminder, followups.resource_of_reminder)
        if kind == "reminder"
        else (followups.get_interview, followups.resource_of_interview)
    )
    row = get(connection, paper)
    if row is None:
        raise Refused("absent")
    resource = of(connection, paper)
    cited = kind == "interview" and queries.cites_check_of(connection, paper, g.actor.organisation)
    require(g.actor, "office.read", Resource(g.actor.organisation) if cited else resource)
    return row, resource


def paper_page(kind: str, paper: str, errors: Errors, status: int = 200) -> Response:
    """What the paper says and cites, the acts its state allows, what was done."""
    machine = words.MACHINES[kind]
    with database().reading() as connection:
        row, resource = found(connection, kind, paper)
        cited = queries.list_cited(connection, paper, kind)
        history = paper_history.of_paper(connection, kind, row)
        left = open_days(connection, kind, row)
        undo = offered(connection, kind, row, resource)
        office: Any = people.get_organisation(connection, row["organisation_id"])
        notice_named, rule = legal_basis.basis_of(connection, kind, row)
        after = coming.after_paper(connection, kind, row, url_for(f"regulator.{kind}", paper=paper))
    visible = visible_checks(cited)
    known = [verb for verb in ORDER if machine.may(row["state"], verb)]
    others = strangers(row, cited)
    held_back = bool(others) or not cited
    permitted = [verb for verb in known if may(g.actor, f"{KINDS[kind]}.{verb}", resource)]
    acts = [verb for verb in permitted if not (held_back and verb in SENDING)]
    said = [{**one, "verb": _(machine.verb_words.get(one["verb"], one["verb"]))} for one in json.loads(row["content"])]
    return show(
        f"regulator/{kind}.html",
        status=status,
        errors=errors,
        given=request.form,
        kind=kind,
        row=row,
        cited=[{**one, "other": words.other_named(row, one)} for one in cited if one["id"] in visible],
        office=office["name"],
        notice_named=notice_named,
        rule=rule,
        elsewhere=len(cited) - len(visible),
        strangers=[(one, words.body_numbered(one)) for one in others if one["id"] in visible],
        strange=len(others),
        nobody=not cited and any(verb in SENDING for verb in permitted),
        acts=acts,
        labels=labels(),
        may_number=row["state"] not in ("drafted", "withdrawn") and may(g.actor, f"{KINDS[kind]}.set_number", resource),
        may_withdraw=machine.may(row["state"], "withdraw")
        and (row["state"] == "drafted" or bool(others))
        and may(g.actor, f"{KINDS[kind]}.withdraw", resource),
        may_dates=row["state"] not in ("drafted", "withdrawn")
        and may(g.actor, f"{KINDS[kind]}.correct_dates", resource),
        last_step=undo,
        no_dates=left.stays and not left.open,
        days=[(words.paper_labels(kind)[name], one) for name, one in days_of(kind, row).items() if one],
        op_number=ids.new_id(),
        op_withdraw=ids.new_id(),
        withdrawing=withdrawing(row["state"]),
        said=said,
        word=words.state_word(kind, row["state"]),
        verb_words=machine.verb_words,
        op_of={verb: ids.new_id() for verb in acts},
        history=history,
        after=after,
        today_iso=clock().today().isoformat(),
    )


def days_of(kind: str, row: Any) -> dict[str, str | None]:
    """The days of a paper in their order, by name; of an interview those of its acts."""
    kept = days_of_interview(row) if kind == "interview" else row
    return {name: kept[name] for name in (INTERVIEW_DAYS if kind == "interview" else REMINDER_DAYS)}


def visible_checks(cited: list[Any]) -> set[str]:
    """Which of the cited checks the reader may see: a province all, a city its own."""
    if g.actor.organisation_kind == "province_office":
        return {row["id"] for row in cited}
    return {row["id"] for row in cited if row["organisation_id"] == g.actor.organisation}


@bp.post("/talks/<any(interview, reminder):kind>/<paper>/number")
def paper_number(kind: str, paper: str) -> Response:
    """文号 filled in later, or changed with a reason."""
    with database().reading() as connection:
        row, resource = found(connection, kind, paper)
        require(g.actor, f"{KINDS[kind]}.set_number", resource)
        twice = queries.list_numbered(connection, row["organisation_id"], request.form.get("number", "").strip(), paper)
    errors: Errors = {}
    body = number_of(errors)
    if not errors and twice:
        return acting.act(
            form_op(f"{KINDS[kind]}.set_number", paper, body),
            ask=questions.numbering((kind, paper), words.body_named(row)),
            done=url_for(f"regulator.{kind}", paper=paper),
            failed=lambda errors: paper_page(kind, paper, errors, 422),
        )
    if not errors:
        errors = carry_out(form_op(f"{KINDS[kind]}.set_number", paper, body))
    return paper_page(kind, paper, errors, 422) if errors else redirect(url_for(f"regulator.{kind}", paper=paper), 303)


@bp.post("/talks/<any(interview, reminder):kind>/<paper>/withdraw")
def paper_withdraw(kind: str, paper: str) -> Response:
    """A draft that was not meant, or a paper sent under a wrong approval number, is withdrawn; it stays to be seen with its reason."""
    with database().reading() as connection:
        row, resource = found(connection, kind, paper)
        require(g.actor, f"{KINDS[kind]}.withdraw", resource)
    errors: Errors = {}
    body = {"reason": read_text("reason", errors, _("还没有写理由"), most=1000)}
    if errors:
        return paper_page(kind, paper, errors, 422)
    return acting.act(
        form_op(f"{KINDS[kind]}.withdraw", paper, body),
        ask=questions.paper_acting(kind, paper, "withdraw", withdrawing(row["state"])),
        done=url_for(f"regulator.{kind}", paper=paper),
        failed=lambda errors: paper_page(kind, paper, errors, 422),
    )


@bp.post("/talks/<any(interview, reminder):kind>/<paper>/<act>")
def paper_act(kind: str, paper: str, act: str) -> Response:
    if act not in words.MACHINES[kind].verbs or act not in ORDER:
        raise Refused("absent")
    with database().reading() as connection:
        found(connection, kind, paper)
    errors: Errors = {}
    body = notice(errors) if act == "notify" else dated(act, errors)
    if errors:
        return paper_page(kind, paper, errors, 422)
    return acting.act(
        form_op(f"{KINDS[kind]}.{act}", paper, body),
        ask=questions.paper_acting(kind, paper, act, labels()[act], body.get("because", "")),
        done=url_for(f"regulator.{kind}", paper=paper),
        failed=lambda errors: paper_page(kind, paper, errors, 422),
        fields={"on": f"on_{act}", "at": "at", "place": "place"},
    )


def withdrawing(state: str) -> str:
    """What withdrawing is called: of a draft, or of a paper that has gone out."""
    return _("撤回草稿") if state == "drafted" else _("撤回，另起草一份")


def labels() -> dict[str, str]:
    """What the button of each act says."""
    return {
        "issue": _("签发提醒"),
        "serve": _("登记送达"),
        "notify": _("发通知"),
        "hold": _("登记约谈"),
        "sign_minutes": _("登记笔录"),
        "await_commitments": _("登记承诺"),
        "verify": _("核实承诺"),
        "close": _("关闭"),
    }


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
        **({"because": read_text("because", errors, most=300)} if act == "issue" else {}),
    }


@bp.post("/talks/new")
def new_interview() -> Response:
    """A draft of an interview with a body, under which checks are put until its notice goes out."""
    require(g.actor, "regulatory_interview.draft", Resource(g.actor.organisation))
    with database().reading() as connection:
        known, named = scopes(connection), request.values.get("campaign")
        scope = scope_of(connection, named) if named else known[0] if len(known) == 1 else None
    if not known:
        raise Refused("absent")
    errors: Errors = {} if scope else {"campaign": _("还没有选抽查任务")}
    body = {
        "campaign": scope.campaign["id"] if scope else None,
        "body": read_text("body", errors, _("还没有写认证机构"), most=200),
        "approval_no": read_text("approval_no", errors, most=60),
    }
    errors |= unnamed(body, "body", "approval_no")
    subject = request.form.get("subject", "")
    if errors or scope is None:
        return papers_page(errors, 422)
    with database().reading() as connection:
        odd = known_bodies.doubts(known_bodies.known(connection, [row["id"] for row in scope.rounds]), body)
    op, fields = form_op("regulatory_interview.draft", subject, body), {"campaign": FORM}
    done = url_for("regulator.interview", paper=subject)
    if odd:
        ask = known_bodies.asking(_("新起草一次约谈"), _("起草约谈"), body, odd)
        failed = lambda errors: papers_page(errors, 422)  # noqa: E731
        return acting.act(op, ask=ask, done=done, failed=failed, fields=fields, back=url_for("regulator.papers"))
    errors = carry_out(op, fields=fields)
    return papers_page(errors, 422) if errors else redirect(done, 303)
