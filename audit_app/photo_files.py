"""How a room hands out a photo: one of its views, or the original byte for byte, as bytes that may not run in a page.

Who may see it, and taking photos in, are the rooms' business.
"""

import io

from flask import Response, abort, current_app, send_file

from audit_app.effects.make_views import make
from audit_app.rules.refusals import Refused
from audit_app.security import database
from audit_app.store.photos import get_original
from evidence.derive import RECIPES
from evidence.store import Absent, BadKey, EvidenceStore

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SANDBOX = "default-src 'none'; sandbox"


def send_photo(organisation: str, sha256: str, size: str) -> Response:
    """`thumb`, `screen` or `original` of the organisation's photo. Raises Refused("absent") where none is kept."""
    with database().reading() as connection:
        original = get_original(connection, organisation, sha256)
    if original is None:
        raise Refused("absent")
    shelf: EvidenceStore = current_app.extensions["evidence"]
    try:
        if size == "original":
            kept, kind = shelf.get(organisation, sha256), TYPES[original["format"]]
        else:
            kept, kind = io.BytesIO(view(shelf, organisation, sha256, size)), "image/jpeg"
    except (Absent, BadKey):
        abort(404)
    response = send_file(kept, mimetype=kind, etag=False, max_age=0)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.set_etag(f"{sha256}-{size}")
    return response


def view(shelf: EvidenceStore, organisation: str, sha256: str, size: str) -> bytes:
    """A kept view, made now where the worker has not come to it. Raises Absent for an original nobody can decode."""
    try:
        return shelf.get_view(organisation, sha256, RECIPES[size])
    except Absent:
        made = make(shelf, organisation, sha256).get(size)
    if not made:
        raise Absent(sha256)
    return made
