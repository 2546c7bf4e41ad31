"""Audit records, and interviews held on site."""

from sqlalchemy import ForeignKey, Index, Table

from audit_app.store.tables.columns import index_of_unsettled, key, maybe, metadata, number, text

records = Table(
    "records",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("ref"),
    key("department"),
    key("author_id"),
    text("text"),
    text("at"),
    number("conflict", server_default="0"),
)
index_of_unsettled(records)
interviews = Table(
    "interviews",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("ref"),
    text("department"),
    text("post"),
    text("topic"),
    text("author_id"),
    text("at"),
    maybe("withdrawn_at"),
    Index(None, "visit_id"),
)
