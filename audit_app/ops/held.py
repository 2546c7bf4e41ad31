"""What waits: released by a person (work of someone removed from the team, or sent after the visit was closed), tried again
by the system once a newer system knows what it is, or taken off the list by whoever runs the system.
"""

import json
from collections.abc import Iterable, Sequence

from audit_app.ops import SYSTEM, Actor, OpBatch, Outcome, Tx, Verb, apply, make, recused_work
from audit_app.ops.nonconformities import same_words, words_of
from audit_app.ops.op import Read
from audit_app.rules.permits import Resource, check_release
from audit_app.rules.refusals import Refused
from audit_app.store import held, log, visits
from audit_app.store.db import Database
from schemas.ops import SHAPES


def held_resource(tx: Tx) -> Resource:
    visit = held.visit_of_held(tx.connection, tx.op.subject)
    if visit is None:
        raise Refused("absent")
    return visits.resource_of_visit(tx.connection, visit)


COMPANYS = ("words_changed", "words_unproven")


def release(tx: Tx) -> None:
    """Says that the held op may pass; `ops` then carries it out in the same transaction.

    A confirmation of words that have changed is nobody's but the company's: it confirms anew what now stands.
    Since version 2 not for the leader and her team once the review has begun. Since version 3 nothing passes that somebody wrote
    after he was recused from the company.
    """
    if tx.guarded(2):
        check_release(tx.actor, tx.resource)
    if held.why_held(tx.connection, tx.op.subject) in COMPANYS:
        raise Refused("only_the_company")
    if tx.guarded(3) and tx.resource.recused:
        for row in held.kept_ops(tx.connection, [tx.op.subject]):
            if recused_work.is_since(tx.connection, tx.resource, row):
                raise Refused("recused_since", **recused_work.named(tx.connection, tx.resource, row))


def release_each(batch: OpBatch, come: Sequence[Read], actor: Actor) -> Outcome:
    """Release one after the other: what does not wait any more (let in by the one before it, or by somebody else) is passed over,
    and what still waits for something that did not go in stays.

    Gives the first outcome that is done, else the last one said.
    """
    said = []
    for one in come:
        op = one.op
        if op and (op.id in batch.journal.known or held.visit_of_held(batch.connection, op.subject) is not None):
            said.append(batch.apply_one(one, actor))
            if said[-1].outcome != "done":
                break
    batch.flush()
    done = [one for one in said if one.outcome == "done"]
    return (done or said or [batch.apply_one(come[0], actor)])[0]


def waits(tx: Tx) -> None:
    """Says that the held op is tried again, or that it is over; `ops` then does so. Raises Refused("absent")."""
    if held.why_held(tx.connection, tx.op.subject) is None:
        raise Refused("absent")


def retry_known(database: Database, now: str) -> list[Outcome]:
    """Try again what was kept because its kind or version came from a newer system, and is known now; and what still waits
    for an op that was refused, as versions before this one left it.

    To be called when a system starts; gives what became of each `held.retry`, at `now` (UTC instant).
    """
    with database.reading() as connection:
        wanted = [op for op, kind, v in held.not_known(connection) if (kind, v) in SHAPES]
        wanted += held.upon_refused(connection)
    return [apply(database, make("held.retry", op, {}), SYSTEM, now) for op in wanted]


def retry_confirmed(database: Database, outcomes: Iterable[Outcome], now: str) -> list[Outcome]:
    """Where somebody's words were set back to those that the company has confirmed, its confirmation counts after all.

    To be called with the outcomes of a batch; what was kept is tried again with every guard, at `now` (UTC instant).
    """
    done = [one.id for one in outcomes if one.outcome == "done"]
    with database.reading() as connection:
        changed = log.subjects_of(connection, done, "nonconformity.set")
        kept = held.confirmations(connection, changed) if changed else []
        now_read = {subject: words_of(connection, subject) for subject in {row["subject"] for row in kept}}
        wanted = [
            row["op_id"] for row in kept if same_words(json.loads(row["body"]).get("read"), now_read[row["subject"]])
        ]
    return [apply(database, make("held.retry", op, {}), SYSTEM, now) for op in wanted]


VERBS = {
    "held.release": Verb(held_resource, release),
    "held.retry": Verb(lambda tx: Resource(), waits),
    "held.remove": Verb(lambda tx: Resource(), waits),
}
