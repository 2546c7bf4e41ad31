"""Judgements of clauses."""

from sqlalchemy import ForeignKey, Table

from audit_app.rules.vocabulary import JUDGEMENTS
from audit_app.store.tables.columns import index_of_unsettled, key, maybe, metadata, number, one_of, text

judgements = Table(
    "judgements",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("ref"),
    maybe("value"),
    text("author_id"),
    text("at"),
    number("conflict", server_default="0"),
    one_of("value", JUDGEMENTS),
)
index_of_unsettled(judgements)
