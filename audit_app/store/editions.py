"""Editions of checklists: the shipped ones, and a body's own ones kept as rows. Which edition a visit is pinned to stands in `visits`."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from audit_app.store.tables import editions


def own_edition(connection: Connection, organisation_id: str | None, edition_id: str) -> Mapping[Any, Any] | None:
    """The content of a body's own edition, as data; nothing for a shipped one."""
    wanted = select(editions.c.content).where(editions.c.id == edition_id)
    if organisation_id is not None:
        wanted = wanted.where(editions.c.organisation_id == organisation_id)
    content = connection.execute(wanted).scalar_one_or_none()
    return None if content is None else json.loads(content)


def get_edition(connection: Connection, edition_id: str) -> Mapping[Any, Any] | None:
    """The row of a body's own edition, whichever body's it is."""
    return connection.execute(select(editions).where(editions.c.id == edition_id)).mappings().one_or_none()


def list_editions(connection: Connection, organisation_id: str) -> list[Mapping[Any, Any]]:
    return list(
        connection.execute(
            select(editions.c.id, editions.c.based_on, editions.c.digest, editions.c.source, editions.c.published_at)
            .where(editions.c.organisation_id == organisation_id)
            .order_by(editions.c.published_at)
        ).mappings()
    )


def put_edition(connection: Connection, **row: Any) -> None:
    connection.execute(insert(editions).values(**row))
