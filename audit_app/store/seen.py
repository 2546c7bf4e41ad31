"""Who but oneself has had something in hand, as the log shows: what a correction has to be explained to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, union

from audit_app.rules.permits import SYSTEM
from audit_app.store.tables import (
    audits,
    city_rounds,
    log,
    rectifications,
    regulatory_interview_checks,
    reminder_checks,
    spot_checks,
    users,
)

Row = Mapping[Any, Any]
OF_TABLE = ("city_round.report", "city_round.accept", "city_round.return")
"""What is done with a round's table reads every check and paper in it."""


def by_others(connection: Connection, which: ColumnElement[bool], myself: str) -> list[Row]:
    """{actor, at, device} of everybody else who did something that counts here, the latest first; the system is nobody."""
    at = func.max(log.c.received_at).label("at")
    wanted = (
        select(log.c.actor, at, func.max(log.c.device).label("device"), func.count().label("count"))
        .where(which, log.c.outcome != "refused", log.c.actor.not_in([myself, SYSTEM.id]))
        .group_by(log.c.actor)
        .order_by(at.desc(), log.c.actor)
    )
    return list(connection.execute(wanted).mappings())


def on_organisation(organisation_id: str) -> ColumnElement[bool]:
    """Whatever was done in the organisation or by its people."""
    people = select(users.c.id).where(users.c.organisation_id == organisation_id)
    return or_(log.c.organisation_id == organisation_id, log.c.actor.in_(people))


def on_user(user_id: str) -> ColumnElement[bool]:
    """Whatever the person did, or was done to the account."""
    return or_(log.c.actor == user_id, log.c.subject == user_id)


def on_visit(visit_id: str) -> ColumnElement[bool]:
    return or_(log.c.visit_id == visit_id, log.c.subject == visit_id)


def on_client(client_id: str) -> ColumnElement[bool]:
    """Whatever was done to the company's entry or on one of its audits."""
    theirs = select(audits.c.id).where(audits.c.client_id == client_id)
    return or_(log.c.subject == client_id, log.c.visit_id.in_(theirs), log.c.subject.in_(theirs))


def on_campaign(campaign_id: str) -> ColumnElement[bool]:
    """Whatever was done to a campaign or to one of its rounds."""
    rounds = select(city_rounds.c.id).where(city_rounds.c.campaign_id == campaign_id)
    return or_(log.c.subject == campaign_id, log.c.subject.in_(rounds))


def on_spot_check(check_id: str) -> ColumnElement[bool]:
    """Whatever was done to a check, on its visit, or with the table that it stands in."""
    return or_(log.c.subject == check_id, log.c.visit_id == check_id, _with_tables([check_id]))


def on_paper(paper_id: str) -> ColumnElement[bool]:
    """Whatever was done to a rectification, reminder or interview, or with a table that a check of it stands in."""
    checks = union(
        select(rectifications.c.spot_check_id).where(rectifications.c.id == paper_id),
        select(reminder_checks.c.spot_check_id).where(reminder_checks.c.reminder_id == paper_id),
        select(regulatory_interview_checks.c.spot_check_id).where(
            regulatory_interview_checks.c.interview_id == paper_id
        ),
    )
    return or_(log.c.subject == paper_id, _with_tables(checks))


def _with_tables(checks: Any) -> ColumnElement[bool]:
    rounds = select(spot_checks.c.round_id).where(spot_checks.c.id.in_(checks))
    return and_(log.c.subject.in_(rounds), log.c.kind.in_(OF_TABLE))
