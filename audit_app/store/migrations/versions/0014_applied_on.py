"""When an audit's application was accepted, and why it is made against a superseded edition."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audits", sa.Column("applied_on", sa.Text(), nullable=True))
    op.add_column("audits", sa.Column("edition_reason", sa.Text(), nullable=True))
