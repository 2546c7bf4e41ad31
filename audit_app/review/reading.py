"""Who may read which audit, and the edition it is pinned to. Every page of these pages on one audit begins here."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from audit_app.ops.editions import find_edition
from audit_app.rules.permits import Actor, Resource, may, require
from audit_app.rules.refusals import Refused
from audit_app.store import visits
from checklists import Edition


def sees_all(actor: Actor) -> bool:
    """Whether the person reads every audit of the body; who only audits reads those of the own teams."""
    return may(actor, "visit.read", Resource(actor.organisation))


def check_readable(connection: Connection, actor: Actor, visit_id: str) -> Resource:
    """The visit's Resource for somebody who is on its team or in the body's office. Raises Refused."""
    resource = visits.resource_of_visit(connection, visit_id)
    if not may(actor, "visit.work", resource):
        require(actor, "visit.read", resource)
    return resource


def readable_audit(connection: Connection, actor: Actor, code: str) -> tuple[Mapping[str, Any], Resource]:
    """An audit by its short code or id. Another body's is absent, one's own body's without standing not permitted."""
    audit = visits.find_audit(connection, actor.organisation, code)
    if audit is None:
        raise Refused("absent")
    return audit, check_readable(connection, actor, audit["id"])


def edition_of(connection: Connection, visit_id: str) -> Edition:
    """The edition the visit was planned with, whatever the default is today."""
    visit = visits.get_visit(connection, visit_id)
    assert visit is not None
    return find_edition(connection, visit["organisation_id"], visit["edition_id"])
