"""Rows of spot checks and of their inspectors; each is a visit of the same id, whose Resource is in `visits`."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy import RowMapping as Row

from audit_app.store.tables import (
    audit_team,
    regulatory_interview_checks,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_check_inspectors,
    spot_checks,
    visits,
)

AS_DRAWN = ("name", "card_no", "unit", "user_id")


def get_spot_check(connection: Connection, check_id: str) -> dict[str, Any] | None:
    """A spot check; `problems` as a list of {ref, text}."""
    row = connection.execute(select(spot_checks).where(spot_checks.c.id == check_id)).mappings().one_or_none()
    return None if row is None else {**row, "problems": json.loads(row["problems"])}


def list_spot_checks(connection: Connection, round_id: str) -> list[dict[str, Any]]:
    """The spot checks of a round in drawn order; `problems` as a list."""
    wanted = select(spot_checks).where(spot_checks.c.round_id == round_id).order_by(spot_checks.c.position)
    return [{**row, "problems": json.loads(row["problems"])} for row in connection.execute(wanted).mappings()]


def states_of_round(connection: Connection, round_id: str) -> list[str]:
    return list(connection.scalars(select(spot_checks.c.state).where(spot_checks.c.round_id == round_id)))


def list_check_inspectors(connection: Connection, check_ids: Iterable[str]) -> dict[str, list[Row]]:
    """The inspectors of each spot check as they were drawn, by card number: {id, name, card_no, unit, user_id}."""
    sent = spot_check_inspectors.c
    rows = connection.execute(
        select(sent.spot_check_id, sent.inspector_id.label("id"), sent.name, sent.card_no, sent.unit, sent.user_id)
        .where(sent.spot_check_id.in_(list(check_ids)))
        .order_by(sent.card_no)
    ).mappings()
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["spot_check_id"], []).append(row)
    return found


def put_spot_checks(
    connection: Connection,
    visit_rows: list[dict[str, Any]],
    check_rows: list[dict[str, Any]],
    pairs: list[tuple[str, dict[str, Any]]],
    team: list[tuple[str, str, str]],
) -> None:
    """All that one draw makes: visits, spot checks, (check, inspector) pairs, and (check, user, letter) of the team.

    A pair keeps the inspector as the list says it today; later lists do not change it.
    """
    connection.execute(insert(visits), visit_rows)
    connection.execute(insert(spot_checks), check_rows)
    if pairs:
        connection.execute(
            insert(spot_check_inspectors),
            [
                {"spot_check_id": check, "inspector_id": one["id"], **{name: one[name] for name in AS_DRAWN}}
                for check, one in pairs
            ],
        )
    if team:
        connection.execute(
            insert(audit_team),
            [
                {"visit_id": check, "user_id": user, "role": "inspector", "letter": letter}
                for check, user, letter in team
            ],
        )


def remove_spot_checks(connection: Connection, round_id: str) -> None:
    """The spot checks of a round that is drawn again before its seal: nothing has been recorded on them."""
    ids = list(connection.scalars(select(spot_checks.c.id).where(spot_checks.c.round_id == round_id)))
    for table, column in (
        (spot_check_inspectors, spot_check_inspectors.c.spot_check_id),
        (audit_team, audit_team.c.visit_id),
        (spot_checks, spot_checks.c.id),
        (visits, visits.c.id),
    ):
        connection.execute(delete(table).where(column.in_(ids)))


def change_spot_check(connection: Connection, check_id: str, **changed: Any) -> None:
    """`problems`, when given, is a list."""
    if "problems" in changed:
        changed["problems"] = json.dumps(changed["problems"], ensure_ascii=False)
    connection.execute(update(spot_checks).where(spot_checks.c.id == check_id).values(**changed))


def measure_of(connection: Connection, check_id: str) -> str | None:
    """The measure against the body that cites this check: "reminder", "interview" or None."""
    reminded = (
        select(reminders.c.id)
        .join(reminder_checks, reminder_checks.c.reminder_id == reminders.c.id)
        .where(reminder_checks.c.spot_check_id == check_id, reminders.c.state != "withdrawn")
    )
    if connection.execute(reminded).first():
        return "reminder"
    papers, link = regulatory_interviews, regulatory_interview_checks
    cited = (
        select(papers.c.id)
        .join(link, link.c.interview_id == papers.c.id)
        .where(link.c.spot_check_id == check_id, papers.c.state != "withdrawn")
    )
    return "interview" if connection.execute(cited).first() else None
