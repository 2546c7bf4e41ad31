"""What every correction asks: that the values read are still the values kept, that something changes, and a reason where
somebody else has had it in hand. What was kept before `ops` made texts tidy may hold signs that nobody sees: they are no difference.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection

from audit_app.ops import Tx
from audit_app.ops.reasons import reasoned
from audit_app.rules.reasons import LEAST_REASON, is_reason
from audit_app.rules.refusals import Refused
from audit_app.store import seen
from schemas.fields import tidied, tidy

EMPTY = "—"
ALWAYS = frozenset(
    {
        "campaign.correct",
        "spot_check.correct",
        "rectification.correct_dates",
        "reminder.correct_dates",
        "regulatory_interview.correct_dates",
    }
)
"""Corrections that ask for a reason whoever has seen it: others read it without doing anything of their own."""


def corrected(tx: Tx, kept: Mapping[Any, Any]) -> dict[str, Any]:
    """The new values by field. Refused("stale") where what was on the screen is not what is kept."""
    was, now = tx.op.body["was"], tx.op.body["now"]
    changed = {name: value for name, value in now.items() if value != kept[name]}
    if not changed:
        raise Refused("nothing_changed")
    for name in changed:
        if tidied(was.get(name)) != tidied(kept[name]):
            raise Refused("stale", name)
    return changed


def was_of(tx: Tx, name: str = "was") -> Any:
    """What the op says was on the screen. Raises Refused where its version could not say so: it is done anew, with it."""
    if name not in tx.op.body:
        raise Refused("version_old")
    return tx.op.body[name]


def as_seen(tx: Tx, now: str | None, yours: str | None, field: str) -> None:
    """Refused("changed_since"), with both values, where what was on the screen (`was`) is not what is kept."""
    was = was_of(tx) or ""
    if tidy(was) != tidy(now or "") and (yours or "") != (now or ""):
        raise Refused("changed_since", field, was=was or EMPTY, now=now or EMPTY, yours=yours or EMPTY)


def reason_needed(connection: Connection, kind: str, which: ColumnElement[bool], myself: str) -> bool:
    """The one rule of when a correction asks for a reason: pages say it before, `explained` refuses after."""
    return kind in ALWAYS or bool(seen.by_others(connection, which, myself))


def explained(tx: Tx, which: ColumnElement[bool]) -> None:
    """A reason where the rule asks for one: always, or where somebody else has had it in hand. Not asked again of a row of
    the log.
    """
    if tx.op.kind in ALWAYS:
        reasoned(tx, tx.op.body["reason"])
        return
    if tx.replaying or is_reason(tx.op.body.get("reason", "")):
        return
    if reason_needed(tx.connection, tx.op.kind, which, tx.actor.id):
        raise Refused("reason_asked", "reason", least=LEAST_REASON)
