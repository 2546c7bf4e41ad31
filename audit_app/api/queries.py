"""SQL shaped for programs: audits of an organisation or of a member, page by page. The views decide who may read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.registers import PLACE
from audit_app.store.tables import (
    audit_team,
    audits,
    city_rounds,
    clients,
    organisations,
    register_rows,
    registers,
    users,
    visits,
)

Row = Mapping[str, Any]
_LINE = (
    audits.c.id,
    audits.c.code,
    audits.c.type,
    audits.c.state,
    audits.c.starts_on,
    audits.c.ends_on,
    clients.c.name.label("client"),
    visits.c.edition_id.label("edition"),
)


def list_audits(
    connection: Connection, organisation_id: str, *, member: str | None, after: str | None, limit: int
) -> list[Row]:
    """Audits of an organisation by id, at most `limit` after the id `after`; with `member`, only this user's teams."""
    wanted = _audits().where(audits.c.organisation_id == organisation_id).order_by(audits.c.id).limit(limit)
    if member is not None:
        on_team = select(audit_team.c.visit_id).where(audit_team.c.user_id == member, audit_team.c.removed_at.is_(None))
        wanted = wanted.where(audits.c.id.in_(on_team))
    if after is not None:
        wanted = wanted.where(audits.c.id > after)
    return list(connection.execute(wanted).mappings())


def get_audit(connection: Connection, audit_id: str) -> Row | None:
    return connection.execute(_audits().where(audits.c.id == audit_id)).mappings().one_or_none()


def _audits() -> Any:
    return select(*_LINE).join(clients, clients.c.id == audits.c.client_id).join(visits, visits.c.id == audits.c.id)


def list_team(connection: Connection, audit_id: str) -> list[Row]:
    """Members who stand, with their names."""
    wanted = (
        select(audit_team.c.user_id.label("user"), users.c.name, audit_team.c.role)
        .join(users, users.c.id == audit_team.c.user_id)
        .where(audit_team.c.visit_id == audit_id, audit_team.c.removed_at.is_(None))
        .order_by(audit_team.c.letter)
    )
    return list(connection.execute(wanted).mappings())


def find_round(connection: Connection, campaign_id: str, region: str) -> Row | None:
    """A city's round of a campaign with the office above it."""
    wanted = (
        select(city_rounds, organisations.c.parent_id)
        .join(organisations, organisations.c.id == city_rounds.c.organisation_id)
        .where(city_rounds.c.campaign_id == campaign_id, city_rounds.c.region == region)
    )
    return connection.execute(wanted).mappings().one_or_none()


def register_of(connection: Connection, round_row: Row) -> Row | None:
    """The frozen register of a round, before freezing the newest import."""
    wanted = select(registers).where(registers.c.round_id == round_row["id"])
    if round_row["register_id"]:
        wanted = wanted.where(registers.c.id == round_row["register_id"])
    return connection.execute(wanted.order_by(PLACE.desc()).limit(1)).mappings().one_or_none()


def list_rows(connection: Connection, register_id: str, after: int, limit: int) -> list[Row]:
    wanted = select(register_rows).where(register_rows.c.register_id == register_id, register_rows.c.row_no > after)
    return list(connection.execute(wanted.order_by(register_rows.c.row_no).limit(limit)).mappings())
