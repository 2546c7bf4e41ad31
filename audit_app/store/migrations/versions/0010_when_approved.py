"""When the approval of a spot check was recorded: a notice is not dated before it unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("spot_checks", sa.Column("approved_at", sa.Text(), nullable=True))
