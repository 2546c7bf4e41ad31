"""Rectifications, and written reminders to a body."""

from sqlalchemy import ForeignKey, Index, Table

from audit_app.rules.followup import RECTIFICATION, REMINDER
from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

rectifications = Table(
    "rectifications",
    metadata,
    key(),
    text("spot_check_id", ForeignKey("spot_checks.id"), unique=True),
    text("organisation_id", ForeignKey("organisations.id")),
    text("state"),
    text("requirement"),
    maybe("term"),
    maybe("due_on"),
    number("provisional", server_default="0"),
    maybe("number"),
    maybe("issued_on"),
    maybe("served_on"),
    maybe("responded_on"),
    maybe("rechecked_on"),
    maybe("closed_on"),
    maybe("extended_to"),
    maybe("reason"),
    text("created_at"),
    maybe("response"),
    one_of("state", RECTIFICATION.listed),
    Index(None, "organisation_id"),
    Index(None, "due_on"),
)
reminders = Table(
    "reminders",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("round_id", ForeignKey("city_rounds.id")),
    text("body"),
    text("approval_no"),
    text("state"),
    maybe("number"),
    maybe("issued_on"),
    maybe("served_on"),
    maybe("fed_back_on"),
    maybe("closed_on"),
    text("content"),
    text("created_at"),
    one_of("state", REMINDER.listed),
    Index(None, "organisation_id"),
)
reminder_checks = Table(
    "reminder_checks",
    metadata,
    key("reminder_id", ForeignKey("reminders.id")),
    key("spot_check_id", ForeignKey("spot_checks.id")),
)
