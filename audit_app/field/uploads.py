"""Resumable uploads of originals: tus 1.0 with creation, checksum, expiration and termination (its headers are in `tus`).

A file is acknowledged only when its bytes are proven and in the organisation's store; what they show is said by ops.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.effects.intake import Upload, receive
from audit_app.errors import answer
from audit_app.field import bp, parts, tus
from audit_app.rules import ids
from audit_app.rules.instants import instant, moment
from audit_app.rules.permits import require
from audit_app.security import clock, database
from audit_app.store import digests, visits
from audit_app.store.photo_names import was_sent
from audit_app.store.uploads import announced, change_upload, drop_upload, expired, get_upload, put_upload
from evidence.refusal import Refusal
from evidence.store import is_digest
from evidence.take_in import check_size

KEPT_FOR = timedelta(hours=24)
MB = 1_000_000


@bp.after_request
def with_tus(response: Response) -> Response:
    """What tus asks of every answer of the uploads."""
    return tus.mark(response) if (request.endpoint or "").startswith("field.upload") else response


@bp.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/uploads/<upload>", methods=["OPTIONS"], provide_automatic_options=False)
def upload_options(upload: str = "") -> Response:
    """What this server can do."""
    return Response(status=204, headers=tus.abilities())


@bp.post("/uploads")
def uploads() -> Any:
    """Announce a file: Upload-Length, and sha256, filename and visit in Upload-Metadata."""
    tus.require_version()
    told = tus.read_metadata()
    size = tus.read_count("Upload-Length")
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


def _begun(upload: str, sha256: str, size: int, name: str) -> Any:
    now = clock().now()
    ends = instant(moment(now) + KEPT_FOR)
    with database().noting() as connection:
        for old in expired(connection, now):
            _part(old["id"]).unlink(missing_ok=True)
            drop_upload(connection, old["id"])
        too_much = _over_quota(connection, size, now)
        if too_much:
            return answer(429, "quota", too_much, {"Retry-After": "3600"})
        put_upload(
            connection,
            id=upload,
            organisation_id=g.actor.organisation,
            user_id=g.actor.id,
            sha256=sha256,
            size=size,
            received=0,
            name=name[:200],
            path=upload,
            expires_at=ends,
        )
    return Response(
        status=201, headers={"Location": url_for("field.upload_offset", upload=upload), **tus.expires(ends)}
    )


def _over_quota(connection: Connection, size: int, now: str) -> str | None:
    """Why no more may be announced, counted by announced lengths; None while there is room."""
    settings = current_app.config["AUDIT"]
    mine, ours = announced(connection, g.actor.organisation, g.actor.id, now)
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


@bp.route("/uploads/<upload>", methods=["HEAD"])
def upload_offset(upload: str) -> Response:
    """How many bytes are here."""
    tus.require_version()
    row = _mine(upload)
    received = row["size"] if _is_kept(row) else _here(row)
    told = {"Upload-Offset": str(received), "Upload-Length": str(row["size"])}
    return Response(status=200, headers={**told, **tus.expires(row["expires_at"])})


@bp.delete("/uploads/<upload>")
def upload_end(upload: str) -> Response:
    """Give an upload up."""
    tus.require_version()
    row = _mine(upload)
    _forget(row["id"])
    return Response(status=204)


@bp.patch("/uploads/<upload>")
def upload_more(upload: str) -> Any:
    """Append bytes at Upload-Offset. The one that completes the file is answered when the original is proven and
    kept.
    """
    tus.require_version()
    row = _mine(upload)
    if request.content_type != "application/offset+octet-stream":
        return answer(415, "bad_request", _("上传内容的类型不对"))
    try:
        with parts.opened(_part(upload)) as part:
            return _append(_mine(upload), part)
    except parts.Busy:
        return answer(423, "busy", _("同一张照片正在上传，请稍后再试"))
    except parts.TooMuch:
        return answer(413, "too_large", _("收到的内容比 %(name)s 写明的大小多", name=row["name"]))


def _append(row: Any, part: Any) -> Any:
    here = _here(row)
    if tus.read_count("Upload-Offset") != here:
        return answer(409, "wrong_offset", _("上传的位置对不上，会从服务器已有的位置继续"))
    length = parts.append(part, here, row["size"], request.stream, tus.read_checksum())
    if length is None:
        return answer(tus.MISMATCH, "wrong_checksum", _("这一段在路上变了，会重新传"))
    if length == row["size"]:
        part.seek(0)
        upload = Upload(row["organisation_id"], part, row["sha256"], row["size"], row["name"], _part(row["id"]))
        try:
            outcome = receive(database(), current_app.extensions["evidence"], upload, clock().now())
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
            change_upload(connection, row["id"], length)
    return Response(status=204, headers={"Upload-Offset": str(length), **tus.expires(row["expires_at"])})


def _mine(upload: str) -> Any:
    """The actor's own upload that has not expired; any other is not there."""
    with database().reading() as connection:
        row = get_upload(connection, upload, g.actor.id) if ids.is_id(upload) else None
    if row is None or row["expires_at"] < clock().now():
        abort(404)
    return row


def _here(row: Any) -> int:
    """How many bytes can be built upon: none where a power cut took the part, or a server died while it was moved."""
    return int(row["received"]) if parts.holds(_part(row["id"]), row["received"]) else 0


def _is_kept(row: Any) -> bool:
    """Whether the whole original is proven and in the store; then no part of it is here any more."""
    with database().reading() as connection:
        known = digests.states(connection, row["organisation_id"], [row["sha256"]])
    shelf = current_app.extensions["evidence"]
    return bool(known) and not known[0]["problem"] and shelf.has(row["organisation_id"], row["sha256"])


def _forget(upload: str) -> None:
    _part(upload).unlink(missing_ok=True)
    with database().noting() as connection:
        drop_upload(connection, upload)


def _part(upload: str) -> Path:
    return Path(current_app.config["AUDIT"].uploads) / upload


def _sentence(refusal: Refusal) -> str:
    return str(_(refusal.template, **refusal.details))
