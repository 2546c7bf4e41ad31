"""How much of what is not carried out the log takes: nobody fills the disk with ops that are refused or have to wait."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.rules.permits import SYSTEM, Actor
from audit_app.rules.refusals import Refused
from audit_app.store.held import count_held, count_refused
from audit_app.store.log import canonical

MOST_BYTES = 256 * 1024
"""Of a larger body that is refused only size and digest stay in the log; one that would have to wait is refused."""
UNKNOWN = frozenset({"unknown_kind", "newer_version"})
MOST_HELD = 2_000
"""How many ops may wait for one person: beyond it one of a kind or version unknown here is refused, any other is to come later."""

MOST_REFUSED, MOST_REFUSED_TOGETHER = 1_000, 10_000
"""Of how many refused ops a day the log keeps a row, for one person and for a whole organisation. Those beyond are answered alike."""
DAY_MS = 86_400_000


class Refusals:
    """How many ops were refused within a day, counted once in a transaction for each person it refuses something."""

    def __init__(self, connection: Connection, now: str) -> None:
        self.connection, self.now = connection, now
        self.counted: dict[str, tuple[int, int]] = {}

    def enough(self, actor: Actor) -> bool:
        """Whether one more of this person gets no row of the log; else it is counted."""
        if actor is SYSTEM:
            return False
        if actor.id not in self.counted:
            since = of_milliseconds(milliseconds(self.now) - DAY_MS)
            self.counted[actor.id] = count_refused(self.connection, actor.id, actor.organisation, since)
        mine, ours = self.counted[actor.id]
        if mine >= MOST_REFUSED or ours >= MOST_REFUSED_TOGETHER:
            return True
        self.counted[actor.id] = (mine + 1, ours + 1)
        return False


class Waiting:
    """How many ops wait for each person: counted once in a transaction, then kept up as they come and go."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.counted: dict[str, int] = {}

    def enough(self, actor: Actor) -> bool:
        """Whether one more of this person has to come later; else it is counted. All that waits must have been written."""
        if actor is SYSTEM:
            return False
        if actor.id not in self.counted:
            self.counted[actor.id] = count_held(self.connection, actor.id)
        if self.counted[actor.id] >= MOST_HELD:
            return True
        self.counted[actor.id] += 1
        return False

    def changed(self, actor: str, by: int) -> None:
        """Something of this person was taken up, or put back."""
        if actor in self.counted:
            self.counted[actor] += by


def too_large_to_hold(body: Mapping[str, Any]) -> Refused | None:
    """Why this op may not wait, where its body is too large for it."""
    too_large = len(canonical(body).encode()) > MOST_BYTES
    return Refused("held_too_large", most=MOST_BYTES // 1024) if too_large else None


def too_many_held() -> Refused:
    """Why no more of an unknown kind or version waits for somebody."""
    return Refused("held_too_many", most=MOST_HELD)


def as_refused(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stays in the log of the body of a refused op."""
    text = canonical(body).encode()
    if len(text) <= MOST_BYTES:
        return body
    return {"left_out": {"size": len(text), "sha256": hashlib.sha256(text).hexdigest()}}
