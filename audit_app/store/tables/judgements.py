"""Judgements of clauses."""

from sqlalchemy import CheckConstraint, ForeignKey, Table

from audit_app.store.tables.columns import index_of_unsettled, key, maybe, metadata, number, text

JUDGEMENTS = ("conforms", "nonconforming", "observation", "not_applicable")
judgements = Table(
    "judgements",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("ref"),
    maybe("value"),
    text("author_id"),
    text("at"),
    number("conflict", server_default="0"),
    CheckConstraint(f"value IN {JUDGEMENTS}", name="value"),
)
index_of_unsettled(judgements)
