"""Make the database ready for this version of the product."""

import os

from planner.errors import BadInput
from planner.jobs.queue import migrate_queue
from planner.persistence.database import Database
from planner.persistence.migration import upgrade
from planner.settings import Settings


def open_database(settings: Settings) -> Database:
    """The database, brought up to date.

    Raises
    ------
    BadInput
        When the data folder cannot be written to; one sentence says so.
    """
    if settings.is_sqlite and not settings.database_url:
        _expect_writable(settings)
    database = Database(settings.database)
    migrate(database)
    return database


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
