"""Ops carried out in one transaction: each is deduped, permitted, handled and recorded, and what waited for it follows.

What is recorded is in `journal`, what waited in `pending`.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import Connection

from audit_app.ops.journal import Journal
from audit_app.ops.limits import UNKNOWN, Refusals, as_refused, too_large_to_hold, too_many_held
from audit_app.ops.model import Tx, Verb, actor_of, op_of
from audit_app.ops.op import Held, Op, Read, Wrong, check_newest, read, shaped
from audit_app.ops.outcomes import Outcome, as_said, put_off, shapeless
from audit_app.ops.pending import Pending
from audit_app.ops.subjects import MAKES, check_unused
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.rules.kinds import AGAIN, ONCE, REMOVES, WAIT_FOR_BASE
from audit_app.rules.permits import Actor, Resource, require
from audit_app.rules.refusals import Refused
from audit_app.store import log
from audit_app.store.write_buffer import WriteBuffer
from schemas.loading import few, first_message


class OpBatch:
    """Ops carried out in one transaction; what they wrote and recorded is in the database after `flush`."""

    def __init__(self, connection: Connection, now: str, *, replaying: bool = False) -> None:
        self.connection, self.now, self.replaying = connection, now, replaying
        self.journal = Journal(connection)
        self.pending = Pending(connection, self.flush)
        self.here: set[str] = set()
        self.together = False
        self.refusals = Refusals(connection, now)
        self.buffer = WriteBuffer(connection)
        self.memo: dict[Any, Any] = {}
        self._clock = (now, milliseconds(now))

    # -- carrying out

    def prefetch(self, come: Sequence[Read]) -> None:
        """One look at the log for a whole batch instead of one for each op."""
        ops = [one.op for one in come if one.op and not one.too_many]
        self.here = {op.id for op in ops} | {i for op in ops for some in op.base.values() for i in some}
        self.journal.known.update(log.seen(self.connection, sorted(self.here)))
        self.buffer.prefetch(op.subject for op in ops)

    def apply_together(self, come: Sequence[Mapping[str, Any] | Read], actor: Actor) -> Outcome:
        """All of them or none: at the first that is not done the transaction keeps nothing but that one's refusal.

        Gives the outcome of the first that is not done, else of the last.
        """
        ops = [one if isinstance(one, Read) else read(one) for one in come]
        self.prefetch(ops)
        mark, awaited = self.journal.mark(), set(self.pending.awaited)
        self.together = True
        with self.connection.begin_nested() as savepoint:
            for op in ops:
                outcome = self.apply_one(op, actor)
                if outcome.outcome != "done":
                    savepoint.rollback()
                    self.buffer, self.pending.awaited = WriteBuffer(self.connection), awaited
                    if self.journal.rollback_to(mark, outcome.id):
                        outcome = dataclasses.replace(outcome, seq=self.journal.seq)
                    break
        self.together = False
        if op.op is not None and outcome.outcome == "refused":
            self._release_what_waited(op.op, done=False)
        self.flush()
        return outcome

    def apply_one(self, data: Mapping[str, Any] | Read, actor: Actor) -> Outcome:
        """1 seen? 2 shape 3 base here? 4 permitted? 5 handler 6 log, effects, and what was held for it."""
        come = data if isinstance(data, Read) else read(data)
        op = come.op
        if op is None:
            assert isinstance(come.wrong, ValidationError)
            return shapeless(come.sent, come.wrong)
        if come.too_many:
            return put_off(op.id, "batch_too_large")
        if not ids.is_likely(op.id, self._received()):
            return Outcome(
                op.id, "refused", "bad_id", Refused("bad_id", value=op.id).sentence, "id", details={"value": op.id}
            )
        said = self._said(op.id)
        if said is not None:
            taken = self.journal.known[op.id].actor != actor.id
            return Outcome(op.id, "refused", "id_taken", Refused("id_taken").sentence) if taken else said
        stamp = ids.stamp(op.id, self._received())
        return self._attempt(op, actor, self.now, stamp, wrong=come.wrong)

    def _received(self) -> int:
        if self._clock[0] != self.now:
            self._clock = (self.now, milliseconds(self.now))
        return self._clock[1]

    def _said(self, op_id: str) -> Outcome | None:
        known = self.journal.known
        if op_id not in known and op_id not in self.here:
            known.update(log.seen(self.connection, [op_id]))
        return as_said(op_id, known[op_id]) if op_id in known else None

    def _attempt(
        self, op: Op, actor: Actor, at: str, stamp: str, *,
        released: bool = False, again: int | None = None, wrong: Wrong | None = None,
    ) -> Outcome:  # fmt: skip
        tx = Tx(
            self.connection, op, actor, at, stamp, released or self.replaying, self.buffer, self.memo, replaying=self.replaying,
            fresh=again is None and not self.replaying,
        )  # fmt: skip
        try:
            self._carry_out(tx, wrong)
        except Held as reason:
            return self._keep(tx, reason, again)
        except Refused as refusal:
            return self._refuse(tx, refusal.code, refusal.sentence, refusal.field, refusal.details)
        except ValidationError as error:
            return self._misshapen(tx, error)
        self.journal.record(tx, "done", None)
        self.journal.enqueue(tx.op.id, tx.followed)
        outcome = Outcome(op.id, "done", None, None, None, self.journal.seq)
        self._settle_held(tx, tx.settles, "superseded")
        self._release_what_waited(tx.op)
        return outcome

    def _carry_out(self, tx: Tx, wrong: Wrong | None = None) -> None:
        from audit_app.ops.handlers import HANDLERS

        if tx.fresh:
            check_newest(tx.op)
        if wrong is not None:
            raise wrong
        if not tx.fresh:  # what comes in was read before the lock
            tx.op = shaped(tx.op, new=not tx.replaying)
        if not tx.replaying:
            self._is_unused(tx.op)
        verb = HANDLERS[tx.op.kind]
        self._stands_here(tx.op)
        tx.buffered = verb.buffered
        if verb.buffered:
            self._handle_buffered(tx, verb)
        else:
            self._write(tx, verb)

    def _is_unused(self, op: Op) -> None:
        if op.kind in MAKES:
            check_unused(op.kind, op.subject, self.journal.kinds_done_to(op.subject))

    def _handle_buffered(self, tx: Tx, verb: Verb) -> None:
        mark = self.buffer.mark()
        try:
            self._handle(tx, verb)
        except Exception:
            self.buffer.rollback_to(mark)
            raise

    def _write(self, tx: Tx, verb: Verb) -> None:
        if verb.rereads or tx.op.kind in AGAIN:
            self.flush()  # who asks the log finds it written
        else:
            self.buffer.write()
        try:
            with self.connection.begin_nested():
                self._handle(tx, verb)
        finally:
            self.memo.clear()
            self.buffer.invalidate()

    def _handle(self, tx: Tx, verb: Verb) -> None:
        from audit_app.ops.reasons import said

        tx.resource = verb.of(tx)
        if not self.replaying:
            self._permit(tx)
        tx.op = dataclasses.replace(tx.op, base=self.journal.standing.below(tx.op.base))
        verb.handle(tx)
        said(tx)

    def _permit(self, tx: Tx) -> None:
        """May the actor? Work of somebody who has left the team waits for a release; rows of the log once waited whatever the role."""
        try:
            require(tx.actor, tx.op.kind, tx.resource)
        except Refused as refusal:
            if refusal.code != "not_on_team" and not (tx.replaying and tx.actor.id in tx.resource.removed):
                raise
            if not tx.released:
                raise Held("not_on_team") from refusal

    def _stands_here(self, op: Op) -> None:
        standing = self.journal.standing
        standing.look((i for some in op.base.values() for i in some), self.here)
        missing = standing.missing(op.base)
        if missing is None:
            return
        if not self.replaying and op.kind not in WAIT_FOR_BASE:
            raise Refused("base_unknown")
        raise Held("base_not_here", missing)

    # -- what is held or refused

    def _keep(self, tx: Tx, reason: Held, again: int | None) -> Outcome:
        """Kept, with a row of the log the first time only: an op that waited for one thing may go on waiting for the next."""
        if again is None and not self.replaying:
            over = too_large_to_hold(tx.op.body)
            if not over and self._must_come_later(tx.actor):
                if reason.why not in UNKNOWN:
                    return put_off(tx.op.id, "held_later")
                over = too_many_held()
            if over:
                return self._refuse(tx, over.code, over.sentence, None, over.details)
        sentence = Refused(reason.why, **reason.details).sentence
        answer = {"sentence": sentence, **({"details": reason.details} if reason.details else {})}
        if again is None:
            self._settle_held(tx, () if reason.waits_for else ONCE & {tx.op.kind}, "asked_anew", tx.actor.id)
            self.journal.record(tx, "held", reason.why, **answer)
        else:
            self.pending.counts.changed(tx.actor.id, 1)
        seq = self.journal.seq if again is None else again
        log.put_held(
            self.connection,
            op_id=tx.op.id,
            subject=tx.op.subject,
            why=reason.why,
            waits_for=reason.waits_for,
            visit_id=tx.resource.visit,
            seq=seq,
        )
        if reason.waits_for:
            self.pending.awaited.add(reason.waits_for)
        return Outcome(tx.op.id, "held", reason.why, sentence, None, seq, reason.details)

    def _must_come_later(self, actor: Actor) -> bool:
        """Whether so much waits for this person that one more may not; the log then says nothing of it."""
        if actor.id not in self.pending.counts.counted:
            self.flush()
        return self.pending.counts.enough(actor)

    def _misshapen(self, tx: Tx, error: ValidationError) -> Outcome:
        field_name, message = first_message(error)
        return self._refuse(tx, "bad_shape", message, field_name, {"errors": few(error)})

    def _refuse(self, tx: Tx, code: str, sentence: str, field_name: str | None, details: Mapping[str, Any]) -> Outcome:
        if tx.fresh and self.refusals.enough(tx.actor):
            return Outcome(tx.op.id, "refused", code, sentence, field_name, details=dict(details))
        tx.op = dataclasses.replace(
            tx.op, body=as_refused(tx.op.body), base=self.journal.standing.of_refused(tx.op.base)
        )
        self.journal.record(tx, "refused", code, sentence=sentence, field=field_name, details=dict(details))
        answer = as_said(tx.op.id, self.journal.known[tx.op.id])
        self._release_what_waited(tx.op, done=False)
        return answer

    # -- what waited

    def _release_what_waited(self, op: Op, done: bool = True) -> None:
        """Try what this op lets through, in the order of arrival, and what that lets through in its turn."""
        if self.replaying or (self.together and not done):  # what is taken back lets nothing through
            return
        if done and op.kind == REMOVES:
            for row in self.pending.end_one(op.subject):
                self._end(
                    row, Refused("held_removed", reason=op.body["reason"]), row["visit_id"], row["organisation_id"]
                )
        self.pending.join(op, done)
        for row, released in self.pending.drain():
            self._retry(row, released=released)

    def _settle_held(self, tx: Tx, kinds: Iterable[str], code: str, by: str | None = None) -> None:
        """Held acts on the same subject that this one stands in for are over; the log says so, and nobody waits for them."""
        if self.replaying or not kinds:
            return
        for row in self.pending.end_acts(tx.op.subject, kinds, by):
            self._end(row, Refused(code), tx.resource.visit, tx.resource.organisation)

    def _end(self, row: Mapping[str, Any], why: Refused, visit: str | None, organisation: str | None) -> None:
        """What waited is over: a row of the log says why, in the name of who sent it."""
        who = actor_of(self.connection, row["actor"])
        old = Tx(self.connection, op_of(row), who, self.now, row["stamp"], False, self.buffer, self.memo)
        old.resource = Resource(organisation, visit=visit)
        self._refuse(old, why.code, why.sentence, why.field, why.details)

    def _retry(self, row: Mapping[str, Any], *, released: bool = False) -> Outcome:
        """What waited is carried out now, and says so; when it came in stands in the row that says it was held."""
        who = actor_of(self.connection, row["actor"])
        return self._attempt(op_of(row), who, self.now, row["stamp"], released=released, again=row["seq"])

    def would_hold(self, row: Mapping[str, Any], actor: Actor, *, released: bool) -> tuple[Held, str | None] | None:
        """Why a kept op would still be held, and on which visit; it is carried out for trial and taken back. For replaying."""
        tx = Tx(
            self.connection, op_of(row), actor, row["received_at"], row["stamp"], released, WriteBuffer(self.connection), {},
            replaying=self.replaying,
        )  # fmt: skip
        trial, self.buffer, self.replaying = (self.buffer, self.replaying), tx.buffer, False
        with self.connection.begin_nested() as savepoint:
            try:
                self._carry_out(tx)
                reason = None
            except Held as held:
                reason = (held, tx.resource.visit)
            except (Refused, ValidationError):
                reason = None
            finally:
                self.buffer, self.replaying = trial
                savepoint.rollback()
        return reason

    def flush(self) -> None:
        """Write what was recorded so far. May be called again."""
        self.buffer.write()
        self.journal.flush()
