"""Columns take the words of the vocabulary and the states of the machines: audit types, 已会商, 已反馈."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LISTS = {
    ("audits", "type"): (
        "initial_stage_1", "initial_stage_2", "surveillance_1", "surveillance_2", "surveillance", "recertification",
        "transition", "surveillance_transition", "scope_extension", "short_notice", "resumption", "takeover", "special",
    ),
    ("spot_checks", "state"): (
        "drawn", "approved", "notified", "begun", "concluded", "panelled", "fed_back", "complete", "replaced", "uncheckable",
    ),
    ("reminders", "state"): ("drafted", "issued", "withdrawn", "served", "feedback", "closed"),
}  # fmt: skip
"""Only `panel` goes, which no act ever wrote; every other word stays."""


def upgrade() -> None:
    for (table, column), words in LISTS.items():
        name, listed = op.f(f"ck_{table}_{column}"), ", ".join(f"'{word}'" for word in words)
        if op.get_bind().dialect.name == "sqlite":
            _written_anew(table, str(name), f"{column} IN ({listed})")
        else:
            op.drop_constraint(name, table)
            op.create_check_constraint(name, table, f"{column} IN ({listed})")


def _written_anew(table: str, name: str, condition: str) -> None:
    """A check in the definition of an SQLite table, its rows untouched (sqlite.org/lang_altertable.html, section 7: where no change
    affects what is on the disk, the text of the definition is exchanged).
    """
    connection = op.get_bind()
    here = {"table": table}
    found = connection.scalar(sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :table"), here)
    text, count = re.subn(rf"(CONSTRAINT {name} CHECK \().*?\)\)", rf"\g<1>{condition})", found, flags=re.S)
    if not count:
        raise RuntimeError(f"{name} is not in the definition of {table}")
    version = int(connection.execute(sa.text("PRAGMA schema_version")).scalar_one())
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    connection.execute(
        sa.text("UPDATE sqlite_schema SET sql = :text WHERE type = 'table' AND name = :table"), {"text": text, **here}
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
