"""Full text made from other tables."""

from sqlalchemy import Index, Table

from audit_app.store.tables.columns import key, metadata, text

search = Table(
    "search",
    metadata,
    key("kind"),
    key("subject"),
    text("organisation_id"),
    text("title"),
    text("words"),
    Index(None, "organisation_id"),
)
