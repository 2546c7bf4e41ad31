"""Who may do which verb to what: one table, verb to roles and relation. States and completeness are other rules' business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from audit_app.rules.kinds import KIND_WORDS
from audit_app.rules.refusals import Refused

REVIEWED = frozenset({"in_review", "decided", "archived"})
"""States of an audit in which those who audited have it no more in hand."""
NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with the roles of the day, or the system itself (timers, imports, the worker)."""

    id: str
    organisation: str
    organisation_kind: str
    roles: frozenset[str]
    name: str = ""


SYSTEM = Actor("house", "", "house", frozenset({"house"}), "系统")


@dataclass(frozen=True)
class Resource:
    """What is acted upon, as far as permission goes. `team` and `removed` are people with the role they have, or had, on it;
    of a spot check also whom the draw has `sent` to it, and who is `recused` from the company (回避)."""

    organisation: str | None = None
    above: str | None = None
    team: Mapping[str, str] = field(default_factory=lambda: NOBODY)
    removed: Mapping[str, str] = field(default_factory=lambda: NOBODY)
    visit: str | None = None
    person: str | None = None
    state: str | None = None
    sent: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Permit:
    """Roles that may, and how the actor must stand to the thing: own, independent (own, and never on its team), team,
    check (own, never recused, an inspector only where he was sent), above (the office over it), own_or_above, own_or_self (the
    thing is the actor) or any."""

    roles: frozenset[str]
    relation: str = "own"
    team_roles: frozenset[str] = frozenset({"lead", "auditor", "trainee", "inspector"})


def _p(roles: str, relation: str = "own", team_roles: str = "") -> Permit:
    kept = {"team_roles": frozenset(team_roles.split())} if team_roles else {}
    return Permit(frozenset(roles.split()), relation, **kept)


_FIELD = "auditor lead expert trainee inspector"
_BODY = "lead auditor planner decider body_admin"
_OFFICE = "city province inspector"
_NOTES = "lead auditor trainee inspector expert"

PERMITS: dict[str, Permit] = {
    # reading: the pages
    "field.enter": _p(_FIELD, "any"),
    "review.enter": _p(_BODY, "any"),
    "regulator.enter": _p(_OFFICE, "any"),
    "admin.enter": _p("body_admin operator city province", "any"),
    "visit.work": _p(_FIELD, "team", _NOTES),
    "visit.read": _p("planner decider body_admin"),
    "campaign.read": _p(_OFFICE, "own_or_above"),
    "office.read": _p(_OFFICE, "own_or_above"),
    # organisations and people
    "organisation.create": _p("operator house", "any"),
    "organisation.correct": _p("operator house", "any"),
    "user.create": _p("body_admin operator city province"),
    "user.correct": _p("body_admin operator city province"),
    "user.set_roles": _p("body_admin operator city province"),
    "user.disable": _p("body_admin operator city province"),
    "user.enable": _p("body_admin operator city province"),
    "credential.set": _p("body_admin operator city province", "own_or_self"),
    "setting.set": _p("body_admin operator"),
    "edition.publish": _p("body_admin operator"),
    # audits
    "client.create": _p("planner body_admin"),
    "client.correct": _p("planner body_admin"),
    "audit.correct": _p("planner body_admin"),
    "audit.plan": _p("planner body_admin"),
    "audit.prepare": _p("planner body_admin"),
    "audit.open": _p("planner body_admin lead"),
    "audit.cancel": _p("planner body_admin"),
    "audit.submit": _p("lead auditor", "team", "lead"),
    "audit.review": _p("planner decider body_admin", "independent"),
    "audit.decide": _p("decider", "independent"),
    "audit.return": _p("planner decider body_admin", "independent"),
    "audit.remove_member": _p("planner body_admin"),
    "held.release": _p("planner decider body_admin lead city"),
    "held.retry": _p("house", "any"),
    "held.remove": _p("house", "any"),
    # on site
    "judgement.set": _p("lead auditor trainee inspector", "team"),
    "judgement.keep_both": _p("lead auditor trainee", "team", "lead auditor trainee"),
    "record.set": _p(_FIELD, "team", _NOTES),
    "sample.add": _p(_FIELD, "team", _NOTES),
    "sample.withdraw": _p(_FIELD, "team", _NOTES),
    "interview.add": _p(_FIELD, "team", _NOTES),
    "interview.withdraw": _p(_FIELD, "team", _NOTES),
    "photo.add": _p(_FIELD, "team", _NOTES),
    "photo.file": _p(_FIELD, "team", _NOTES),
    "photo.use": _p(_FIELD, "team", _NOTES),
    "photo.withdraw": _p(_FIELD, "team", _NOTES),
    "photo.received": _p("house", "any"),
    "photo.checked": _p("house", "any"),
    "photo.swept": _p("house", "any"),
    "nonconformity.draft": _p("lead auditor trainee", "team", "lead auditor trainee"),
    "nonconformity.set": _p("lead auditor trainee", "team", "lead auditor trainee"),
    "nonconformity.raise": _p("lead auditor", "team", "lead auditor"),
    "nonconformity.confirm": _p("lead auditor", "team", "lead auditor"),
    "nonconformity.withdraw": _p("lead auditor trainee", "team", "lead auditor trainee"),
    "nonconformity.restore": _p("lead auditor trainee", "team", "lead auditor trainee"),
    # the regulator
    "campaign.create": _p("province"),
    "campaign.correct": _p("province"),
    "campaign.add_city": _p("province"),
    "register.import": _p("city"),
    "inspectors.import": _p("city"),
    "city_round.freeze": _p("city"),
    "city_round.draw": _p("city"),
    "city_round.redraw": _p("city"),
    "city_round.supplement": _p("city"),
    "city_round.seal": _p("city"),
    "city_round.report": _p("city"),
    "city_round.return": _p("province", "above"),
    "city_round.accept": _p("province", "above"),
    "spot_check.approve": _p("city", "check"),
    "spot_check.notify": _p("city", "check"),
    "spot_check.begin": _p("city inspector", "check"),
    "spot_check.conclude": _p("city inspector", "check"),
    "spot_check.feed_back": _p("city inspector", "check"),
    "spot_check.complete": _p("city inspector", "check"),
    "spot_check.amend": _p("city", "check"),
    "spot_check.correct": _p("city inspector", "check"),
    "spot_check.correct_conclusion": _p("city inspector", "check"),
    "spot_check.set_measure": _p("city inspector", "check"),
    "spot_check.take_back": _p("city inspector", "check"),
    "spot_check.transfer": _p("city", "check"),
    "spot_check.replace": _p("city", "check"),
    "rectification.issue": _p("city"),
    "rectification.serve": _p("city"),
    "rectification.respond": _p("city"),
    "rectification.return": _p("city"),
    "rectification.recheck": _p("city"),
    "rectification.close": _p("city"),
    "rectification.extend": _p("city"),
    "rectification.set_number": _p("city"),
    "rectification.undo_step": _p("city"),
    "rectification.correct_dates": _p("city"),
    "reminder.undo_step": _p("city"),
    "reminder.correct_dates": _p("city"),
    "regulatory_interview.undo_step": _p("city province"),
    "regulatory_interview.correct_dates": _p("city province"),
    "reminder.withdraw": _p("city"),
    "reminder.set_number": _p("city"),
    "regulatory_interview.withdraw": _p("city province"),
    "regulatory_interview.set_number": _p("city province"),
    "reminder.issue": _p("city"),
    "reminder.serve": _p("city"),
    "reminder.close": _p("city"),
    "regulatory_interview.draft": _p("city province"),
    "regulatory_interview.sign_minutes": _p("city province"),
    "regulatory_interview.await_commitments": _p("city province"),
    "regulatory_interview.verify": _p("city province"),
    "regulatory_interview.notify": _p("city province"),
    "regulatory_interview.hold": _p("city province"),
    "regulatory_interview.close": _p("city province"),
}


def related(actor: Actor, permit: Permit, resource: Resource) -> bool:
    """Whether the actor stands to the thing as the permit asks."""
    own = resource.organisation is not None and actor.organisation == resource.organisation
    above = resource.above is not None and actor.organisation == resource.above
    match permit.relation:
        case "any":
            return True
        case "own":
            return own
        case "independent":
            return own and not _took_part(actor, resource)
        case "check":
            return own and actor.id not in resource.recused and not _not_sent(actor, permit, resource)
        case "above":
            return above
        case "own_or_above":
            return own or above
        case "own_or_self":
            return own or resource.person == actor.id
        case "team":
            return resource.team.get(actor.id) in permit.team_roles
    raise ValueError(permit.relation)


def require(actor: Actor, verb: str, resource: Resource) -> None:
    """Let the actor pass or raise Refused.

    `absent` where another organisation's thing must not even be known to exist, `not_on_team` where a former member of
    the audit team acts on work done before the removal, `not_independent` where somebody who audited would review or
    decide (GB/T 27021.1, 9.5: other persons than those who carried out the audit; LIKELY), `recused` and `not_sent` where a spot
    check is not the actor's to act upon (two inspectors drawn, none of them recused), `not_permitted` for the rest.
    """
    permit = PERMITS[verb]
    if actor is SYSTEM and "house" in permit.roles:
        return
    if "operator" in actor.roles and "operator" in permit.roles:
        return
    visible = actor.organisation in (resource.organisation, resource.above) or permit.relation == "any"
    if not visible and resource.person != actor.id:
        raise Refused("absent")
    if permit.relation == "own_or_self" and resource.person == actor.id:
        return
    if waits_for_release(actor, verb, resource):
        raise Refused("not_on_team")
    if permit.relation == "independent" and actor.roles & permit.roles and _took_part(actor, resource):
        raise Refused("not_independent")
    if permit.relation == "check" and actor.roles & permit.roles and actor.organisation == resource.organisation:
        if actor.id in resource.recused:
            raise Refused("recused")
        if _not_sent(actor, permit, resource):
            raise Refused("not_sent")
    if not actor.roles & permit.roles or not related(actor, permit, resource):
        raise Refused("not_permitted", verb=verb)


def waits_for_release(actor: Actor, verb: str, resource: Resource) -> bool:
    """Whether this is work on site of somebody who has left the team, and who might have done it there with the role he had."""
    permit = PERMITS[verb]
    on_site = verb in KIND_WORDS or verb == "visit.work"
    may_have = bool(actor.roles & permit.roles) and resource.removed.get(actor.id) in permit.team_roles
    return on_site and permit.relation == "team" and may_have


def _took_part(actor: Actor, resource: Resource) -> bool:
    return actor.id in resource.team or actor.id in resource.removed


def _not_sent(actor: Actor, permit: Permit, resource: Resource) -> bool:
    """Whether this is an inspector, with no other role that may, whom the draw has not sent to the company."""
    return actor.roles & permit.roles == {"inspector"} and actor.id not in resource.sent


def check_release(actor: Actor, resource: Resource) -> None:
    """Who, of those whom `check` lets pass, may let in what waits on a visit: planners, administrators and the leader of the audit,
    in a spot check the city office. Once a review has begun nobody who audited may change what is reviewed (GB/T 27021.1, 9.5;
    LIKELY): then it is for planners, deciders and administrators who took no part. Raises `release_in_review` or `not_permitted`.
    """
    if actor.id in resource.recused:
        raise Refused("recused")
    if resource.state in REVIEWED:
        if _took_part(actor, resource) or not actor.roles & {"planner", "decider", "body_admin"}:
            raise Refused("release_in_review")
    elif not actor.roles & {"planner", "body_admin", "city"} and resource.team.get(actor.id) != "lead":
        raise Refused("not_permitted", verb="held.release")


def may_release(actor: Actor, resource: Resource) -> bool:
    """Whether `check` and `check_release` would let the actor pass; for a page."""
    try:
        require(actor, "held.release", resource)
        check_release(actor, resource)
    except Refused:
        return False
    return True


def why_not(actor: Actor, verb: str, resource: Resource) -> Refused | None:
    """What `check` would say, or nothing where the actor may; for what a page shows, never instead of the check."""
    try:
        require(actor, verb, resource)
    except Refused as refusal:
        return refusal
    return None


def may(actor: Actor, verb: str, resource: Resource) -> bool:
    """Whether `check` would let the actor pass; for greying a button, never instead of the check."""
    return why_not(actor, verb, resource) is None
