"""Plans and their forecasts."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit
from api.description import content
from api.schemas import (
    Decision,
    ForecastBody,
    JobBody,
    PageOf,
    PlanBody,
    PlanLine,
    VerificationBody,
    ViolationBody,
)
from planner.document.plan_file import write_plan
from planner.domain.comparison import Comparison
from planner.domain.forecast import Forecast
from planner.domain.job import ForecastSettings, Job, PlanSettings
from planner.domain.lateness import Lateness
from planner.domain.load import PersonWeek, SkillLoad
from planner.domain.plan import Plan
from planner.domain.tracking import Tracking
from planner.errors import NotFound
from planner.services import late_projects, load, plans, tracking
from planner.services.compare_plans import compare_plans
from planner.verify import verify_plan

router = APIRouter(tags=["plans"], route_class=CheckedRoute)
FOLLOW: dict[int | str, dict[str, Any]] = {202: {"description": "Accepted: follow the job at Location."}}


def accepted(job: Job, response: Response) -> Job:
    """The job as the answer, with its address in the head."""
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return job


@router.post("/portfolios/{portfolio_id}/plans", status_code=202, response_model=JobBody, responses=FOLLOW)
def request_plan(
    ctx: Ctx,
    portfolio_id: str,
    response: Response,
    settings: PlanSettings | None = None,
) -> Any:
    """Ask for a plan of the portfolio as it is now."""
    job = plans.request_plan(ctx, portfolio_id, settings or PlanSettings())
    return accepted(job, response)


@router.get("/portfolios/{portfolio_id}/plans", response_model=PageOf[PlanLine])
def list_plans(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the plans of a portfolio, the newest first."""
    return plans.list_plans(ctx, portfolio_id, limit=limit, cursor=cursor)


@router.get("/portfolios/{portfolio_id}/comparison", response_model=Comparison)
def compare(
    ctx: Ctx,
    portfolio_id: str,
    plan: Annotated[
        list[str], Query(min_length=2, max_length=4, description="Two to four plans; the first is the base.")
    ],
) -> Any:
    """Compare plans: figures, what is in and out, launches, moves, and how their documents differ."""
    return compare_plans(ctx, portfolio_id, plan)


@router.get("/portfolios/{portfolio_id}/tracking", response_model=Tracking)
def get_tracking(ctx: Ctx, portfolio_id: str) -> Any:
    """Get how the latest plan goes against the first of those that it goes back to: phases, and launches as they were
    forecast plan after plan."""
    return tracking.get_tracking(ctx, portfolio_id)


@router.get("/plans/{plan_id}", response_model=PlanBody)
def get_plan(ctx: Ctx, plan_id: str) -> Any:
    """Get a plan."""
    return plans.get_plan(ctx, plan_id)


@router.get(
    "/plans/{plan_id}/export",
    tags=["exports"],
    response_class=Response,
    responses=content("application/json", Plan),
)
def export_plan(ctx: Ctx, plan_id: str) -> Response:
    """Get the plan as the file that the command line reads and writes."""
    return Response(write_plan(plans.get_plan(ctx, plan_id).plan), media_type="application/json")


@router.delete("/plans/{plan_id}", status_code=204)
def delete_plan(ctx: Ctx, plan_id: str) -> None:
    """Delete a plan with its forecasts; the plan of record stays."""
    plans.delete_plan(ctx, plan_id)


@router.get("/plans/{plan_id}/verification", response_model=VerificationBody)
def verify(ctx: Ctx, plan_id: str) -> Any:
    """Check a plan again, against the portfolio that it was made from."""
    found = plans.get_plan(ctx, plan_id)
    base = plans.get_plan(ctx, found.base_plan_id).plan if found.base_plan_id else None
    verdict = verify_plan(found.portfolio, found.plan, base=base)
    broken = [ViolationBody(rule=v.rule, text=v.text) for v in verdict.violations]
    return VerificationBody(valid=verdict.valid, violations=broken, value=verdict.value)


@router.get("/plans/{plan_id}/load/people", response_model=PageOf[PersonWeek])
def get_people_load(ctx: Ctx, plan_id: str, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Get capacity and planned share of everybody by week."""
    return load.people_load(ctx, plan_id, limit=limit, cursor=cursor)


@router.get("/plans/{plan_id}/load/skills", response_model=PageOf[SkillLoad])
def get_skills_load(ctx: Ctx, plan_id: str, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Get supply and demand of every skill by week."""
    return load.skills_load(ctx, plan_id, limit=limit, cursor=cursor)


@router.get("/plans/{plan_id}/lateness", response_model=Lateness)
def get_lateness(ctx: Ctx, plan_id: str) -> Any:
    """Get the deadlines of a plan: how sure, how late, by which phase, at what loss; and other risks."""
    return late_projects.get_lateness(ctx, plan_id)


@router.post("/plans/{plan_id}/publication", response_model=PlanBody)
def publish(ctx: Ctx, plan_id: str, decision: Decision | None = None) -> Any:
    """Make a plan the plan of record, with a note of the decision."""
    return plans.publish(ctx, plan_id, note=decision.note if decision else "")


@router.post(
    "/plans/{plan_id}/forecasts",
    status_code=202,
    response_model=JobBody,
    responses=FOLLOW,
    tags=["forecasts"],
)
def request_forecast(
    ctx: Ctx,
    plan_id: str,
    response: Response,
    settings: ForecastSettings | None = None,
) -> Any:
    """Ask for a forecast of a plan."""
    job = plans.request_forecast(ctx, plan_id, settings or ForecastSettings())
    return accepted(job, response)


@router.get("/plans/{plan_id}/forecasts", response_model=PageOf[ForecastBody], tags=["forecasts"])
def list_forecasts(ctx: Ctx, plan_id: str, limit: Limit = 10, cursor: Cursor = None) -> Any:
    """List the forecasts of a plan, the newest first."""
    return plans.list_forecasts(ctx, plan_id, limit=limit, cursor=cursor)


@router.get("/plans/{plan_id}/forecast", response_model=Forecast, tags=["forecasts"])
def get_forecast(ctx: Ctx, plan_id: str) -> Any:
    """Get the newest forecast of a plan."""
    found = plans.get_forecast(ctx, plan_id)
    if found is None:
        raise NotFound(f"There is no forecast of plan '{plan_id}' yet: POST to its forecasts.")
    return found
