"""Registers of certificates, and lists of inspectors."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from audit_app.store.tables.columns import key, maybe, metadata, number, text

registers = Table(
    "registers",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("round_id", ForeignKey("city_rounds.id")),
    text("file_name"),
    text("digest"),
    number("size"),
    text("imported_at"),
    text("author_id"),
    Index(None, "round_id"),
)
register_rows = Table(
    "register_rows",
    metadata,
    key("register_id", ForeignKey("registers.id")),
    Column("row_no", Integer, primary_key=True, autoincrement=False),
    text("name"),
    text("uscc"),
    text("city"),
    text("district"),
    text("body"),
    text("approval_no"),
    text("certificate_no"),
    text("valid_from"),
    text("valid_to"),
    text("standard"),
    text("status"),
    text("credit_class"),
    Index(None, "uscc"),
)
inspectors = Table(
    "inspectors",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("name"),
    text("card_no"),
    text("unit"),
    text("recusals"),
    maybe("user_id"),
    number("active", server_default="1"),
    UniqueConstraint("organisation_id", "card_no"),
)
