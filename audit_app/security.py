"""Who comes in: session cookie or bearer token, origin of unsafe requests, headers of every answer, rate of guessing.

No token in forms: the cookie is SameSite=Lax and an unsafe request must come from our own pages (ASVS 3.5.1), so a
tablet that was offline for two days still may send what it holds.
"""

import hashlib
import logging
import secrets
import time
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.wrappers import Response as WerkzeugResponse

from audit_app.clock import Clock
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.rules.permits import Actor, Resource, require
from audit_app.store import people
from audit_app.store.db import NOT_WRITTEN, Database

COOKIE = "audit_session"
SESSION_DAYS = 30
SEEN_EVERY_MS = 15 * 60_000
AHEAD_MS = 24 * 3_600_000
"""How far in the future a session may have been opened: a clock that was wrong and is set right ends nobody's session, which
lives a day longer at the most.
"""
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
FORM = "application/x-www-form-urlencoded"
MOST_BODY = {FORM: 2 * 2**20, "application/json": 8 * 2**20, "text/plain": 8 * 2**20}
"""Bytes of a body of somebody who is signed in; a page's files and a tablet's pictures have the limit of all requests."""
MOST_UNKNOWN = 64 * 2**10
MOST_FIELDS = 2_000
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
logger = logging.getLogger("audit_app")


def database() -> Database:
    return current_app.extensions["database"]


def clock() -> Clock:
    return current_app.extensions["clock"]


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """With HTTPS the name binds the cookie to this host and to `/` (ASVS 3.3.1 and 3.3.3)."""
    return f"__Host-{COOKIE}" if current_app.config["SESSION_SECURE"] else COOKIE


def token_given() -> str:
    """The session token of this request: bearer header first, then cookie."""
    header = request.headers.get("Authorization", "")
    return header[7:].strip() if header[:7].lower() == "bearer " else request.cookies.get(cookie_name(), "")


def open_session(user_id: str, device: str | None) -> str:
    """A new session; returns its token, which is kept nowhere on the server."""
    token = secrets.token_urlsafe(32)
    now = clock().now()
    with database().writing() as connection:
        people.put_session(
            connection,
            token_hash=token_hash(token),
            user_id=user_id,
            device=device,
            device_name=(request.user_agent.string or "")[:200],
            created_at=now,
            seen_at=now,
            revoked_at=None,
        )
    return token


def oldest_session() -> str:
    """The instant (UTC) before which a session that was opened is over."""
    return of_milliseconds(milliseconds(clock().now()) - SESSION_DAYS * 86_400_000)


def newest_session() -> str:
    """The instant (UTC) after which no session can have been opened; one that claims so would outlive its days."""
    return of_milliseconds(milliseconds(clock().now()) + AHEAD_MS)


def load_actor() -> None:
    """Before every request: who is it? Nobody for an ended session or a disabled user."""
    g.actor = None
    if request.endpoint == "static":  # the same for everybody
        return
    token = token_given()
    if not token or len(token) > 200:
        return
    with database().reading() as connection:
        row = people.get_session(connection, token_hash(token))
    if row is None or not oldest_session() <= row["created_at"] <= newest_session():
        return
    g.actor, g.session = people.actor_of(row), row
    _note_seen(row)


def _note_seen(row: people.Row) -> None:
    """When the session was last used, to the nearest quarter of an hour: enough to know a device by. Where nothing can
    be written it is left out: reading never needs a write.
    """
    now = clock().now()
    if milliseconds(now) - milliseconds(row["seen_at"]) > SEEN_EVERY_MS:
        try:
            with database().noting() as connection:
                people.touch_session(connection, row["token_hash"], now)
        except NOT_WRITTEN as error:
            logger.warning("the use of a session could not be noted: %r", error)


def refuse_foreign_origin() -> None:
    """An unsafe request must come from our own pages, or from a program with a bearer token."""
    g.actor = None  # the page that says no is drawn before anybody is known
    if request.method not in UNSAFE or not current_app.config["CHECK_ORIGIN"]:
        return
    if request.headers.get("Authorization", "")[:7].lower() == "bearer ":
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin and not _is_ours(origin):
        abort(403)
    if not origin and request.cookies.get(cookie_name()):
        abort(403)


def _is_ours(origin: str) -> bool:
    """The same host by the same scheme; with secure cookies that is HTTPS, whatever a proxy speaks behind itself."""
    found = urlsplit(origin)
    scheme = "https" if current_app.config["SESSION_SECURE"] else request.scheme
    return (found.scheme, found.netloc) == (scheme, request.host)


def bound_body() -> None:
    """Only so much is read and taken apart as its kind of body may have; of a stranger's, what a sign-in needs.

    By the length that was announced, before a byte is looked at; a body of no announced length ends at the same place.
    """
    known = g.actor is not None
    most = MOST_BODY.get(request.mimetype, current_app.config["MAX_CONTENT_LENGTH"]) if known else MOST_UNKNOWN
    request.max_content_length = most
    if (request.content_length or 0) > most:
        abort(413 if known or request.blueprint == "auth" or request.path == "/api/sessions" else 401)
    if request.mimetype == FORM and request.get_data().count(b"&") >= MOST_FIELDS:
        abort(413)


def refuse_nul() -> None:
    """No address, query or form holds a NUL: PostgreSQL has no such text, and no person types one."""
    texts = [request.path, *request.args.values()]
    if request.mimetype in {FORM, "multipart/form-data"}:
        texts += [*request.form.values(), *(file.filename or "" for file in request.files.values())]
    if any("\x00" in text for text in texts):
        abort(400)


def add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Audit-App"] = "1"  # the worker tells our pages from a portal's by it
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    response.headers.setdefault("Cache-Control", "private, no-store")
    if current_app.config["SESSION_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def enter(verb: str) -> Actor:
    """The actor when he may come into a part at all; 401 for nobody, 403 for the wrong person."""
    actor: Actor | None = g.actor
    if actor is None:
        abort(401)
    require(actor, verb, Resource(actor.organisation))
    return actor


def wall_seconds() -> float:
    """Real time, also where the clock of the system stands still: who was locked out gets in again."""
    return time.time()


def set_cookie(response: WerkzeugResponse, name: str, value: str, seconds: int) -> None:
    """Only for the server's eyes, only from our own pages, only over HTTPS where there is HTTPS (ASVS 3.3)."""
    secure = current_app.config["SESSION_SECURE"]
    response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=secure)


def register(app: Flask) -> None:
    app.before_request(refuse_foreign_origin)
    app.before_request(load_actor)
    app.before_request(bound_body)
    app.before_request(refuse_nul)
    app.after_request(add_headers)
