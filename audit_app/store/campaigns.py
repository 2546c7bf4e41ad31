"""Rows of campaigns and city rounds, and the Resource that permission on a round asks for. Draws are in `registers`."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update
from sqlalchemy import RowMapping as Row

from audit_app.rules.permits import Resource
from audit_app.rules.refusals import Refused
from audit_app.store.tables import campaigns, city_rounds, organisations, registers


def get_campaign(connection: Connection, campaign_id: str) -> Row | None:
    return connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).mappings().one_or_none()


def find_campaign(connection: Connection, organisation_id: str, code: str) -> Row | None:
    """A campaign of an office by its code."""
    wanted = select(campaigns).where(campaigns.c.organisation_id == organisation_id, campaigns.c.code == code)
    return connection.execute(wanted).mappings().one_or_none()


def list_campaigns(connection: Connection, organisation_id: str) -> list[Row]:
    wanted = select(campaigns).where(campaigns.c.organisation_id == organisation_id).order_by(campaigns.c.code)
    return list(connection.execute(wanted).mappings())


def put_campaign(connection: Connection, **row: Any) -> None:
    connection.execute(insert(campaigns).values(**row))


def change_campaign(connection: Connection, campaign_id: str, **changed: Any) -> None:
    connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**changed))


def get_round(connection: Connection, round_id: str) -> Row | None:
    return connection.execute(select(city_rounds).where(city_rounds.c.id == round_id)).mappings().one_or_none()


def list_rounds(connection: Connection, campaign_id: str) -> list[Row]:
    """The rounds of a campaign by region code."""
    wanted = select(city_rounds).where(city_rounds.c.campaign_id == campaign_id).order_by(city_rounds.c.region)
    return list(connection.execute(wanted).mappings())


def rounds_of(connection: Connection, organisation_id: str) -> list[Row]:
    """Every round of an office in any campaign as {id, state, has_register}."""
    given = exists().where(registers.c.round_id == city_rounds.c.id)
    wanted = select(city_rounds.c.id, city_rounds.c.state, given.label("has_register"))
    return list(connection.execute(wanted.where(city_rounds.c.organisation_id == organisation_id)).mappings())


def known_rounds(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are rounds already."""
    return set(connection.scalars(select(city_rounds.c.id).where(city_rounds.c.id.in_(list(ids)))))


def put_rounds(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(city_rounds), rows)


def change_round(connection: Connection, round_id: str, **changed: Any) -> None:
    connection.execute(update(city_rounds).where(city_rounds.c.id == round_id).values(**changed))


def resource_of_round(connection: Connection, round_id: str) -> Resource:
    """What permission asks of a round: its city office, the office above, its state. Raises Refused("absent")."""
    row = connection.execute(
        select(city_rounds.c.organisation_id, organisations.c.parent_id, city_rounds.c.state)
        .join(organisations, organisations.c.id == city_rounds.c.organisation_id)
        .where(city_rounds.c.id == round_id)
    ).one_or_none()
    if row is None:
        raise Refused("absent")
    return Resource(row.organisation_id, row.parent_id, state=row.state)
