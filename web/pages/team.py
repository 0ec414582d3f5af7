"""Supply of people against what a plan, or the projects by themselves, ask of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from planner.services.estimate_team import estimate_team
from web.pages.jobs import progress_of
from web.pages.reading import open_plan
from web.rendering import answer
from web.views.plan_team import team_view
from web.visit import CurrentVisit

router = APIRouter()


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/team")
def team(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, basis: Annotated[str, Query(max_length=20)] = "plan"
) -> Response:
    """By skill and by week, with what is left unfilled."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    found = estimate_team(source.portfolio, None if basis == "earliest" else source.plan)
    progress = progress_of(visit, job, source.href) if job else None
    return answer(team_view(shell, controls, source, found, progress))
