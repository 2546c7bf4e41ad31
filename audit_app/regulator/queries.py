"""SQL shaped for the pages of these pages; nothing is written and nothing is counted that a page does not show."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from audit_app.rules.campaign import minimum_of
from audit_app.rules.refusals import N_
from audit_app.show import name_then
from audit_app.store import people, registers
from audit_app.store.log import came_in
from audit_app.store.tables import (
    campaigns,
    city_rounds,
    draws,
    log,
    organisations,
    rectifications,
    register_rows,
    regulatory_interview_checks,
    regulatory_interviews,
    reminder_checks,
    reminders,
    spot_checks,
)
from audit_app.store.tables import registers as register_table

Row = Mapping[str, Any]
ACTS = ("spot_check.", "rectification.", "reminder.", "regulatory_interview.", "city_round.")
ON_PAPERS = ("spot_check.conclude", "spot_check.correct_conclusion", "spot_check.set_measure", "spot_check.amend")


def list_campaigns(connection: Connection, organisation: str) -> list[Row]:
    """Campaigns an office opened or has a round in, newest first, with how many `checks` it sees (a replaced company is
    not one) and `cities`.
    """
    seen = or_(campaigns.c.organisation_id == organisation, city_rounds.c.organisation_id == organisation)
    wanted = (
        select(
            campaigns,
            func.count(spot_checks.c.id).label("checks"),
            func.count(city_rounds.c.id.distinct()).label("cities"),
        )
        .outerjoin(city_rounds, city_rounds.c.campaign_id == campaigns.c.id)
        .outerjoin(spot_checks, (spot_checks.c.round_id == city_rounds.c.id) & (spot_checks.c.state != "replaced"))
        .where(seen)
        .group_by(*campaigns.c)
        .order_by(campaigns.c.created_at.desc(), campaigns.c.code.desc())
    )
    return list(connection.execute(wanted).mappings())


def list_rounds(connection: Connection, campaign_id: str, organisation: str | None = None) -> list[Row]:
    """The rounds of a campaign by region, with the office's name and the `minimum` that each counts against; only one office's
    when it is named.
    """
    wanted = (
        select(
            city_rounds,
            organisations.c.name.label("office"),
            campaigns.c.minimum.label("today"),
            draws.c.minimum.label("then"),
        )
        .join(organisations, organisations.c.id == city_rounds.c.organisation_id)
        .join(campaigns, campaigns.c.id == city_rounds.c.campaign_id)
        .outerjoin(draws, draws.c.round_id == city_rounds.c.id)
        .where(city_rounds.c.campaign_id == campaign_id)
        .order_by(city_rounds.c.region)
    )
    if organisation is not None:
        wanted = wanted.where(city_rounds.c.organisation_id == organisation)
    rows = connection.execute(wanted).mappings()
    return [{**row, "minimum": minimum_of(row["today"], row["then"])} for row in rows]


def list_checks(connection: Connection, rounds: Iterable[str]) -> list[Row]:
    """The spot checks of these rounds in drawn order: what the lists and counts of these pages need."""
    wanted = (
        select(
            spot_checks.c.id,
            spot_checks.c.round_id,
            spot_checks.c.position,
            spot_checks.c.name,
            spot_checks.c.district,
            spot_checks.c.body,
            spot_checks.c.approval_no,
            spot_checks.c.state,
            spot_checks.c.result,
            spot_checks.c.step,
            spot_checks.c.checked_on,
        )
        .where(spot_checks.c.round_id.in_(list(rounds)))
        .order_by(spot_checks.c.round_id, spot_checks.c.position)
    )
    return list(connection.execute(wanted).mappings())


def register_sizes(connection: Connection, rounds: Iterable[str]) -> dict[str, int]:
    """How many rows the register has that was imported last, by round."""
    wanted = (
        select(register_table.c.round_id, register_table.c.size)
        .where(register_table.c.round_id.in_(list(rounds)))
        .order_by(registers.PLACE)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def list_draws(connection: Connection, rounds: Iterable[str]) -> dict[str, Row]:
    """The draw in force of each round: {drawn_on, because}."""
    wanted = select(draws.c.round_id, draws.c.drawn_on, draws.c.because).where(draws.c.round_id.in_(list(rounds)))
    return {row["round_id"]: row for row in connection.execute(wanted).mappings()}


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
    added = supplemented(connection, round_id)
    came_rows = [row for row in connection.execute(came).mappings() if row["position"] not in added]
    return list(zip(connection.execute(gone).mappings(), came_rows, strict=True))


def supplemented(connection: Connection, round_id: str) -> set[int]:
    """The places of companies that came by a supplementary draw."""
    known = registers.list_supplements(connection, round_id)
    return {place for one in known for place in range(one["first"], one["first"] + one["count"])}


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
            spot_checks.c.approval_no,
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


def list_interviews(connection: Connection, campaign_id: str, organisation: str) -> list[dict[str, Any]]:
    """Interviews of a campaign by an office or by those under it, and those above it that cite a check of its own.

    With the office's name, the number of `cited` checks that this reader may see, and the `names` of their companies.
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
    link = regulatory_interview_checks.c
    return _named(connection, wanted, link.interview_id, link.spot_check_id, organisation)


def list_reminders(connection: Connection, campaign_id: str, organisation: str) -> list[dict[str, Any]]:
    """Reminders of a campaign by an office or by those under it, with the office's name, `cited` checks and their `names`."""
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
    return _named(connection, wanted, reminder_checks.c.reminder_id, reminder_checks.c.spot_check_id, organisation)


def _named(connection: Connection, wanted: Any, paper: Any, check: Any, organisation: str) -> list[dict[str, Any]]:
    """Papers with the `names` of the companies they cite, of those that this reader may see."""
    rows = list(connection.execute(wanted).mappings())
    seen = (
        select(paper, spot_checks.c.name)
        .join(spot_checks, spot_checks.c.id == check)
        .join(organisations, organisations.c.id == spot_checks.c.organisation_id)
        .where(paper.in_([row["id"] for row in rows]), _of_office(organisation))
        .order_by(spot_checks.c.city, spot_checks.c.name)
    )
    names: dict[str, list[str]] = {}
    for id, name in connection.execute(seen):
        names.setdefault(id, []).append(name)
    return [{**row, "names": names.get(row["id"], [])} for row in rows]


def _of_office(organisation: str) -> Any:
    return or_(organisations.c.id == organisation, organisations.c.parent_id == organisation)


def list_measures(connection: Connection, check: str) -> list[dict[str, Any]]:
    """Reminders and interviews that cite one check: {kind, id, state, number, body, approval_no, office}."""
    found: list[dict[str, Any]] = []
    for kind, table, link, column in (
        ("reminder", reminders, reminder_checks, reminder_checks.c.reminder_id),
        ("interview", regulatory_interviews, regulatory_interview_checks, regulatory_interview_checks.c.interview_id),
    ):
        wanted = (
            select(
                *(table.c[name] for name in ("id", "state", "number", "body", "approval_no")),
                organisations.c.name.label("office"),
            )
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
            spot_checks.c.body,
            spot_checks.c.approval_no,
        )
        .join(table, table.c.spot_check_id == spot_checks.c.id)
        .where(column == paper)
        .order_by(spot_checks.c.city, spot_checks.c.name)
    )
    return list(connection.execute(wanted).mappings())


def list_bodies(connection: Connection, rounds: Iterable[str]) -> list[Row]:
    """Every certification body of the registers and checks of these rounds, as {body, approval_no}, once each."""
    among = list(rounds)
    listed = (
        select(register_rows.c.body, register_rows.c.approval_no)
        .join(register_table, register_table.c.id == register_rows.c.register_id)
        .where(register_table.c.round_id.in_(among))
    )
    checked = select(spot_checks.c.body, spot_checks.c.approval_no).where(spot_checks.c.round_id.in_(among))
    return list(connection.execute(listed.union(checked)).mappings())


def data_as_of(connection: Connection, offices: Iterable[str]) -> str | None:
    """When anything of the checking was last written by or for these offices: a UTC instant."""
    kinds = or_(*(log.c.kind.startswith(start) for start in ACTS))
    wanted = select(func.max(log.c.received_at)).where(
        log.c.organisation_id.in_(list(offices)), log.c.outcome == "done", kinds
    )
    return connection.scalar(wanted)


def list_history(connection: Connection, subject: str) -> list[dict[str, Any]]:
    """What was done to one thing, in order: {seq, kind, v, at, name, body}."""
    wanted = (
        select(log.c.seq, log.c.kind, log.c.v, log.c.received_at, came_in, log.c.body, log.c.actor)
        .where(and_(log.c.subject == subject, log.c.outcome == "done"))
        .order_by(log.c.seq)
    )
    rows = connection.execute(wanted).mappings().all()
    names = people.names_then(connection, {(row["actor"], row["received_at"]) for row in rows})
    return [
        {
            "seq": row["seq"],
            "kind": row["kind"],
            "v": row["v"],
            "at": row["received_at"],
            "came_in": row["came_in"],
            "name": name_then(names.get((row["actor"], row["received_at"]))),
            "body": json.loads(row["body"]),
        }
        for row in rows
    ]


def list_acts_on_checks(connection: Connection, kind: str, paper: Any) -> list[dict[str, Any]]:
    """What may have put a check under a reminder or an interview, or changed it there, in order: the acts on the checks of its
    round or campaign that conclude, correct or amend, as {seq, id, v, kind, subject, at, name, body, company, office}.
    """
    wanted = (
        select(
            *(log.c[name] for name in ("seq", "id", "v", "kind", "subject", "body", "received_at", "actor")),
            spot_checks.c.name.label("company"),
            spot_checks.c.organisation_id.label("office"),
        )
        .join(spot_checks, spot_checks.c.id == log.c.subject)
        .join(city_rounds, city_rounds.c.id == spot_checks.c.round_id)
        .where(log.c.outcome == "done", log.c.kind.in_(ON_PAPERS))
        .order_by(log.c.seq)
    )
    if kind == "reminder":
        wanted = wanted.where(city_rounds.c.id == paper["round_id"])
    else:
        wanted = wanted.where(city_rounds.c.campaign_id == paper["campaign_id"])
    rows = connection.execute(wanted).mappings().all()
    names = people.names_then(connection, {(row["actor"], row["received_at"]) for row in rows})
    told = [name_then(names.get((row["actor"], row["received_at"]))) for row in rows]
    return [
        {**row, "at": row["received_at"], "name": name, "body": json.loads(row["body"])}
        for row, name in zip(rows, told, strict=True)
    ]


def list_numbered(connection: Connection, organisation: str, number: str | None, but: str) -> list[tuple[str, str]]:
    """Other papers of an office with this 文号, as (kind in words, whom it is about)."""
    if not number:
        return []
    about = {
        rectifications: spot_checks.c.name,
        reminders: reminders.c.body,
        regulatory_interviews: regulatory_interviews.c.body,
    }
    said = {rectifications: N_("限期整改"), reminders: N_("书面提醒"), regulatory_interviews: N_("约谈")}
    found: list[tuple[str, str]] = []
    for table, name in about.items():
        wanted = select(name).where(
            table.c.organisation_id == organisation, table.c.number == number, table.c.id != but
        )
        if table is rectifications:
            wanted = wanted.join(rectifications, rectifications.c.spot_check_id == spot_checks.c.id)
        found += [(said[table], str(one)) for one in connection.scalars(wanted)]
    return found
