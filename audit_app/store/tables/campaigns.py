"""Campaigns, the round of each city, and the tables and papers as they were issued."""

from sqlalchemy import ForeignKey, Table, UniqueConstraint

from audit_app.rules.campaign import CITY_ROUND
from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

campaigns = Table(
    "campaigns",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("code"),
    text("title"),
    number("year"),
    text("basis"),
    number("minimum"),
    text("due_on"),
    text("rule_pack"),
    text("term"),
    text("created_at"),
    maybe("because"),
    UniqueConstraint("organisation_id", "code"),
)
city_rounds = Table(
    "city_rounds",
    metadata,
    key(),
    text("campaign_id", ForeignKey("campaigns.id")),
    text("organisation_id", ForeignKey("organisations.id")),
    text("region"),
    text("state"),
    maybe("register_id"),
    maybe("reported_at"),
    maybe("reason"),
    one_of("state", CITY_ROUND.listed),
    UniqueConstraint("campaign_id", "organisation_id"),
)
issued_documents = Table(
    "issued_documents",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("kind"),
    text("subject"),
    number("ordinal"),
    text("rows"),
    text("digest"),
    text("issued_at"),
    text("author_id"),
    UniqueConstraint("kind", "subject", "ordinal"),
)
