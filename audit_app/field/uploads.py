"""Resumable uploads of originals: tus 1.0 with creation, checksum, expiration and termination.

A file is acknowledged only when its bytes are proven and on the organisation's shelf; what they show is said by ops.
"""

import base64
import binascii
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.effects.intake import receive
from audit_app.errors import answer
from audit_app.field import bp, parts
from audit_app.rules import ids
from audit_app.rules.instants import instant, moment
from audit_app.rules.permits import require
from audit_app.security import clock, database
from audit_app.store import digests, visits
from audit_app.store import uploads as store
from audit_app.store.photo_names import was_sent
from evidence.limits import Limits
from evidence.refusal import Refusal
from evidence.store import is_digest
from evidence.take_in import check_size

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
KEPT_FOR = timedelta(hours=24)
MISMATCH = 460
MB = 1_000_000
# tus asks every server for SHA-1; a chunk is checked against the line, the file against its own SHA-256.
CHECKSUMS = {"sha256": 32, "sha1": 20}


@bp.after_request
def with_tus(response: Response) -> Response:
    """What tus asks of every answer of the uploads."""
    if (request.endpoint or "").startswith("field.upload"):
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/uploads/<id>", methods=["OPTIONS"], provide_automatic_options=False)
def upload_options(id: str = "") -> Response:
    """What this server can do."""
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(Limits().max_bytes),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }
    return Response(status=204, headers=told)


@bp.post("/uploads")
def uploads() -> Any:
    """Announce a file: Upload-Length, and sha256, filename and visit in Upload-Metadata."""
    _version()
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    size = _count("Upload-Length")
    name, sha256 = told.get("filename") or _("未命名文件"), told.get("sha256", "")
    if not is_digest(sha256):
        return answer(400, "bad_request", _("上传时没有写明照片的摘要（sha256）"))
    try:
        check_size(size, name)
    except Refusal as refusal:
        return answer(413 if refusal.code == "too_large" else 422, refusal.code, _sentence(refusal))
    with database().reading() as connection:
        resource = visits.resource_of_visit(connection, told.get("visit", ""))
        if not was_sent(connection, g.actor.id, str(resource.visit), sha256):
            require(g.actor, "visit.work", resource)
    return _begun(ids.new_id(), sha256, size, name)


def _begun(id: str, sha256: str, size: int, name: str) -> Any:
    now = clock().now()
    ends = instant(moment(now) + KEPT_FOR)
    with database().noting() as connection:
        for old in store.expired(connection, now):
            _part(old["id"]).unlink(missing_ok=True)
            store.drop_upload(connection, old["id"])
        too_much = _over_quota(connection, size, now)
        if too_much:
            return answer(429, "quota", too_much, {"Retry-After": "3600"})
        store.put_upload(
            connection,
            id=id,
            organisation_id=g.actor.organisation,
            user_id=g.actor.id,
            sha256=sha256,
            size=size,
            received=0,
            name=name[:200],
            path=id,
            expires_at=ends,
        )
    return Response(status=201, headers={"Location": url_for("field.upload_offset", id=id), **_expires(ends)})


def _over_quota(connection: Connection, size: int, now: str) -> str | None:
    """Why no more may be announced, counted by announced lengths; None while there is room."""
    settings = current_app.config["AUDIT"]
    mine, ours = store.announced(connection, g.actor.organisation, g.actor.id, now)
    if mine + size > settings.person_mb * MB:
        return str(
            _("您还没有传完的文件加上这一个超过 %(most)s MB，没有开始传。前面的传完后会再试", most=settings.person_mb)
        )
    if ours + size > settings.organisation_mb * MB:
        return str(
            _(
                "本机构还没有传完的文件加上这一个超过 %(most)s MB，没有开始传。过一会儿会再试，一直这样请告诉管理员",
                most=settings.organisation_mb,
            )
        )
    return None


@bp.route("/uploads/<id>", methods=["HEAD"])
def upload_offset(id: str) -> Response:
    """How many bytes are here."""
    _version()
    row = _mine(id)
    received = row["size"] if _is_kept(row) else _here(row)
    told = {"Upload-Offset": str(received), "Upload-Length": str(row["size"])}
    return Response(status=200, headers={**told, **_expires(row["expires_at"])})


@bp.delete("/uploads/<id>")
def upload_end(id: str) -> Response:
    """Give an upload up."""
    _version()
    row = _mine(id)
    _forget(row["id"])
    return Response(status=204)


@bp.patch("/uploads/<id>")
def upload_more(id: str) -> Any:
    """Append bytes at Upload-Offset. The one that completes the file is answered when the original is proven and
    kept.
    """
    _version()
    row = _mine(id)
    if request.content_type != "application/offset+octet-stream":
        return answer(415, "bad_request", _("上传内容的类型不对"))
    try:
        with parts.opened(_part(id)) as part:
            return _append(_mine(id), part)
    except parts.Busy:
        return answer(423, "busy", _("同一张照片正在上传，请稍后再试"))
    except parts.TooMuch:
        return answer(413, "too_large", _("收到的内容比 %(name)s 写明的大小多", name=row["name"]))


def _append(row: Any, part: Any) -> Any:
    here = _here(row)
    if _count("Upload-Offset") != here:
        return answer(409, "wrong_offset", _("上传的位置对不上，会从服务器已有的位置继续"))
    length = parts.append(part, here, row["size"], request.stream, _checksum())
    if length is None:
        return answer(MISMATCH, "wrong_checksum", _("这一段在路上变了，会重新传"))
    if length == row["size"]:
        part.seek(0)
        try:
            outcome = receive(
                database(),
                current_app.extensions["evidence"],
                row["organisation_id"],
                part,
                row["sha256"],
                row["size"],
                row["name"],
                clock().now(),
                _part(row["id"]),
            )
        except Refusal as refusal:
            if refusal.code == "no_space":
                return answer(507, refusal.code, _sentence(refusal))
            _forget(row["id"])
            return answer(422, refusal.code, _sentence(refusal))
        # bytes that nobody named may have been swept while they came again
        if outcome.outcome != "done" or not _is_kept(row):
            return answer(500, "failure", _("服务器暂时不能接收，请稍后再试"))
        _part(row["id"]).unlink(missing_ok=True)
    else:
        with database().noting() as connection:
            store.change_upload(connection, row["id"], length)
    return Response(status=204, headers={"Upload-Offset": str(length), **_expires(row["expires_at"])})


def _mine(id: str) -> Any:
    """The actor's own upload that has not expired; any other is not there."""
    with database().reading() as connection:
        row = store.get_upload(connection, id, g.actor.id) if ids.is_id(id) else None
    if row is None or row["expires_at"] < clock().now():
        abort(404)
    return row


def _here(row: Any) -> int:
    """How many bytes can be built upon: none where a power cut took the part, or a server died while it was moved."""
    return int(row["received"]) if parts.holds(_part(row["id"]), row["received"]) else 0


def _is_kept(row: Any) -> bool:
    """Whether the whole original is proven and on the shelf; then no part of it is here any more."""
    with database().reading() as connection:
        known = digests.states(connection, row["organisation_id"], [row["sha256"]])
    shelf = current_app.extensions["evidence"]
    return bool(known) and not known[0]["problem"] and shelf.has(row["organisation_id"], row["sha256"])


def _forget(id: str) -> None:
    _part(id).unlink(missing_ok=True)
    with database().noting() as connection:
        store.drop_upload(connection, id)


def _part(id: str) -> Path:
    return Path(current_app.config["AUDIT"].uploads) / id


def _version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        abort(Response(status=412, headers={"Tus-Version": VERSION}))


def _count(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        abort(400)
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """Names and values of Upload-Metadata; 400 where a value is no base64 of UTF-8 text."""
    found = {}
    for pair in header.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            abort(400)
    return found


def _checksum() -> tuple[str, bytes] | None:
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


def _expires(at: str) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(moment(at), usegmt=True)}


def _sentence(refusal: Refusal) -> str:
    return str(_(refusal.template, **refusal.details))
