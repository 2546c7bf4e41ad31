"""附件 3 as rows: every concluded check of a campaign with its company, body, rectification and measure. Layout is elsewhere."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from audit_app.store.tables import (
    campaigns,
    city_rounds,
    organisations,
    rectifications,
    regulatory_interview_checks,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_check_inspectors,
    spot_checks,
)

Row = Mapping[Any, Any]


def list_campaigns_by_code(connection: Connection, code: str) -> list[Row]:
    """Campaigns of all organisations with this short code, with the organisation's code and name."""
    return list(
        connection.execute(
            select(
                campaigns,
                organisations.c.code.label("organisation_code"),
                organisations.c.name.label("organisation_name"),
            )
            .join(organisations, organisations.c.id == campaigns.c.organisation_id)
            .where((campaigns.c.code == code) | (campaigns.c.id == code))
        ).mappings()
    )


def list_rounds(connection: Connection, campaign_id: str, region: str | None = None) -> list[Row]:
    """The rounds of a campaign by region code, or the one of a region."""
    wanted = select(city_rounds).where(city_rounds.c.campaign_id == campaign_id).order_by(city_rounds.c.region)
    if region is not None:
        wanted = wanted.where(city_rounds.c.region == region)
    return list(connection.execute(wanted).mappings())


def list_concluded(connection: Connection, campaign_id: str, region: str | None = None) -> list[dict[str, Any]]:
    """Concluded checks by city and order of checking, each with `rectification`, `measures` and `inspectors`."""
    wanted = (
        select(spot_checks, city_rounds.c.region)
        .join(city_rounds, city_rounds.c.id == spot_checks.c.round_id)
        .where(city_rounds.c.campaign_id == campaign_id, spot_checks.c.result.is_not(None))
        .order_by(city_rounds.c.region, spot_checks.c.checked_on, spot_checks.c.position)
    )
    if region is not None:
        wanted = wanted.where(city_rounds.c.region == region)
    rows = connection.execute(wanted)
    names = list(rows.keys())
    found = [dict(zip(names, row, strict=True)) for row in rows]
    rectified, measures, sent = (
        _rectifications(connection, campaign_id),
        _measures(connection, campaign_id),
        _inspectors(connection, campaign_id),
    )
    for row in found:
        row["problems"] = json.loads(row["problems"])
        row["rectification"] = rectified.get(row["id"])
        row["measures"] = measures.get(row["id"], [])
        row["inspectors"] = sent.get(row["id"], [])
    return found


def _of_campaign(campaign_id: str) -> Any:
    """The checks of a campaign, for the rows that hang on them."""
    return (
        select(spot_checks.c.id)
        .join(city_rounds, city_rounds.c.id == spot_checks.c.round_id)
        .where(city_rounds.c.campaign_id == campaign_id)
    )


def _rectifications(connection: Connection, campaign_id: str) -> dict[str, Row]:
    wanted = select(rectifications).where(rectifications.c.spot_check_id.in_(_of_campaign(campaign_id)))
    return {row["spot_check_id"]: row for row in connection.execute(wanted).mappings()}


def _inspectors(connection: Connection, campaign_id: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for check, name in connection.execute(
        select(spot_check_inspectors.c.spot_check_id, spot_check_inspectors.c.name)
        .where(spot_check_inspectors.c.spot_check_id.in_(_of_campaign(campaign_id)))
        .order_by(spot_check_inspectors.c.card_no)
    ):
        found[check].append(name)
    return found


def _measures(connection: Connection, campaign_id: str) -> dict[str, list[dict[str, Any]]]:
    """Reminders and interviews by the checks that they cite: {kind, on, number, body, state, id}."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(
        select(reminder_checks.c.spot_check_id, reminders)
        .join(reminders, reminders.c.id == reminder_checks.c.reminder_id)
        .join(city_rounds, city_rounds.c.id == reminders.c.round_id)
        .where(city_rounds.c.campaign_id == campaign_id)
    ).mappings():
        found[row["spot_check_id"]].append(
            {
                "kind": "reminder",
                "on": row["issued_on"],
                "number": row["number"],
                "id": row["id"],
                "state": row["state"],
            }
        )
    for row in connection.execute(
        select(regulatory_interview_checks.c.spot_check_id, regulatory_interviews)
        .join(regulatory_interviews, regulatory_interviews.c.id == regulatory_interview_checks.c.interview_id)
        .where(regulatory_interviews.c.campaign_id == campaign_id)
    ).mappings():
        found[row["spot_check_id"]].append(
            {
                "kind": "interview",
                "on": _held_on(row["content"]),
                "number": row["number"],
                "id": row["id"],
                "state": row["state"],
            }
        )
    return found


def _held_on(content: str) -> str | None:
    """The day on which an interview was held; None while it is only announced."""
    return next((act["on"] for act in json.loads(content) if act["verb"] == "hold"), None)
