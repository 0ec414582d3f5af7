"""Make the database ready for this version of the product."""

import os

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from planner.errors import BadInput
from planner.jobs.queue import close_queue, migrate_queue
from planner.persistence.database import Database
from planner.persistence.migration import upgrade
from planner.settings import Settings


def open_database(settings: Settings) -> Database:
    """The database, brought up to date.

    Raises
    ------
    BadInput
        When the data folder cannot be written to, or the database cannot be reached; one sentence says so.
    """
    if settings.is_sqlite and not settings.database_url:
        _expect_writable(settings)
    database = _reached(settings)
    migrate(database)
    return database


def _reached(settings: Settings) -> Database:
    """The database, asked once whether it is there. The sentence does not repeat its address: that may hold
    a password."""
    try:
        database = Database(settings.database)
        database.engine.connect().close()
    except (SQLAlchemyError, ValueError, ImportError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        reason = str(cause).strip().partition("\n")[0].rstrip(".")
        if settings.database_url:
            what, remedy = "The database of QUARTERDECK_DATABASE_URL", "check the address"
        else:
            what, remedy = f"The database in {settings.data}", "choose another folder with --data"
        raise BadInput(f"{what} cannot be used ({reason}): {remedy}.") from error
    return database


def close_database(database: Database) -> None:
    """Give back all connections, those of the queue too."""
    close_queue(database)
    database.close()


def migrate(database: Database) -> None:
    """Bring our tables and those of the queue up to date."""
    upgrade(database)
    migrate_queue(database.engine.url.render_as_string(hide_password=False))


def _expect_writable(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"The data folder {settings.data} cannot be made: {error.strerror}.") from error
    if not os.access(settings.data, os.W_OK | os.X_OK):
        raise BadInput(f"The data folder {settings.data} is read-only: choose another with --data.")
