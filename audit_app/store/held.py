"""Rows of ops that wait: for another op, or for a person to release them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

from audit_app.store.tables import held, log, users


def visit_of_held(connection: Connection, op_id: str) -> str | None:
    return connection.execute(select(held.c.visit_id).where(held.c.op_id == op_id)).scalar_one_or_none()


def why_held(connection: Connection, op_id: str) -> str | None:
    return connection.execute(select(held.c.why).where(held.c.op_id == op_id)).scalar_one_or_none()


def not_known(connection: Connection) -> list[tuple[str, str, int]]:
    """Id, kind and version of each op kept because the system did not know what it is, oldest first."""
    wanted = (
        select(held.c.op_id, log.c.kind, log.c.v)
        .join(log, log.c.seq == held.c.seq)
        .where(held.c.why.in_(("unknown_kind", "newer_version")))
        .order_by(held.c.seq)
    )
    return [(row.op_id, row.kind, row.v) for row in connection.execute(wanted)]


def upon_refused(connection: Connection) -> list[str]:
    """Ops that wait for one that was refused, oldest first."""
    refused = select(log.c.id).where(log.c.outcome == literal("refused", literal_execute=True))
    wanted = select(held.c.op_id).where(held.c.why == "base_not_here", held.c.waits_for.in_(refused))
    return list(connection.scalars(wanted.order_by(held.c.seq)))


def list_held(connection: Connection, visit_id: str) -> list[Mapping[Any, Any]]:
    """Held ops of a visit with what they would do and what was answered (`said`, the reason then), oldest first."""
    return list(connection.execute(_kept().where(held.c.visit_id == visit_id)).mappings())


def list_with_followers(connection: Connection, visit_id: str) -> list[Mapping[Any, Any]]:
    """Held ops of a visit, and those that wait for one of them or for what one of them begins: of these the visit is not known yet."""
    found = {row["op_id"]: row for row in list_held(connection, visit_id)}
    fresh = list(found.values())
    while fresh:
        awaited = sorted({name for row in fresh for name in (row["op_id"], row["subject"])})
        more = _kept().where(held.c.visit_id.is_(None), held.c.waits_for.in_(awaited))
        fresh = [row for row in connection.execute(more).mappings() if row["op_id"] not in found]
        found.update((row["op_id"], row) for row in fresh)
    return sorted(found.values(), key=lambda row: int(row["seq"]))


def _kept() -> Select[Any]:
    of_log = (log.c.kind, log.c.v, log.c.actor, log.c.body, log.c.received_at, log.c.stamp, log.c.answer)
    return (
        select(held.c.op_id, held.c.why, held.c.subject, held.c.waits_for, held.c.seq, log.c.why.label("said"), *of_log)
        .join(log, (log.c.id == held.c.op_id) & (log.c.outcome == "held"))
        .order_by(held.c.seq)
    )


def kept_ops(connection: Connection, op_ids: Collection[str]) -> list[Mapping[Any, Any]]:
    """Ops that were held once, with the columns of `list_held` (`why` is the reason then), oldest first: also after their release."""
    of_log = (log.c.kind, log.c.v, log.c.subject, log.c.actor, log.c.body, log.c.received_at, log.c.stamp, log.c.answer)
    wanted = select(log.c.id.label("op_id"), log.c.why, log.c.why.label("said"), *of_log)
    chosen = wanted.where(log.c.id.in_(sorted(op_ids)), log.c.outcome == "held").order_by(log.c.seq)
    return list(connection.execute(chosen).mappings())


def ends_of(connection: Connection, op_ids: Collection[str]) -> dict[str, Mapping[Any, Any]]:
    """How each of these ops stands by the log's last word on it: kind, outcome, why, answer; by its id."""
    wanted = select(log.c.id, log.c.kind, log.c.outcome, log.c.why, log.c.answer).where(log.c.id.in_(sorted(op_ids)))
    return {row["id"]: row for row in connection.execute(wanted.order_by(log.c.seq)).mappings()}


def released_by(connection: Connection, visit_id: str, actor: str, first: int, last: int) -> list[str]:
    """The ops that this person let into a visit between two rows of the log, in that order."""
    wanted = select(log.c.subject).where(
        log.c.visit_id == visit_id,
        log.c.actor == actor,
        log.c.kind == "held.release",
        log.c.outcome == "done",
        log.c.seq.between(first, last),
    )
    return list(connection.scalars(wanted.order_by(log.c.seq)))


def released_since_submitted(connection: Connection, visit_id: str) -> list[Mapping[Any, Any]]:
    """Releases on an audit since it was last submitted, oldest first: subject (the op let in), actor, received_at, seq."""
    submitted = (
        select(func.max(log.c.seq))
        .where(log.c.visit_id == visit_id, log.c.kind == "audit.submit", log.c.outcome == "done")
        .scalar_subquery()
    )
    wanted = select(log.c.subject, log.c.actor, log.c.received_at, log.c.seq).where(
        log.c.visit_id == visit_id, log.c.kind == "held.release", log.c.outcome == "done", log.c.seq > submitted
    )
    return list(connection.execute(wanted.order_by(log.c.seq)).mappings())


def list_releases(connection: Connection, visit_id: str) -> list[Mapping[Any, Any]]:
    """All releases on a visit, oldest first: subject (the op let in), actor, received_at."""
    wanted = select(log.c.subject, log.c.actor, log.c.received_at).where(
        log.c.visit_id == visit_id, log.c.kind == "held.release", log.c.outcome == "done"
    )
    return list(connection.execute(wanted.order_by(log.c.seq)).mappings())


def confirmations(connection: Connection, subjects: Collection[str]) -> list[Mapping[Any, Any]]:
    """Raisings and confirmations that wait because the words were others, on these nonconformities, oldest first."""
    wanted = (
        select(held.c.op_id, held.c.subject, log.c.kind, log.c.body)
        .join(log, (log.c.id == held.c.op_id) & (log.c.outcome == "held"))
        .where(held.c.why == "words_changed", held.c.subject.in_(sorted(subjects)))
        .order_by(held.c.seq)
    )
    return list(connection.execute(wanted).mappings())


def on_subjects(connection: Connection, subjects: Collection[str]) -> list[Mapping[Any, Any]]:
    """Held ops on any of these subjects: subject, why, kind; oldest first."""
    wanted = (
        select(held.c.subject, held.c.why, log.c.kind)
        .join(log, (log.c.id == held.c.op_id) & (log.c.outcome == "held"))
        .where(held.c.subject.in_(sorted(subjects)))
        .order_by(held.c.seq)
    )
    return list(connection.execute(wanted).mappings())


def count_held(connection: Connection, actor: str) -> int:
    """How many ops of this person wait."""
    wanted = select(func.count()).select_from(held.join(log, log.c.seq == held.c.seq)).where(log.c.actor == actor)
    return int(connection.execute(wanted).scalar_one())


def count_refused(connection: Connection, actor: str, organisation: str, since: str) -> tuple[int, int]:
    """How many ops of this person, and of the whole organisation, were refused since then (UTC instant)."""
    # the word itself, not a parameter: only so the small index of refused rows is used
    refused = (log.c.outcome == literal("refused", literal_execute=True)) & (log.c.received_at >= since)
    ours = select(users.c.id).where(users.c.organisation_id == organisation)
    counted = select(func.count()).select_from(log).where(refused)
    mine, all_of_us = (counted.where(which) for which in (log.c.actor == actor, log.c.actor.in_(ours)))
    return int(connection.execute(mine).scalar_one()), int(connection.execute(all_of_us).scalar_one())


def list_kept(connection: Connection) -> list[dict[str, Any]]:
    """What still waits and what was refused, of everybody, oldest first: id, state, at, account, kind, why, size of its body."""
    wanted = (
        select(
            log.c.id, log.c.outcome, log.c.received_at, users.c.account, log.c.actor, log.c.kind, log.c.why, log.c.body
        )
        .select_from(log.outerjoin(held, held.c.op_id == log.c.id).outerjoin(users, users.c.id == log.c.actor))
        .where((log.c.outcome == "refused") | ((log.c.outcome == "held") & held.c.op_id.is_not(None)))
        .order_by(log.c.seq)
    )
    return [
        {
            "id": row.id,
            "state": row.outcome,
            "at": row.received_at,
            "account": row.account or row.actor,
            "kind": row.kind,
            "why": row.why or "",
            "size": len(row.body.encode()),
        }
        for row in connection.execute(wanted)
    ]
