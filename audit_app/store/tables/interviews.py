"""Regulatory interviews of a body, and the checks they rest on."""

from sqlalchemy import ForeignKey, Index, Table

from audit_app.rules.followup import REGULATORY_INTERVIEW
from audit_app.store.tables.columns import key, maybe, metadata, one_of, text

regulatory_interviews = Table(
    "regulatory_interviews",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("campaign_id", ForeignKey("campaigns.id")),
    text("body"),
    text("approval_no"),
    text("state"),
    maybe("number"),
    maybe("held_at"),
    maybe("place"),
    maybe("drafted_for"),
    text("content"),
    maybe("closed_on"),
    text("created_at"),
    one_of("state", REGULATORY_INTERVIEW.listed),
    Index(None, "organisation_id"),
)
regulatory_interview_checks = Table(
    "regulatory_interview_checks",
    metadata,
    key("interview_id", ForeignKey("regulatory_interviews.id")),
    key("spot_check_id", ForeignKey("spot_checks.id")),
)
