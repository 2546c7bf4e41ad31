"""Photos, their originals, when these were last looked at, and uploads on their way."""

from sqlalchemy import ForeignKey, Index, Table

from audit_app.rules.vocabulary import PHOTO_SOURCES
from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

photos = Table(
    "photos",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("organisation_id", ForeignKey("organisations.id")),
    maybe("ref"),
    text("department"),
    text("sha256"),
    number("size"),
    text("number"),
    text("label"),
    text("source"),
    text("taken_at"),
    text("state"),
    text("author_id"),
    text("at"),
    maybe("withdrawn_at"),
    maybe("reason"),
    one_of("source", PHOTO_SOURCES),
    one_of("state", ("awaited", "kept", "unreadable")),
    Index(None, "visit_id"),
    Index(None, "organisation_id", "sha256"),
)
originals = Table(
    "originals",
    metadata,
    key("organisation_id", ForeignKey("organisations.id")),
    key("sha256"),
    number("size"),
    text("format"),
    number("width"),
    number("height"),
    text("exif"),
    text("received_at"),
    maybe("phash"),
    maybe("problem"),
    maybe("checked_at"),
    text("kept", server_default="folder"),
    one_of("kept", ("folder", "bucket", "both")),
    Index(None, "phash"),
)
digests = Table(
    "digests",
    metadata,
    key("organisation_id"),
    key("sha256"),
    text("looked_at"),
    maybe("problem"),
    one_of("problem", ("original", "original_missing")),
    Index(None, "looked_at"),
)
uploads = Table(
    "uploads",
    metadata,
    key(),
    text("organisation_id"),
    text("user_id"),
    text("sha256"),
    number("size"),
    number("received"),
    text("name"),
    text("path"),
    text("expires_at"),
)
