"""Replanning after changes, and what-if."""

from typing import Any

from fastapi import APIRouter, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx
from api.routers.plans import FOLLOW, accepted
from api.schemas import CurveBody, JobBody, MovesBody, UndoneBody, WhatIfBody
from planner.domain.available import Availability, NewProject, Wanted
from planner.domain.job import ReplanSettings
from planner.domain.what_if import Question
from planner.services import replans
from planner.services.add_wanted import add_wanted

router = APIRouter(tags=["plans"], route_class=CheckedRoute)


@router.post("/plans/{plan_id}/replans", status_code=202, response_model=JobBody, responses=FOLLOW)
def request_replan(
    ctx: Ctx,
    plan_id: str,
    response: Response,
    settings: ReplanSettings,
) -> Any:
    """Ask for a plan after changes, with as few moves away from this plan as their price asks for."""
    job = replans.request_replan(ctx, plan_id, settings)
    return accepted(job, response)


@router.post("/plans/{plan_id}/replan-curves", status_code=202, response_model=CurveBody, responses=FOLLOW)
def request_curve(ctx: Ctx, plan_id: str, settings: ReplanSettings) -> Any:
    """Ask for three plans after changes, for the curve of moves against value: without a price of moves, at the price
    that holds, and at ten times that price."""
    return {"items": replans.request_curve(ctx, plan_id, settings)}


@router.get("/plans/{plan_id}/moves", response_model=MovesBody)
def get_moves(ctx: Ctx, plan_id: str) -> Any:
    """List how a plan differs from the one that it replaces, with the reason of each move."""
    return replans.get_moves(ctx, plan_id)


@router.post("/plans/{plan_id}/what-if", response_model=WhatIfBody)
def ask_what_if(ctx: Ctx, plan_id: str, question: Question) -> Any:
    """Try one gesture on a plan: a bar to another week, a person onto a phase, a project in or out."""
    return replans.ask_what_if(ctx, plan_id, question)


@router.post("/plans/{plan_id}/availability", response_model=Availability)
def ask_available(ctx: Ctx, plan_id: str, wanted: Wanted) -> Any:
    """Ask whether and when work of a shape fits into a plan: with nothing moved, or with a repair and at what loss."""
    return replans.ask_available(ctx, plan_id, wanted)


@router.post("/plans/{plan_id}/availability/project", status_code=201, response_model=UndoneBody)
def make_project(ctx: Ctx, plan_id: str, new: NewProject) -> Any:
    """Make work that was asked for a project of the plan's portfolio; the answer names it and says how to undo it."""
    return add_wanted(ctx, plan_id, new)
