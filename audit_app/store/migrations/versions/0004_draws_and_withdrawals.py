"""Draws below the minimum, earlier and supplementary draws, withdrawn papers, the text of a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
    op.add_column("draws", sa.Column("minimum", sa.Integer(), nullable=True))
    op.add_column("draws", sa.Column("because", sa.Text(), nullable=True))
    op.add_column("rectifications", sa.Column("response", sa.Text(), nullable=True))
    op.create_table(
        "past_draws",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("redrawn_at", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["city_rounds.id"], name=op.f("fk_past_draws_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_draws")),
    )
    op.create_index(op.f("ix_past_draws_round_id"), "past_draws", ["round_id"], unique=False)
    op.create_table(
        "supplementary_draws",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["city_rounds.id"], name=op.f("fk_supplementary_draws_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplementary_draws")),
    )
    op.create_index(op.f("ix_supplementary_draws_round_id"), "supplementary_draws", ["round_id"], unique=False)
    for table, states in STATES.items():
        widen(table, states)


def widen(table: str, states: tuple[str, ...]) -> None:
    """Another list of states. SQLite copies the table; the rows that point to it step aside, so that no foreign key breaks."""
    name = op.f(f"ck_{table}_state")
    listed = "state IN ({})".format(", ".join(f"'{one}'" for one in states))
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, listed)
        return
    child, column = CITED_IN[table]
    citing = sa.table(child, sa.column(column), sa.column("spot_check_id"))
    rows = [dict(row) for row in op.get_bind().execute(sa.select(citing)).mappings()]
    op.execute(sa.delete(citing))
    with op.batch_alter_table(table, recreate="always", table_args=(sa.CheckConstraint(listed, name=name),)):
        pass
    if rows:
        op.bulk_insert(citing, rows)
