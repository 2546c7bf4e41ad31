"""How Alembic meets our databases: on the connection it is given, in its transaction."""

from alembic import context

from audit_app.store.tables import metadata

connection = context.config.attributes["connection"]
if connection is not None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
    context.run_migrations()
