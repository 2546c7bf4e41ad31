"""What travels small: static files, read and packed once, and every longer answer of text.

An embedded default has no proxy before it that could do this. No page of ours holds a secret beside words that somebody else chose
(there are no tokens in forms); what holds one, the answer to a sign-in over the API, says so by `holds_secret` (BREACH).
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.security import safe_join

LEAST = 1024
"""Bytes below which packing gains nothing."""
SCRIPTS = {"text/javascript", "application/javascript"}
"""A module's kind by Python's own list is the second one where the machine has no list of its own."""
TEXTS = {"text/html", "text/css", "text/csv", "text/plain", "application/json", "image/svg+xml", *SCRIPTS}
FAST, BEST = 4, 9


class File(NamedTuple):
    """A static file with its bytes as they are and packed (None where that gains nothing), its digest, its kind."""

    plain: bytes
    packed: bytes | None
    digest: str
    kind: str


def holds_secret() -> None:
    """The answer to this request is not packed: it holds a secret."""
    g.secret = True


def static_file(filename: str) -> Response:
    """A file of the static folder; whoever has it already asks by its digest and gets an empty answer (304)."""
    path = safe_join(str(current_app.static_folder), filename)
    if path is None or not Path(path).is_file():
        abort(404)
    file = _read(path, Path(path).stat().st_mtime_ns)
    small = file.packed if file.packed is not None and _takes_gzip() else None
    response = Response(file.plain if small is None else small, content_type=file.kind)
    if small is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(file.digest if small is None else f"{file.digest}-gzip")
    response.make_conditional(request)
    return response


@lru_cache(maxsize=512)
def _read(path: str, _changed: int) -> File:
    plain = Path(path).read_bytes()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    packed = gzip.compress(plain, BEST, mtime=0) if kind in TEXTS and len(plain) >= LEAST else None
    said = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return File(plain, packed, hashlib.sha256(plain).hexdigest()[:16], said)


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0


def pack(response: Response) -> Response:
    """The same answer, packed where the reader takes that and it is text, whole and long enough."""
    if response.mimetype not in TEXTS or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    fits = response.status_code != 206 and not response.headers.get("Content-Encoding") and not response.get_etag()[0]
    if fits and _takes_gzip() and not g.get("secret") and len(response.get_data()) >= LEAST:
        response.set_data(gzip.compress(response.get_data(), FAST, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def register(app: Flask) -> None:
    app.view_functions["static"] = static_file
    app.after_request(pack)
