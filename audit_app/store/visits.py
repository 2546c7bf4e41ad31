"""Rows of visits, audits, clients, team, clause owners and departments; and the Thing that permission on a visit asks for."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from audit_app.rules.permits import Thing
from audit_app.rules.refusals import Refused
from audit_app.store.db import upsert
from audit_app.store.ready import Ready
from audit_app.store.tables import (
    audit_team,
    audits,
    clause_owners,
    clients,
    organisations,
    spot_checks,
    visit_departments,
    visits,
)

Row = Mapping[Any, Any]
_members = Ready(
    select(
        visits.c.organisation_id,
        organisations.c.parent_id,
        audits.c.state.label("audit"),
        spot_checks.c.state.label("spot_check"),
        audit_team.c.user_id,
        audit_team.c.role,
        audit_team.c.removed_at,
    )
    .join(organisations, organisations.c.id == visits.c.organisation_id)
    .outerjoin(audits, audits.c.id == visits.c.id)
    .outerjoin(spot_checks, spot_checks.c.id == visits.c.id)
    .outerjoin(audit_team, audit_team.c.visit_id == visits.c.id)
    .where(visits.c.id == bindparam("of_visit"))
)
_visit = Ready(select(visits).where(visits.c.id == bindparam("of_visit")))


def thing_of_visit(connection: Connection, visit_id: str) -> Thing:
    """What permission asks of a visit: organisation, office above it, team, state. Raises Refused("absent")."""
    rows = _members.rows(connection, of_visit=visit_id)
    if not rows:
        raise Refused("absent")
    one = rows[0]
    team = {row["user_id"]: row["role"] for row in rows if row["user_id"] and row["removed_at"] is None}
    removed = frozenset(row["user_id"] for row in rows if row["removed_at"] is not None)
    state = one["audit"] or one["spot_check"]
    return Thing(one["organisation_id"], one["parent_id"], team, removed, visit_id, None, state)


def list_team(connection: Connection, visit_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(audit_team).where(audit_team.c.visit_id == visit_id).order_by(audit_team.c.letter)
        ).mappings()
    )


def get_visit(connection: Connection, visit_id: str) -> Row | None:
    return _visit.one(connection, of_visit=visit_id)


def get_audit(connection: Connection, audit_id: str) -> Row | None:
    return connection.execute(select(audits).where(audits.c.id == audit_id)).mappings().one_or_none()


def find_audit(connection: Connection, organisation_id: str, code_or_id: str) -> Row | None:
    """An organisation's audit by its short code or its id."""
    return (
        connection.execute(
            select(audits).where(
                audits.c.organisation_id == organisation_id, (audits.c.code == code_or_id) | (audits.c.id == code_or_id)
            )
        )
        .mappings()
        .one_or_none()
    )


def put_visit(connection: Connection, **row: Any) -> None:
    connection.execute(insert(visits).values(**row))


def put_audit(connection: Connection, **row: Any) -> None:
    connection.execute(insert(audits).values(**row))


def change_audit(connection: Connection, audit_id: str, **changed: Any) -> None:
    connection.execute(update(audits).where(audits.c.id == audit_id).values(**changed))


def put_team(connection: Connection, visit_id: str, members: Iterable[tuple[str, str, str]]) -> None:
    """Members as (user, role, letter)."""
    upsert(
        connection,
        audit_team,
        [
            {"visit_id": visit_id, "user_id": user, "role": role, "letter": letter, "removed_at": None}
            for user, role, letter in members
        ],
    )


def remove_member(connection: Connection, visit_id: str, user_id: str, at: str) -> None:
    connection.execute(
        update(audit_team)
        .where(audit_team.c.visit_id == visit_id, audit_team.c.user_id == user_id)
        .values(removed_at=at)
    )


def put_owners(connection: Connection, visit_id: str, owners: Mapping[str, str]) -> None:
    """Owner by clause ref; replaces what was there."""
    connection.execute(delete(clause_owners).where(clause_owners.c.visit_id == visit_id))
    if owners:
        connection.execute(
            insert(clause_owners), [{"visit_id": visit_id, "ref": ref, "user_id": user} for ref, user in owners.items()]
        )


def get_owners(connection: Connection, visit_id: str) -> dict[str, str]:
    rows = connection.execute(
        select(clause_owners.c.ref, clause_owners.c.user_id).where(clause_owners.c.visit_id == visit_id)
    )
    return {row.ref: row.user_id for row in rows}


def put_departments(connection: Connection, visit_id: str, names: Iterable[str]) -> None:
    upsert(
        connection,
        visit_departments,
        [{"visit_id": visit_id, "name": name, "position": at} for at, name in enumerate(names)],
    )


def get_departments(connection: Connection, visit_id: str) -> list[str]:
    return list(
        connection.scalars(
            select(visit_departments.c.name)
            .where(visit_departments.c.visit_id == visit_id)
            .order_by(visit_departments.c.position)
        )
    )


def put_client(connection: Connection, **row: Any) -> None:
    connection.execute(
        insert(clients).values(**{**row, "departments": json.dumps(row["departments"], ensure_ascii=False)})
    )


def get_client(connection: Connection, client_id: str) -> Row | None:
    return connection.execute(select(clients).where(clients.c.id == client_id)).mappings().one_or_none()


def list_clients(connection: Connection, organisation_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(clients).where(clients.c.organisation_id == organisation_id).order_by(clients.c.name)
        ).mappings()
    )
