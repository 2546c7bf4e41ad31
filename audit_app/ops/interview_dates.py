"""The op that puts right time, place and days of a 约谈, with a reason."""

import json
from datetime import datetime
from typing import Any

from audit_app.ops import Tx, Verb
from audit_app.ops.followups import after_checks, interview_resource, local_time
from audit_app.ops.paper_dates import Days, acts_on, days_in_order, open_still
from audit_app.rules.followup import INTERVIEW_DAYS
from audit_app.rules.instants import SITE, instant, moment
from audit_app.rules.refusals import Refused
from audit_app.store import followups


def correct_interview(tx: Tx) -> None:
    """Time and place of the notice, and the day of each act that was done since."""
    row: Any = followups.get_interview(tx.connection, tx.op.subject)
    if row is None:
        raise Refused("absent")
    changed = days_in_order(tx, days_of_interview(row), list(INTERVIEW_DAYS))
    for check in followups.list_cited_checks(tx.connection, "interview", row["id"]):
        open_still(tx, check, list(changed), "measure_on")
    if "held_on" in changed:
        after_checks(tx, changed["held_on"], "held_on")
    columns = {name: value for name, value in changed.items() if name in ("place", "closed_on")}
    if "at" in changed:
        at = local_time(changed["at"])
        after_checks(tx, at.date().isoformat(), "at")
        columns["held_at"] = instant(at)
    content = acts_on(
        row["content"], {"notify": "at", **{verb: name for name, verb in INTERVIEW_DAYS.items()}}, changed
    )
    followups.change_interview(tx.connection, tx.op.subject, **columns, **content)


def days_of_interview(row: Any) -> Days:
    """Time (local), place and the day of each act, by the names of the correction; None for what was not done yet."""
    said = {act["verb"]: act["on"] for act in json.loads(row["content"])}
    at = moment(row["held_at"]).astimezone(SITE) if row["held_at"] else None
    return {
        "at": at and datetime.strftime(at, "%Y-%m-%dT%H:%M"),
        "place": row["place"],
        **{name: said.get(verb) for name, verb in INTERVIEW_DAYS.items()},
    }


VERBS = {"regulatory_interview.correct_dates": Verb(interview_resource, correct_interview)}
