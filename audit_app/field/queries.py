"""What the field's pages read: my visits with their counts, one visit with all that was recorded. Nothing here
writes.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from audit_app.store import log, people
from audit_app.store.tables import (
    audit_team,
    audits,
    clause_owners,
    clients,
    held,
    interviews,
    judgements,
    nonconformities,
    photos,
    records,
    samples,
    spot_checks,
    users,
    visits,
)

Row = Mapping[str, Any]


def visits_of(connection: Connection, user_id: str) -> list[Row]:
    """The visits of whose team the person is, by their first day: audit and client, or the spot check."""
    leads, leader = audit_team.alias("leads"), users.alias("leader")
    wanted = (
        select(
            visits.c.id,
            visits.c.kind,
            visits.c.organisation_id,
            visits.c.edition_id,
            visits.c.edition_digest,
            visits.c.closing_on,
            visits.c.short_name,
            audits.c.code,
            audits.c.type,
            audits.c.state,
            audits.c.starts_on,
            audits.c.ends_on,
            clients.c.name.label("client"),
            clients.c.address,
            clients.c.phone,
            clients.c.contact,
            spot_checks.c.name.label("checked"),
            spot_checks.c.state.label("check_state"),
            spot_checks.c.checked_on,
            spot_checks.c.city,
            spot_checks.c.district,
            leader.c.name.label("leader"),
        )
        .join(
            audit_team,
            (audit_team.c.visit_id == visits.c.id)
            & (audit_team.c.user_id == user_id)
            & audit_team.c.removed_at.is_(None),
        )
        .outerjoin(audits, audits.c.id == visits.c.id)
        .outerjoin(clients, clients.c.id == audits.c.client_id)
        .outerjoin(spot_checks, spot_checks.c.id == visits.c.id)
        .outerjoin(leads, (leads.c.visit_id == visits.c.id) & (leads.c.role == "lead") & leads.c.removed_at.is_(None))
        .outerjoin(leader, leader.c.id == leads.c.user_id)
        .order_by(audits.c.starts_on, audits.c.code, spot_checks.c.position, visits.c.id)
    )
    return list(connection.execute(wanted).mappings())


def two_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """Things of which several versions stand (待核对), by visit: a clause by judgement or text, and each nonconformity."""
    ids, found = list(visit_ids), set()
    for table in (judgements, records):
        found |= set(
            connection.execute(
                select(table.c.visit_id, table.c.ref).where(table.c.visit_id.in_(ids), table.c.conflict != 0)
            )
        )
    forms = select(nonconformities.c.visit_id, nonconformities.c.id)
    found |= set(
        connection.execute(
            forms.where(
                nonconformities.c.visit_id.in_(ids),
                nonconformities.c.conflict != 0,
                nonconformities.c.withdrawn_at.is_(None),
            )
        )
    )
    return Counter(row[0] for row in found)


def owned_on(connection: Connection, visit_ids: Iterable[str], user_id: str) -> dict[str, set[str]]:
    """The clauses a person answers for, by visit."""
    wanted = select(clause_owners.c.visit_id, clause_owners.c.ref).where(
        clause_owners.c.visit_id.in_(list(visit_ids)), clause_owners.c.user_id == user_id
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.visit_id, set()).add(row.ref)
    return found


def awaited_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """Photos whose bytes have not come yet, by visit."""
    wanted = select(photos.c.visit_id, func.count()).where(
        photos.c.visit_id.in_(list(visit_ids)), photos.c.state == "awaited", photos.c.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(photos.c.visit_id))}


def unfiled_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """Photos that stand under no clause yet (待归类), by visit."""
    wanted = select(photos.c.visit_id, func.count()).where(
        photos.c.visit_id.in_(list(visit_ids)), photos.c.ref.is_(None), photos.c.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(photos.c.visit_id))}


def waits_on(connection: Connection, visit_ids: Iterable[str]) -> dict[str, int]:
    """How many things the server keeps something of back, by visit."""
    wanted = select(held.c.visit_id, func.count(held.c.subject.distinct())).where(held.c.visit_id.in_(list(visit_ids)))
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(held.c.visit_id))}


def team_of(connection: Connection, visit_id: str) -> list[Row]:
    """Those on the team with name, role and letter, by letter."""
    wanted = (
        select(users.c.id, users.c.name, audit_team.c.role, audit_team.c.letter)
        .join(users, users.c.id == audit_team.c.user_id)
        .where(audit_team.c.visit_id == visit_id, audit_team.c.removed_at.is_(None))
        .order_by(audit_team.c.letter)
    )
    return list(connection.execute(wanted).mappings())


def items_on(connection: Connection, visit_id: str) -> int:
    """How many things the server holds of a visit (product.md 5.1): judgement and text of a clause are one, all
    else one each.
    """
    clauses = set(
        connection.scalars(
            select(judgements.c.ref).where(judgements.c.visit_id == visit_id, judgements.c.value.is_not(None))
        )
    )
    clauses |= set(
        connection.scalars(select(records.c.ref).where(records.c.visit_id == visit_id, records.c.text != ""))
    )
    count = len(clauses)
    for table in (samples, interviews, photos, nonconformities):
        wanted = (
            select(func.count()).select_from(table).where(table.c.visit_id == visit_id, table.c.withdrawn_at.is_(None))
        )
        count += connection.execute(wanted).scalar_one()
    return count


def shows_photo(connection: Connection, user_id: str, sha256: str) -> str | None:
    """The organisation in whose store the bytes lie, if a visit of this person shows them; else nothing."""
    wanted = (
        select(photos.c.organisation_id)
        .join(audit_team, (audit_team.c.visit_id == photos.c.visit_id) & (audit_team.c.user_id == user_id))
        .where(photos.c.sha256 == sha256, audit_team.c.removed_at.is_(None))
        .limit(1)
    )
    return connection.execute(wanted).scalar_one_or_none()


def sent_back(connection: Connection, visit: Row) -> Row | None:
    """Why a returned audit came back, from whom and when: {reason, by, at}; nothing in any other state."""
    if visit["state"] != "returned":
        return None
    acts = [row for row in log.history(connection, visit["id"]) if row["kind"] == "audit.return"]
    if not acts:
        return None
    names = people.names_of(connection, {acts[-1]["actor"]})
    reason = json.loads(acts[-1]["body"])["reason"]
    return {"reason": reason, "by": names.get(acts[-1]["actor"], ""), "at": acts[-1]["received_at"]}
