"""Ops on what follows from a failed spot check: rectification, written reminder, regulatory interview of a body."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from audit_app.ops import Tx, Verb
from audit_app.ops.body_numbers import of_one_body
from audit_app.ops.coded import coded
from audit_app.ops.corrections import as_seen
from audit_app.ops.dates import not_ahead, not_before, not_before_record, not_over
from audit_app.ops.reasons import reasoned
from audit_app.ops.resources import own
from audit_app.ops.spot_checks import CORRECTABLE
from audit_app.rules.calendar import Calendar
from audit_app.rules.deadlines import Due, Unit, due
from audit_app.rules.followup import INTERVIEW_DAYS, RECTIFICATION, REGULATORY_INTERVIEW, REMINDER, strangers
from audit_app.rules.instants import SITE, instant, local_day
from audit_app.rules.machine import Machine
from audit_app.rules.permits import Resource
from audit_app.rules.reasons import LEAST_REASON, is_reason
from audit_app.rules.refusals import N_, Refused
from audit_app.store import campaigns, followups, people, spot_checks
from checklists import calendar_data

NUMBERED = N_("补填文号")
NUMBER_HELD = {"regulatory_interview.hold": 3}
"""The version since which an act's number does not replace another one, where it is not the second."""
IN_ORDER = {f"regulatory_interview.{verb}" for verb in ("sign_minutes", "await_commitments", "verify", "close")}
"""The acts after an interview, since version 3 none before the one that it follows."""
MOST_LONGER = 400
"""Days that one extension may add: as many as a term may have."""
Read = Callable[[Any, str], Any]
Change = Callable[..., None]


def _noted(content: str, tx: Tx) -> str:
    """The record of acts on a paper, as JSON: [{verb, on, note}]."""
    body = tx.op.body
    act = {"verb": tx.op.kind.split(".")[1], "on": body.get("on") or body.get("at"), "note": body.get("note", "")}
    return json.dumps([*json.loads(content), act], ensure_ascii=False)


# ---- rectification ---------------------------------------------------------------------------------------------------


def rectification_resource(tx: Tx) -> Resource:
    return followups.resource_of_rectification(tx.connection, tx.op.subject)


def _rectify(tx: Tx, verb: str, **changed: Any) -> None:
    state = RECTIFICATION.step(str(tx.resource.state), verb)
    followups.change_rectification(tx.connection, tx.op.subject, state=state, **changed)


def _rectification(tx: Tx) -> Any:
    row = followups.get_rectification(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    return row


def issue(tx: Tx) -> None:
    number = {"number": tx.op.body["number"]} if tx.op.body["number"] else {}
    row = _rectification(tx)
    last = row["due_on"]
    if tx.guarded(2) and last and last <= tx.op.body["on"]:
        raise Refused("due_before_issue", "on", value=last, on=tx.op.body["on"])
    if tx.guarded(3):
        issued_after(tx.op.body["on"], followups.day_checked(tx.connection, row["spot_check_id"]))
    on = not_ahead(tx, tx.op.body["on"])
    if tx.guarded(4):
        _issued_after_conclusion(tx, on, [spot_checks.get_spot_check(tx.connection, row["spot_check_id"])])
    _rectify(tx, "issue", issued_on=on, **number)


def _issued_after_conclusion(tx: Tx, on: str, checks: Iterable[Any]) -> None:
    """A paper is not dated before the conclusions that it rests on were recorded, unless it says why."""
    recorded = max((check["concluded_at"] or "" for check in checks), default="")
    not_before_record(tx, on, recorded, "issued_before_conclusion")


def issued_after(on: str, checked: list[str], name: str = "on") -> None:
    """A paper is not dated before the checks that it rests on. Raises Refused at the field `name`."""
    last = max(checked, default="")
    if on < last:
        raise Refused("issued_before_checks", name, value=on, checked=last)


def serve(tx: Tx) -> None:
    """A term of days begins now, the day of service not counted; a date set in the notice is kept as it is."""
    row = _rectification(tx)
    on = not_before(not_ahead(tx, tx.op.body["on"]), row["issued_on"], ("served_on", "issued_on"))
    _rectify(tx, "serve", served_on=on, **counted_from(row["term"], on))


def counted_from(term: str | None, served_on: str) -> dict[str, Any]:
    """The columns of a last day that is counted from service; none where the notice set the day."""
    last = _last_day(term, served_on)
    return {"due_on": last.date.isoformat(), "provisional": int(last.provisional)} if last else {}


def _last_day(term: str | None, served_on: str) -> Due | None:
    if not term:
        return None
    n, unit = term.split()
    units: dict[str, Unit] = {"day": "day", "workday": "workday"}
    return due(date.fromisoformat(served_on), int(n), units[unit], Calendar(calendar_data()))


def respond(tx: Tx) -> None:
    """The company's reply: its day and, since version 2, its text."""
    said = {"response": tx.op.body["note"] or None} if tx.op.v >= 2 else {}
    _rectify(tx, "respond", **said, responded_on=_day_after(tx, "responded_on", "served_on"), reason=None)


def _day_after(tx: Tx, name: str, earlier: str) -> str:
    """The day of an act, which is the column `name`, not before that of the column `earlier`."""
    return not_before(not_ahead(tx, tx.op.body["on"]), _rectification(tx)[earlier], (name, earlier))


def give_back(tx: Tx) -> None:
    _rectify(tx, "return", reason=tx.op.body["reason"])


def recheck(tx: Tx) -> None:
    _rectify(tx, "recheck", rechecked_on=_day_after(tx, "rechecked_on", "responded_on"))


def close(tx: Tx) -> None:
    _rectify(tx, "close", closed_on=_day_after(tx, "closed_on", "rechecked_on"))


def still_in_conclusion(connection: Connection, row: Any) -> bool:
    """Whether a rectification is a draft and its last day is put right with the conclusion that drafted it."""
    if row["state"] != RECTIFICATION.initial:
        return False
    check: Any = spot_checks.get_spot_check(connection, row["spot_check_id"])
    round_: Any = campaigns.get_round(connection, check["round_id"])
    gone_out = [
        paper
        for _, paper in followups.list_citing(connection, check["id"])
        if paper["state"] not in ("drafted", "withdrawn")
    ]
    return round_["state"] in CORRECTABLE and not gone_out


def extendable(connection: Connection, row: Any) -> bool:
    """Whether there is a last day that an extension would move: none is counted yet before service."""
    counted = not row["term"] or bool(row["due_on"])
    return counted and not still_in_conclusion(connection, row)


def extend(tx: Tx) -> None:
    """A later last day, with its reason; the state stays. A draft has its day from the conclusion, as long as that can be corrected."""
    until, row = tx.op.body["until"], _rectification(tx)
    before = row["due_on"]
    if tx.guarded(4) and still_in_conclusion(tx.connection, row):
        raise Refused("extended_as_draft", "until")
    if row["term"] and not before:
        raise Refused("term_from_service", "until")
    if before and until <= before:
        raise Refused("not_later", "until", value=until, before=before)
    if tx.guarded(2):
        not_over(tx, until, "until")
    if tx.guarded(3):
        reasoned(tx, tx.op.body["reason"])
        longer = (date.fromisoformat(until) - date.fromisoformat(before or until)).days
        if longer > MOST_LONGER:
            raise Refused("extended_too_far", "until", value=until, before=before, days=longer, most=MOST_LONGER)
    _rectify(tx, "extend", extended_to=until, due_on=until, provisional=0, reason=tx.op.body["reason"])


# ---- reminder and regulatory interview -------------------------------------------------------------------------------


def reminder_resource(tx: Tx) -> Resource:
    return followups.resource_of_reminder(tx.connection, tx.op.subject)


def interview_resource(tx: Tx) -> Resource:
    return followups.resource_of_interview(tx.connection, tx.op.subject)


def _dated(
    of: Callable[[Tx], Resource], machine: Machine, verb: str, read: Read, change: Change, column: str, after: str
) -> Verb:
    """An act on a paper that writes its day into `column`; the day may not lie before the one in `after`."""

    def handle(tx: Tx) -> None:
        state, row, body = machine.step(str(tx.resource.state), verb), read(tx.connection, tx.op.subject), tx.op.body
        on = not_before(not_ahead(tx, body["on"]), row[after] if after else None, (column, after))
        if tx.op.kind == "regulatory_interview.hold" and tx.guarded(2):
            after_checks(tx, on, "on")
        if tx.op.kind == "reminder.issue":
            of_one_body(tx, row)
        if tx.op.kind == "reminder.issue" and tx.guarded(3):
            issued_after(tx.op.body["on"], followups.days_reminded(tx.connection, tx.op.subject))
        if tx.op.kind == "reminder.issue" and tx.guarded(4):
            _issued_after_conclusion(tx, on, followups.list_cited_checks(tx.connection, "reminder", tx.op.subject))
        if tx.op.kind in IN_ORDER and tx.guarded(3):
            _after_the_acts(on, verb, row["content"])
        changed = {column: on} if column else {}
        if body["number"]:
            changed["number"] = _first_number(tx, row["number"])
        change(tx.connection, tx.op.subject, state=state, content=_noted(row["content"], tx), **changed)

    return Verb(of, handle)


def _after_the_acts(on: str, verb: str, content: str) -> None:
    """No act of an interview is dated before one that it follows; the time of the notice is none of them."""
    names = {act: name for name, act in INTERVIEW_DAYS.items()}
    acts = [act for act in json.loads(content) if act["verb"] in names]
    if acts:
        last = max(reversed(acts), key=lambda act: str(act["on"]))
        not_before(on, last["on"], (names[verb], names[last["verb"]]))


def _first_number(tx: Tx, now: str | None) -> str:
    """文号 that comes with an act is taken where none stands; another one is put right by `set_number` only."""
    given = str(tx.op.body["number"])
    if now and now != given and tx.guarded(NUMBER_HELD.get(tx.op.kind, 2)):
        raise Refused("number_other", "number", now=now, yours=given)
    return given


def _reminder(verb: str, column: str, after: str) -> Verb:
    return _dated(reminder_resource, REMINDER, verb, followups.get_reminder, followups.change_reminder, column, after)


def _interview(verb: str, column: str = "") -> Verb:
    return _dated(
        interview_resource, REGULATORY_INTERVIEW, verb, followups.get_interview, followups.change_interview, column, ""
    )


def draft_interview(tx: Tx) -> None:
    """An office calls in a body for a campaign; spot checks are put under it until the notice goes out."""
    body = tx.op.body
    office: Any = people.get_organisation(tx.connection, tx.actor.organisation)
    campaign = campaigns.get_campaign(tx.connection, body["campaign"])
    if campaign is None or campaign["organisation_id"] not in (office["id"], office["parent_id"]):
        raise Refused("absent", "campaign")
    if followups.get_interview(tx.connection, tx.op.subject):
        raise Refused("already_exists", value=tx.op.subject)
    followups.put_interview(
        tx.connection,
        id=tx.op.subject,
        organisation_id=office["id"],
        campaign_id=campaign["id"],
        body=body["body"],
        approval_no=coded(tx, body["approval_no"], "approval_no", 2, str),
        state=REGULATORY_INTERVIEW.initial,
        content="[]",
        created_at=tx.at,
    )


def _numbered(of: Callable[[Tx], Resource], read: Read, change: Change) -> Verb:
    """文号 of a paper that was issued without one; a number that stands is changed with a reason."""

    def handle(tx: Tx) -> None:
        row, body = read(tx.connection, tx.op.subject), tx.op.body
        if row["state"] in ("drafted", "withdrawn"):
            raise Refused("wrong_state", state_word=REMINDER.word(row["state"]), verb_word=NUMBERED)
        if tx.guarded(2):
            as_seen(tx, row["number"], body["number"].strip(), "number")
        if row["number"] and not tx.replaying and not is_reason(body["reason"]):
            raise Refused("number_there", "number", number=row["number"], least=LEAST_REASON)
        change(tx.connection, tx.op.subject, number=body["number"].strip())

    return Verb(of, handle)


def _withdrawn(of: Callable[[Tx], Resource], machine: Machine, read: Read, change: Change) -> Verb:
    """A draft that was not meant is withdrawn with its reason, and a paper that went out under another approval number than
    its companies have; it stays to be seen.
    """

    def handle(tx: Tx) -> None:
        state, row = machine.step(str(tx.resource.state), "withdraw"), read(tx.connection, tx.op.subject)
        if row["state"] != machine.initial and not wrongly_sent(tx, machine, row):
            words = {"state_word": machine.word(row["state"]), "verb_word": machine.verb_words["withdraw"]}
            raise Refused("wrong_state", **words)
        reasoned(tx, tx.op.body["reason"])
        change(tx.connection, tx.op.subject, state=state, content=noted_withdrawn(tx, row["content"]))

    return Verb(of, handle)


def wrongly_sent(tx: Tx, machine: Machine, row: Any) -> bool:
    """Whether a paper cites a company of another body than the one it was sent to."""
    kind = "reminder" if machine is REMINDER else "interview"
    return bool(strangers(row, followups.list_cited_checks(tx.connection, kind, row["id"])))


def noted_withdrawn(tx: Tx, content: str) -> str:
    """The record of acts on a paper with its withdrawal today, for the op's reason."""
    said = {"verb": "withdraw", "on": local_day(tx.at).isoformat(), "note": tx.op.body["reason"]}
    return json.dumps([*json.loads(content), said], ensure_ascii=False)


def after_checks(tx: Tx, day: str, field: str) -> None:
    """An interview has companies, and is not dated before their checks."""
    checked = followups.days_cited(tx.connection, tx.op.subject)
    if not checked:
        raise Refused("no_company", field)
    if day < max(checked):
        raise Refused("before_checks", field, value=day, checked=max(checked))


def local_time(text: str) -> datetime:
    """A time as somebody wrote it, `2023-10-31T14:00`, on site. Raises Refused at the field `at`."""
    try:
        return datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M").replace(tzinfo=SITE)
    except ValueError:
        raise Refused("bad_date", "at", value=text) from None


def notify(tx: Tx) -> None:
    """The notice names time (local, `2023-10-31T14:00`) and place; kept as an instant."""
    body = tx.op.body
    row: Any = followups.get_interview(tx.connection, tx.op.subject)
    at = local_time(body["at"])
    if tx.guarded(2):
        after_checks(tx, at.date().isoformat(), "at")
    of_one_body(tx, row)
    state = REGULATORY_INTERVIEW.step(str(tx.resource.state), "notify")
    followups.change_interview(
        tx.connection,
        tx.op.subject,
        state=state,
        held_at=instant(at),
        place=body["place"],
        number=body["number"],
        content=_noted(row["content"], tx),
    )


VERBS = {
    "rectification.issue": Verb(rectification_resource, issue),
    "rectification.serve": Verb(rectification_resource, serve),
    "rectification.respond": Verb(rectification_resource, respond),
    "rectification.return": Verb(rectification_resource, give_back),
    "rectification.recheck": Verb(rectification_resource, recheck),
    "rectification.close": Verb(rectification_resource, close),
    "rectification.extend": Verb(rectification_resource, extend),
    "reminder.issue": _reminder("issue", "issued_on", ""),
    "reminder.serve": _reminder("serve", "served_on", "issued_on"),
    "rectification.set_number": _numbered(
        rectification_resource, followups.get_rectification, followups.change_rectification
    ),
    "reminder.set_number": _numbered(reminder_resource, followups.get_reminder, followups.change_reminder),
    "reminder.withdraw": _withdrawn(reminder_resource, REMINDER, followups.get_reminder, followups.change_reminder),
    "regulatory_interview.set_number": _numbered(
        interview_resource, followups.get_interview, followups.change_interview
    ),
    "regulatory_interview.withdraw": _withdrawn(
        interview_resource, REGULATORY_INTERVIEW, followups.get_interview, followups.change_interview
    ),
    "reminder.close": _reminder("close", "closed_on", "served_on"),
    "regulatory_interview.draft": Verb(own, draft_interview),
    "regulatory_interview.notify": Verb(interview_resource, notify),
    "regulatory_interview.hold": _interview("hold"),
    "regulatory_interview.sign_minutes": _interview("sign_minutes"),
    "regulatory_interview.await_commitments": _interview("await_commitments"),
    "regulatory_interview.verify": _interview("verify"),
    "regulatory_interview.close": _interview("close", "closed_on"),
}
