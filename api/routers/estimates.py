"""Estimates of capacity; nothing is stored."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.bodies import CheckedRoute
from api.dependencies import Ctx
from planner.domain.capacity import PilotAnswer, PilotQuestion, TrainingAnswer, TrainingQuestion
from planner.domain.serving import ServingAnswer, ServingQuestion
from planner.domain.team_capacity import TeamCapacity
from planner.errors import NotFound
from planner.services import plans, portfolios
from planner.services.estimate_serving import estimate_serving
from planner.services.estimate_team import estimate_team
from planner.services.estimate_training import estimate_pilot, estimate_training

router = APIRouter(tags=["estimates"], route_class=CheckedRoute)
PlanId = Annotated[
    str | None, Query(max_length=64, description="A plan; else all projects at their earliest.")
]


@router.post("/estimates/training", response_model=TrainingAnswer)
def training(_ctx: Ctx, question: TrainingQuestion) -> TrainingAnswer:
    """Accelerator-hours of training a transformer, with the derivation line by line."""
    return estimate_training(question)


@router.post("/estimates/training/pilot", response_model=PilotAnswer)
def pilot(_ctx: Ctx, question: PilotQuestion) -> PilotAnswer:
    """Accelerator-hours of a run of any kind from its measured throughput."""
    return estimate_pilot(question)


@router.post("/estimates/serving", response_model=ServingAnswer)
def serving(_ctx: Ctx, question: ServingQuestion) -> ServingAnswer:
    """Replicas for an arrival rate and a latency objective, with cost and derivation."""
    return estimate_serving(question)


@router.get("/portfolios/{portfolio_id}/team-capacity", response_model=TeamCapacity)
def team(
    ctx: Ctx,
    portfolio_id: str,
    plan: PlanId = None,
) -> TeamCapacity:
    """Supply of people against demand by skill and week, with unfilled demand, bus factors and overload."""
    if plan is None:
        return estimate_team(portfolios.get_portfolio(ctx, portfolio_id).portfolio)
    found = plans.get_plan(ctx, plan)
    if found.portfolio_id != portfolio_id:
        raise NotFound(f"Plan '{plan}' is not of portfolio '{portfolio_id}'.")
    return estimate_team(found.portfolio, found.plan)
