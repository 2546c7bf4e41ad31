"""SQL shaped for the pages of this room: audits with counts, nonconformities with their company. Nothing writes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from audit_app.rules.kinds import BY_PERSON
from audit_app.store.judgements import counted_on
from audit_app.store.tables import (
    audit_team,
    audits,
    clients,
    held,
    judgements,
    log,
    nonconformities,
    photos,
    records,
    users,
    visits,
)

Row = Mapping[str, Any]


def list_audits(connection: Connection, organisation_id: str, member: str | None = None) -> list[Row]:
    """Audits of a body with company and leader, the newest first; with `member`, those of this person's teams."""
    lead, leader = audit_team.alias("lead"), users.alias("leader")
    wanted = (
        select(
            audits.c.id,
            audits.c.code,
            audits.c.type,
            audits.c.state,
            audits.c.starts_on,
            audits.c.ends_on,
            audits.c.submitted_at,
            clients.c.name.label("client"),
            visits.c.edition_id,
            visits.c.short_name,
            leader.c.id.label("leader_id"),
            leader.c.name.label("leader"),
        )
        .join(clients, clients.c.id == audits.c.client_id)
        .join(visits, visits.c.id == audits.c.id)
        .outerjoin(lead, (lead.c.visit_id == audits.c.id) & (lead.c.role == "lead") & lead.c.removed_at.is_(None))
        .outerjoin(leader, leader.c.id == lead.c.user_id)
        .where(audits.c.organisation_id == organisation_id)
        .order_by(audits.c.starts_on.desc(), audits.c.code.desc())
    )
    return list(connection.execute(wanted.where(audits.c.id.in_(teams_of(member))) if member else wanted).mappings())


def teams_of(user_id: str) -> Any:
    """The visits on whose team the person stands, as a subquery."""
    return select(audit_team.c.visit_id).where(audit_team.c.user_id == user_id, audit_team.c.removed_at.is_(None))


def judged_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many clauses count as what, by visit; cleared ones are left out, unsettled ones are `two`."""
    return {visit: dict(Counter(counted.values())) for visit, counted in counted_on(connection, visit_ids).items()}


def photos_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """Photos that stand, by visit."""
    wanted = select(photos.c.visit_id, func.count()).where(
        photos.c.visit_id.in_(list(visit_ids)), photos.c.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(photos.c.visit_id))}


def awaited_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """Photos that a tablet has told of and whose bytes have not come, by visit: all that is known of what is not sent yet."""
    wanted = select(photos.c.visit_id, func.count()).where(
        photos.c.visit_id.in_(list(visit_ids)), photos.c.withdrawn_at.is_(None), photos.c.state == "awaited"
    )
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(photos.c.visit_id))}


def last_heard_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, list[Row]]:
    """Who of each visit sent something and when the last of it came, as {name, at}, the latest first."""
    at = func.max(log.c.received_at).label("at")
    wanted = (
        select(log.c.visit_id, users.c.name, at)
        .join(users, users.c.id == log.c.actor)
        .where(log.c.visit_id.in_(list(visit_ids)), log.c.device.is_not(None), log.c.outcome != "refused")
        .group_by(log.c.visit_id, users.c.name)
        .order_by(at.desc(), users.c.name)
    )
    found: dict[str, list[Row]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["visit_id"], []).append(row)
    return found


def held_on(connection: Connection, visit_ids: Iterable[str]) -> list[str]:
    """The visits on which something waits for a person of the body; the rest ends by itself or by the company."""
    wanted = select(held.c.visit_id).where(held.c.visit_id.in_(list(visit_ids)), held.c.why.in_(BY_PERSON))
    return list(connection.scalars(wanted.distinct()))


def conflicts_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """Judgements, records and nonconformities of which several versions stand side by side, by visit."""
    visit_ids, found = list(visit_ids), {}
    for table in (judgements, records, nonconformities):
        wanted = select(table.c.visit_id, func.count()).where(table.c.visit_id.in_(visit_ids), table.c.conflict == 1)
        for visit, count in connection.execute(wanted.group_by(table.c.visit_id)):
            found[visit] = found.get(visit, 0) + count
    return found


def list_team(connection: Connection, visit_id: str) -> list[Row]:
    """Everybody who is or was on the team, by letter."""
    wanted = (
        select(audit_team.c.user_id, users.c.name, audit_team.c.role, audit_team.c.letter, audit_team.c.removed_at)
        .join(users, users.c.id == audit_team.c.user_id)
        .where(audit_team.c.visit_id == visit_id)
        .order_by(audit_team.c.letter)
    )
    return list(connection.execute(wanted).mappings())


def list_nonconformities(connection: Connection, organisation_id: str, member: str | None = None) -> list[Row]:
    """Nonconformities of a body with audit and company, the earliest due first, those without a date last."""
    wanted = (
        select(
            nonconformities.c.id,
            nonconformities.c.number,
            nonconformities.c.state,
            nonconformities.c.severity,
            nonconformities.c.clauses,
            nonconformities.c.due_on,
            nonconformities.c.provisional,
            nonconformities.c.visit_id,
            audits.c.code,
            visits.c.edition_id,
            visits.c.short_name,
            clients.c.name.label("client"),
        )
        .join(audits, audits.c.id == nonconformities.c.visit_id)
        .join(visits, visits.c.id == audits.c.id)
        .join(clients, clients.c.id == audits.c.client_id)
        .where(audits.c.organisation_id == organisation_id)
        .order_by(nonconformities.c.due_on.is_(None), nonconformities.c.due_on, audits.c.code, nonconformities.c.number)
    )
    if member:
        wanted = wanted.where(nonconformities.c.visit_id.in_(teams_of(member)))
    return list(connection.execute(wanted).mappings())


def visits_showing(connection: Connection, organisation_id: str, sha256: str) -> list[str]:
    """The audits of a body on which somebody recorded a photo with these bytes."""
    wanted = select(photos.c.visit_id).join(audits, audits.c.id == photos.c.visit_id)
    shown = wanted.where(photos.c.organisation_id == organisation_id, photos.c.sha256 == sha256)
    return list(connection.scalars(shown.distinct()))
