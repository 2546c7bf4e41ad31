"""Lists of audits are read by key, and visits with something unsettled are found without a look at every judgement."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNSETTLED = ("judgements", "records", "nonconformities")


def upgrade() -> None:
    op.create_index("ix_audits_organisation_id_starts_on_code", "audits", ["organisation_id", "starts_on", "code"])
    op.create_index("ix_audits_organisation_id_state", "audits", ["organisation_id", "state"])
    few = sa.text("conflict <> 0")
    for table in UNSETTLED:
        op.create_index(f"ix_{table}_unsettled", table, ["visit_id"], sqlite_where=few, postgresql_where=few)
