"""What an op is answered."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import Connection

from audit_app.rules.permits import Actor
from audit_app.rules.refusals import Refused
from audit_app.store import log
from schemas.fields import is_plain
from schemas.loading import few, first_message


@dataclass(frozen=True)
class Outcome:
    """What became of an op: done, held (kept until it can be carried out) or refused, with code, sentence and place in the log;
    or later: nothing of it was kept, and whoever sent it sends it again.
    """

    id: str
    outcome: str
    why: str | None = None
    sentence: str | None = None
    field: str | None = None
    seq: int | None = None
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def as_said(op_id: str, row: log.Said) -> Outcome:
    """The answer of the first time, word for word."""
    answer = json.loads(row.answer) if row.answer else {}
    return Outcome(
        op_id, row.outcome, row.why, answer.get("sentence"), answer.get("field"), row.seq, answer.get("details", {})
    )


def said_of(connection: Connection, ids: Iterable[str], actor: Actor) -> list[Outcome]:
    """What became of these ops of one's own; those that were never here are left out."""
    ids = list(ids)
    found = log.seen(connection, ids) if ids else {}
    return [as_said(op_id, row) for op_id, row in found.items() if row.actor == actor.id]


def put_off(op_id: str, code: str) -> Outcome:
    """The answer to what is to be sent again later, and why; the log keeps nothing of it."""
    why = Refused(code)
    return Outcome(op_id, "later", why.code, why.sentence)


def shapeless(data: Any, error: ValidationError) -> Outcome:
    """The answer to what has not even the outer shape of an op; the log keeps nothing of it."""
    given = data.get("id") if isinstance(data, Mapping) else None
    field_name, message = first_message(error)
    told = few(error)
    problems = {"errors": told} if is_plain(json.dumps(told, ensure_ascii=False, default=str)) else {}
    return Outcome(
        given[:60] if is_plain(given) else "",
        "refused",
        "bad_shape",
        message if problems else None,
        field_name if problems else None,
        None,
        problems,
    )
