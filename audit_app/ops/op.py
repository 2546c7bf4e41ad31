"""What an op is, and how one is read: its outer shape, its body, what it makes. All of it before anybody waits for the log's end."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from audit_app.ops.subjects import check_subject
from audit_app.rules.kinds import WAIT_FOR_BASE
from audit_app.rules.refusals import Refused
from schemas.loading import load_body, load_envelope, newest
from schemas.ops import KINDS, SHAPES
from schemas.spans import check_spans

MOST_NAMED = 20_000
"""How many ops the bases of one batch may name together: those beyond come in another batch."""


@dataclass(frozen=True)
class Op:
    """One thing somebody did. `base` names, by field, the ops whose value was on screen."""

    id: str
    kind: str
    v: int
    subject: str
    base: Mapping[str, Sequence[str]]
    body: Mapping[str, Any]
    device: str | None = None


class Held(Exception):
    """The op is kept and carried out later: `waits_for` names the subject or op it needs, or nothing where a person must release it."""

    def __init__(self, why: str, waits_for: str | None = None, **details: Any) -> None:
        super().__init__(why)
        self.why, self.waits_for, self.details = why, waits_for, details


Wrong = ValidationError | Refused | Held


@dataclass(frozen=True)
class Read:
    """What was sent, as it was read: an op, and what is wrong with it; without an op its outer shape is wrong."""

    sent: Any
    op: Op | None
    wrong: Wrong | None = None
    too_many: bool = False


def read(sent: Any) -> Read:
    """Read one op that comes in."""
    try:
        op = Op(**load_envelope(sent))
    except ValidationError as error:
        return Read(sent, None, error)
    try:
        return Read(sent, shaped(op, new=True))
    except (ValidationError, Refused, Held) as wrong:
        return Read(sent, op, wrong)


def read_all(ops: Iterable[Any]) -> list[Read]:
    """Read a batch. What would name more ops than the log is asked for at once is told to come later; the first never is."""
    found: list[Read] = []
    named = 0
    for one in map(read, ops):
        named += sum(map(len, one.op.base.values())) if one.op else 0
        found.append(dataclasses.replace(one, too_many=bool(found) and named > MOST_NAMED))
    return found


def shaped(op: Op, *, new: bool) -> Op:
    """The op with its body in the shape of its kind and version. Raises ValidationError; Held where that is unknown here; Refused
    where the subject is none for a thing that is made, which is not asked of a row of the log (`new`).
    """
    if op.kind not in KINDS:
        raise Held("unknown_kind")
    if (op.kind, op.v) not in SHAPES:
        raise Held("newer_version")
    body = load_body(op.kind, op.v, op.body)
    if new:
        check_spans(op.kind, op.v, body)
        check_subject(op.kind, op.subject, body)
    return op if body is op.body else dataclasses.replace(op, body=body)


def check_newest(op: Op) -> None:
    """What comes in today is of the newest version, or it would be carried out by rules of before. Only a tablet keeps what it sends."""
    if op.kind not in WAIT_FOR_BASE and op.v < newest(op.kind):
        raise Refused("version_old")
