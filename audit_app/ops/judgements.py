"""Judging a clause: one value for a clause of a visit, with heads. What the judgement rests on has its own files."""

from audit_app.ops import Tx, Verb
from audit_app.ops.heads import settle_field
from audit_app.ops.resources import visit
from audit_app.ops.site import on_clause, subject_is
from audit_app.rules.refusals import Refused
from audit_app.store import judgements, nonconformities


def set_judgement(tx: Tx) -> None:
    """Put a judgement; null clears it (清除判定)."""
    body = tx.op.body
    subject_is(tx, f"{body['visit']}/{body['ref']}")
    on_clause(tx, body["ref"])
    now = settle_field(tx, "value", body["value"])
    judgements.put_judgement(
        tx.buffer,
        visit_id=body["visit"],
        ref=body["ref"],
        value=now.value,
        author_id=now.author,
        at=now.at,
        conflict=int(now.conflict),
    )


def keep_both(tx: Tx) -> None:
    """Several nonconformities on one clause were looked at and stay (两项都保留): which ones, so that a further one is asked about anew."""
    body = tx.op.body
    subject_is(tx, f"{body['visit']}/{body['ref']}")
    on_clause(tx, body["ref"])
    if tx.guarded(2) and not set(body["forms"]) <= set(nonconformities.numbers_of(tx.connection, body["visit"])):
        raise Refused("forms_elsewhere", "forms")
    settle_field(tx, "both", sorted(set(body["forms"])))


VERBS = {
    "judgement.set": Verb(visit, set_judgement, buffered=True),
    "judgement.keep_both": Verb(visit, keep_both),
}
