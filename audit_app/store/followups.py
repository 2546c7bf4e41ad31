"""Rows of what follows from a failed spot check: rectifications, reminders, interviews and which checks they cite."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy import RowMapping as Row

from audit_app.rules.permits import Thing
from audit_app.rules.refusals import Refused
from audit_app.store.tables import (
    campaigns,
    city_rounds,
    organisations,
    rectifications,
    regulatory_interview_checks,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_checks,
)


def _get(connection: Connection, table: Table, row_id: str) -> Row | None:
    return connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()


def _change(connection: Connection, table: Table, row_id: str, changed: Mapping[Any, Any]) -> None:
    connection.execute(update(table).where(table.c.id == row_id).values(**changed))


def _thing(connection: Connection, table: Table, row_id: str) -> Thing:
    row = connection.execute(
        select(table.c.organisation_id, organisations.c.parent_id, table.c.state)
        .join(organisations, organisations.c.id == table.c.organisation_id)
        .where(table.c.id == row_id)
    ).one_or_none()
    if row is None:
        raise Refused("absent")
    return Thing(row.organisation_id, row.parent_id, state=row.state)


def thing_of_rectification(connection: Connection, rectification_id: str) -> Thing:
    return _thing(connection, rectifications, rectification_id)


def get_rectification(connection: Connection, rectification_id: str) -> Row | None:
    return _get(connection, rectifications, rectification_id)


def get_rectification_of(connection: Connection, check_id: str) -> Row | None:
    """The rectification that a spot check opened."""
    return (
        connection.execute(select(rectifications).where(rectifications.c.spot_check_id == check_id))
        .mappings()
        .one_or_none()
    )


def put_rectification(connection: Connection, **row: Any) -> None:
    connection.execute(insert(rectifications).values(**row))


def change_rectification(connection: Connection, rectification_id: str, **changed: Any) -> None:
    _change(connection, rectifications, rectification_id, changed)


def thing_of_reminder(connection: Connection, reminder_id: str) -> Thing:
    return _thing(connection, reminders, reminder_id)


def get_reminder(connection: Connection, reminder_id: str) -> Row | None:
    return _get(connection, reminders, reminder_id)


def put_reminder(connection: Connection, **row: Any) -> None:
    connection.execute(insert(reminders).values(**row))


def change_reminder(connection: Connection, reminder_id: str, **changed: Any) -> None:
    _change(connection, reminders, reminder_id, changed)


def put_reminder_check(connection: Connection, reminder_id: str, check_id: str) -> None:
    connection.execute(insert(reminder_checks).values(reminder_id=reminder_id, spot_check_id=check_id))


def thing_of_interview(connection: Connection, interview_id: str) -> Thing:
    return _thing(connection, regulatory_interviews, interview_id)


def get_interview(connection: Connection, interview_id: str) -> Row | None:
    return _get(connection, regulatory_interviews, interview_id)


def put_interview(connection: Connection, **row: Any) -> None:
    connection.execute(insert(regulatory_interviews).values(**row))


def change_interview(connection: Connection, interview_id: str, **changed: Any) -> None:
    _change(connection, regulatory_interviews, interview_id, changed)


def put_interview_check(connection: Connection, interview_id: str, check_id: str) -> None:
    connection.execute(insert(regulatory_interview_checks).values(interview_id=interview_id, spot_check_id=check_id))


def list_open_drafts(connection: Connection, check_id: str) -> list[dict[str, Any]]:
    """Drafts that a spot check may still be added to, same body, as rows with `kind` (reminders of its
    round; interviews of its campaign, its own office's or the office above's)."""
    check = connection.execute(select(spot_checks).where(spot_checks.c.id == check_id)).mappings().one()
    campaign = connection.execute(
        select(campaigns.c.id, campaigns.c.organisation_id)
        .join(city_rounds, city_rounds.c.campaign_id == campaigns.c.id)
        .where(city_rounds.c.id == check["round_id"])
    ).one()
    found: list[dict[str, Any]] = []
    own_reminders = select(reminders).where(
        reminders.c.round_id == check["round_id"], reminders.c.body == check["body"], reminders.c.state == "drafted"
    )
    own_interviews = select(regulatory_interviews).where(
        regulatory_interviews.c.campaign_id == campaign.id,
        regulatory_interviews.c.body == check["body"],
        regulatory_interviews.c.state == "drafted",
        regulatory_interviews.c.organisation_id.in_([check["organisation_id"], campaign.organisation_id]),
    )
    found += [
        {"kind": "reminder", **row}
        for row in connection.execute(own_reminders.order_by(reminders.c.created_at)).mappings()
    ]
    found += [
        {"kind": "interview", **row}
        for row in connection.execute(own_interviews.order_by(regulatory_interviews.c.created_at)).mappings()
    ]
    return found
