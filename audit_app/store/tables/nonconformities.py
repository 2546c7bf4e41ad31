"""Nonconformities."""

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from audit_app.rules.nonconformity import NONCONFORMITY
from audit_app.rules.vocabulary import SEVERITIES
from audit_app.store.tables.columns import index_of_unsettled, key, maybe, metadata, number, one_of, text

nonconformities = Table(
    "nonconformities",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("number"),
    text("state"),
    maybe("severity"),
    text("fact"),
    text("clauses"),
    maybe("department"),
    text("photos"),
    maybe("term"),
    number("moved", server_default="0"),
    maybe("due_on"),
    number("provisional", server_default="0"),
    text("author_id"),
    text("at"),
    maybe("raised_at"),
    maybe("confirmed_at"),
    maybe("confirmed_by"),
    maybe("confirmed_post"),
    maybe("confirmed_how"),
    maybe("withdrawn_at"),
    maybe("reason"),
    number("conflict", server_default="0"),
    one_of("state", NONCONFORMITY.listed),
    one_of("severity", SEVERITIES),
    UniqueConstraint("visit_id", "number"),
    Index(None, "visit_id"),
    Index(None, "due_on"),
)
index_of_unsettled(nonconformities)
