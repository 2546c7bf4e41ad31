"""Projects: the list of audits, one audit with its stage and counters, and the acts that lead to the next stage."""

from collections.abc import Mapping
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.forms import errors_of, given_op, raise_if_closed
from audit_app.ops import apply, make
from audit_app.ops.editions import find_edition
from audit_app.review import queries, room
from audit_app.review.reading import edition_of, readable_audit, sees_all
from audit_app.rules import ids
from audit_app.rules.audit import AUDIT, TYPES
from audit_app.rules.kinds import BY_PERSON, KIND_WORDS
from audit_app.rules.permits import Thing, may
from audit_app.rules.refusals import N_, SENTENCES, Refused
from audit_app.security import clock, database
from audit_app.show import show
from audit_app.store import held as held_store
from audit_app.store import nonconformities, people, visits

STAGES = ("planned", "ready", "open", "submitted", "in_review", "decided")
ACTS = ("prepare", "open", "submit", "review", "return", "cancel")
WITH_REASON = frozenset({"return", "cancel"})
TEAM_WORDS = {"lead": N_("审核组长"), "auditor": N_("审核员"), "expert": N_("技术专家"), "trainee": N_("实习审核员")}


@room.get("/audits")
def audits() -> Response:
    """Every audit of the body, or those of one's own teams."""
    with database().reading() as connection:
        member = None if sees_all(g.actor) else g.actor.id
        rows = queries.list_audits(connection, g.actor.organisation, member)
        judged = queries.judged_on(connection, [row["id"] for row in rows])
        totals = {
            name: len(find_edition(connection, g.actor.organisation, name).leaves)
            for name in {r["edition_id"] for r in rows}
        }
    lines = [
        {
            **row,
            "type_word": _(TYPES[row["type"]]),
            "state_word": _(AUDIT.word(row["state"])),
            "judged": sum(judged.get(row["id"], {}).values()),
            "total": totals[row["edition_id"]],
        }
        for row in rows
    ]
    return show("review/audits.html", lines=lines, may_plan=may(g.actor, "audit.plan", Thing(g.actor.organisation)))


@room.get("/audits/<a>")
def audit(a: str) -> Response:
    return project(a, {})


@room.post("/audits/<a>/<any(prepare, open, submit, review, cancel):verb>")
def act(a: str, verb: str) -> Response:
    """One act of the audit's machine, as the person and the state allow."""
    return carry_out(a, verb)


@room.post("/audits/<a>/return")
def send_back(a: str) -> Response:
    """Back to the leader, with a reason."""
    return carry_out(a, "return")


def carry_out(a: str, verb: str) -> Response:
    with database().reading() as connection:
        row, _thing = readable_audit(connection, g.actor, a)
    reason = request.form.get("reason", "").strip()
    if verb in WITH_REASON and not reason:
        return project(a, {f"reason-{verb}": _(SENTENCES["reason_missing"])}, 422)
    body = {"reason": reason} if verb in WITH_REASON else {}
    done = apply(database(), make(f"audit.{verb}", row["id"], body, id=given_op()), g.actor, clock().now())
    raise_if_closed(done)
    if done.outcome != "done":
        return project(a, {"form": " ".join(errors_of(done).values())}, 422)
    return redirect(url_for("review.audit", a=row["code"]), 303)


@room.post("/audits/<a>/held/<op>/release")
def release(a: str, op: str) -> Response:
    """Let what waits for a person into the audit; it is then carried out like any other."""
    with database().reading() as connection:
        row, _thing = readable_audit(connection, g.actor, a)
    done = apply(database(), make("held.release", op, {}, id=given_op()), g.actor, clock().now())
    raise_if_closed(done)
    if done.outcome != "done":
        return project(a, {"form": " ".join(errors_of(done).values())}, 422)
    return redirect(url_for("review.audit", a=row["code"], _anchor="held"), 303)


def project(a: str, errors: Mapping[str, str], status: int = 200) -> Response:
    with database().reading() as connection:
        row, thing = readable_audit(connection, g.actor, a)
        client = visits.get_client(connection, row["client_id"])
        team = [{**one, "role_word": _(TEAM_WORDS[one["role"]])} for one in queries.list_team(connection, row["id"])]
        edition = edition_of(connection, row["id"])
        counted = counts(connection, row["id"], len(edition.leaves))
        waiting = waiting_of(connection, row["id"])
    acts = [verb for verb in ACTS if AUDIT.may(row["state"], verb) and may(g.actor, f"audit.{verb}", thing)]
    return show(
        "review/audit.html",
        status=status,
        audit=row,
        client=client,
        team=team,
        edition=edition,
        counts=counted,
        held=waiting,
        errors=errors,
        type_word=_(TYPES[row["type"]]),
        state_word=_(AUDIT.word(row["state"])),
        stages=stages_of(row["state"]),
        acts=[{"verb": verb, "word": _(AUDIT.verb_words[verb]), "op": ids.new_id()} for verb in acts],
        may_release=may_release(thing),
        new_id=ids.new_id,
    )


def may_release(thing: Thing) -> bool:
    """Planners of the body and the leader of this audit (the door asks the same again)."""
    office = bool(g.actor.roles & {"planner", "body_admin"})
    return may(g.actor, "held.release", thing) and (office or thing.team.get(g.actor.id) == "lead")


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


def waiting_of(connection: Connection, visit: str) -> list[dict[str, Any]]:
    """What waits, in words: what it would do, whose, since when, why."""
    rows = held_store.list_held(connection, visit)
    names = people.names_of(connection, {row["actor"] for row in rows})
    return [
        {
            "op": row["op_id"],
            "what": _(KIND_WORDS.get(row["kind"], row["kind"])),
            "who": names.get(row["actor"], ""),
            "at": row["received_at"],
            "why": Refused(row["why"]).in_words(_) if row["why"] in SENTENCES else row["why"],
            "by_person": row["why"] in BY_PERSON,
        }
        for row in rows
    ]


def stages_of(state: str) -> list[dict[str, Any]]:
    """The line of stages: those passed, the present one, those to come. A returned audit stands at 审核中."""
    here = {"returned": "open", "archived": "decided"}.get(state, state)
    at = STAGES.index(here) if here in STAGES else -1
    return [{"word": _(AUDIT.word(name)), "passed": n < at, "here": n == at} for n, name in enumerate(STAGES)]
