"""What one transaction records: rows of the log, chained, and the jobs that follow from them; all are written by `flush`."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.ops.model import Tx
from audit_app.ops.standing import Standing
from audit_app.store import log

Mark = tuple[int, str]


class Journal:
    """The log's end is locked from the beginning; `known` is what became of the ops that were looked at, `standing` their bases."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.seq, self.chain, _epoch = log.lock_head(connection)
        self.rows: list[dict[str, Any]] = []
        self.jobs: list[dict[str, Any]] = []
        self.known: dict[str, log.Said] = {}
        self.standing = Standing(connection, self.known)

    def mark(self) -> Mark:
        """The log's end as it is now, for `rollback_to`."""
        return self.seq, self.chain

    def rollback_to(self, mark: Mark, refused: str) -> bool:
        """Forget all since the mark but the refusal of this op, which takes the place in the log of the first that is
        forgotten. Whether there was one."""
        kept = [row for row in self.rows if row["id"] == refused and row["outcome"] == "refused"]
        self.seq, self.chain = mark
        self.rows, self.jobs = [], []
        for row in kept:
            self.note({name: value for name, value in row.items() if name != "chain"} | {"seq": self.seq + 1})
        return bool(kept)

    def record(self, tx: Tx, outcome: str, why: str | None, **answer: Any) -> None:
        """Append what became of an op."""
        row = {
            "seq": self.seq + 1,
            "id": tx.op.id,
            "kind": tx.op.kind,
            "v": tx.op.v,
            "subject": tx.op.subject,
            "visit_id": tx.resource.visit,
            "organisation_id": tx.resource.organisation,
            "base": log.canonical(tx.op.base),
            "body": log.canonical(tx.op.body),
            "actor": tx.actor.id,
            "device": tx.op.device,
            "received_at": tx.at,
            "stamp": tx.stamp,
            "outcome": outcome,
            "why": why,
            "answer": log.canonical(answer) if answer else None,
        }
        self.note(row)

    def note(self, row: Mapping[str, Any]) -> None:
        """Append a row to the log; its place and chain value are those of this transaction."""
        self.seq = row["seq"]
        self.chain = log.chained(self.chain, row)
        self.rows.append({**row, "chain": self.chain})
        self.known[row["id"]] = log.Said(row["outcome"], row["why"], row["answer"], row["seq"], row["actor"])
        if row["outcome"] == "refused":
            self.standing.learn(row["id"], row["base"])

    def enqueue(self, op_id: str, jobs: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """What follows from an op, later."""
        self.jobs += [{"op_id": op_id, "name": name, "args": log.canonical(args)} for name, args in jobs]

    def kinds_done_to(self, subject: str) -> set[str]:
        """The kinds of all ops done to a subject, those of this transaction included."""
        coming = {row["kind"] for row in self.rows if row["subject"] == subject and row["outcome"] == "done"}
        return set(log.kinds_done_to(self.connection, subject)) | coming

    def flush(self) -> None:
        """Write what was recorded so far. May be called again."""
        log.put_rows(self.connection, self.rows)
        log.put_effects(self.connection, self.jobs)
        if self.rows:
            log.put_head(self.connection, self.seq, self.chain)
        self.rows, self.jobs = [], []
