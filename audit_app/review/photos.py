"""Photos of the audits one may read: two views, and the original byte for byte. Nothing served may run in a page."""

import io

from flask import Response, abort, current_app, g, send_file

from audit_app.effects.make_views import make
from audit_app.review import queries, room
from audit_app.review.reading import check_readable
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store.photos import get_original
from evidence.derive import RECIPES
from evidence.store import Absent, BadKey, EvidenceStore

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SANDBOX = "default-src 'none'; sandbox"


@room.get("/photos/<sha256>/<any(thumb, screen, original):size>")
def photo(sha256: str, size: str) -> Response:
    """One size of a photo that stands in an audit the reader may read."""
    organisation = g.actor.organisation
    with database().reading() as connection:
        if not any(readable(connection, visit) for visit in queries.visits_showing(connection, organisation, sha256)):
            raise Refused("absent")
        original = get_original(connection, organisation, sha256)
    if original is None:
        raise Refused("absent")
    shelf: EvidenceStore = current_app.extensions["evidence"]
    try:
        if size == "original":
            response = send_file(
                shelf.get(organisation, sha256), mimetype=TYPES[original["format"]], etag=False, max_age=0
            )
        else:
            response = send_file(
                io.BytesIO(view(shelf, organisation, sha256, size)), mimetype="image/jpeg", etag=False, max_age=0
            )
    except (Absent, BadKey):
        abort(404)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.set_etag(f"{sha256}-{size}")
    return response


def readable(connection: object, visit: str) -> bool:
    try:
        check_readable(connection, g.actor, visit)  # type: ignore[arg-type]
    except Refused:
        return False
    return True


def view(shelf: EvidenceStore, organisation: str, sha256: str, size: str) -> bytes:
    """A kept view, made now where the worker has not come to it. Raises Absent for an original nobody can decode."""
    try:
        return shelf.get_view(organisation, sha256, RECIPES[size])
    except Absent:
        made = make(shelf, organisation, sha256).get(size)
    if not made:
        raise Absent(sha256)
    return made
