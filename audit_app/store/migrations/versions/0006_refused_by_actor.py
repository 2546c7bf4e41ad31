"""Refused ops by who sent them and when, to count them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
REFUSED = sa.text("outcome = 'refused'")


def upgrade() -> None:
    op.create_index(
        op.f("ix_log_actor_received_at"),
        "log",
        ["actor", "received_at"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_log_actor_received_at"), table_name="log")
