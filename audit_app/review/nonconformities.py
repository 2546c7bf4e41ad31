"""Nonconformities of the body: the list with its deadlines, and one with everything that was done to it. Read only."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from audit_app.late_work import states_waiting
from audit_app.ops.editions import find_edition
from audit_app.review import bp, queries
from audit_app.review.reading import check_readable, edition_of, sees_all
from audit_app.rules.nonconformity import NONCONFORMITY, overdue, ticks
from audit_app.rules.refusals import N_, Refused
from audit_app.security import clock, database
from audit_app.severities import labels
from audit_app.show import language, name_then, show
from audit_app.store import log, people, photos, visits
from audit_app.store.claims import claimed_by, claims_of
from audit_app.store.nonconformities import get_nonconformity
from checklists import Edition

Line = dict[str, Any]
SETTLED = frozenset({"closed", "withdrawn"})
FILTERS = {
    "all": N_("全部"),
    "open": N_("未关闭"),
    "late": N_("逾期"),
    "closed": N_("已关闭"),
    "withdrawn": N_("已撤回"),
}
TICKS = {"time": N_("时间"), "place": N_("地点"), "document": N_("文件编号"), "post": N_("岗位")}
DONE = {
    "nonconformity.draft": N_("起草"),
    "nonconformity.set": N_("修改"),
    "nonconformity.raise": N_("开具"),
    "nonconformity.confirm": N_("受审核方确认"),
    "nonconformity.withdraw": N_("撤回"),
    "nonconformity.restore": N_("恢复"),
}


@bp.get("/nc")
def nonconformities() -> Response:
    """The list with its filter; the counts of the filters add up to the rows behind them."""
    chosen = request.args.get("state", "open")
    chosen = chosen if chosen in FILTERS else "open"
    member = None if sees_all(g.actor) else g.actor.id
    today, after = clock().today(), request.args.get("after", "")
    with database().reading() as connection:
        page = queries.page_of_nonconformities(
            connection, g.actor.organisation, member, today, name=chosen, after=after
        )
        counted = queries.count_nonconformities(connection, g.actor.organisation, member, today, list(FILTERS))
        editions = {
            name: find_edition(connection, g.actor.organisation, name)
            for name in {row["edition_id"] for row in page.rows}
        }
        waiting = states_waiting(connection, {row["id"] for row in page.rows})
    return show(
        "review/nonconformities.html",
        "review/_nonconformities.html",
        chosen=chosen,
        filters=[(name, _(word), counted[name]) for name, word in FILTERS.items()],
        lines=[line_of(row, editions[row["edition_id"]], today, waiting) for row in page.rows],
        more=page.after,
        after=after,
    )


def line_of(row: Mapping[str, Any], edition: Edition, today: date, waiting: Mapping[str, str]) -> Line:
    """A row in words; `edition` is the one of its audit, `waiting` says by id what a kept-back act waits for."""
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    clauses = row["clauses"] if isinstance(row["clauses"], list) else json.loads(row["clauses"])
    return {
        **row,
        "clause_words": [edition.item(ref).label(language()) for ref in clauses],
        "clause_printed": [edition.item(ref).printed(language()) for ref in clauses],
        "state_word": waiting.get(row["id"]) or _(NONCONFORMITY.word(row["state"])),
        "late": overdue(row["state"], due, today),
        "severity_word": labels()[row["severity"]] if row["severity"] else _("未定"),
        "settled": row["state"] in SETTLED,
    }


@bp.get("/nc/<nonconformity>")
def nonconformity(nonconformity: str) -> Response:
    """One nonconformity: fact with its ticks, clauses, evidence, confirmation, history."""
    with database().reading() as connection:
        row = get_nonconformity(connection, nonconformity)
        if row is None:
            raise Refused("absent")
        check_readable(connection, g.actor, row["visit_id"])
        audit = visits.get_audit(connection, row["visit_id"])
        if audit is None:
            raise Refused("absent")
        client = visits.get_client(connection, audit["client_id"])
        edition = edition_of(connection, row["visit_id"])
        chosen = photos.evidence_of(connection, row)
        names = people.names_of(connection, {one["author_id"] for one in chosen} | {row["author_id"]})
        departments = visits.get_departments(connection, row["visit_id"])
        past = history(connection, nonconformity)
        waiting = states_waiting(connection, {nonconformity})
        claims = claims_of(connection, row["visit_id"])
    said = ticks(row["fact"] or "", departments)
    return show(
        "review/nonconformity.html",
        nc=line_of(row, edition, clock().today(), waiting),
        audit=audit,
        client=client,
        edition=edition,
        ticks=[(_(word), said[name]) for name, word in TICKS.items()],
        photos=chosen,
        names=names,
        claims=claims,
        history=past,
    )


def history(connection: Connection, subject: str) -> list[Line]:
    """What was done, when and by whom, oldest first; changes in a row by one person are one line."""
    rows = log.history(connection, subject)
    names = people.names_then(connection, {(row["actor"], row["received_at"]) for row in rows})
    found: list[Line] = []
    for row in rows:
        line = {
            "at": row["received_at"],
            "came_in": row["came_in"],
            "claimed": claimed_by(row),
            "who": name_then(names.get((row["actor"], row["received_at"]))) or _("系统"),
            "what": _(DONE.get(row["kind"], row["kind"])),
        }
        if (
            found
            and row["kind"] == "nonconformity.set"
            and (found[-1]["who"], found[-1]["what"]) == (line["who"], line["what"])
        ):
            found[-1] = line
        else:
            found.append(line)
    return found
