"""Writes migrations/versions/0001_first.py from the tables. Only before the first release: a released migration is never rewritten."""

import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from audit_app.store.tables import metadata

TARGET = Path(__file__).parent.parent / "audit_app/store/migrations/versions/0001_first.py"
HEAD = '''"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, create_engine(f"sqlite:///{folder}/empty.db").connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        made = produce_migrations(context, metadata)
        upgrade, downgrade = (
            render_python_code(part, render_as_batch=False) for part in (made.upgrade_ops, made.downgrade_ops)
        )
    TARGET.write_text(HEAD.format(upgrade=upgrade.strip(), downgrade=downgrade.strip()), encoding="utf-8")


if __name__ == "__main__":
    main()
