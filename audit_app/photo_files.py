"""How pages hand out a photo: one of its renditions, or the original byte for byte, as bytes that may not run in a page.

Who may see it, and taking photos in, are the pages' business.
"""

import hashlib
import io
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, current_app, request, send_file
from flask_babel import gettext as _

from audit_app.effects.make_renditions import make
from audit_app.effects.redigest import is_whole, note
from audit_app.rules.refusals import Refused
from audit_app.security import clock, database
from audit_app.store.photos import get_original
from evidence.decode import NOTES, Busy
from evidence.derive import RECIPES
from evidence.refusal import N_
from evidence.store import Absent, BadKey, Damaged, EvidenceStore

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
REMARKS = {
    "incomplete": N_("不完整"),
    "checksum": N_("数据校验不符"),
    "endless": N_("缺结尾"),
    "altered": N_("传输时被改动"),
}
_CODES = {sentence: code for code, sentence in NOTES.items()}
SANDBOX = "default-src 'none'; sandbox"


def send_photo(organisation: str, sha256: str, size: str) -> Response:
    """`thumb`, `screen` or `original` of the organisation's photo. Raises Refused("absent") where none is kept."""
    with database().reading() as connection:
        original = get_original(connection, organisation, sha256)
    if original is None:
        raise Refused("absent")
    shelf: EvidenceStore = current_app.extensions["evidence"]
    tag = f"{sha256}-{size}"
    try:
        if size == "original":
            kept, kind = shelf.get(organisation, sha256), TYPES[original["format"]]
            if not is_whole(kept, sha256):
                raise Damaged(sha256)
        else:
            data = rendition(shelf, organisation, sha256, size, decodes=bool(original["phash"]))
            kept, kind = io.BytesIO(data), "image/jpeg"
            tag += f"-{hashlib.sha256(data).hexdigest()[:16]}"
    except Damaged:
        note(database(), [(organisation, sha256, "original")], clock().now())
        raise Refused("damaged_original") from None
    except (Absent, BadKey):
        abort(404)
    except Busy:
        abort(503)
    response = send_file(kept, mimetype=kind, etag=False, max_age=0)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-cache"  # who may see it is asked each time; the bytes travel once
    response.set_etag(tag)
    return response.make_conditional(request)


def remark_of(photo: Mapping[Any, Any]) -> str | None:
    """A key of `REMARKS` where something is wrong with the data of a photo that can be seen (a row of
    `list_photos`); its sentence is in `NOTES`.
    """
    return _CODES.get(photo.get("problem") or "") if photo["state"] == "kept" else None


def in_words(photo: Mapping[Any, Any]) -> tuple[str, str] | None:
    """The remark on a photo for a page: its word and its sentence."""
    code = remark_of(photo)
    return (_(REMARKS[code]), _(NOTES[code])) if code else None


def rendition(shelf: EvidenceStore, organisation: str, sha256: str, size: str, decodes: bool = False) -> bytes:
    """A kept rendition, made now where the worker has not come to it, where it is not as it was made, or where there was none of
    a picture that `decodes`. Raises Absent for an original nobody can decode, Damaged for one with other bytes.
    """
    try:
        kept: bytes | None = shelf.get_rendition(organisation, sha256, RECIPES[size])
    except Absent:
        kept = None
    if kept is None or (decodes and not kept):
        kept = make(shelf, organisation, sha256)[size]
    if not kept:
        raise Absent(sha256)
    return kept
