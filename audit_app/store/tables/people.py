"""People, how they sign in, and what is counted or written down about their visits."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

users = Table(
    "users",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("account", unique=True),
    text("name"),
    maybe("post"),
    text("roles"),
    number("active", server_default="1"),
    text("created_at"),
    Index(None, "organisation_id"),
)
credentials = Table(
    "credentials",
    metadata,
    key("user_id", ForeignKey("users.id")),
    key("kind"),
    text("secret"),
    text("changed_at"),
    one_of("kind", ("password", "pin", "link_code")),
)
sessions = Table(
    "sessions",
    metadata,
    key("token_hash"),
    text("user_id", ForeignKey("users.id")),
    maybe("device"),
    maybe("device_name"),
    text("created_at"),
    text("seen_at"),
    maybe("revoked_at"),
    Index(None, "user_id"),
)
known_devices = Table(
    "known_devices",
    metadata,
    key("user_id", ForeignKey("users.id")),
    key("token_hash"),
    text("network"),
    text("seen_at"),
)
rate_windows = Table("rate_windows", metadata, key("name"), number("window"), number("count"))
access_log = Table(
    "access_log",
    metadata,
    Column("id", Integer, primary_key=True),
    text("user_id"),
    text("organisation_id"),
    text("path"),
    text("at"),
    number("status"),
    Index(None, "organisation_id", "at"),
)
