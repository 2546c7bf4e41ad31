"""Finding an edition by its id, shipped or a body's own: the one place where the two stores meet."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from audit_app.rules.refusals import Refused
from audit_app.rules.standards import in_force_on
from audit_app.store.editions import own_edition
from audit_app.store.people import get_setting
from audit_app.store.visits import get_visit
from checklists import Edition, UnknownRef, available, load, newest


def find_edition(connection: Connection, organisation_id: str | None, edition_id: str) -> Edition:
    """The edition by id. Raises Refused("edition_unknown")."""
    if edition_id in available():
        return load(edition_id)
    content = own_edition(connection, organisation_id, edition_id)
    if content is None:
        raise Refused("edition_unknown", "edition", edition=edition_id)
    return Edition.from_data(content)


def edition_of(connection: Connection, visit_id: str) -> Edition:
    """The edition that a visit which is here is pinned to."""
    visit: Any = get_visit(connection, visit_id)
    return find_edition(connection, visit["organisation_id"], visit["edition_id"])


def named_in(edition: Edition, refs: Iterable[str]) -> list[dict[str, str]]:
    """Clauses as a refusal shows them, by number and title in either language; what the edition does not know, as it was sent."""
    return [_named(edition, ref) for ref in refs]


def _named(edition: Edition, ref: str) -> dict[str, str]:
    try:
        item = edition.item(ref)
    except UnknownRef:
        return {"zh": ref, "en": ref}
    return {"zh": item.label("zh"), "en": item.label("en")}


def default_edition(connection: Connection, organisation_id: str, today: date) -> str:
    """What a new audit begins with: the body's choice; without one the edition in force on this day of the site."""
    chosen = get_setting(connection, organisation_id, "default_edition")
    return newest(chosen or in_force_on(today.isoformat()).audited_by)


SPOT_CHECKS = "spot-check"
"""The scheme of the points that offices check by: none that a body audits against."""


def check_audited(edition: Edition) -> None:
    """Refused("bad_value") for an edition that no audit is made against."""
    if edition.scheme == SPOT_CHECKS:
        raise Refused("bad_value", "edition", value=edition.id)
