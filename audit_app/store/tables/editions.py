"""Checklist editions of a body."""

from sqlalchemy import ForeignKey, Table

from audit_app.store.tables.columns import key, metadata, text

editions = Table(
    "editions",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("based_on"),
    text("content"),
    text("digest"),
    text("source"),
    text("published_at"),
)
