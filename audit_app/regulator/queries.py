"""SQL shaped for the pages of this room; nothing is written and nothing is counted that a page does not show."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from audit_app.store.tables import (
    campaigns,
    city_rounds,
    draws,
    log,
    organisations,
    rectifications,
    regulatory_interview_checks,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_checks,
    users,
)

Row = Mapping[str, Any]
ACTS = ("spot_check.", "rectification.", "reminder.", "regulatory_interview.", "city_round.")


def list_campaigns(connection: Connection, organisation: str) -> list[Row]:
    """Campaigns an office opened or has a round in, newest first, with how many `checks` it sees and `cities`."""
    seen = or_(campaigns.c.organisation_id == organisation, city_rounds.c.organisation_id == organisation)
    wanted = (
        select(
            campaigns,
            func.count(spot_checks.c.id).label("checks"),
            func.count(city_rounds.c.id.distinct()).label("cities"),
        )
        .outerjoin(city_rounds, city_rounds.c.campaign_id == campaigns.c.id)
        .outerjoin(spot_checks, spot_checks.c.round_id == city_rounds.c.id)
        .where(seen)
        .group_by(*campaigns.c)
        .order_by(campaigns.c.created_at.desc(), campaigns.c.code.desc())
    )
    return list(connection.execute(wanted).mappings())


def list_rounds(connection: Connection, campaign_id: str, organisation: str | None = None) -> list[Row]:
    """The rounds of a campaign by region, with the office's name; only one office's when it is named."""
    wanted = (
        select(city_rounds, organisations.c.name.label("office"))
        .join(organisations, organisations.c.id == city_rounds.c.organisation_id)
        .where(city_rounds.c.campaign_id == campaign_id)
        .order_by(city_rounds.c.region)
    )
    if organisation is not None:
        wanted = wanted.where(city_rounds.c.organisation_id == organisation)
    return list(connection.execute(wanted).mappings())


def list_checks(connection: Connection, rounds: Iterable[str]) -> list[Row]:
    """The spot checks of these rounds in drawn order: what the lists and counts of this room need."""
    wanted = (
        select(
            spot_checks.c.id,
            spot_checks.c.round_id,
            spot_checks.c.position,
            spot_checks.c.name,
            spot_checks.c.district,
            spot_checks.c.body,
            spot_checks.c.state,
            spot_checks.c.result,
            spot_checks.c.step,
            spot_checks.c.checked_on,
        )
        .where(spot_checks.c.round_id.in_(list(rounds)))
        .order_by(spot_checks.c.round_id, spot_checks.c.position)
    )
    return list(connection.execute(wanted).mappings())


def list_replacements(connection: Connection, round_id: str) -> list[tuple[Row, Row]]:
    """Who was replaced and who came, {id, name, position} each, in the order in which it was done.

    The n-th to come stands n places after the last that was drawn.
    """
    of_round = select(spot_checks.c.id, spot_checks.c.name, spot_checks.c.position).where(
        spot_checks.c.round_id == round_id
    )
    done = (log.c.subject == spot_checks.c.id) & (log.c.kind == "spot_check.replace") & (log.c.outcome == "done")
    gone = of_round.join(log, done).order_by(log.c.seq)
    drawn = select(draws.c.quota).where(draws.c.round_id == round_id).scalar_subquery()
    came = of_round.where(spot_checks.c.position > drawn).order_by(spot_checks.c.position)
    return list(zip(connection.execute(gone).mappings(), connection.execute(came).mappings(), strict=True))


def list_rectifications(connection: Connection, rounds: Iterable[str]) -> list[dict[str, Any]]:
    """The rectifications of these rounds by last day, with company, body, city and `problems` of their check."""
    wanted = (
        select(
            rectifications,
            city_rounds.c.region,
            spot_checks.c.name,
            spot_checks.c.city,
            spot_checks.c.district,
            spot_checks.c.body,
            spot_checks.c.standard,
            spot_checks.c.problems,
            spot_checks.c.checked_on,
            spot_checks.c.round_id,
        )
        .join(spot_checks, spot_checks.c.id == rectifications.c.spot_check_id)
        .join(city_rounds, city_rounds.c.id == spot_checks.c.round_id)
        .where(spot_checks.c.round_id.in_(list(rounds)))
        .order_by(rectifications.c.due_on, spot_checks.c.name)
    )
    return [{**row, "problems": json.loads(row["problems"])} for row in connection.execute(wanted).mappings()]


def list_interviews(connection: Connection, campaign_id: str, organisation: str) -> list[Row]:
    """Interviews of a campaign by an office or by those under it, and those above it that cite a check of its own.

    With the office's name and the number of `cited` checks that this reader may see.
    """
    checks = organisations.alias("checks")
    cited = (
        select(func.count())
        .select_from(regulatory_interview_checks)
        .join(spot_checks, spot_checks.c.id == regulatory_interview_checks.c.spot_check_id)
        .join(checks, checks.c.id == spot_checks.c.organisation_id)
        .where(
            regulatory_interview_checks.c.interview_id == regulatory_interviews.c.id,
            or_(checks.c.id == organisation, checks.c.parent_id == organisation),
        )
        .correlate(regulatory_interviews)
        .scalar_subquery()
    )
    wanted = (
        select(regulatory_interviews, organisations.c.name.label("office"), cited.label("cited"))
        .join(organisations, organisations.c.id == regulatory_interviews.c.organisation_id)
        .where(regulatory_interviews.c.campaign_id == campaign_id, or_(_of_office(organisation), cited > 0))
        .order_by(regulatory_interviews.c.body, regulatory_interviews.c.created_at)
    )
    return list(connection.execute(wanted).mappings())


def list_reminders(connection: Connection, campaign_id: str, organisation: str) -> list[Row]:
    """Reminders of a campaign by an office or by those under it, with the office's name and `cited` checks."""
    cited = (
        select(func.count())
        .select_from(reminder_checks)
        .where(reminder_checks.c.reminder_id == reminders.c.id)
        .scalar_subquery()
    )
    wanted = (
        select(reminders, organisations.c.name.label("office"), cited.label("cited"))
        .join(organisations, organisations.c.id == reminders.c.organisation_id)
        .join(city_rounds, city_rounds.c.id == reminders.c.round_id)
        .where(city_rounds.c.campaign_id == campaign_id, _of_office(organisation))
        .order_by(reminders.c.body, reminders.c.created_at)
    )
    return list(connection.execute(wanted).mappings())


def _of_office(organisation: str) -> Any:
    return or_(organisations.c.id == organisation, organisations.c.parent_id == organisation)


def list_measures(connection: Connection, check: str) -> list[dict[str, Any]]:
    """Reminders and interviews that cite one check: {kind, id, state, number, office}."""
    found: list[dict[str, Any]] = []
    for kind, table, link, column in (
        ("reminder", reminders, reminder_checks, reminder_checks.c.reminder_id),
        ("interview", regulatory_interviews, regulatory_interview_checks, regulatory_interview_checks.c.interview_id),
    ):
        wanted = (
            select(table.c.id, table.c.state, table.c.number, organisations.c.name.label("office"))
            .join(link, column == table.c.id)
            .join(organisations, organisations.c.id == table.c.organisation_id)
            .where(link.c.spot_check_id == check)
        )
        found += [{"kind": kind, **row} for row in connection.execute(wanted).mappings()]
    return found


def cites_check_of(connection: Connection, interview: str, organisation: str) -> bool:
    """Whether an interview cites a spot check of this office."""
    wanted = (
        select(spot_checks.c.id)
        .join(regulatory_interview_checks, regulatory_interview_checks.c.spot_check_id == spot_checks.c.id)
        .where(regulatory_interview_checks.c.interview_id == interview, spot_checks.c.organisation_id == organisation)
    )
    return connection.execute(wanted.limit(1)).first() is not None


def list_cited(connection: Connection, paper: str, kind: str) -> list[Row]:
    """The checks that a reminder or an interview cites, by city and name."""
    table, column = (
        (reminder_checks, reminder_checks.c.reminder_id)
        if kind == "reminder"
        else (regulatory_interview_checks, regulatory_interview_checks.c.interview_id)
    )
    wanted = (
        select(
            spot_checks.c.id,
            spot_checks.c.name,
            spot_checks.c.city,
            spot_checks.c.step,
            spot_checks.c.checked_on,
            spot_checks.c.organisation_id,
        )
        .join(table, table.c.spot_check_id == spot_checks.c.id)
        .where(column == paper)
        .order_by(spot_checks.c.city, spot_checks.c.name)
    )
    return list(connection.execute(wanted).mappings())


def data_as_of(connection: Connection, offices: Iterable[str]) -> str | None:
    """When anything of the checking was last written by or for these offices: a UTC instant."""
    kinds = or_(*(log.c.kind.startswith(start) for start in ACTS))
    wanted = select(func.max(log.c.received_at)).where(
        log.c.organisation_id.in_(list(offices)), log.c.outcome == "done", kinds
    )
    return connection.scalar(wanted)


def list_history(connection: Connection, subject: str) -> list[dict[str, Any]]:
    """What was done to one thing, in order: {kind, at, name, body}."""
    wanted = (
        select(log.c.seq, log.c.kind, log.c.received_at, log.c.body, users.c.name)
        .outerjoin(users, users.c.id == log.c.actor)
        .where(and_(log.c.subject == subject, log.c.outcome == "done"))
        .order_by(log.c.seq)
    )
    rows = connection.execute(wanted).mappings()
    return [
        {"kind": row["kind"], "at": row["received_at"], "name": row["name"] or "", "body": json.loads(row["body"])}
        for row in rows
    ]
