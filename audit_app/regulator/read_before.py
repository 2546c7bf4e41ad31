"""What stands on the screen of whoever signs an act on a rectification: the words of the notice, the company's reply.

A question that shows them is asked anew when a colleague has changed them in between.
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.regulator import words
from audit_app.show import day_full
from audit_app.store import spot_checks

Row = Any
Rows = list[tuple[str, str]]
ON_REPLY = ("respond", "return", "recheck", "close")
"""The acts that stand on what the company wrote."""


def read_before(connection: Connection, act: str, row: Row) -> Rows:
    """(name, words) of what an act on a rectification stands on: nothing for those that stand on its days alone."""
    if act == "issue":
        return noticed(connection, row)
    if act in ON_REPLY:
        return [(_("企业的整改情况"), row["response"] or _("没有写"))]
    return []


def noticed(connection: Connection, row: Row) -> Rows:
    """What the notice says: the demand, each problem by clause, the last day or the term."""
    check: Row = spot_checks.get_spot_check(connection, row["spot_check_id"])
    problems = [
        (words.clause_label(check["standard"], one["ref"]) or _("发现的问题"), one["text"]) for one in check["problems"]
    ]
    due = words.due_of(row)
    return [
        *problems,
        (_("整改要求"), row["requirement"]),
        (_("整改期限"), day_full(due) if due else words.term_of(row)),
    ]
