"""Ops that put right the days of 限期整改 and 书面提醒, with a reason: issue, service, reply, recheck, an extended last day.

A day that stands in an accepted 附件 3 stays.
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import Tx, Verb
from audit_app.ops.corrections import corrected, explained
from audit_app.ops.dates import not_ahead, not_before
from audit_app.ops.followups import (
    counted_from,
    issued_after,
    rectification_resource,
    reminder_resource,
)
from audit_app.ops.spot_checks import CORRECTABLE
from audit_app.rules.campaign import CITY_ROUND
from audit_app.rules.refusals import Refused
from audit_app.store import campaigns, followups, issued, log, seen, spot_checks

RECTIFICATION_DAYS = ("issued_on", "served_on", "responded_on", "rechecked_on", "closed_on")
REMINDER_DAYS = ("issued_on", "served_on", "closed_on")
IN_TABLE = {"issued_on", "served_on", "extended_to", "held_on"}
"""The days that a line of 附件 3 rests on."""
Days = dict[str, Any]


def open_still(tx: Tx, check: Any, names: Sequence[str], column: str, extended_to: str | None = None) -> None:
    """Refused("round_closed") where a named day stands in the accepted table; `column` is what it is printed in."""
    if kept_by_table(tx.connection, check, column, extended_to).intersection(names):
        round_: Any = campaigns.get_round(tx.connection, check["round_id"])
        raise Refused("round_closed", state_word=CITY_ROUND.word(round_["state"]))


def kept_by_table(connection: Connection, check: Any, column: str, extended_to: str | None = None) -> set[str]:
    """The days of a paper that a table accepted by the province rests on: none where the company has nothing in `column`. An
    extension made since, `extended_to` now, stands in no table.
    """
    round_: Any = campaigns.get_round(connection, check["round_id"])
    if round_["state"] in CORRECTABLE:
        return set()
    kept = next(iter(issued.list_issued(connection, "annex3", round_["id"])), None)
    line: Days = next((one for one in kept["rows"] if one["id"] == check["id"]), {}) if kept else {}
    if kept is not None and not line.get(column):
        return set()
    since = column == "rectification" and line.get("due", extended_to) != extended_to
    return IN_TABLE - ({"extended_to"} if since else set())


def days_in_order(tx: Tx, kept: Days, order: Sequence[str], timed: Sequence[str] = ()) -> Days:
    """The changed values; days of `order` stay in it, none lies ahead but those of `timed`. Raises Refused."""
    changed = corrected(tx, {name: kept[name] for name in tx.op.body["now"]})
    explained(tx, seen.on_paper(tx.op.subject))
    for name, value in changed.items():
        if not kept[name]:
            raise Refused("stale", name)
        if not value:
            raise Refused("day_emptied", name)
        if name in order and name not in timed:
            not_ahead(tx, value, name)
    after = {**kept, **changed}
    there = [name for name in order if kept[name]]
    for earlier, later in pairwise(there):
        if kept[earlier] <= kept[later] and {earlier, later} & changed.keys():
            not_before(after[later], after[earlier], (later, earlier), later if later in changed else earlier)
    return changed


def correct_rectification(tx: Tx) -> None:
    """A last day that was counted from service is counted anew; one that was extended stays, or is itself put right."""
    row: Any = followups.get_rectification(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    check: Any = spot_checks.get_spot_check(tx.connection, row["spot_check_id"])
    changed = days_in_order(tx, dict(row), RECTIFICATION_DAYS)
    open_still(tx, check, list(changed), "rectification", row["extended_to"])
    if tx.guarded(2) and "issued_on" in changed:
        issued_after(changed["issued_on"], followups.day_checked(tx.connection, check["id"]), "issued_on")
    counted = {}
    served = changed.get("served_on", row["served_on"])
    if "served_on" in changed and not row["extended_to"]:
        counted = counted_from(row["term"], served)
    if "extended_to" in changed:
        first = counted_from(row["term"], served).get("due_on") if served else row["issued_on"]
        than = ("first_due" if first else "served_on") if served else "issued_on"
        not_before(changed["extended_to"], first or served, ("extended_to", than), "extended_to")
        if tx.guarded(4):
            _after_first(changed["extended_to"], first_due(tx.connection, row, served))
        counted = {"due_on": changed["extended_to"]}
    followups.change_rectification(tx.connection, tx.op.subject, **changed, **counted)


def _after_first(extended_to: str, first: str | None) -> None:
    """An extended last day lies after the one that it extends, as `rectification.extend` asks for, too."""
    if first and extended_to <= first:
        raise Refused("not_after_first", "extended_to", value=extended_to, before=first)


def first_due(connection: Connection, row: Any, served: str | None) -> str | None:
    """The last day before any extension: counted from service, or the one that the conclusion set, as the log has it."""
    if row["term"]:
        return counted_from(row["term"], served).get("due_on") if served else None
    concluded = [json.loads(act["body"]) for act in log.history(connection, row["spot_check_id"])]
    set_ = [body["rectification"] for body in concluded if body.get("rectification")]
    return set_[-1].get("due_on") if set_ else None


def correct_reminder(tx: Tx) -> None:
    row: Any = followups.get_reminder(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    changed = days_in_order(tx, dict(row), REMINDER_DAYS)
    for check in followups.list_cited_checks(tx.connection, "reminder", row["id"]):
        open_still(tx, check, list(changed), "measure_on")
    if tx.guarded(2) and "issued_on" in changed:
        issued_after(changed["issued_on"], followups.days_reminded(tx.connection, row["id"]), "issued_on")
    content = acts_on(row["content"], {"issue": "issued_on", "serve": "served_on", "close": "closed_on"}, changed)
    followups.change_reminder(tx.connection, tx.op.subject, **changed, **(content if tx.op.v >= 3 else {}))


def acts_on(content: str, names: dict[str, str], changed: Days) -> Days:
    """The record of acts with the corrected days."""
    acts = [
        {**act, "on": changed[names[act["verb"]]]} if names.get(act["verb"]) in changed else act
        for act in json.loads(content)
    ]
    return {"content": json.dumps(acts, ensure_ascii=False)}


VERBS = {
    "rectification.correct_dates": Verb(rectification_resource, correct_rectification),
    "reminder.correct_dates": Verb(reminder_resource, correct_reminder),
}
