"""Runs revisions on the connection that planner.persistence.migration gives, or on the set database."""

from alembic import context
from sqlalchemy import Connection

from planner.persistence.database import Database
from planner.persistence.tables import metadata
from planner.settings import Settings


def ours(name: str | None, kind: str, _: object) -> bool:
    """Whether a table is ours: the queue keeps its own in the same database."""
    return kind != "table" or name in metadata.tables


def run(connection: Connection) -> None:
    """Run the revisions that Alembic asks for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=ours,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings.from_environment().database)
    with database.engine.begin() as own:
        run(own)
    database.close()
