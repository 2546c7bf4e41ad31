"""Photos of the audits one may read."""

from flask import Response, g
from sqlalchemy import Connection

from audit_app.photo_files import send_photo
from audit_app.review import bp, queries
from audit_app.review.reading import check_readable
from audit_app.rules.refusals import Refused
from audit_app.security import database


@bp.get("/photos/<sha256>/<any(thumb, screen, original):size>")
def photo(sha256: str, size: str) -> Response:
    """One size of a photo that stands in an audit the reader may read."""
    organisation = g.actor.organisation
    with database().reading() as connection:
        if not any(readable(connection, visit) for visit in queries.visits_showing(connection, organisation, sha256)):
            raise Refused("absent")
    return send_photo(organisation, sha256, size)


def readable(connection: Connection, visit: str) -> bool:
    try:
        check_readable(connection, g.actor, visit)
    except Refused:
        return False
    return True
