"""审核记录: one text for each clause, department and author, never merged with another author's. Judgements are
elsewhere.
"""

from audit_app.ops import Tx, Verb
from audit_app.ops.heads import settle_field
from audit_app.ops.resources import visit
from audit_app.ops.site import on_clause, subject_is
from audit_app.store import records


def set_record(tx: Tx) -> None:
    """Write one's own record; two tablets of one author may differ, and then both texts are kept as heads."""
    body = tx.op.body
    subject_is(tx, f"{body['visit']}/{body['ref']}/{body['department']}/{tx.actor.id}")
    on_clause(tx, body["ref"])
    now = settle_field(tx, "text", body["text"])
    records.put_record(
        tx.buffer,
        visit_id=body["visit"],
        ref=body["ref"],
        department=body["department"],
        author_id=tx.actor.id,
        text=now.value,
        at=now.at,
        conflict=int(now.conflict),
    )


VERBS = {"record.set": Verb(visit, set_record, buffered=True)}
