"""Spot checks and who was sent."""

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from audit_app.rules.campaign import SPOT_CHECK
from audit_app.rules.vocabulary import CHECK_METHODS, CHECK_RESULTS, MEASURES
from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

spot_checks = Table(
    "spot_checks",
    metadata,
    key("id", ForeignKey("visits.id")),
    text("organisation_id", ForeignKey("organisations.id")),
    text("round_id", ForeignKey("city_rounds.id")),
    number("position"),
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
    text("stratum"),
    text("state"),
    maybe("checked_on"),
    maybe("method"),
    maybe("step"),
    maybe("result"),
    text("problems"),
    maybe("note"),
    maybe("measure"),
    maybe("concluded_at"),
    maybe("fed_back_on"),
    maybe("notified_on"),
    maybe("transfer"),
    maybe("transferred_on"),
    maybe("approved_at"),
    maybe("supplement_id"),
    one_of("state", SPOT_CHECK.listed),
    one_of("result", CHECK_RESULTS),
    one_of("measure", MEASURES),
    one_of("method", CHECK_METHODS),
    UniqueConstraint("round_id", "uscc"),
    Index(None, "organisation_id"),
)
spot_check_inspectors = Table(
    "spot_check_inspectors",
    metadata,
    key("spot_check_id", ForeignKey("spot_checks.id")),
    key("inspector_id", ForeignKey("inspectors.id")),
    text("name"),
    text("card_no"),
    text("unit"),
    maybe("user_id"),
)
