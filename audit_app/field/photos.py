"""Photos of the visits one works on: two views, and the original byte for byte. Taking in is in `uploads`."""

import io

from flask import Response, abort, current_app, g, send_file

from audit_app.effects.make_views import make
from audit_app.field import queries, room
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store.photos import get_original
from evidence.derive import RECIPES
from evidence.store import Absent, BadKey

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SANDBOX = "default-src 'none'; sandbox"


@room.get("/photos/<sha256>/<any(thumb, screen, original):view>")
def photo(sha256: str, view: str) -> Response:
    """One view of a photo on a visit of mine; made now where the worker has not come to it. Nothing here may run in
    a page.
    """
    with database().reading() as connection:
        organisation = queries.shows_photo(connection, g.actor.id, sha256)
        original = get_original(connection, organisation, sha256) if organisation else None
    if organisation is None or original is None:
        raise Refused("absent")
    shelf = current_app.extensions["evidence"]
    try:
        if view == "original":
            response = send_file(
                shelf.get(organisation, sha256), mimetype=TYPES[original["format"]], etag=False, max_age=0
            )
        else:
            response = send_file(
                io.BytesIO(_view(organisation, sha256, view)), mimetype="image/jpeg", etag=False, max_age=0
            )
    except (Absent, BadKey):
        abort(404)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.set_etag(f"{sha256}-{view}")
    return response


def _view(organisation: str, sha256: str, view: str) -> bytes:
    shelf = current_app.extensions["evidence"]
    try:
        data: bytes = shelf.get_view(organisation, sha256, RECIPES[view])
    except Absent:
        data = make(shelf, organisation, sha256).get(view, b"")
    if not data:
        raise Absent(sha256)
    return data
