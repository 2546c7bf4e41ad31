"""The day of a transfer, the check an interview was drafted for, and why a campaign asks for less than the rules."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("spot_checks", sa.Column("transferred_on", sa.Text(), nullable=True))
    op.add_column("regulatory_interviews", sa.Column("drafted_for", sa.Text(), nullable=True))
    op.add_column("campaigns", sa.Column("because", sa.Text(), nullable=True))
