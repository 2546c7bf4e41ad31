"""Organisations and their settings."""

from sqlalchemy import ForeignKey, Table

from audit_app.rules.roles import ROLES_OF
from audit_app.store.tables.columns import key, maybe, metadata, one_of, text

organisations = Table(
    "organisations",
    metadata,
    key(),
    text("kind"),
    text("code", unique=True),
    text("name"),
    maybe("short_name"),
    maybe("region"),
    maybe("parent_id", ForeignKey("organisations.id")),
    maybe("approval_no"),
    maybe("uscc"),
    text("created_at"),
    one_of("kind", ROLES_OF),
)
settings = Table(
    "settings",
    metadata,
    key("organisation_id", ForeignKey("organisations.id")),
    key("name"),
    text("value"),
    text("set_at"),
)
