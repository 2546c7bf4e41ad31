"""Draws, those they took the place of, and supplementary ones."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from audit_app.store.tables.columns import key, maybe, metadata, number, text

draws = Table(
    "draws",
    metadata,
    key("round_id", ForeignKey("city_rounds.id")),
    text("register_id", ForeignKey("registers.id")),
    text("register_digest"),
    text("drawn_on"),
    number("quota"),
    text("seed"),
    text("strata"),
    text("algorithm"),
    text("reserve"),
    text("inspectors"),
    text("drawn_at"),
    text("author_id"),
    maybe("sealed_at"),
    maybe("sealed_by"),
    Column("minimum", Integer),
    maybe("because"),
)
past_draws = Table(
    "past_draws",
    metadata,
    key(),
    text("round_id", ForeignKey("city_rounds.id")),
    text("content"),
    text("reason"),
    text("redrawn_at"),
    text("author_id"),
    Index(None, "round_id"),
)
supplementary_draws = Table(
    "supplementary_draws",
    metadata,
    key(),
    text("round_id", ForeignKey("city_rounds.id")),
    number("first"),
    number("count"),
    text("reason"),
    text("inspectors"),
    text("drawn_at"),
    text("author_id"),
    Index(None, "round_id"),
)
