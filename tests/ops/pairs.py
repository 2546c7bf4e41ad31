"""What two people can do to one thing without knowing of each other: every pair of kinds, in both orders, in every state.

`tried(...)` gives the rows of the table in docs/decisions; nothing of a trial is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from audit_app.ops import Actor, OpBatch, make
from audit_app.store.db import Database
from audit_app.store.tables import metadata

BESIDE = {
    "log",
    "head",
    "heads",
    "effects",
    "search",
    "held",
    "register_rows",
    "clause_owners",
    "visit_departments",
    "organisations",
    "visits",
    "clients",
}
"""Tables of the door itself, and those that nothing writes over."""
OUTCOMES = {"done": "算数", "held": "等待", "refused": "不成"}


@dataclass(frozen=True)
class Doing:
    """One act of one person. `about` names what it is done to and what that lies under."""

    kind: str
    subject: str
    body: Mapping[str, Any]
    actor: Actor
    about: frozenset[str] = frozenset()
    base: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The kind, and the field where one kind changes several things."""
        named = self.body.get("field") if self.kind == "spot_check.amend" else None
        if self.kind == "audit.correct":
            named = "、".join(self.body["now"])
        return f"{self.kind} {named}" if named else self.kind

    def op(self) -> dict[str, Any]:
        return make(self.kind, self.subject, self.body, base=dict(self.base))

    def meets(self, other: "Doing") -> bool:
        """Whether both act upon one thing, or one upon what the other's thing lies under."""
        return self.subject in {other.subject, *other.about} or other.subject in self.about


@dataclass(frozen=True)
class State:
    """A moment, and what may be tried then: each act as the one person does it, and as the other does."""

    name: str
    doings: list[tuple[Doing, Doing]]
    asks: Callable[[Doing, Doing], bool] = lambda one, other: True


@dataclass(frozen=True)
class Row:
    """One pair in one state: what becomes of both when the one comes first, and when the other does."""

    state: str
    one: str
    other: str
    one_first: str
    other_first: str
    lost: tuple[str, ...] = ()


STEPS = {"state", "conflict", "reason"}
"""What a machine's next step writes anew: the step itself is guarded by the state, the one before stands in the log."""
Cells = Mapping[tuple[str, str, str], Any]
Trial = tuple[list[str], set[str]]


@dataclass(frozen=True)
class Watched:
    """The tables that a trial compares, and their cells before it."""

    tables: list[str]
    before: Cells


class Undo(Exception):
    """Ends a trial without keeping anything."""


def word(outcome: str, why: str | None) -> str:
    return f"{OUTCOMES[outcome]} {why}" if why else OUTCOMES[outcome]


def trial(database: Database, now: str, doings: Iterable[Doing], watched: Watched | None = None) -> Trial:
    """What becomes of these, one after the other, and the cells that the second one took from the first."""
    said: list[str] = []
    lost: set[str] = set()
    try:
        with database.writing() as connection:
            ops, outcomes, seen = [(doing, doing.op()) for doing in doings], [], []
            for doing, op in ops:
                batch = OpBatch(connection, now)
                outcomes.append(batch.apply_one(op, doing.actor))
                batch.flush()
                if watched and all(one.outcome == "done" for one in outcomes):
                    seen.append(cells(connection, watched.tables))
            said = [_in_the_end(connection, op["id"], one) for (_, op), one in zip(ops, outcomes, strict=True)]
            if watched and len(seen) == 2:
                lost = _taken(connection, ops[0][1]["id"], watched.before, *seen)
            raise Undo
    except Undo:
        return said, lost


def _in_the_end(connection: Connection, op_id: str, outcome: Any) -> str:
    log = metadata.tables["log"]
    first = word(outcome.outcome, outcome.why)
    last = connection.execute(
        select(log.c.outcome, log.c.why).where(log.c.id == op_id).order_by(log.c.seq.desc()).limit(1)
    ).first()
    now = word(last.outcome, last.why) if last else first
    return first if now == first else f"{first}，随后{now}"


def cells(connection: Connection, tables: Iterable[str]) -> Cells:
    """Every cell of these tables."""
    found = {}
    for name in tables:
        table = metadata.tables[name]
        keys = [column.name for column in table.primary_key]
        for row in connection.execute(select(table)).mappings():
            at = "/".join(str(row[key]) for key in keys)
            found.update({(name, at, column): value for column, value in row.items()})
    return found


def watch(database: Database) -> Watched:
    """Every derived table that holds anything yet, and its cells; rows that come later belong to whoever makes them."""
    with database.reading() as connection:
        tables = [name for name in metadata.tables if name not in BESIDE and connection.execute(_any(name)).first()]
        return Watched(tables, cells(connection, tables))


def _any(name: str) -> Any:
    return select(metadata.tables[name]).limit(1)


def _taken(connection: Connection, first: str, before: Cells, one: Cells, both: Cells) -> set[str]:
    """Cells that the first wrote and the second wrote over, where no head keeps what the first wrote."""
    heads = metadata.tables["heads"]
    if connection.execute(select(heads.c.op_id).where(heads.c.op_id == first)).first():
        return set()
    wrote = [key for key, value in one.items() if key in before and before[key] != value]
    return {f"{key[0]}.{key[2]}" for key in wrote if both.get(key) != one[key] and key[2] not in STEPS}


def may(database: Database, now: str, doing: Doing) -> bool:
    """Whether this act alone would be taken at this moment: done, or kept until what it needs has come."""
    (said,), _ = trial(database, now, [doing])
    return not said.startswith(OUTCOMES["refused"])


def tried(database: Database, now: str, states: Iterable[State]) -> Iterator[Row]:
    """Both orders of every pair that can meet in a state: two acts of which each alone would be taken."""
    for state in states:
        watched = watch(database)
        open_ = [(one, other) for one, other in state.doings if may(database, now, one)]
        for at, (one, _) in enumerate(open_):
            for _, other in open_[at:]:
                if one.meets(other) and state.asks(one, other):
                    yield _both(database, now, state.name, (one, other), watched)


def _both(database: Database, now: str, state: str, pair: tuple[Doing, Doing], watched: Watched) -> Row:
    one, other = pair
    forth, lost = trial(database, now, [one, other], watched)
    back, lost_too = trial(database, now, [other, one], watched)
    return Row(state, one.label, other.label, " → ".join(forth), " → ".join(back), tuple(sorted(lost | lost_too)))
