"""Bring a database to the revision that this version of the product needs."""

import io
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from planner.errors import Conflict
from planner.persistence.database import Database

#: Any number that nobody else uses: two processes that migrate at the same time wait for each other.
MIGRATION_LOCK = 7_305_114_002


def _config() -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(files("migrations")))
    return config


def current_revision(database: Database) -> str | None:
    """The revision of the database; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def latest_revision() -> str | None:
    """The revision that this version needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def upgrade(database: Database) -> None:
    """Run the missing revisions, all or none.

    Raises
    ------
    Conflict
        When the database was made by a newer version.
    """
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        _refuse_newer(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_newer(connection: Connection) -> None:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise Conflict(f"The database is at revision {revision} of a newer version; upgrade Quarterdeck.")


def check(database: Database) -> None:
    """Raise alembic's error when the tables differ from what the revisions make."""
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.check(config)
