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

from audit_app.store.ready import Ready
from audit_app.store.tables import effects, head, held, log


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
_get_head, _lock_head = Ready(_end), Ready(_end.with_for_update())
_put_head = Ready(update(head).values(seq=bindparam("to_seq"), chain=bindparam("to_chain")))
_put_row = Ready(insert(log))
_newest = select(log.c.id, *(log.c[name] for name in Said._fields)).order_by(log.c.seq)
_seen = Ready(_newest.where(log.c.id == bindparam("of_id")))
_done = Ready(select(log.c.seq).where(log.c.id == bindparam("of_id"), log.c.outcome == "done"))
_put_effect = Ready(insert(effects).values({name: bindparam(name) for name in ("op_id", "name", "args")}))
_waiting = Ready(select(held.c.waits_for).where(held.c.waits_for.is_not(None)))


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


def is_done(connection: Connection, op_id: str) -> bool:
    """Whether the op was carried out."""
    return _done.one(connection, of_id=op_id) is not None


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
    """What was done on these visits after `since`, oldest first."""
    return list(
        connection.execute(
            select(log)
            .where(log.c.visit_id.in_(list(visits)), log.c.seq > since, log.c.outcome == "done")
            .order_by(log.c.seq)
            .limit(most)
        ).mappings()
    )


def history(connection: Connection, subject: str) -> list[Mapping[Any, Any]]:
    """Everything done to one subject, oldest first."""
    return list(
        connection.execute(
            select(log).where(log.c.subject == subject, log.c.outcome == "done").order_by(log.c.seq)
        ).mappings()
    )


def waiting(connection: Connection) -> set[str]:
    """What held ops wait for; empty most of the time."""
    return {row["waits_for"] for row in _waiting.rows(connection)}


def put_held(connection: Connection, **row: Any) -> None:
    connection.execute(insert(held).values(**row))


def take_held(connection: Connection, waits_for: Iterable[str]) -> list[Mapping[Any, Any]]:
    """Held ops that waited for one of these, oldest first, taken off the list; their log rows are returned."""
    return _taken(connection, held.c.waits_for.in_(list(waits_for)))


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
