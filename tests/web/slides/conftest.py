"""An application with a plan in it."""

import pytest

from planner.persistence.database import Database
from planner.persistence.jobs import find_plan
from planner.services.identity import local_context
from tests.stored import store_plan
from tests.web.pages.conftest import client, database

__all__ = ["client", "database"]


@pytest.fixture
def board(database: Database) -> str:
    """Address of a plan of two projects."""
    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        return f"/portfolios/{find_plan(session, ctx.organisation_id, plan_id).portfolio_id}/plans/{plan_id}"
