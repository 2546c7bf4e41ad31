"""Rows of the log: append, look up, walk. The chain over them is computed here, so that writer and verifier share one rule.

chain = sha256(previous chain ‖ sha256(op)), the op's bytes being its JSON in UTF-8, NFC, keys sorted, no spaces, with
integers and strings alone; `body` and `base` stand in it as the very text of their columns.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import audits, effects, head, held, log


class Said(NamedTuple):
    """What the log answers for an op: outcome, code, the answer's text, its place, and whose op it was."""

    outcome: str
    why: str | None
    answer: str | None
    seq: int
    actor: str


GENESIS = "0" * 64
COLUMNS = tuple(column.name for column in log.columns if column.name != "chain")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_end = select(head.c.seq, head.c.chain, head.c.epoch)
_get_head, _lock_head = PreparedStatement(_end), PreparedStatement(_end.with_for_update())
_put_head = PreparedStatement(update(head).values(seq=bindparam("to_seq"), chain=bindparam("to_chain")))
_put_row = PreparedStatement(insert(log))
_newest = select(log.c.id, *(log.c[name] for name in Said._fields)).order_by(log.c.seq)
_done_to = PreparedStatement(
    select(log.c.kind).where(log.c.subject == bindparam("of_subject"), log.c.outcome == "done").distinct()
)
_seen = PreparedStatement(_newest.where(log.c.id == bindparam("of_id")))
_put_effect = PreparedStatement(insert(effects).values({name: bindparam(name) for name in ("op_id", "name", "args")}))
_waiting = PreparedStatement(select(held.c.waits_for).where(held.c.waits_for.is_not(None)))


def canonical(value: Any) -> str:
    """Canonical JSON text of a body or base."""
    return unicodedata.normalize("NFC", _encode(value))


def chained(previous: str, row: Mapping[Any, Any]) -> str:
    """The chain value of a log row that follows `previous`."""
    op = canonical({name: row[name] for name in COLUMNS if row[name] is not None})
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(op.encode()).digest()).hexdigest()


def lock_head(connection: Connection) -> tuple[int, str, int]:
    """(seq, chain, epoch) of the log's end, locked until the transaction ends."""
    row = _lock_head.one(connection)
    if row is None:
        connection.execute(insert(head).values(one=1, seq=0, chain=GENESIS, epoch=1))
        return 0, GENESIS, 1
    return row["seq"], row["chain"], row["epoch"]


def get_head(connection: Connection) -> tuple[int, str, int]:
    """(seq, chain, epoch) without a lock, for announcing and verifying."""
    row = _get_head.one(connection)
    return (0, GENESIS, 1) if row is None else (row["seq"], row["chain"], row["epoch"])


def has_rows(connection: Connection) -> bool:
    return connection.execute(select(log.c.seq).limit(1)).first() is not None


def chain_at(connection: Connection, seq: int) -> str | None:
    """The chain as it stood at this place; None where the log does not reach."""
    if seq == 0:
        return GENESIS
    return connection.execute(select(log.c.chain).where(log.c.seq == seq)).scalar_one_or_none()


def put_head(connection: Connection, seq: int, chain: str) -> None:
    _put_head.put(connection, [{"to_seq": seq, "to_chain": chain}])


def put_rows(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    if rows:
        _put_row.put(connection, rows)


def seen(connection: Connection, ids: Iterable[str]) -> dict[str, Said]:
    """What the log says of each of these ops, by id; its newest row where an op has two."""
    ids = list(ids)
    if len(ids) == 1:
        return {row.pop("id"): Said(**row) for row in _seen.rows(connection, of_id=ids[0])}
    found: dict[str, Said] = {}
    for at in range(0, len(ids), 500):
        rows = connection.execute(_newest.where(log.c.id.in_(ids[at : at + 500])))
        found.update({id: Said(*said) for id, *said in rows})
    return found


def kinds_done_to(connection: Connection, subject: str) -> set[str]:
    """The kinds of all ops that were carried out on this subject."""
    return {row["kind"] for row in _done_to.rows(connection, of_subject=subject)}


def base_of(connection: Connection, seq: int) -> str:
    """The base of the op in this row, as text."""
    return str(connection.execute(select(log.c.base).where(log.c.seq == seq)).scalar_one())


def walk(connection: Connection, after: int = 0, step: int = 2000) -> Iterator[Mapping[Any, Any]]:
    """Every row in order, in portions, as mappings."""
    while True:
        rows = connection.execute(select(log).where(log.c.seq > after).order_by(log.c.seq).limit(step)).mappings().all()
        yield from rows
        if len(rows) < step:
            return
        after = rows[-1]["seq"]


def walk_whole(connection: Connection, step: int = 2000) -> Iterator[tuple[int, Mapping[Any, Any] | None]]:
    """(seq, row) of everything in order; None in place of a row whose bytes are no text any more. For the verifier."""
    after = None
    while True:
        wanted = select(log.c.seq).order_by(log.c.seq).limit(step)
        seqs = list(connection.scalars(wanted if after is None else wanted.where(log.c.seq > after)))
        if not seqs:
            return
        yield from _whole(connection, seqs)
        after = seqs[-1]


def _whole(connection: Connection, seqs: Sequence[int]) -> Iterator[tuple[int, Mapping[Any, Any] | None]]:
    which = log.c.seq.between(seqs[0], seqs[-1])
    try:
        rows = connection.execute(select(log).where(which).order_by(log.c.seq)).mappings().all()
    except (DBAPIError, UnicodeDecodeError):
        if len(seqs) == 1:
            yield seqs[0], None
            return
        half = len(seqs) // 2
        yield from _whole(connection, seqs[:half])
        yield from _whole(connection, seqs[half:])
    else:
        yield from ((row["seq"], row) for row in rows)


def news(connection: Connection, visits: Iterable[str], since: int, most: int = 5000) -> list[Mapping[Any, Any]]:
    """What was done on these visits after `since`, and to the companies they are at, oldest first."""
    visits = list(visits)
    companies = select(audits.c.client_id).where(audits.c.id.in_(visits))
    concerned = log.c.visit_id.in_(visits) | ((log.c.kind == "client.correct") & log.c.subject.in_(companies))
    return list(
        connection.execute(
            select(log).where(concerned, log.c.seq > since, log.c.outcome == "done").order_by(log.c.seq).limit(most)
        ).mappings()
    )


def find(connection: Connection, op_id: str) -> Mapping[Any, Any] | None:
    """The latest row of one op: held, then done, are two."""
    wanted = select(log).where(log.c.id == op_id).order_by(log.c.seq.desc()).limit(1)
    return connection.execute(wanted).mappings().first()


_held = log.alias("held_first")
came_in = func.coalesce(
    select(_held.c.received_at).where(_held.c.id == log.c.id, _held.c.outcome == "held").scalar_subquery(),
    log.c.received_at,
).label("came_in")
"""When an op of this row came in: of what waited and was done later, the receipt is that of the row that says it was held."""


def history(connection: Connection, subject: str) -> list[Mapping[Any, Any]]:
    """Everything done to one subject, oldest first: `received_at` is when it was done, `came_in` when it came in."""
    wanted = select(log, came_in).where(log.c.subject == subject, log.c.outcome == "done")
    return list(connection.execute(wanted.order_by(log.c.seq)).mappings())


def waiting(connection: Connection) -> set[str]:
    """What held ops wait for; empty most of the time."""
    return {row["waits_for"] for row in _waiting.rows(connection)}


def put_held(connection: Connection, **row: Any) -> None:
    connection.execute(insert(held).values(**row))


def take_held(connection: Connection, waits_for: Iterable[str]) -> list[Mapping[Any, Any]]:
    """Held ops that waited for one of these, oldest first, taken off the list; their log rows are returned."""
    return _taken(connection, held.c.waits_for.in_(list(waits_for)))


def held_for(connection: Connection, waits_for: Iterable[str], op_id: str | None) -> list[Mapping[Any, Any]]:
    """The log's rows of held ops that wait for one of these, and of this one itself, oldest first."""
    which = held.c.waits_for.in_(list(waits_for)) | (held.c.op_id == (op_id or ""))
    ids = list(connection.scalars(select(held.c.op_id).where(which)))
    wanted = select(log).where(log.c.id.in_(ids), log.c.outcome == "held").order_by(log.c.seq)
    return list(connection.execute(wanted).mappings()) if ids else []


def take_held_acts(
    connection: Connection, subject: str, kinds: Iterable[str], actor: str | None = None
) -> list[Mapping[Any, Any]]:
    """Held ops of these kinds on a subject (of one person), oldest first, taken off the list; their log rows are returned."""
    of_kind = select(log.c.id).where(log.c.subject == subject, log.c.kind.in_(list(kinds)), log.c.outcome == "held")
    if actor is not None:
        of_kind = of_kind.where(log.c.actor == actor)
    return _taken(connection, held.c.op_id.in_(of_kind))


def take_one_held(connection: Connection, op_id: str) -> list[Mapping[Any, Any]]:
    return _taken(connection, held.c.op_id == op_id)


def _taken(connection: Connection, which: Any) -> list[Mapping[Any, Any]]:
    ids = list(connection.scalars(select(held.c.op_id).where(which).order_by(held.c.seq)))
    if not ids:
        return []
    connection.execute(delete(held).where(held.c.op_id.in_(ids)))
    return list(
        connection.execute(select(log).where(log.c.id.in_(ids), log.c.outcome == "held").order_by(log.c.seq)).mappings()
    )


def put_effects(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    if rows:
        _put_effect.put(connection, rows)


def count(connection: Connection, outcome: str) -> int:
    return connection.execute(select(func.count()).select_from(log).where(log.c.outcome == outcome)).scalar_one()


def subjects_of(connection: Connection, ids: Iterable[str], kind: str) -> set[str]:
    """The subjects of those of these ops that are of this kind."""
    ids = list(ids)
    return set(connection.scalars(select(log.c.subject).where(log.c.id.in_(ids), log.c.kind == kind))) if ids else set()
