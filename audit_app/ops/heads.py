"""The set family: a field keeps every head nobody has built upon. What a field means is its handler's business."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_app.rules import ids
from audit_app.rules.instants import of_milliseconds
from audit_app.rules.merge import Head, conflict, settle, shown
from audit_app.store import heads

if TYPE_CHECKING:
    from audit_app.ops import Tx


@dataclass(frozen=True)
class Shown:
    """What a field shows: the value, whether several different ones stand side by side, who wrote it, when (UTC
    instant).
    """

    value: Any
    conflict: bool
    author: str
    at: str


def settle_field(tx: "Tx", field: str, value: Any) -> Shown:
    """Put a value upon the base the client was looking at; what is now shown, until a person settles a conflict.

    Author and time are those of the op whose value is shown, so that the order of arrival leaves no trace.
    """
    mine = json.dumps(value, ensure_ascii=False, sort_keys=True)
    subject = tx.op.subject
    rows = {row["op_id"]: row for row in tx.buffer.get_heads(subject, field)}
    before = [Head(row["op_id"], row["value"], row["stamp"]) for row in rows.values()]
    after = settle(before, tx.op.id, tuple(tx.op.base.get(field, ())), mine, tx.stamp)
    tx.buffer.put_heads(
        subject,
        field,
        rows.keys() - {head.op for head in after},
        {
            "subject": subject,
            "field": field,
            "op_id": tx.op.id,
            "value": mine,
            "stamp": tx.stamp,
            "author_id": tx.actor.id,
            "device": tx.op.device,
            "received_at": tx.at,
        },
    )
    if not tx.buffered:
        tx.buffer.write()
    winner = shown(after)
    author = tx.actor.id if winner.op == tx.op.id else rows[winner.op]["author_id"]
    return Shown(json.loads(winner.value), conflict(after), author, time_of(winner.stamp))


def time_of(stamp: str) -> str:
    """The UTC instant in a stamp: when the tablet says it was done, never later than five minutes after receipt."""
    return of_milliseconds(ids.time_of(stamp))


def conflicts(tx: "Tx") -> bool:
    """Whether any field of the op's subject stands in several different values."""
    fields: dict[str, set[str]] = {}
    for row in heads.list_heads(tx.connection, [tx.op.subject]):
        fields.setdefault(row["field"], set()).add(row["value"])
    return any(len(values) > 1 for name, values in fields.items() if name != "withdrawn")
