"""Projects: the list of audits, one audit with its stage and counters, and the acts that lead to the next stage."""

import json
from collections.abc import Mapping
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app import paging
from audit_app.asking import Ask, ask_first
from audit_app.forms import errors_of, given_op, raise_if_closed
from audit_app.ops import Outcome, make
from audit_app.ops.editions import find_edition
from audit_app.ops.held import release_each
from audit_app.review import bp, held, queries, questions
from audit_app.review.clashes import clashes_of, unsettled_of, unwritten_of
from audit_app.review.desk import review_days, review_due
from audit_app.review.reading import edition_of, readable_audit, sees_all
from audit_app.rules import ids
from audit_app.rules.audit import AUDIT, CLOSED
from audit_app.rules.permits import Resource, check_release, may, may_release, require
from audit_app.rules.refusals import N_, SENTENCES
from audit_app.rules.vocabulary import AUDIT_TYPES
from audit_app.security import database
from audit_app.show import language, show
from audit_app.store import log, nonconformities, visits
from audit_app.store.held import list_with_followers

STAGES = ("planned", "ready", "open", "submitted", "in_review")
"""The line of stages: only those that an act of a page leads to. The decision is recorded outside for now."""
ACTS = ("prepare", "open", "submit", "review", "return", "cancel")
NEXT_WORDS = {
    "planned": N_("备好以前，平板上记的内容先保留，不进这次审核。备好以后审核组可以开始。"),
    "ready": N_("审核组可以在平板上记录。到现场后由审核组长开始审核。"),
    "open": N_("审核组在现场。结束后由审核组长提交。"),
    "returned": N_("审核组长补充以后再提交。"),
    "submitted": N_("由没有参加审核的人开始复核；要补充就退回。"),
    "in_review": N_(
        "逐条看审核发现。要补充就退回给审核组长，写明理由。不用补充的，在这里复核到此为止：认证决定目前在系统以外作出和记录，"
        "这次审核一直是「复核中」。"
    ),
}
"""What comes next in each state, and what the next act decides."""
GROUP_WORDS = {
    "all": N_("全部"),
    "ahead": N_("没有开始"),
    "on_site": N_("审核中"),
    "review": N_("复核"),
    "over": N_("结束"),
}
WITH_REASON = frozenset({"return", "cancel"})
TEAM_WORDS = {"lead": N_("审核组长"), "auditor": N_("审核员"), "expert": N_("技术专家"), "trainee": N_("实习审核员")}


@bp.get("/audits")
def audits() -> Response:
    """A page of the audits of the body, or of one's own teams: of a group of states, and with what is looked for."""
    group = request.args.get("group", "all")
    group, q = group if group in queries.GROUPS else "all", request.args.get("q", "").strip()[:100]
    member = None if sees_all(g.actor) else g.actor.id
    after = request.args.get("after", "")
    with database().reading() as connection:
        page = queries.page_of_audits(connection, g.actor.organisation, member, group=group, find=q, after=after)
        counted = queries.count_audits(connection, g.actor.organisation, member)
        judged = queries.judged_on(connection, [row["id"] for row in page.rows])
        totals = {
            name: len(find_edition(connection, g.actor.organisation, name).leaves)
            for name in {r["edition_id"] for r in page.rows}
        }
    return show(
        "review/audits.html",
        "review/_audits.html",
        lines=[line_of(row, judged, totals) for row in page.rows],
        more=page.after,
        after=after,
        group=group,
        q=q,
        long=bool(q) or counted["all"] > paging.PAGE,
        groups=[(name, _(word), counted[name]) for name, word in GROUP_WORDS.items()],
        may_plan=may(g.actor, "audit.plan", Resource(g.actor.organisation)),
    )


def line_of(
    row: Mapping[str, Any], judged: Mapping[str, Mapping[str, int]], totals: Mapping[str, int]
) -> dict[str, Any]:
    """A line of the list of projects: the row with its words and how far it is."""
    return {
        **row,
        "type_word": _(AUDIT_TYPES[row["type"]]),
        "state_word": _(AUDIT.word(row["state"])),
        "judged": sum(judged.get(row["id"], {}).values()),
        "total": totals[row["edition_id"]],
    }


@bp.get("/audits/<audit>")
def audit(audit: str) -> Response:
    return project(audit, {})


@bp.post("/audits/<audit>/<any(prepare, open, submit, review, cancel):verb>")
def act(audit: str, verb: str) -> Response:
    """One act of the audit's machine, as the person and the state allow."""
    return carry_out(audit, verb)


@bp.post("/audits/<audit>/return")
def send_back(audit: str) -> Response:
    """Back to the leader, with a reason."""
    return carry_out(audit, "return")


def carry_out(audit: str, verb: str) -> Response:
    with database().reading() as connection:
        row, _resource = readable_audit(connection, g.actor, audit)
    reason = request.form.get("reason", "").strip()
    if verb in WITH_REASON and not reason:
        return project(audit, {f"reason-{verb}": _(SENTENCES["reason_missing"])}, 422)
    body = {"reason": reason} if verb in WITH_REASON else {}
    return asked(
        row["code"], make(f"audit.{verb}", row["id"], body, id=given_op()), questions.stepping(row["id"], verb)
    )


@bp.post("/audits/<audit>/held/release")
def release(audit: str) -> Response:
    """Let in what waits for a person: each op named under `of`, its release under `op` beside it. What somebody has let in
    meanwhile is passed over; the page then says what went in and what not."""
    with database().reading() as connection:
        row, resource = readable_audit(connection, g.actor, audit)
        require(g.actor, "held.release", resource)
        check_release(g.actor, resource)
        here = {one["op_id"] for one in list_with_followers(connection, row["id"])}
        given = list(zip(request.form.getlist("op"), request.form.getlist("of"), strict=False))
        known = set(log.seen(connection, [op for op, _of in given if ids.is_id(op)]))
    ops = [make("held.release", of, {}, id=op) for op, of in given if ids.is_id(op) and (of in here or op in known)]
    if not ops:
        return project(row["code"], {"form": _("这些内容刚刚已经处理过了。下面没有列出的，不再等待。")}, 422)

    def done() -> Response:
        with database().reading() as connection:
            places = [one.seq for one in log.seen(connection, [op["id"] for op in ops]).values()]
        span = f"{min(places)}-{max(places)}"
        return redirect(url_for("review.audit", audit=row["code"], released=span, _anchor="released"), 303)

    def failed(outcome: Outcome) -> Response:
        raise_if_closed(outcome)
        return project(row["code"], {"form": " ".join(errors_of(outcome).values())}, 422)

    ask = held.releasing(row["id"], [op["subject"] for op in ops])
    back = url_for("review.audit", audit=row["code"], _anchor="held")
    return ask_first(ops, ask, done=done, failed=failed, back=back, carry_out=release_each)


def asked(audit: str, op: Mapping[str, Any], ask: Ask) -> Response:
    """An act on an audit that is asked about once; a refusal stands on the audit's page."""

    def failed(outcome: Outcome) -> Response:
        raise_if_closed(outcome)
        return project(
            audit,
            {"form": " ".join(errors_of(outcome).values())},
            422,
            outcome.details["number"] if outcome.why == "major_in_draft" else None,
        )

    back = url_for("review.audit", audit=audit)
    return ask_first([op], ask, done=lambda: redirect(back, 303), failed=failed, back=back)


def project(audit: str, errors: Mapping[str, str], status: int = 200, number: str | None = None) -> Response:
    """One audit; `number` is the nonconformity that a refusal is about."""
    with database().reading() as connection:
        row, resource = readable_audit(connection, g.actor, audit)
        client = visits.get_client(connection, row["client_id"])
        former = former_names(connection, row["client_id"])
        team = [{**one, "role_word": _(TEAM_WORDS[one["role"]])} for one in queries.list_team(connection, row["id"])]
        edition = edition_of(connection, row["id"])
        counted = counts(connection, row["id"], len(edition.leaves))
        waiting = held.held_on(connection, row["id"])
        let_in = held.released_on(connection, row["id"], request.args.get("released", ""))
        let_in_late = held.let_in_since(connection, row["id"])
        releasers = held.releasers_of(connection, row["organisation_id"], team, resource)
        clashes = clashes_of(connection, row["id"], edition, language())
        two = unsettled_of(connection, row["id"], edition, language())
        found = nonconformities.list_nonconformities(connection, row["id"])
        bare = unwritten_of(connection, row["id"], edition, language())
        due = review_due(row, review_days(connection, row["organisation_id"]))
    words = NEXT_WORDS.get(row["state"])
    acts = [verb for verb in ACTS if AUDIT.may(row["state"], verb) and may(g.actor, f"audit.{verb}", resource)]
    return show(
        "review/audit.html",
        status=status,
        audit=row,
        client=client,
        former=former,
        team=team,
        edition=edition,
        counts=counted,
        held=waiting,
        released=let_in,
        releasers=releasers,
        clashes=clashes,
        errors=errors,
        stops=next((one for one in found if one["number"] == number), None),
        bare=bare,
        unsettled=two,
        review_on=due and due.isoformat(),
        type_word=_(AUDIT_TYPES[row["type"]]),
        state_word=_(AUDIT.word(row["state"])),
        stages=stages_of(row["state"]),
        acts=[{"verb": verb, "word": _(AUDIT.verb_words[verb]), "op": ids.new_id()} for verb in acts],
        next_words=_(words) if words else "",
        may_release=may_release(g.actor, resource),
        late=let_in_late,
        may_correct=may(g.actor, "audit.correct", resource),
        new_id=ids.new_id,
    )


def former_names(connection: Connection, client: str) -> list[tuple[str, str]]:
    """The names that a company had in this system, with when each was changed, the latest first; every audit of it shows them."""
    changes = [
        (row, json.loads(row["body"])) for row in log.history(connection, client) if row["kind"] == "client.correct"
    ]
    return [(body["was"]["name"], row["received_at"]) for row, body in reversed(changes) if "name" in body["now"]]


def counts(connection: Connection, visit: str, total: int) -> dict[str, int]:
    """The four numbers of the project, each equal to the rows behind it."""
    judged = queries.judged_on(connection, [visit]).get(visit, {})
    found = nonconformities.list_nonconformities(connection, visit)
    return {
        "judged": sum(judged.values()),
        "total": total,
        "observations": judged.get("observation", 0),
        "nonconformities": sum(row["state"] != "withdrawn" for row in found),
        "photos": queries.photos_on(connection, [visit]).get(visit, 0),
    }


def stages_of(state: str) -> list[dict[str, Any]]:
    """The line of stages: those passed, the present one, those to come. A returned audit stands where it is worked on, and says so."""
    here = "open" if state == "returned" else state
    line = STAGES if state not in CLOSED else (*STAGES, state)
    at = line.index(here) if here in line else -1
    return [
        {"word": _(AUDIT.word(state if n == at else name)), "passed": n < at, "here": n == at}
        for n, name in enumerate(line)
    ]
