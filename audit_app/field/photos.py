"""Photos of the visits one works on. Taking in is in `uploads`."""

from flask import Response, g

from audit_app.field import bp, queries
from audit_app.photo_files import send_photo
from audit_app.rules.refusals import Refused
from audit_app.security import database


@bp.get("/photos/<sha256>/<any(thumb, screen, original):view>")
def photo(sha256: str, view: str) -> Response:
    """One view of a photo on a visit of mine."""
    with database().reading() as connection:
        organisation = queries.shows_photo(connection, g.actor.id, sha256)
    if organisation is None:
        raise Refused("absent")
    return send_photo(organisation, sha256, view)
