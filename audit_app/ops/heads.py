"""The set family: a field keeps every head nobody has built upon. What a field means is its handler's business."""

import json
from typing import TYPE_CHECKING, Any

from audit_app.rules.merge import Head, conflict, settle, shown
from audit_app.store import heads as store

if TYPE_CHECKING:
    from audit_app.ops import Tx


def set_field(tx: "Tx", field: str, value: Any) -> tuple[Any, bool]:
    """Put a value upon the base the client was looking at.

    Returns the value now shown and whether several different values stand side by side until a person settles them.
    """
    mine = json.dumps(value, ensure_ascii=False, sort_keys=True)
    before = store.get_heads(tx.connection, tx.op.subject, field)
    after = settle(before, tx.op.id, tuple(tx.op.base.get(field, ())), mine, tx.stamp)
    kept = {h.op for h in after}
    gone = [h.op for h in before if h.op not in kept]
    store.put_heads(tx.connection, tx.op.subject, field, gone, tx.op.id, mine, tx.stamp, tx.actor.id, tx.op.device, tx.at)
    winner: Head = shown(after)
    return json.loads(winner.value), conflict(after)
