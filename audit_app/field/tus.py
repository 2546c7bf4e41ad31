"""The protocol of resumable uploads, tus 1.0: what its headers say, and what a server answers of itself."""

import base64
import binascii
from email.utils import format_datetime

from flask import Response, abort, request

from audit_app.rules.instants import moment
from evidence.limits import Limits

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
MISMATCH = 460
"""The status of tus for a chunk whose checksum differs."""
CHECKSUMS = {"sha256": 32, "sha1": 20}
"""tus asks every server for SHA-1; a chunk is checked against the line, the file against its own SHA-256."""


def mark(response: Response) -> Response:
    """What tus asks of every answer."""
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


def abilities() -> dict[str, str]:
    """What this server can do, as headers."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(Limits().max_bytes),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def require_version() -> None:
    """412 for a client of another version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        abort(Response(status=412, headers={"Tus-Version": VERSION}))


def read_count(header: str) -> int:
    """The number of bytes a header says; 400 where it says none."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        abort(400)
    return int(text)


def read_metadata() -> dict[str, str]:
    """Names and values of Upload-Metadata; 400 where a value is no base64 of UTF-8 text."""
    metadata = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            metadata[name] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            abort(400)
    return metadata


def read_checksum() -> tuple[str, bytes] | None:
    """Algorithm and digest of Upload-Checksum, None without it; 400 for another algorithm than ours."""
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _space, value = text.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        abort(400)
    if CHECKSUMS.get(algorithm) != len(digest):
        abort(400)
    return algorithm, digest


def expires(at: str) -> dict[str, str]:
    """The header that says until when (UTC instant) an upload may go on."""
    return {"Upload-Expires": format_datetime(moment(at), usegmt=True)}
