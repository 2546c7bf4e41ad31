"""What the handlers of ops work with: the open transaction of one op (`Tx`), how a kind is carried out (`Verb`), an op as data."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from audit_app.ops.op import Op
from audit_app.rules import ids
from audit_app.rules.permits import SYSTEM, Actor, Resource
from audit_app.rules.refusals import Refused
from audit_app.store.write_buffer import WriteBuffer
from schemas.loading import newest


@dataclass
class Tx:
    """What a handler works with: the open transaction, the op, who and when (`at`: the UTC instant at which it is
    carried out: that of receipt, or for what waited that of its release)."""

    connection: Connection
    op: Op
    actor: Actor
    at: str
    stamp: str
    released: bool
    buffer: WriteBuffer
    memo: dict[Any, Any]
    buffered: bool = False
    replaying: bool = False
    fresh: bool = False
    resource: Resource = dataclasses.field(default_factory=Resource)
    followed: list[tuple[str, dict[str, Any]]] = dataclasses.field(default_factory=list)
    settles: tuple[str, ...] = ()

    def guarded(self, since: int) -> bool:
        """Whether a guard that came with version `since` of this kind applies: to every op that comes in today, and in a replay
        to rows of that version or newer only, so that an old log is carried out under the rules of its own day."""
        return not self.replaying or self.op.v >= since

    def follow(self, name: str, **args: Any) -> None:
        """Queue what follows from this op; the row is written with it and carried out by the worker."""
        self.followed.append((name, args))


@dataclass(frozen=True)
class Verb:
    """How a kind is carried out: what it acts upon (for permission) and the handler.

    `buffered`: the handler writes through the buffer alone, so that such ops go together without savepoint; `rereads`: it reads the log.
    """

    of: Callable[[Tx], Resource]
    handle: Callable[[Tx], None]
    buffered: bool = False
    rereads: bool = False


def make(
    kind: str,
    subject: str,
    body: Mapping[str, Any],
    *,
    id: str | None = None,
    base: Any = None,
    device: str | None = None,
) -> dict[str, Any]:
    """An op of the newest version as plain data, ready for `apply`; the id is new unless given."""
    return {
        "id": id or ids.new_id(),
        "kind": kind,
        "v": newest(kind),
        "subject": subject,
        "base": base or {},
        "body": dict(body),
        "device": device,
    }


def op_of(row: Mapping[str, Any]) -> Op:
    """The op that a row of the log records, as it was sent."""
    base, body = json.loads(row["base"]), json.loads(row["body"])
    return Op(row["id"], row["kind"], row["v"], row["subject"], base, body, row["device"])


def actor_of(connection: Connection, user_id: str) -> Actor:
    """The person with the roles of this moment; the system only where nobody has its name: a person never becomes the system."""
    from audit_app.store.people import get_actor

    try:
        return get_actor(connection, user_id)
    except Refused:
        if user_id != SYSTEM.id:
            raise
        return SYSTEM
