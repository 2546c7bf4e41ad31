"""SQL shaped for the pages of these pages: audits with counts, nonconformities with their company. Nothing writes.

No list of ids that grows with the installation stands in a statement: whoever counts over many visits names them by a subquery
(`visits_of`), and what is shown as a list comes in pages (`audit_app.paging`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, select, union

from audit_app.paging import Page, matching, page_of
from audit_app.rules.audit import WORKING
from audit_app.rules.kinds import BY_PERSON
from audit_app.rules.nonconformity import WAITING_FOR_COMPANY
from audit_app.store.judgements import counted_on
from audit_app.store.tables import (
    audit_team,
    audits,
    clients,
    held,
    judgements,
    log,
    nonconformities,
    photos,
    records,
    users,
    visits,
)

Row = Mapping[Any, Any]


Which = Sequence[str] | Select[Any]
"""Visits: a page's ids, or a subquery that gives them."""
TWO = {table: table.c.conflict != literal(0, literal_execute=True) for table in (judgements, records, nonconformities)}
"""Of which several versions stand side by side; written out, so that the engines see their index of just these rows."""
GROUPS = {
    "all": (),
    "ahead": ("planned", "ready"),
    "on_site": ("open", "returned"),
    "review": ("submitted", "in_review"),
    "over": ("decided", "archived", "cancelled"),
}
"""Groups of the list of projects, with the states of each; `all` has them all."""


def visits_of(organisation_id: str, member: str | None = None) -> Select[Any]:
    """The audits of a body as a subquery; with `member`, those of this person's teams."""
    wanted = select(audits.c.id).where(audits.c.organisation_id == organisation_id)
    return wanted.where(audits.c.id.in_(teams_of(member))) if member else wanted


def _lines(organisation_id: str, member: str | None) -> Select[Any]:
    lead, leader = audit_team.alias("lead"), users.alias("leader")
    wanted = (
        select(
            audits.c.id,
            audits.c.code,
            audits.c.type,
            audits.c.state,
            audits.c.starts_on,
            audits.c.ends_on,
            audits.c.submitted_at,
            clients.c.name.label("client"),
            visits.c.edition_id,
            visits.c.short_name,
            leader.c.id.label("leader_id"),
            leader.c.name.label("leader"),
        )
        .join(clients, clients.c.id == audits.c.client_id)
        .join(visits, visits.c.id == audits.c.id)
        .outerjoin(lead, (lead.c.visit_id == audits.c.id) & (lead.c.role == "lead") & lead.c.removed_at.is_(None))
        .outerjoin(leader, leader.c.id == lead.c.user_id)
        .where(audits.c.organisation_id == organisation_id)
    )
    return wanted.where(audits.c.id.in_(teams_of(member))) if member else wanted


def page_of_audits(
    connection: Connection, organisation_id: str, member: str | None, *, group: str, find: str, after: str
) -> Page:
    """A page of audits with company and leader, the newest first: of one of GROUPS, and where something is looked for, those
    whose company, short name or code holds it.
    """
    wanted = _lines(organisation_id, member)
    if GROUPS[group]:
        wanted = wanted.where(audits.c.state.in_(GROUPS[group]))
    if find:
        wanted = wanted.where(matching(find, clients.c.name, clients.c.short_name, audits.c.code))
    return page_of(connection, wanted, (audits.c.starts_on, audits.c.code), audits.c.id, after, newest_first=True)


def count_audits(connection: Connection, organisation_id: str, member: str | None) -> dict[str, int]:
    """How many audits stand in each of GROUPS."""
    wanted = select(audits.c.state, func.count()).where(audits.c.id.in_(visits_of(organisation_id, member)))
    by_state: dict[str, int] = {row[0]: row[1] for row in connection.execute(wanted.group_by(audits.c.state))}
    return {
        name: sum(n for state, n in by_state.items() if not states or state in states)
        for name, states in GROUPS.items()
    }


def audits_waiting(
    connection: Connection, organisation_id: str, member: str | None, *, person: str, states: Sequence[str]
) -> list[Row]:
    """Audits that may wait for this person: in one of `states`, or under his lead and not handed in, or with something held for a
    person (`held`) or, under his lead, unsettled. The caller says what it is that waits.
    """
    led = select(audit_team.c.visit_id).where(
        audit_team.c.user_id == person, audit_team.c.role == "lead", audit_team.c.removed_at.is_(None)
    )
    his = audits.c.id.in_(led)
    kept = audits.c.id.in_(select(held.c.visit_id).where(held.c.why.in_(BY_PERSON)))
    own = select(audits.c.id).where(audits.c.organisation_id == organisation_id)
    waits = union(
        own.where(audits.c.state.in_(states)),
        own.where(his, audits.c.state.in_(("ready", *WORKING))),
        own.where(kept),
        *(own.where(his, audits.c.id.in_(select(table.c.visit_id).where(two))) for table, two in TWO.items()),
    )
    wanted = _lines(organisation_id, member).add_columns(kept.label("held")).where(audits.c.id.in_(waits))
    return list(connection.execute(wanted.order_by(audits.c.starts_on, audits.c.code)).mappings())


def audits_in(
    connection: Connection, organisation_id: str, member: str | None, states: Sequence[str], most: int
) -> list[Row]:
    """Audits in these states, the earliest first, at most `most`."""
    wanted = _lines(organisation_id, member).where(audits.c.state.in_(states))
    return list(connection.execute(wanted.order_by(audits.c.starts_on, audits.c.code).limit(most)).mappings())


def has_audits(connection: Connection, organisation_id: str) -> bool:
    return connection.execute(visits_of(organisation_id).limit(1)).first() is not None


def codes_of_year(connection: Connection, organisation_id: str, year: int) -> set[str]:
    """The codes that begin with this year, `2023-003`."""
    begins = audits.c.code.startswith(f"{year}-", autoescape=True)
    return set(connection.scalars(select(audits.c.code).where(audits.c.organisation_id == organisation_id, begins)))


def teams_of(user_id: str) -> Any:
    """The visits on whose team the person stands, as a subquery."""
    return select(audit_team.c.visit_id).where(audit_team.c.user_id == user_id, audit_team.c.removed_at.is_(None))


def judged_on(connection: Connection, which: Which) -> dict[str, dict[str, int]]:
    """How many clauses count as what, by visit; cleared ones are left out, unsettled ones are `two`."""
    return {visit: dict(Counter(counted.values())) for visit, counted in counted_on(connection, which).items()}


def photos_on(connection: Connection, which: Which) -> dict[str, int]:
    """Photos that stand, by visit."""
    wanted = select(photos.c.visit_id, func.count()).where(
        photos.c.visit_id.in_(which), photos.c.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(photos.c.visit_id))}


def awaited_on(connection: Connection, which: Which) -> dict[str, int]:
    """Photos that a tablet has told of and whose bytes have not come, by visit: all that is known of what is not sent yet."""
    wanted = select(photos.c.visit_id, func.count()).where(
        photos.c.visit_id.in_(which), photos.c.withdrawn_at.is_(None), photos.c.state == "awaited"
    )
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(photos.c.visit_id))}


def last_heard_on(connection: Connection, which: Which) -> dict[str, list[Row]]:
    """Who of each visit sent something and when the last of it came, as {name, at}, the latest first."""
    at = func.max(log.c.received_at).label("at")
    wanted = (
        select(log.c.visit_id, users.c.name, at)
        .join(users, users.c.id == log.c.actor)
        .where(log.c.visit_id.in_(which), log.c.device.is_not(None), log.c.outcome != "refused")
        .group_by(log.c.visit_id, users.c.name)
        .order_by(at.desc(), users.c.name)
    )
    found: dict[str, list[Row]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["visit_id"], []).append(row)
    return found


def conflicts_on(connection: Connection, which: Which) -> dict[str, int]:
    """Judgements, records and nonconformities of which several versions stand side by side, by visit."""
    found: dict[str, int] = {}
    for table, unsettled in TWO.items():
        wanted = select(table.c.visit_id, func.count()).where(table.c.visit_id.in_(which), unsettled)
        for visit, count in connection.execute(wanted.group_by(table.c.visit_id)):
            found[visit] = found.get(visit, 0) + count
    return found


def list_team(connection: Connection, visit_id: str) -> list[Row]:
    """Everybody who is or was on the team, by letter."""
    wanted = (
        select(audit_team.c.user_id, users.c.name, audit_team.c.role, audit_team.c.letter, audit_team.c.removed_at)
        .join(users, users.c.id == audit_team.c.user_id)
        .where(audit_team.c.visit_id == visit_id)
        .order_by(audit_team.c.letter)
    )
    return list(connection.execute(wanted).mappings())


def _nonconformities(organisation_id: str, member: str | None) -> Select[Any]:
    wanted = (
        select(
            nonconformities.c.id,
            nonconformities.c.number,
            nonconformities.c.state,
            nonconformities.c.severity,
            nonconformities.c.clauses,
            nonconformities.c.due_on,
            nonconformities.c.provisional,
            nonconformities.c.visit_id,
            audits.c.code,
            visits.c.edition_id,
            visits.c.short_name,
            clients.c.name.label("client"),
        )
        .join(audits, audits.c.id == nonconformities.c.visit_id)
        .join(visits, visits.c.id == audits.c.id)
        .join(clients, clients.c.id == audits.c.client_id)
        .where(audits.c.organisation_id == organisation_id)
    )
    return wanted.where(nonconformities.c.visit_id.in_(teams_of(member))) if member else wanted


def late_on(today: date) -> ColumnElement[bool]:
    """Twin of `rules.nonconformity.overdue`: the company still has to act and its last day is over."""
    return and_(nonconformities.c.state.in_(sorted(WAITING_FOR_COMPANY)), nonconformities.c.due_on < today.isoformat())


def among(name: str, today: date) -> ColumnElement[bool] | None:
    """The filter of a list of nonconformities: open, late, or one state; None for all."""
    if name == "all":
        return None
    if name == "late":
        return late_on(today)
    return (
        nonconformities.c.state.not_in(("closed", "withdrawn")) if name == "open" else nonconformities.c.state == name
    )


def page_of_nonconformities(
    connection: Connection, organisation_id: str, member: str | None, today: date, *, name: str, after: str
) -> Page:
    """A page of nonconformities with audit and company, the earliest due first, those without a date last."""
    wanted, filtered = _nonconformities(organisation_id, member), among(name, today)
    if filtered is not None:
        wanted = wanted.where(filtered)
    due = func.coalesce(nonconformities.c.due_on, "9999-12-31")
    order = (due, audits.c.code, nonconformities.c.number)
    return page_of(connection, wanted, order, nonconformities.c.id, after)


def count_nonconformities(
    connection: Connection, organisation_id: str, member: str | None, today: date, names: Sequence[str]
) -> dict[str, int]:
    """How many there are by each filter."""
    every = _nonconformities(organisation_id, member)
    found = {}
    for name in names:
        filtered = among(name, today)
        chosen = every if filtered is None else every.where(filtered)
        found[name] = connection.scalar(chosen.with_only_columns(func.count())) or 0
    return found


def list_late(connection: Connection, organisation_id: str, member: str | None, today: date) -> list[Row]:
    """Nonconformities whose answer is overdue, the earliest first."""
    wanted = _nonconformities(organisation_id, member).where(late_on(today))
    order = (nonconformities.c.due_on, audits.c.code, nonconformities.c.number)
    return list(connection.execute(wanted.order_by(*order)).mappings())


def visits_showing(connection: Connection, organisation_id: str, sha256: str) -> list[str]:
    """The audits of a body on which somebody recorded a photo with these bytes."""
    wanted = select(photos.c.visit_id).join(audits, audits.c.id == photos.c.visit_id)
    shown = wanted.where(photos.c.organisation_id == organisation_id, photos.c.sha256 == sha256)
    return list(connection.scalars(shown.distinct()))
