"""Rows of visits, audits, clients, team, clause owners and departments; and the Resource that permission on a visit asks for."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from audit_app.rules.inspectors import barred, recusing
from audit_app.rules.permits import Resource
from audit_app.rules.refusals import Refused
from audit_app.store.db import upsert
from audit_app.store.prepared import PreparedStatement
from audit_app.store.tables import (
    audit_team,
    audits,
    clause_owners,
    clients,
    inspectors,
    interviews,
    judgements,
    nonconformities,
    organisations,
    photos,
    records,
    samples,
    spot_check_inspectors,
    spot_checks,
    users,
    visit_departments,
    visits,
)

Row = Mapping[Any, Any]
_members = PreparedStatement(
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
_inspectors = PreparedStatement(
    select(
        inspectors.c.user_id,
        inspectors.c.recusals,
        inspectors.c.active,
        spot_checks.c.uscc,
        inspectors.c.name,
        spot_check_inspectors.c.name.label("sent_as"),
        spot_check_inspectors.c.user_id.label("sent_user"),
    )
    .join(inspectors, inspectors.c.organisation_id == spot_checks.c.organisation_id)
    .outerjoin(
        spot_check_inspectors,
        (spot_check_inspectors.c.spot_check_id == spot_checks.c.id)
        & (spot_check_inspectors.c.inspector_id == inspectors.c.id),
    )
    .where(spot_checks.c.id == bindparam("of_visit"))
    .order_by(inspectors.c.active, inspectors.c.id)
)
_accounts = PreparedStatement(
    select(users.c.id, users.c.name).where(users.c.organisation_id == bindparam("of_organisation"))
)
_visit = PreparedStatement(select(visits).where(visits.c.id == bindparam("of_visit")))


def resource_of_visit(connection: Connection, visit_id: str) -> Resource:
    """What permission asks of a visit: organisation, office above it, team, state; of a spot check who was sent and who is recused.

    Somebody recused since the draw is on the team no more. Whoever bears the name of somebody recused is so, too: a second
    account lets nobody in. Raises Refused("absent").
    """
    rows = _members.rows(connection, of_visit=visit_id)
    if not rows:
        raise Refused("absent")
    one = rows[0]
    team = {row["user_id"]: row["role"] for row in rows if row["user_id"] and row["removed_at"] is None}
    removed = {row["user_id"]: row["role"] for row in rows if row["removed_at"] is not None}
    resource = Resource(one["organisation_id"], one["parent_id"], team, removed, visit_id, None, one["audit"])
    return resource if one["spot_check"] is None else _of_check(connection, replace(resource, state=one["spot_check"]))


def _of_check(connection: Connection, resource: Resource) -> Resource:
    rows = _inspectors.rows(connection, of_visit=resource.visit)
    sent = {row["user_id"] for row in rows if _was_sent(row)} | resource.team.keys()
    recused = _recused(connection, rows, str(resource.organisation))
    team = {user: role for user, role in resource.team.items() if user not in recused}
    gone = {user: role for user, role in resource.team.items() if user in recused}
    return replace(resource, team=team, removed={**resource.removed, **gone}, sent=frozenset(sent), recused=recused)


def _recused(connection: Connection, rows: Collection[Row], office: str) -> frozenset[str]:
    """Accounts that are kept from the company: those of its inspectors (`rules.inspectors.recusing`), and those named as a
    recused one or as its account."""
    saying = [row for row in rows if row["uscc"] in json.loads(row["recusals"])]
    found, names = recusing(saying, {row["user_id"] for row in rows if row["active"]})
    if not (found or names):
        return frozenset()
    return barred(found, names, {one["id"]: one["name"] for one in _accounts.rows(connection, of_organisation=office)})


def _was_sent(row: Row) -> bool:
    """Whether whoever bears the card now is whom the draw has sent: a card that another person has since got sends nobody."""
    return row["sent_as"] is not None and (row["sent_user"] == row["user_id"] or row["sent_as"] == row["name"])


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


def list_audit_codes(connection: Connection, organisation_id: str) -> list[Row]:
    """{code} of every audit of an organisation."""
    return list(connection.execute(select(audits.c.code).where(audits.c.organisation_id == organisation_id)).mappings())


def put_visit(connection: Connection, **row: Any) -> None:
    connection.execute(insert(visits).values(**row))


def put_audit(connection: Connection, **row: Any) -> None:
    connection.execute(insert(audits).values(**row))


def change_visit(connection: Connection, visit_id: str, **changed: Any) -> None:
    connection.execute(update(visits).where(visits.c.id == visit_id).values(**changed))


def has_work(connection: Connection, visit_id: str) -> bool:
    """Whether anything was recorded on the visit, withdrawn or not."""
    tables = (judgements, records, samples, interviews, photos, nonconformities)
    return any(connection.scalar(select(exists().where(table.c.visit_id == visit_id))) for table in tables)


def rename_untouched_visits(connection: Connection, client_id: str, short_name: str) -> None:
    """A company's audits that have not begun take its new short name; later ones keep what their photos are numbered with."""
    theirs = select(audits.c.id).where(audits.c.client_id == client_id, audits.c.state.in_(["planned", "ready"]))
    taken = select(photos.c.visit_id)
    connection.execute(
        update(visits).where(visits.c.id.in_(theirs), visits.c.id.not_in(taken)).values(short_name=short_name)
    )


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


def replace_departments(connection: Connection, visit_id: str, names: Iterable[str]) -> None:
    connection.execute(delete(visit_departments).where(visit_departments.c.visit_id == visit_id))
    put_departments(connection, visit_id, dict.fromkeys(names))


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


def change_client(connection: Connection, client_id: str, **changed: Any) -> None:
    if "departments" in changed:
        changed["departments"] = json.dumps(changed["departments"], ensure_ascii=False)
    connection.execute(update(clients).where(clients.c.id == client_id).values(**changed))


def get_client(connection: Connection, client_id: str) -> Row | None:
    return connection.execute(select(clients).where(clients.c.id == client_id)).mappings().one_or_none()


def list_clients(connection: Connection, organisation_id: str) -> list[Row]:
    return list(
        connection.execute(
            select(clients).where(clients.c.organisation_id == organisation_id).order_by(clients.c.name)
        ).mappings()
    )
