"""Ops that take back the last step of a paper, 限期整改, 书面提醒 or 约谈, that was registered for the wrong company.

The paper stands again where it stood; what was written stays in the log. A step that stands in an accepted 附件 3 stays.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import Tx, Verb
from audit_app.ops.followups import counted_from, interview_resource, rectification_resource, reminder_resource
from audit_app.ops.reasons import reasoned
from audit_app.ops.steps_accepted import stands_in_accepted
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.machine import Machine
from audit_app.rules.permits import Resource
from audit_app.rules.refusals import N_, Refused
from audit_app.rules.steps import COLUMNS, UNDO, UNDONE_BY_IT, Act, Step, standing
from audit_app.store import followups, log
from schemas.fields import tidy

Row = Mapping[Any, Any]
MACHINES: dict[str, Machine] = {
    "rectification": RECTIFICATION,
    "reminder": REMINDER,
    "regulatory_interview": REGULATORY_INTERVIEW,
}
READ: dict[str, Callable[[Connection, str], Any]] = {
    "rectification": followups.get_rectification,
    "reminder": followups.get_reminder,
    "regulatory_interview": followups.get_interview,
}
CHANGE: dict[str, Callable[..., None]] = {
    "rectification": followups.change_rectification,
    "reminder": followups.change_reminder,
    "regulatory_interview": followups.change_interview,
}
CONCLUDING = ("spot_check.conclude", "spot_check.correct_conclusion")


@dataclass(frozen=True)
class Last:
    """The last step of a paper that can be taken back: what was written with it as it stands now, and the state before it."""

    verb: str
    before: str
    on: str | None
    note: str | None
    found: Mapping[str, Any]


def last_step(connection: Connection, thing: str, row: Row) -> Last | None:
    """The step that would be taken back now; None where there is none, or where it is none of those that can be."""
    steps = steps_of(connection, thing, row)
    if not steps or steps[-1].verb not in UNDONE_BY_IT[thing] or steps[-1].after != row["state"]:
        return None
    last = steps[-1]
    on, note = _of_rectification(last.verb, row) if thing == "rectification" else _of_paper(row)
    return Last(last.verb, last.before, on, note, last.found)


def steps_of(connection: Connection, thing: str, row: Row) -> list[Step]:
    """The steps of a paper that stand. A rectification that a corrected conclusion drafted anew, under the same id, begins anew."""
    own, start = log.history(connection, row["id"]), 0
    if thing == "rectification":
        start = max(one["seq"] for one in log.history(connection, row["spot_check_id"]) if one["kind"] in CONCLUDING)
    acts = (Act(one["kind"], one["v"], json.loads(one["body"])) for one in own if one["seq"] > start)
    return standing(MACHINES[thing], acts)


def _of_rectification(verb: str, row: Row) -> tuple[str | None, str | None]:
    day = row[COLUMNS["rectification"].get(verb, "extended_to")] if verb != "return" else None
    note = {"respond": row["response"], "return": row["reason"], "extend": row["reason"]}.get(verb)
    return day, note or None


def _of_paper(row: Row) -> tuple[str | None, str | None]:
    act = json.loads(row["content"])[-1]
    return act["on"], act["note"] or None


def undo(thing: str) -> Callable[[Tx], None]:
    def handle(tx: Tx) -> None:
        row: Any = READ[thing](tx.connection, tx.op.subject)
        last = last_step(tx.connection, thing, row)
        if last is None:
            raise Refused("no_step_to_undo", state_word=MACHINES[thing].word(row["state"]))
        _as_read(tx, thing, last)
        reasoned(tx, tx.op.body["reason"])
        if stands_in_accepted(tx.connection, thing, row, last.verb):
            raise Refused("step_in_accepted", verb_word=MACHINES[thing].verb_words[last.verb])
        CHANGE[thing](tx.connection, row["id"], state=last.before, **_restored(tx.connection, thing, row, last))

    return handle


def _as_read(tx: Tx, thing: str, last: Last) -> None:
    """Nothing is taken back that was not on the screen. Raises Refused."""
    body, words = tx.op.body, MACHINES[thing].verb_words
    if body["step"] != last.verb:
        was = words.get(body["step"], body["step"])
        raise Refused("last_step_changed", "step", was_word=was, now_word=words[last.verb])
    for name, label, now in (("on", N_("日期"), last.on), ("note", N_("内容"), last.note)):
        if tidy(body[name] or "").strip() != tidy(now or "").strip():
            raise Refused("conclusion_changed", name, what_word=label, was=body[name] or "—", now=now or "—")


def _restored(connection: Connection, thing: str, row: Row, last: Last) -> dict[str, Any]:
    """The columns as they were before the step. A number goes only where it came with the step."""
    columns = {name: value for name, value in last.found.items() if name != "number" or value is None}
    if thing != "rectification":
        return {**columns, "content": json.dumps(json.loads(row["content"])[:-1], ensure_ascii=False)}
    if last.verb == "serve" and row["term"]:
        return {**columns, "due_on": None, "provisional": 0}
    if last.verb == "extend":
        return {**columns, **_last_day_before(connection, row, columns["extended_to"])}
    return columns


def _last_day_before(connection: Connection, row: Row, extended_to: str | None) -> dict[str, Any]:
    """The last day without the extension: the one extended to before, counted from service, or as the notice set it."""
    if extended_to:
        return {"due_on": extended_to, "provisional": 0}
    if row["term"]:
        return counted_from(row["term"], row["served_on"])
    wanted = [
        given["due_on"]
        for one in log.history(connection, row["spot_check_id"])
        if one["kind"] in CONCLUDING and (given := json.loads(one["body"]).get("rectification")) and given.get("due_on")
    ]
    return {"due_on": wanted[-1], "provisional": 0}


_OF: dict[str, Callable[[Tx], Resource]] = {
    "rectification": rectification_resource,
    "reminder": reminder_resource,
    "regulatory_interview": interview_resource,
}
VERBS = {f"{thing}.{UNDO}": Verb(of, undo(thing), rereads=True) for thing, of in _OF.items()}
