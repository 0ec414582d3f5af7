"""An application with a plan in it."""

from tests.web.pages.conftest import board, client, database

__all__ = ["board", "client", "database"]
