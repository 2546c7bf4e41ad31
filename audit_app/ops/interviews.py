"""Interviews on site (面谈): which post was asked about what, never a name. The regulator's 约谈 is another thing."""

from audit_app.ops import Tx, Verb
from audit_app.ops.heads import settle_field, time_of
from audit_app.ops.resources import visit, work_is_open
from audit_app.ops.site import of_this_visit, on_clause
from audit_app.rules.refusals import Refused
from audit_app.store import interviews


def add(tx: Tx) -> None:
    """A new row under an id made on the tablet."""
    body = dict(tx.op.body)
    on_clause(tx, body["ref"])
    if interviews.get_interview(tx.connection, tx.op.subject):
        raise Refused("already_exists", "subject", value=tx.op.subject)
    interviews.put_interview(
        tx.connection, id=tx.op.subject, visit_id=body.pop("visit"), author_id=tx.actor.id, at=time_of(tx.stamp), **body
    )


def withdraw(tx: Tx) -> None:
    """Nothing is deleted: the row stays with the time of its withdrawal, the reason stands in the log."""
    work_is_open(tx)
    of_this_visit(tx, interviews.get_interview(tx.connection, tx.op.subject))
    now = settle_field(tx, "withdrawn", tx.op.body["reason"])
    interviews.change_interview(tx.connection, tx.op.subject, withdrawn_at=now.at)


VERBS = {"interview.add": Verb(visit, add), "interview.withdraw": Verb(visit, withdraw)}
