"""Rows of what follows from a failed spot check: rectifications, reminders, interviews and which checks they cite."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy import RowMapping as Row

from audit_app.rules.permits import Resource
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

CITING = {
    "reminder": (reminders, reminder_checks, "reminder_id"),
    "interview": (regulatory_interviews, regulatory_interview_checks, "interview_id"),
}


def _get(connection: Connection, table: Table, row_id: str) -> Row | None:
    return connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()


def _change(connection: Connection, table: Table, row_id: str, changed: Mapping[Any, Any]) -> None:
    connection.execute(update(table).where(table.c.id == row_id).values(**changed))


def _resource(connection: Connection, table: Table, row_id: str) -> Resource:
    row = connection.execute(
        select(table.c.organisation_id, organisations.c.parent_id, table.c.state)
        .join(organisations, organisations.c.id == table.c.organisation_id)
        .where(table.c.id == row_id)
    ).one_or_none()
    if row is None:
        raise Refused("absent")
    return Resource(row.organisation_id, row.parent_id, state=row.state)


def resource_of_rectification(connection: Connection, rectification_id: str) -> Resource:
    return _resource(connection, rectifications, rectification_id)


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


def resource_of_reminder(connection: Connection, reminder_id: str) -> Resource:
    return _resource(connection, reminders, reminder_id)


def get_reminder(connection: Connection, reminder_id: str) -> Row | None:
    return _get(connection, reminders, reminder_id)


def put_reminder(connection: Connection, **row: Any) -> None:
    connection.execute(insert(reminders).values(**row))


def change_reminder(connection: Connection, reminder_id: str, **changed: Any) -> None:
    _change(connection, reminders, reminder_id, changed)


def put_reminder_check(connection: Connection, reminder_id: str, check_id: str) -> None:
    connection.execute(insert(reminder_checks).values(reminder_id=reminder_id, spot_check_id=check_id))


def resource_of_interview(connection: Connection, interview_id: str) -> Resource:
    return _resource(connection, regulatory_interviews, interview_id)


def get_interview(connection: Connection, interview_id: str) -> Row | None:
    return _get(connection, regulatory_interviews, interview_id)


def put_interview(connection: Connection, **row: Any) -> None:
    connection.execute(insert(regulatory_interviews).values(**row))


def change_interview(connection: Connection, interview_id: str, **changed: Any) -> None:
    _change(connection, regulatory_interviews, interview_id, changed)


def put_interview_check(connection: Connection, interview_id: str, check_id: str) -> None:
    connection.execute(insert(regulatory_interview_checks).values(interview_id=interview_id, spot_check_id=check_id))


def list_citing(connection: Connection, check_id: str) -> list[tuple[str, Row]]:
    """The reminders and interviews that cite a check, as (kind, row)."""
    found: list[tuple[str, Row]] = []
    for kind, (table, link, column) in CITING.items():
        wanted = select(table).join(link, link.c[column] == table.c.id).where(link.c.spot_check_id == check_id)
        found += [(kind, row) for row in connection.execute(wanted).mappings()]
    return found


def remove_citation(connection: Connection, kind: str, paper_id: str, check_id: str) -> None:
    """Take a check from under a draft; a reminder that cites nobody any more goes with it, an interview stays."""
    table, link, column = CITING[kind]
    here = link.c[column] == paper_id
    connection.execute(delete(link).where(here, link.c.spot_check_id == check_id))
    if kind == "reminder" and connection.execute(select(link.c.spot_check_id).where(here)).first() is None:
        connection.execute(delete(table).where(table.c.id == paper_id))


def remove_rectification_of(connection: Connection, check_id: str) -> None:
    connection.execute(delete(rectifications).where(rectifications.c.spot_check_id == check_id))


def list_cited_checks(connection: Connection, kind: str, paper_id: str) -> list[Row]:
    """The spot checks that a reminder or an interview cites."""
    _table, link, column = CITING[kind]
    wanted = select(spot_checks).join(link, link.c.spot_check_id == spot_checks.c.id)
    return list(connection.execute(wanted.where(link.c[column] == paper_id).order_by(spot_checks.c.id)).mappings())


def days_cited(connection: Connection, interview_id: str) -> list[str]:
    """The days on which the companies that an interview cites were checked."""
    wanted = (
        select(spot_checks.c.checked_on)
        .join(regulatory_interview_checks, regulatory_interview_checks.c.spot_check_id == spot_checks.c.id)
        .where(regulatory_interview_checks.c.interview_id == interview_id)
    )
    return [day or "" for day in connection.scalars(wanted)]


def days_reminded(connection: Connection, reminder_id: str) -> list[str]:
    """The days on which the companies that a reminder cites were checked."""
    wanted = (
        select(spot_checks.c.checked_on)
        .join(reminder_checks, reminder_checks.c.spot_check_id == spot_checks.c.id)
        .where(reminder_checks.c.reminder_id == reminder_id)
    )
    return [day or "" for day in connection.scalars(wanted)]


def day_checked(connection: Connection, check_id: str) -> list[str]:
    """The day on which a company was checked; none before."""
    day = connection.scalar(select(spot_checks.c.checked_on).where(spot_checks.c.id == check_id))
    return [day] if day else []


def list_open_drafts(connection: Connection, check_id: str, *, but_own: bool = False) -> list[dict[str, Any]]:
    """Drafts that a spot check may still be added to, as rows with `kind` (reminders of its round; interviews of its campaign,
    its own office's or the office above's). Of the body of its name; whether of its approval number, too, `other_body` says.

    `but_own`: without a reminder that cites this check alone, which goes when its conclusion is corrected.
    """
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
    return [one for one in found if not (but_own and _of_one(connection, one, check_id))]


def _of_one(connection: Connection, paper: Mapping[str, Any], check_id: str) -> bool:
    """Whether a reminder cites this check and no other."""
    link = reminder_checks
    wanted = select(link.c.spot_check_id).where(link.c.reminder_id == paper["id"])
    return paper["kind"] == "reminder" and list(connection.scalars(wanted)) == [check_id]
