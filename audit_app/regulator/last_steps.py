"""The last step of a paper, as its page offers to take it back."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.ops.step_undoing import Last, last_step
from audit_app.ops.steps_accepted import stands_in_accepted
from audit_app.regulator import words
from audit_app.rules import ids
from audit_app.rules.permits import Resource, may

THINGS = {"rectification": "rectification", "reminder": "reminder", "interview": "regulatory_interview"}


def get_last(connection: Connection, kind: str, row: Any) -> Last | None:
    return last_step(connection, THINGS[kind], row)


def offered(connection: Connection, kind: str, row: Any, resource: Resource) -> dict[str, Any] | None:
    """What the page says of the last step: {step, label, on, note, said, stays, op}; None where nothing can be taken back.
    `stays`: an accepted 附件 3 says it.
    """
    last = get_last(connection, kind, row)
    if last is None or not may(g.actor, f"{THINGS[kind]}.undo_step", resource):
        return None
    return {
        "step": last.verb,
        "label": _(words.MACHINES[kind].verb_words[last.verb]),
        "on": last.on or "",
        "note": last.note or "",
        "said": words.written_of({"on": last.on, "note": last.note}),
        "stays": stands_in_accepted(connection, THINGS[kind], row, last.verb),
        "op": ids.new_id(),
    }
