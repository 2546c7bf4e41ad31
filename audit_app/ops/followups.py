"""Ops on what follows from a failed spot check: rectification, written reminder, regulatory interview of a body."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.dates import not_ahead, not_before
from audit_app.ops.things import own
from audit_app.rules.calendar import Calendar
from audit_app.rules.deadlines import Due, Unit, due
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.instants import SITE, instant
from audit_app.rules.machine import Machine
from audit_app.rules.permits import Thing
from audit_app.rules.refusals import Refused
from audit_app.store import campaigns, people
from audit_app.store import followups as store
from checklists import calendar_data

Read = Callable[[Any, str], Any]
Change = Callable[..., None]


def _noted(content: str, tx: Tx) -> str:
    """The record of acts on a paper, as JSON: [{verb, on, note}]."""
    body = tx.op.body
    act = {"verb": tx.op.kind.split(".")[1], "on": body.get("on") or body.get("at"), "note": body.get("note", "")}
    return json.dumps([*json.loads(content), act], ensure_ascii=False)


# ---- rectification ---------------------------------------------------------------------------------------------------


def rectification_thing(tx: Tx) -> Thing:
    return store.thing_of_rectification(tx.connection, tx.op.subject)


def _rectify(tx: Tx, verb: str, **changed: Any) -> None:
    state = RECTIFICATION.step(str(tx.thing.state), verb)
    store.change_rectification(tx.connection, tx.op.subject, state=state, **changed)


def _rectification(tx: Tx) -> Any:
    row = store.get_rectification(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    return row


def issue(tx: Tx) -> None:
    number = {"number": tx.op.body["number"]} if tx.op.body["number"] else {}
    _rectify(tx, "issue", issued_on=not_ahead(tx, tx.op.body["on"]), **number)


def serve(tx: Tx) -> None:
    """A term of days begins now, the day of service not counted; a date set in the notice is kept as it is."""
    row = _rectification(tx)
    on = not_before(not_ahead(tx, tx.op.body["on"]), row["issued_on"])
    last = _last_day(row["term"], on)
    counted = {"due_on": last.date.isoformat(), "provisional": int(last.provisional)} if last else {}
    _rectify(tx, "serve", served_on=on, **counted)


def _last_day(term: str | None, served_on: str) -> Due | None:
    if not term:
        return None
    n, unit = term.split()
    units: dict[str, Unit] = {"day": "day", "workday": "workday"}
    return due(date.fromisoformat(served_on), int(n), units[unit], Calendar(calendar_data()))


def respond(tx: Tx) -> None:
    _rectify(
        tx,
        "respond",
        responded_on=not_before(not_ahead(tx, tx.op.body["on"]), _rectification(tx)["served_on"]),
        reason=None,
    )


def give_back(tx: Tx) -> None:
    _rectify(tx, "return", reason=tx.op.body["reason"])


def recheck(tx: Tx) -> None:
    _rectify(
        tx, "recheck", rechecked_on=not_before(not_ahead(tx, tx.op.body["on"]), _rectification(tx)["responded_on"])
    )


def close(tx: Tx) -> None:
    _rectify(tx, "close", closed_on=not_before(not_ahead(tx, tx.op.body["on"]), _rectification(tx)["rechecked_on"]))


def extend(tx: Tx) -> None:
    """A later last day, with its reason; the state stays."""
    until, before = tx.op.body["until"], _rectification(tx)["due_on"]
    if before and until <= before:
        raise Refused("not_later", "until", value=until, before=before)
    _rectify(tx, "extend", extended_to=until, due_on=until, provisional=0, reason=tx.op.body["reason"])


# ---- reminder and regulatory interview -------------------------------------------------------------------------------


def reminder_thing(tx: Tx) -> Thing:
    return store.thing_of_reminder(tx.connection, tx.op.subject)


def interview_thing(tx: Tx) -> Thing:
    return store.thing_of_interview(tx.connection, tx.op.subject)


def _dated(
    of: Callable[[Tx], Thing], machine: Machine, verb: str, read: Read, change: Change, column: str, after: str
) -> Verb:
    """An act on a paper that writes its day into `column`; the day may not lie before the one in `after`."""

    def handle(tx: Tx) -> None:
        state, row, body = machine.step(str(tx.thing.state), verb), read(tx.connection, tx.op.subject), tx.op.body
        on = not_before(not_ahead(tx, body["on"]), row[after] if after else None)
        changed = {column: on} if column else {}
        if body["number"]:
            changed["number"] = body["number"]
        change(tx.connection, tx.op.subject, state=state, content=_noted(row["content"], tx), **changed)

    return Verb(of, handle)


def _reminder(verb: str, column: str, after: str) -> Verb:
    return _dated(reminder_thing, REMINDER, verb, store.get_reminder, store.change_reminder, column, after)


def _interview(verb: str, column: str = "") -> Verb:
    return _dated(interview_thing, REGULATORY_INTERVIEW, verb, store.get_interview, store.change_interview, column, "")


def draft_interview(tx: Tx) -> None:
    """An office calls in a body for a campaign; spot checks are put under it until the notice goes out."""
    body = tx.op.body
    office: Any = people.get_organisation(tx.connection, tx.actor.organisation)
    campaign = campaigns.get_campaign(tx.connection, body["campaign"])
    if campaign is None or campaign["organisation_id"] not in (office["id"], office["parent_id"]):
        raise Refused("absent", "campaign")
    if store.get_interview(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    store.put_interview(
        tx.connection,
        id=tx.op.subject,
        organisation_id=office["id"],
        campaign_id=campaign["id"],
        body=body["body"],
        approval_no=body["approval_no"],
        state=REGULATORY_INTERVIEW.initial,
        content="[]",
        created_at=tx.at,
    )


def notify(tx: Tx) -> None:
    """The notice names time (local, `2023-10-31T14:00`) and place; kept as an instant."""
    body = tx.op.body
    row: Any = store.get_interview(tx.connection, tx.op.subject)
    try:
        at = datetime.strptime(body["at"].replace("T", " "), "%Y-%m-%d %H:%M").replace(tzinfo=SITE)
    except ValueError:
        raise Refused("bad_date", "at", value=body["at"]) from None
    state = REGULATORY_INTERVIEW.step(str(tx.thing.state), "notify")
    store.change_interview(
        tx.connection,
        tx.op.subject,
        state=state,
        held_at=instant(at),
        place=body["place"],
        number=body["number"],
        content=_noted(row["content"], tx),
    )


VERBS = {
    "rectification.issue": Verb(rectification_thing, issue),
    "rectification.serve": Verb(rectification_thing, serve),
    "rectification.respond": Verb(rectification_thing, respond),
    "rectification.return": Verb(rectification_thing, give_back),
    "rectification.recheck": Verb(rectification_thing, recheck),
    "rectification.close": Verb(rectification_thing, close),
    "rectification.extend": Verb(rectification_thing, extend),
    "reminder.issue": _reminder("issue", "issued_on", ""),
    "reminder.serve": _reminder("serve", "served_on", "issued_on"),
    "reminder.close": _reminder("close", "closed_on", "served_on"),
    "regulatory_interview.draft": Verb(own, draft_interview),
    "regulatory_interview.notify": Verb(interview_thing, notify),
    "regulatory_interview.hold": _interview("hold"),
    "regulatory_interview.sign_minutes": _interview("sign_minutes"),
    "regulatory_interview.await_commitments": _interview("await_commitments"),
    "regulatory_interview.verify": _interview("verify"),
    "regulatory_interview.close": _interview("close", "closed_on"),
}
