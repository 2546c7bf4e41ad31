"""Finding an edition by its id, shipped or a body's own: the one place where the two shelves meet."""

from sqlalchemy import Connection

from audit_app.rules.refusals import Refused
from audit_app.store.editions import own_edition
from checklists import Edition, available, load


def find_edition(connection: Connection, organisation_id: str | None, edition_id: str) -> Edition:
    """The edition by id. Raises Refused("edition_unknown")."""
    if edition_id in available():
        return load(edition_id)
    content = own_edition(connection, organisation_id, edition_id)
    if content is None:
        raise Refused("edition_unknown", "edition", edition=edition_id)
    return Edition.from_data(content)


SPOT_CHECKS = "spot-check"
"""The scheme of the points that offices check by: none that a body audits against."""


def check_audited(edition: Edition) -> None:
    """Refused("bad_value") for an edition that no audit is made against."""
    if edition.scheme == SPOT_CHECKS:
        raise Refused("bad_value", "edition", value=edition.id)
