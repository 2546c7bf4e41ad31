"""The log, its tip, what waits, the standing values of each field, and the work that follows from ops."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint

from audit_app.store.tables.columns import key, maybe, metadata, number, one_of, text

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
    one_of("outcome", ("done", "held", "refused")),
    UniqueConstraint("id", "outcome"),
    Index(None, "subject", "seq"),
    Index(None, "visit_id", "seq"),
    Index(None, "organisation_id", "seq"),
)
_refused = log.c.outcome == "refused"
Index(None, log.c.actor, log.c.received_at, sqlite_where=_refused, postgresql_where=_refused)
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
    one_of("state", ("waiting", "claimed", "done", "given_up")),
    UniqueConstraint("op_id", "name"),
    Index(None, "state", "id"),
)
