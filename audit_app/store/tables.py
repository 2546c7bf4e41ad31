"""One MetaData: every table and every constraint of the house. What rows mean is said here; who may change them is not.

Instants are UTC text with milliseconds (`2023-10-27T02:42:00.000Z`), dates `YYYY-MM-DD` text, booleans 0/1, lists and
records JSON text that is never filtered inside. Every row belongs to one organisation, directly or by its parent.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def text(name: str, *args: object, **kw: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Text, *args, **{"nullable": False, **kw})  # type: ignore[arg-type]


def maybe(name: str, *args: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Text, *args, nullable=True)  # type: ignore[arg-type]


def number(name: str, *args: object, **kw: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Integer, *args, **{"nullable": False, **kw})  # type: ignore[arg-type]


def key(name: str = "id", *args: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Text, *args, primary_key=True)  # type: ignore[arg-type]


def one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# ---- the log ---------------------------------------------------------------------------------------------------------

log = Table(
    "log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text("id"),
    text("kind"),
    number("v"),
    text("subject"),
    maybe("visit_id"),
    maybe("organisation_id"),
    text("base"),
    text("body"),
    text("actor"),
    maybe("device"),
    text("received_at"),
    text("stamp"),
    text("outcome"),
    maybe("why"),
    maybe("answer"),
    text("chain"),
    one_of("outcome", "done", "held", "refused"),
    UniqueConstraint("id", "outcome"),
    Index(None, "subject", "seq"),
    Index(None, "visit_id", "seq"),
    Index(None, "organisation_id", "seq"),
)
head = Table(
    "head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    number("seq"),
    text("chain"),
    number("epoch"),
    CheckConstraint("one = 1", name="one"),
)
held = Table(
    "held",
    metadata,
    key("op_id"),
    text("subject"),
    text("why"),
    maybe("waits_for"),
    maybe("visit_id"),
    number("seq"),
    Index(None, "subject"),
    Index(None, "waits_for"),
    Index(None, "visit_id"),
)
heads = Table(
    "heads",
    metadata,
    key("subject"),
    key("field"),
    key("op_id"),
    text("value"),
    text("stamp"),
    text("author_id"),
    maybe("device"),
    text("received_at"),
)
effects = Table(
    "effects",
    metadata,
    Column("id", Integer, primary_key=True),
    text("op_id"),
    text("name"),
    text("args"),
    text("state", server_default="waiting"),
    number("tries", server_default="0"),
    maybe("not_before"),
    maybe("claimed_at"),
    maybe("problem"),
    one_of("state", "waiting", "claimed", "done", "given_up"),
    UniqueConstraint("op_id", "name"),
    Index(None, "state", "id"),
)

# ---- organisations and people ----------------------------------------------------------------------------------------

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
    one_of("kind", "house", "body", "city_office", "province_office", "company"),
)
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
    one_of("kind", "password", "pin", "link_code"),
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
settings = Table(
    "settings",
    metadata,
    key("organisation_id", ForeignKey("organisations.id")),
    key("name"),
    text("value"),
    text("set_at"),
)
editions = Table(
    "editions",
    metadata,
    key(),
    text("organisation_id", ForeignKey("organisations.id")),
    text("based_on"),
    text("content"),
    text("digest"),
    text("source"),
    text("published_at"),
)

# ---- visits: an audit or a spot check, with all that is recorded on site ----------------------------------------------

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
    one_of("kind", "audit", "spot_check"),
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
    one_of("type", "initial_stage_1", "initial_stage_2", "surveillance", "recertification", "transition", "special"),
    one_of(
        "state", "planned", "ready", "open", "submitted", "returned", "in_review", "decided", "archived", "cancelled"
    ),
    UniqueConstraint("organisation_id", "code"),
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
    one_of("role", "lead", "auditor", "expert", "trainee", "inspector"),
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
JUDGEMENTS = ("conforms", "nonconforming", "observation", "not_applicable")
judgements = Table(
    "judgements",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("ref"),
    maybe("value"),
    text("author_id"),
    text("at"),
    number("conflict", server_default="0"),
    CheckConstraint(f"value IN {JUDGEMENTS}", name="value"),
)
records = Table(
    "records",
    metadata,
    key("visit_id", ForeignKey("visits.id")),
    key("ref"),
    key("department"),
    key("author_id"),
    text("text"),
    text("at"),
    number("conflict", server_default="0"),
)
samples = Table(
    "samples",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("ref"),
    text("department"),
    number("population"),
    number("drawn"),
    text("method"),
    text("result"),
    text("author_id"),
    text("at"),
    maybe("withdrawn_at"),
    CheckConstraint("drawn >= 0 AND drawn <= population", name="drawn"),
    Index(None, "visit_id"),
)
interviews = Table(
    "interviews",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("ref"),
    text("department"),
    text("post"),
    text("topic"),
    text("author_id"),
    text("at"),
    maybe("withdrawn_at"),
    Index(None, "visit_id"),
)
photos = Table(
    "photos",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("organisation_id", ForeignKey("organisations.id")),
    maybe("ref"),
    text("department"),
    text("sha256"),
    number("size"),
    text("number"),
    text("label"),
    text("source"),
    text("taken_at"),
    text("state"),
    text("author_id"),
    text("at"),
    maybe("withdrawn_at"),
    maybe("reason"),
    one_of("source", "camera", "album"),
    one_of("state", "awaited", "kept", "unreadable"),
    Index(None, "visit_id"),
    Index(None, "organisation_id", "sha256"),
)
originals = Table(
    "originals",
    metadata,
    key("organisation_id", ForeignKey("organisations.id")),
    key("sha256"),
    number("size"),
    text("format"),
    number("width"),
    number("height"),
    text("exif"),
    text("received_at"),
    maybe("phash"),
    maybe("problem"),
    maybe("checked_at"),
    text("kept", server_default="folder"),
    one_of("kept", "folder", "bucket", "both"),
    Index(None, "phash"),
)
uploads = Table(
    "uploads",
    metadata,
    key(),
    text("organisation_id"),
    text("user_id"),
    text("sha256"),
    number("size"),
    number("received"),
    text("name"),
    text("path"),
    text("expires_at"),
)
nonconformities = Table(
    "nonconformities",
    metadata,
    key(),
    text("visit_id", ForeignKey("visits.id")),
    text("number"),
    text("state"),
    maybe("severity"),
    text("fact"),
    text("clauses"),
    maybe("department"),
    text("photos"),
    maybe("term"),
    number("moved", server_default="0"),
    maybe("due_on"),
    number("provisional", server_default="0"),
    text("author_id"),
    text("at"),
    maybe("raised_at"),
    maybe("confirmed_at"),
    maybe("confirmed_by"),
    maybe("confirmed_post"),
    maybe("confirmed_how"),
    maybe("withdrawn_at"),
    maybe("reason"),
    number("conflict", server_default="0"),
    one_of("state", "draft", "raised", "confirmed", "responded", "returned", "accepted", "closed", "withdrawn"),
    CheckConstraint("severity IN ('minor', 'major')", name="severity"),
    UniqueConstraint("visit_id", "number"),
    Index(None, "visit_id"),
    Index(None, "due_on"),
)

# ---- the regulator ---------------------------------------------------------------------------------------------------

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
    one_of("state", "open", "frozen", "drawn", "sealed", "checking", "reported", "returned", "accepted"),
    UniqueConstraint("campaign_id", "organisation_id"),
)
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
    text("drawn_at"),
    text("author_id"),
    maybe("sealed_at"),
    maybe("sealed_by"),
)
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
    one_of(
        "state",
        "drawn",
        "approved",
        "notified",
        "begun",
        "concluded",
        "panel",
        "fed_back",
        "complete",
        "replaced",
        "uncheckable",
    ),
    CheckConstraint("result IN ('meets', 'not_met', 'uncheckable')", name="result"),
    CheckConstraint("measure IN ('none', 'reminder', 'interview')", name="measure"),
    CheckConstraint("method IN ('on_site', 'documents', 'both')", name="method"),
    UniqueConstraint("round_id", "uscc"),
    Index(None, "organisation_id"),
)
spot_check_inspectors = Table(
    "spot_check_inspectors",
    metadata,
    key("spot_check_id", ForeignKey("spot_checks.id")),
    key("inspector_id", ForeignKey("inspectors.id")),
)
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
    one_of("state", "drafted", "issued", "served", "responded", "returned", "rechecked", "closed", "escalated"),
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
    one_of("state", "drafted", "issued", "served", "closed"),
    Index(None, "organisation_id"),
)
reminder_checks = Table(
    "reminder_checks",
    metadata,
    key("reminder_id", ForeignKey("reminders.id")),
    key("spot_check_id", ForeignKey("spot_checks.id")),
)
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
    text("content"),
    maybe("closed_on"),
    text("created_at"),
    one_of("state", "drafted", "notified", "held", "minutes_signed", "commitments_due", "verified", "closed"),
    Index(None, "organisation_id"),
)
regulatory_interview_checks = Table(
    "regulatory_interview_checks",
    metadata,
    key("interview_id", ForeignKey("regulatory_interviews.id")),
    key("spot_check_id", ForeignKey("spot_checks.id")),
)
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
