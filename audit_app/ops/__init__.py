"""The door: every change of the house enters through `apply`. It dedupes, permits, carries out and records in one transaction.

An op is one thing somebody did, as data (`schemas/ops.py`). What each kind does is in the files beside this one.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import Connection

from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.rules.permits import HOUSE, Actor, Thing, check
from audit_app.rules.refusals import Refused
from audit_app.store import log as store
from audit_app.store.db import Database
from audit_app.store.sheaf import Sheaf
from schemas.fields import is_plain
from schemas.ops import KINDS, SHAPES, load_body, load_envelope

__all__ = ["HOUSE", "Actor", "Held", "Op", "Outcome", "Tx", "apply", "apply_all", "make"]


@dataclass(frozen=True)
class Op:
    """One thing somebody did. `base` names, by field, the ops whose value was on screen."""

    id: str
    kind: str
    v: int
    subject: str
    base: Mapping[str, Sequence[str]]
    body: Mapping[str, Any]
    device: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an op: done, held (kept until it can be carried out) or refused, with code, sentence and place in the log."""

    id: str
    outcome: str
    why: str | None = None
    sentence: str | None = None
    field: str | None = None
    seq: int | None = None
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Held(Exception):
    """The op is kept and carried out later: `waits_for` names the subject or op it needs, or nothing where a person must release it."""

    def __init__(self, why: str, waits_for: str | None = None) -> None:
        super().__init__(why)
        self.why, self.waits_for = why, waits_for


@dataclass
class Tx:
    """What a handler works with: the open transaction, the op, who and when (`at`: UTC instant of receipt)."""

    connection: Connection
    op: Op
    actor: Actor
    at: str
    stamp: str
    released: bool
    sheaf: Sheaf
    memo: dict[Any, Any]
    gathers: bool = False
    thing: Thing = dataclasses.field(default_factory=Thing)
    followed: list[tuple[str, dict[str, Any]]] = dataclasses.field(default_factory=list)

    def follow(self, name: str, **args: Any) -> None:
        """Queue what follows from this op; the row is written with it and carried out by the worker."""
        self.followed.append((name, args))


@dataclass(frozen=True)
class Verb:
    """How a kind is carried out: what it acts upon (for permission) and the handler.

    `gathers` says that the handler writes nothing but through the sheaf: such ops need no savepoint and are written together.
    """

    of: Callable[[Tx], Thing]
    handle: Callable[[Tx], None]
    gathers: bool = False


def make(
    kind: str,
    subject: str,
    body: Mapping[str, Any],
    *,
    id: str | None = None,
    base: Any = None,
    device: str | None = None,
) -> dict[str, Any]:
    """An op of the newest version as plain data, ready for `apply`; the id is new unless given."""
    return {
        "id": id or ids.new_id(),
        "kind": kind,
        "v": 1,
        "subject": subject,
        "base": base or {},
        "body": dict(body),
        "device": device,
    }


def apply(database: Database, op: Mapping[str, Any], actor: Actor, now: str) -> Outcome:
    """Carry out one op as `actor` at `now` (UTC instant). The same id twice is once: the first answer is given again."""
    return apply_all(database, [op], actor, now)[0]


def apply_all(
    database: Database, ops: Iterable[Mapping[str, Any]], actor: Actor, now: str, *, together: bool = False
) -> list[Outcome]:
    """Carry out several ops in order, in one transaction with a savepoint each; with `together`, all or none."""
    ops = list(ops)
    with database.writing() as connection:
        door = Door(connection, now)
        if together:
            return door.admit_together(ops, actor)
        if len(ops) > 1:
            door.foresee(ops)
        outcomes = [door.admit(op, actor) for op in ops]
        door.close()
        return outcomes


class Door:
    """One passage through the door: the log's end is locked, rows of the log and of the effects are written on closing."""

    def __init__(self, connection: Connection, now: str, *, replaying: bool = False) -> None:
        self.connection, self.now, self.replaying = connection, now, replaying
        self.seq, self.chain, self.epoch = store.lock_head(connection)
        self.started_at = self.seq
        self.rows: list[dict[str, Any]] = []
        self.effects: list[dict[str, Any]] = []
        self.known: dict[str, store.Said] = {}
        self.here: set[str] = set()
        self.waiting = store.waiting(connection)
        self.sheaf = Sheaf(connection)
        self.memo: dict[Any, Any] = {}
        self._clock = (now, milliseconds(now))

    # -- passage

    def foresee(self, ops: Sequence[Mapping[str, Any]]) -> None:
        """One look at the log for a whole batch instead of one for each op."""
        wanted = [op.get("id") for op in ops if isinstance(op, Mapping)]
        for op in ops:
            base = op.get("base") if isinstance(op, Mapping) else None
            if isinstance(base, Mapping):
                wanted += [i for some in base.values() if isinstance(some, list) for i in some]
        self.here = {i for i in wanted if isinstance(i, str) and ids.is_id(i)}
        self.known.update(store.seen(self.connection, sorted(self.here)))
        self.sheaf.foresee(s for op in ops if isinstance(op, Mapping) and is_plain(s := op.get("subject")))

    def admit_together(self, ops: Sequence[Mapping[str, Any]], actor: Actor) -> list[Outcome]:
        """All of them or none: at the first that is not done the transaction keeps nothing but that one's refusal."""
        self.foresee(ops)
        mark = (self.seq, self.chain)
        outcomes: list[Outcome] = []
        with self.connection.begin_nested() as savepoint:
            for op in ops:
                outcomes.append(self.admit(op, actor))
                if outcomes[-1].outcome != "done":
                    savepoint.rollback()
                    outcomes[-1] = self._back_to(mark, outcomes[-1])
                    break
        self.close()
        return outcomes

    def _back_to(self, mark: tuple[int, str], outcome: Outcome) -> Outcome:
        """Forget all since the mark but the refusal, which takes the place in the log of the first that is forgotten."""
        refused = [row for row in self.rows if row["id"] == outcome.id and row["outcome"] == "refused"]
        self.sheaf = Sheaf(self.connection)
        self.seq, self.chain = mark
        self.rows, self.effects = [], []
        for row in refused:
            self.note({name: value for name, value in row.items() if name != "chain"} | {"seq": self.seq + 1})
        return dataclasses.replace(outcome, seq=self.seq) if refused else outcome

    def admit(self, data: Mapping[str, Any], actor: Actor) -> Outcome:
        """1 seen? 2 shape 3 subject and base here? 4 permitted? 5 handler 6 log, effects, and what was held for it."""
        try:
            envelope = load_envelope(data)
        except ValidationError as error:
            return _shapeless(data, error)
        op = Op(**envelope)
        if not ids.is_id(op.id):
            return Outcome(
                op.id, "refused", "bad_id", Refused("bad_id", value=op.id).sentence, "id", details={"value": op.id}
            )
        said = self._said(op.id)
        if said is not None:
            return (
                said
                if self.known[op.id].actor == actor.id
                else Outcome(op.id, "refused", "id_taken", Refused("id_taken").sentence)
            )
        stamp = ids.stamp(op.id, self._received())
        return self._attempt(op, actor, self.now, stamp)

    def _received(self) -> int:
        if self._clock[0] != self.now:
            self._clock = (self.now, milliseconds(self.now))
        return self._clock[1]

    def _said(self, op_id: str) -> Outcome | None:
        if op_id not in self.known:
            if op_id not in self.here:
                self.known.update(store.seen(self.connection, [op_id]))
            if op_id not in self.known:
                return None
        return _as_said(op_id, self.known[op_id])

    def _attempt(
        self, op: Op, actor: Actor, at: str, stamp: str, *, released: bool = False, again: int | None = None
    ) -> Outcome:
        tx = Tx(self.connection, op, actor, at, stamp, released or self.replaying, self.sheaf, self.memo)
        try:
            self._carry_out(tx)
        except Held as reason:
            return self._keep(tx, reason, again)
        except Refused as refusal:
            return self._refuse(tx, refusal.code, refusal.sentence, refusal.field, refusal.details)
        except ValidationError as error:
            return self._misshapen(tx, error)
        self._record(tx, "done", None)
        self._queue(tx)
        outcome = Outcome(op.id, "done", None, None, None, self.seq)
        self._release_what_waited(op)
        return outcome

    def _carry_out(self, tx: Tx) -> None:
        from audit_app.ops.handlers import HANDLERS

        op = tx.op
        if op.kind not in KINDS:
            raise Held("unknown_kind")
        if (op.kind, op.v) not in SHAPES:
            raise Held("newer_version")
        body = load_body(op.kind, op.v, op.body)
        if body is not op.body:
            tx.op = dataclasses.replace(op, body=body)
        self._base_is_here(op)
        verb = HANDLERS[op.kind]
        tx.gathers = verb.gathers
        if verb.gathers:
            self._gather(tx, verb)
        else:
            self._write(tx, verb)

    def _gather(self, tx: Tx, verb: Verb) -> None:
        mark = self.sheaf.mark()
        try:
            self._handle(tx, verb)
        except Exception:
            self.sheaf.take_back(mark)
            raise

    def _write(self, tx: Tx, verb: Verb) -> None:
        self.sheaf.write()
        try:
            with self.connection.begin_nested():
                self._handle(tx, verb)
        finally:
            self.memo.clear()
            self.sheaf.forget()

    def _handle(self, tx: Tx, verb: Verb) -> None:
        tx.thing = verb.of(tx)
        if not self.replaying:
            self._permit(tx)
        verb.handle(tx)

    def _permit(self, tx: Tx) -> None:
        try:
            check(tx.actor, tx.op.kind, tx.thing)
        except Refused as refusal:
            if refusal.code != "not_on_team":
                raise
            if not tx.released:
                raise Held("not_on_team") from refusal

    def _base_is_here(self, op: Op) -> None:
        wanted = {i for some in op.base.values() for i in some}
        for missing in sorted(wanted):
            row = self.known.get(missing)
            if row is not None and row.outcome == "done":
                continue
            if missing in self.here or not store.is_done(self.connection, missing):
                raise Held("base_not_here", missing)

    # -- the record

    def _record(self, tx: Tx, outcome: str, why: str | None, **answer: Any) -> None:
        row = {
            "seq": self.seq + 1,
            "id": tx.op.id,
            "kind": tx.op.kind,
            "v": tx.op.v,
            "subject": tx.op.subject,
            "visit_id": tx.thing.visit,
            "organisation_id": tx.thing.organisation,
            "base": store.canonical(tx.op.base),
            "body": store.canonical(tx.op.body),
            "actor": tx.actor.id,
            "device": tx.op.device,
            "received_at": tx.at,
            "stamp": tx.stamp,
            "outcome": outcome,
            "why": why,
            "answer": store.canonical(answer) if answer else None,
        }
        self.note(row)

    def note(self, row: Mapping[str, Any]) -> None:
        """Append a row to the log; its place and chain value are those of this passage."""
        self.seq = row["seq"]
        self.chain = store.chained(self.chain, row)
        self.rows.append({**row, "chain": self.chain})
        self.known[row["id"]] = store.Said(row["outcome"], row["why"], row["answer"], row["seq"], row["actor"])

    def _queue(self, tx: Tx) -> None:
        self.effects += [{"op_id": tx.op.id, "name": name, "args": store.canonical(args)} for name, args in tx.followed]

    def _keep(self, tx: Tx, reason: Held, again: int | None) -> Outcome:
        """Kept, with a row of the log the first time only: an op that waited for one thing may go on waiting for the next."""
        sentence = Refused(reason.why).sentence
        if again is None:
            self._record(tx, "held", reason.why, sentence=sentence)
        seq = self.seq if again is None else again
        store.put_held(
            self.connection,
            op_id=tx.op.id,
            subject=tx.op.subject,
            why=reason.why,
            waits_for=reason.waits_for,
            visit_id=tx.thing.visit,
            seq=seq,
        )
        if reason.waits_for:
            self.waiting.add(reason.waits_for)
        return Outcome(tx.op.id, "held", reason.why, sentence, None, seq)

    def _misshapen(self, tx: Tx, error: ValidationError) -> Outcome:
        field_name, message = first_message(error)
        return self._refuse(tx, "bad_shape", message, field_name, {"errors": error.messages})

    def _refuse(self, tx: Tx, code: str, sentence: str, field_name: str | None, details: Mapping[str, Any]) -> Outcome:
        self._record(tx, "refused", code, sentence=sentence, field=field_name, details=dict(details))
        return _as_said(tx.op.id, self.known[tx.op.id])

    def _release_what_waited(self, op: Op) -> None:
        if self.replaying:
            return
        if op.kind == "held.release":
            self.close()
            for row in store.take_one_held(self.connection, op.subject):
                self._again(row, released=True)
        wanted = {op.id, op.subject} & self.waiting
        if wanted:
            self.close()
            self.waiting -= wanted
            for row in store.take_held(self.connection, wanted):
                self._again(row)

    def _again(self, row: Mapping[str, Any], *, released: bool = False) -> Outcome:
        actor = actor_of(self.connection, row["actor"])
        return self._attempt(op_of(row), actor, row["received_at"], row["stamp"], released=released, again=row["seq"])

    def close(self) -> None:
        """Write what was recorded so far. May be called again."""
        self.sheaf.write()
        store.put_rows(self.connection, self.rows)
        store.put_effects(self.connection, self.effects)
        if self.rows:
            store.put_head(self.connection, self.seq, self.chain)
        self.rows, self.effects = [], []


def _as_said(op_id: str, row: store.Said) -> Outcome:
    """The answer of the first time, word for word."""
    answer = json.loads(row.answer) if row.answer else {}
    return Outcome(
        op_id, row.outcome, row.why, answer.get("sentence"), answer.get("field"), row.seq, answer.get("details", {})
    )


def op_of(row: Mapping[str, Any]) -> Op:
    """The op that a row of the log records, as it was sent."""
    base, body = json.loads(row["base"]), json.loads(row["body"])
    return Op(row["id"], row["kind"], row["v"], row["subject"], base, body, row["device"])


def actor_of(connection: Connection, user_id: str) -> Actor:
    """The person with the roles of this moment, or the house."""
    from audit_app.store.people import get_actor

    return HOUSE if user_id == HOUSE.id else get_actor(connection, user_id)


def first_message(error: ValidationError) -> tuple[str | None, str]:
    """The first field and sentence of a shape's complaint."""
    messages: Any = error.messages
    path: list[str] = []
    while isinstance(messages, dict) and messages:
        name = next(iter(messages))
        path.append(str(name))
        messages = messages[name]
    sentence = str(messages[0]) if isinstance(messages, list) and messages else str(messages)
    where = ".".join(p for p in path if p != "_schema")
    return where or None, f"{where}：{sentence}" if where else sentence


def _shapeless(data: Any, error: ValidationError) -> Outcome:
    given = data.get("id") if isinstance(data, Mapping) else None
    field_name, message = first_message(error)
    problems = (
        {"errors": error.messages} if is_plain(json.dumps(error.messages, ensure_ascii=False, default=str)) else {}
    )
    return Outcome(
        given[:60] if is_plain(given) else "",
        "refused",
        "bad_shape",
        message if problems else None,
        field_name if problems else None,
        None,
        problems,
    )
