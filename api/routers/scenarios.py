"""Scenarios: named changes over a portfolio."""

from typing import Any

from fastapi import APIRouter, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, Version, etag
from api.routers.plans import FOLLOW, accepted
from api.schemas import JobBody, PageOf
from api.schemas_scenarios import AppliedBody, ApplyRequest, ReviewBody, ScenarioBody, ScenarioPatch
from planner.domain.job import PlanSettings
from planner.domain.scenarios import ScenarioDraft
from planner.services import scenarios

router = APIRouter(tags=["scenarios"], route_class=CheckedRoute)


@router.get("/portfolios/{portfolio_id}/scenarios", response_model=PageOf[ScenarioBody])
def list_scenarios(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the scenarios of a portfolio, the newest first."""
    return scenarios.list_scenarios(ctx, portfolio_id, limit=limit, cursor=cursor)


@router.post("/portfolios/{portfolio_id}/scenarios", status_code=201, response_model=ScenarioBody)
def create_scenario(
    ctx: Ctx,
    portfolio_id: str,
    draft: ScenarioDraft,
    response: Response,
) -> Any:
    """Make a scenario from simple levers, a changes document, gestures, or a change that an explanation has tried."""
    made = scenarios.create_scenario(ctx, portfolio_id, draft)
    response.headers["ETag"] = etag(made.version)
    return made


@router.get("/scenarios/{scenario_id}", response_model=ScenarioBody)
def get_scenario(ctx: Ctx, scenario_id: str, response: Response) -> Any:
    """Get a scenario with its edits."""
    found = scenarios.get_scenario(ctx, scenario_id)
    response.headers["ETag"] = etag(found.version)
    return found


@router.patch("/scenarios/{scenario_id}", response_model=ScenarioBody)
def update_scenario(
    ctx: Ctx, scenario_id: str, changes: ScenarioPatch, version: Version, response: Response
) -> Any:
    """Rename a scenario, change its note, drop it (`dropped`) or take it up again (`draft`)."""
    found = scenarios.update_scenario(
        ctx, scenario_id, version=version, name=changes.name, note=changes.note, state=changes.state
    )
    response.headers["ETag"] = etag(found.version)
    return found


@router.post("/scenarios/{scenario_id}/plans", status_code=202, response_model=JobBody, responses=FOLLOW)
def plan_scenario(
    ctx: Ctx,
    scenario_id: str,
    response: Response,
    settings: PlanSettings | None = None,
) -> Any:
    """Ask for a plan of the portfolio as it is now, with the changes of the scenario."""
    job = scenarios.plan_scenario(ctx, scenario_id, settings or PlanSettings())
    return accepted(job, response)


@router.get("/scenarios/{scenario_id}/review", response_model=ReviewBody)
def review_scenario(ctx: Ctx, scenario_id: str) -> Any:
    """See what applying would meet: the edits of places that the portfolio has changed since."""
    return scenarios.review_scenario(ctx, scenario_id)


@router.post("/scenarios/{scenario_id}/apply", response_model=AppliedBody)
def apply_scenario(ctx: Ctx, scenario_id: str, asked: ApplyRequest, version: Version) -> Any:
    """Make the changes part of the portfolio; `If-Match` is the portfolio's version from the review."""
    scenarios.apply_scenario(
        ctx,
        scenario_id,
        portfolio_version=version,
        choices={choice.edit: choice.value for choice in asked.choices},
    )
    review = scenarios.review_scenario(ctx, scenario_id)
    return {"scenario": review.scenario, "portfolio_version": review.portfolio_version}
