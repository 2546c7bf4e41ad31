"""Papers that can be withdrawn, on SQLite too: the list of states from before was left beside the wider one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = {
    "reminders": ("drafted", "issued", "served", "closed", "withdrawn"),
    "regulatory_interviews": (
        "drafted",
        "notified",
        "held",
        "minutes_signed",
        "commitments_due",
        "verified",
        "closed",
        "withdrawn",
    ),
}
CITED_IN = {
    "reminders": ("reminder_checks", "reminder_id"),
    "regulatory_interviews": ("regulatory_interview_checks", "interview_id"),
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    rename_key(sqlite)
    if not sqlite:
        return
    for table, states in STATES.items():
        rebuild(table, "state IN ({})".format(", ".join(f"'{one}'" for one in states)))


def rename_key(sqlite: bool) -> None:
    """A foreign key under the name that all others have."""
    if not sqlite:
        op.execute(
            "ALTER TABLE issued_documents RENAME CONSTRAINT fk_issued_documents_organisation_id_organisations"
            " TO fk_issued_documents_organisation_id"
        )
        return
    name = "fk_issued_documents_organisation_id"
    with op.batch_alter_table("issued_documents", recreate="always") as batch:
        batch.drop_constraint(op.f(f"{name}_organisations"), type_="foreignkey")
        batch.create_foreign_key(op.f(name), "organisations", ["organisation_id"], ["id"])


def rebuild(table: str, listed: str) -> None:
    """Copy the table under one list of states. Of two checks with one name the copy keeps one, and that one is dropped.

    The rows that point to it step aside, so that no foreign key breaks.
    """
    name = op.f(f"ck_{table}_state")
    child, column = CITED_IN[table]
    citing = sa.table(child, sa.column(column), sa.column("spot_check_id"))
    rows = [dict(row) for row in op.get_bind().execute(sa.select(citing)).mappings()]
    op.execute(sa.delete(citing))
    new = sa.CheckConstraint(listed, name=name)
    with op.batch_alter_table(table, recreate="always", table_args=(new,)) as batch:
        batch.drop_constraint(name, type_="check")
    if rows:
        op.bulk_insert(citing, rows)
