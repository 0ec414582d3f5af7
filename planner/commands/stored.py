"""The database of an installation for verbs that work on what is stored, on behalf of its owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.files import file_option

if TYPE_CHECKING:
    from planner.services.context import Context

data_option = file_option("--data", help="Folder of the embedded database.")


@contextmanager
def stored(data: Path | None, *, write: bool = False) -> Iterator["Context"]:
    """Who asks, in a transaction; with `write` it is committed at the end."""
    from planner.services.identity import local_context
    from planner.services.installation import close_database, open_database
    from planner.settings import Settings

    database = open_database(Settings.from_environment(data=data))
    try:
        with database.write() if write else database.read() as session:
            yield local_context(session)
    finally:
        close_database(database)
