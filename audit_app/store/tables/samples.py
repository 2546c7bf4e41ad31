"""Samples drawn on site."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table

from audit_app.store.tables.columns import key, maybe, metadata, number, text

samples = Table(
    "samples",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("ref"),
    text("department"),
    number("population"),
    number("drawn"),
    text("method"),
    text("result"),
    text("author_id"),
    text("at"),
    maybe("withdrawn_at"),
    CheckConstraint("drawn >= 0 AND drawn <= population", name="drawn"),
    Index(None, "visit_id"),
)
