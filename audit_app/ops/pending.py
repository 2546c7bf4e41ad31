"""The queue of what waited in the log and may be tried now: in the order of arrival, and however long a chain is, never a
deep call."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.ops.limits import Waiting
from audit_app.ops.op import Op
from audit_app.rules.kinds import AGAIN
from audit_app.store import log

Row = Mapping[str, Any]


class Pending:
    """`awaited` are the ids that something waits for, `counts` how many ops wait for each person. `flush` writes what was
    recorded: the table of those that wait is read only after it."""

    def __init__(self, connection: Connection, flush: Callable[[], None]) -> None:
        self.connection, self.flush = connection, flush
        self.awaited = log.waiting(connection)
        self.counts = Waiting(connection)
        self._due: list[tuple[int, int, bool, Row]] = []
        self._busy = False

    def join(self, op: Op, done: bool) -> None:
        """What this op lets through is due. One that is refused lets through what stood upon it, or that would wait for ever."""
        if done and op.kind in AGAIN:
            self.flush()
            self._put(log.take_one_held(self.connection, op.subject), released=op.kind == "held.release", first=True)
        wanted = ({op.id, op.subject} if done else {op.id}) & self.awaited
        if wanted:
            self.flush()
            self.awaited -= wanted
            self._put(log.take_held(self.connection, wanted))

    def drain(self) -> Iterator[tuple[Row, bool]]:
        """Each row that is due, in the order of arrival, and whether a person released it. Whoever asks while somebody goes
        through them gets none: what was added meanwhile is that one's."""
        if self._busy:
            return
        self._busy = True
        while self._due:
            _, _, released, row = heapq.heappop(self._due)
            yield row, released
        self._busy = False

    def end_one(self, op_id: str) -> Iterable[Row]:
        """A kept op that a person removed: it waits no more."""
        self.flush()
        return self._ended(log.take_one_held(self.connection, op_id))

    def end_acts(self, subject: str, kinds: Iterable[str], by: str | None) -> Iterable[Row]:
        """Kept acts of these kinds on a subject (only those of one person, where `by` names one): they wait no more."""
        self.flush()
        return self._ended(log.take_held_acts(self.connection, subject, kinds, by))

    def _ended(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.counts.changed(row["actor"], -1)
            yield row

    def _put(self, rows: Iterable[Row], *, released: bool = False, first: bool = False) -> None:
        for row in rows:
            self.counts.changed(row["actor"], -1)
            heapq.heappush(self._due, (0 if first else row["seq"], row["seq"], released, row))
