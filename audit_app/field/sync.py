"""What a tablet sends and hears: its ops go through `ops` in one transaction, and it learns what others did
since.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import current_app, g, request
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.effects.redigest import look, older_than
from audit_app.errors import answer
from audit_app.field import bp
from audit_app.field.kept_back import confirmations_waiting
from audit_app.field.taken import taken_from
from audit_app.forms import refuse_pages_own
from audit_app.ops import Outcome, apply_all
from audit_app.ops.held import retry_confirmed
from audit_app.ops.outcomes import said_of
from audit_app.photo_files import remark_of
from audit_app.rules.permits import may
from audit_app.rules.refusals import SENTENCES, Refused
from audit_app.security import clock, database
from audit_app.store import digests, log, nonconformities, people, photos, visits
from schemas.sync import Asked, load_asked
from schemas.words import translate_error

MOST_NEWS = 2000
MOST_READ = 64 * 2**20
"""Bytes of originals that one answer reads again."""


@bp.post("/sync")
def sync() -> Any:
    """{device, since, epoch, head, visits, ops, have, ask} in, {outcomes, later, news, kept, numbers, gone, taken, told, same, epoch,
    head, head_seq, seq, more} out.
    """
    person = request.headers.get("X-Person")
    if person and person != g.actor.id:
        return answer(409, "another_person", _("这台平板现在是别人登录着。请由写下记录的人登录后再上传。"))
    try:
        asked = load_asked(request.get_data(cache=False))
    except ValueError as error:
        return answer(400, "bad_request", translate_error(str(error), _))
    refuse_pages_own(asked.ops)
    outcomes = apply_all(database(), asked.ops, g.actor, clock().now()) if asked.ops else []
    retry_confirmed(database(), outcomes, clock().now())
    with database().reading() as connection:
        heard = _heard(connection, asked, {one.seq for one in outcomes})
    # apart from the outcomes: a tablet that does not know the word keeps such an op unsent and sends it again
    later = [one.id for one in outcomes if one.outcome == "later"]
    return {"outcomes": [_outcome(one) for one in outcomes if one.outcome != "later"], "later": later, **heard}


def _heard(connection: Connection, asked: Asked, said: set[int | None]) -> dict[str, Any]:
    """What happened since; `said` are the places in the log that this request's own answers already tell of."""
    seq, chain, epoch = log.get_head(connection)
    mine = [visit for visit in asked.visits if _works_on(connection, visit)]
    unheard = any(place not in said for place in range(seq, asked.since, -1))
    rows = log.news(connection, mine, asked.since, MOST_NEWS) if mine and unheard else []
    more = len(rows) == MOST_NEWS
    others = [row for row in rows if (row["actor"], row["device"]) != (g.actor.id, asked.device)]
    g.shows_others = bool(others)
    names = people.names_of(connection, {row["actor"] for row in others})
    return {
        "news": [_news(row, names) for row in others],
        "kept": _kept(connection, asked.have),
        "gone": [visit for visit in asked.visits if visit not in mine],
        "numbers": {
            id: number for visit in mine for id, number in nonconformities.numbers_of(connection, visit).items()
        },
        "held": [one for visit in mine for one in confirmations_waiting(connection, visit)],
        "taken": taken_from(connection, g.actor, clock().now()) if unheard else None,
        "told": [_outcome(one) for one in said_of(connection, asked.ask, g.actor)],
        "same": _same(connection, asked, epoch),
        "epoch": epoch,
        "head": chain,
        "head_seq": seq,
        "seq": rows[-1]["seq"] if more else seq,
        "more": more,
    }


def _same(connection: Connection, asked: Asked, epoch: int) -> bool:
    """Whether this log is the one that the tablet heard before: its epoch, and its chain at that place."""
    if asked.head is None:
        return True
    seq, chain = asked.head
    return asked.epoch == epoch and log.chain_at(connection, seq) == chain


def _works_on(connection: Connection, visit: str) -> bool:
    try:
        return may(g.actor, "visit.work", visits.resource_of_visit(connection, visit))
    except Refused:
        return False


def _kept(connection: Connection, wanted: list[str]) -> list[dict[str, Any]]:
    """Only what really lies in the organisation's store, with its size and what was seen of it: 已存服务器 rests on this alone.

    Bytes that nobody compared for too long are compared now, as far as one answer has time for it.
    """
    shelf, found, left = current_app.extensions["evidence"], [], MOST_READ
    seen = photos.verdicts(connection, g.actor.organisation, wanted) if wanted else {}
    oldest = older_than(clock().now(), current_app.config["AUDIT"].kept_days)
    for row in digests.states(connection, g.actor.organisation, wanted) if wanted else ():
        if row["looked_at"] < oldest and not row["problem"]:
            left -= row["size"]
            if left < 0 or look(database(), shelf, [row], clock().now())[0][2]:
                continue
        if not row["problem"] and shelf.has(g.actor.organisation, row["sha256"]):
            size = shelf.size(g.actor.organisation, row["sha256"])
            found.append({"sha256": row["sha256"], "size": size, "seen": _seen(seen.get(row["sha256"]))})
    return found


def _seen(row: Mapping[Any, Any] | None) -> dict[str, Any] | None:
    """What full decoding said of the picture, for tablets whose pack is older; nothing while it has not looked."""
    return {"state": row["state"], "remark": remark_of(row)} if row and row["checked_at"] else None


def _news(row: Any, names: dict[str, str]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("seq", "id", "kind", "v", "subject", "actor", "device", "stamp")}
    return {
        **kept,
        "base": json.loads(row["base"]),
        "body": json.loads(row["body"]),
        "actor_name": names.get(row["actor"], ""),
        "at": row["received_at"],
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "id": one.id,
        "outcome": one.outcome,
        "why": one.why,
        "sentence": _in_words(one),
        "field": one.field,
        "seq": one.seq,
        "details": dict(one.details),
    }


def _in_words(one: Outcome) -> str | None:
    """The sentence in the reader's language where the code has one, else as `ops` said it."""
    if one.outcome == "done" or one.why not in SENTENCES or one.why == "bad_shape":
        return translate_error(one.sentence or "", _) or None
    return Refused(one.why, one.field, **one.details).in_words(_)
