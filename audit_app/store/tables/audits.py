"""A visit (an audit or a spot check on site), its team, its departments, and the company of an audit."""

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from audit_app.rules.audit import AUDIT
from audit_app.rules.vocabulary import AUDIT_TYPES, VISIT_KINDS, VISIT_ROLES
from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

visits = Table(
    "visits",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("kind"),
    text("edition_id"),
    text("edition_digest"),
    maybe("closing_on"),
    text("short_name"),
    one_of("kind", VISIT_KINDS),
)
clients = Table(
    "clients",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("name"),
    text("short_name"),
    maybe("uscc"),
    maybe("address"),
    maybe("contact"),
    maybe("phone"),
    text("departments"),
    text("created_at"),
    UniqueConstraint("organisation_id", "name"),
)
audits = Table(
    "audits",
    metadata,
    key("id", ForeignKey("visits.id")),
    text("organisation_id", ForeignKey("organisations.id")),
    text("code"),
    text("client_id", ForeignKey("clients.id")),
    text("type"),
    text("state"),
    text("starts_on"),
    text("ends_on"),
    text("created_at"),
    maybe("submitted_at"),
    maybe("reason"),
    maybe("applied_on"),
    maybe("edition_reason"),
    one_of("type", AUDIT_TYPES),
    one_of("state", AUDIT.listed),
    UniqueConstraint("organisation_id", "code"),
    Index(None, "organisation_id", "starts_on", "code"),
    Index(None, "organisation_id", "state"),
    Index(None, "client_id"),
)
audit_team = Table(
    "audit_team",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("user_id", ForeignKey("users.id")),
    text("role"),
    text("letter"),
    maybe("removed_at"),
    one_of("role", VISIT_ROLES),
    Index(None, "user_id"),
)
clause_owners = Table(
    "clause_owners",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("ref"),
    text("user_id", ForeignKey("users.id")),
)
visit_departments = Table(
    "visit_departments",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("name"),
    number("position"),
)
