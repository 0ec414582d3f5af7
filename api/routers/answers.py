"""Questions about a plan that take planning again: why, one more of each, value against spend or confidence."""

from typing import Any, TypeVar

from fastapi import APIRouter, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx
from api.routers.plans import FOLLOW, accepted
from api.schemas import FrontierBody, JobBody, MarginalBody
from planner.domain.answers import Explanation, FrontierAxis
from planner.domain.job import ExplanationSettings, FrontierSettings, MarginalSettings
from planner.domain.placed import Placed
from planner.errors import NotFound
from planner.services import answers, placed

Answer = TypeVar("Answer")
router = APIRouter(tags=["plans"], route_class=CheckedRoute)


@router.post("/plans/{plan_id}/explanations", status_code=202, response_model=JobBody, responses=FOLLOW)
def request_explanation(
    ctx: Ctx,
    plan_id: str,
    response: Response,
    settings: ExplanationSettings,
) -> Any:
    """Ask why a project is in or out of a plan, and what would change it."""
    job = answers.request_explanation(ctx, plan_id, settings)
    return accepted(job, response)


@router.get("/plans/{plan_id}/explanations/{project_id}", response_model=Explanation)
def get_explanation(ctx: Ctx, plan_id: str, project_id: str) -> Any:
    """Get the newest explanation of a project."""
    found = answers.get_explanation(ctx, plan_id, project_id)
    return _asked(found, f"Nobody has asked about '{project_id}' yet: POST to the plan's explanations.")


@router.get("/plans/{plan_id}/placed/{project_id}", response_model=Placed)
def get_placed(ctx: Ctx, plan_id: str, project_id: str) -> Any:
    """Get why the work of a project is where a plan has it: what each phase would break a week earlier, who else could
    do it, and its cost by quarter."""
    return placed.get_placed(ctx, plan_id, project_id)


@router.post("/plans/{plan_id}/marginal-values", status_code=202, response_model=JobBody, responses=FOLLOW)
def request_marginal_values(
    ctx: Ctx,
    plan_id: str,
    response: Response,
    settings: MarginalSettings | None = None,
) -> Any:
    """Ask what one more of each resource is worth to a plan."""
    settings = settings or MarginalSettings()
    return accepted(answers.request_marginal(ctx, plan_id, settings), response)


@router.get("/plans/{plan_id}/marginal-values", response_model=MarginalBody)
def get_marginal_values(ctx: Ctx, plan_id: str) -> Any:
    """Get the newest marginal values of a plan, the largest first."""
    found = answers.get_marginal(ctx, plan_id)
    return {"rows": _asked(found, "Nobody has asked for marginal values yet: POST to them.")}


@router.post("/plans/{plan_id}/frontiers", status_code=202, response_model=JobBody, responses=FOLLOW)
def request_frontier(
    ctx: Ctx,
    plan_id: str,
    response: Response,
    settings: FrontierSettings | None = None,
) -> Any:
    """Ask what less money, or more certainty of dates, costs in value."""
    settings = settings or FrontierSettings()
    return accepted(answers.request_frontier(ctx, plan_id, settings), response)


@router.get("/plans/{plan_id}/frontiers/{against}", response_model=FrontierBody)
def get_frontier(ctx: Ctx, plan_id: str, against: FrontierAxis) -> Any:
    """Get the newest frontier of a plan against spend or confidence."""
    found = answers.get_frontier(ctx, plan_id, against)
    return {
        "against": against,
        "points": _asked(found, "Nobody has asked yet: POST to the plan's frontiers."),
    }


def _asked(found: Answer | None, otherwise: str) -> Answer:
    if found is None:
        raise NotFound(otherwise)
    return found
