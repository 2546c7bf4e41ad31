"""When the bytes of each original were last compared with their digest, and what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("problem IN ('original', 'original_missing')", name=op.f("ck_digests_problem")),
        sa.PrimaryKeyConstraint("organisation_id", "sha256", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_looked_at"), "digests", ["looked_at"], unique=False)


def downgrade() -> None:
    op.drop_table("digests")
