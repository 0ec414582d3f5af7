"""Questions about a plan that take planning again: why a project is out, what one more is worth, what less money or
more certainty costs."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from planner.domain.answers import FrontierAxis
from planner.domain.job import ExplanationSettings, FrontierSettings, MarginalSettings
from planner.domain.plan import PlannedProject
from planner.errors import Conflict, NotFound
from planner.services.answers import (
    get_explanation,
    get_frontier,
    get_marginal,
    request_explanation,
    request_frontier,
    request_marginal,
)
from planner.services.apply_relaxation import apply_relaxation, take_back
from web.pages.jobs import progress_of
from web.pages.reading import REFRESH_SECONDS, open_plan
from web.rendering import answer
from web.views.frontier import frontier_view
from web.views.marginal import marginal_view
from web.views.plan_parts import PlanSource
from web.views.shell import portfolio_shell
from web.views.why import why_view
from web.visit import CurrentVisit, go

router = APIRouter()


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/why/{project_id}")
def why(visit: CurrentVisit, portfolio_id: str, plan_id: str, project_id: str) -> Response:
    """Why a project is in or out of a plan."""
    opened = open_plan(visit, portfolio_id, plan_id)
    planned = _planned(opened.source, project_id)
    found = get_explanation(visit.context, plan_id, project_id)
    name = opened.source.portfolio.project(project_id).name
    where = "in" if planned.selected else "out"
    shell = portfolio_shell(
        visit.frame,
        opened.source.place,
        "Plan",
        title=f"Why {name} is {where}",
        refresh_seconds=REFRESH_SECONDS if opened.job else 0,
    )
    href = f"{opened.source.href}/why/{project_id}"
    progress = progress_of(visit, opened.job, href) if opened.job else None
    return answer(why_view(shell, opened.source, planned, found, progress, can_edit=visit.can_edit))


def _planned(source: PlanSource, project_id: str) -> PlannedProject:
    found = next((p for p in source.plan.projects if p.id == project_id), None)
    if found is None:
        raise NotFound(f"This plan knows no project '{project_id}'.")
    return found


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/why/{project_id}")
def ask_why(visit: CurrentVisit, portfolio_id: str, plan_id: str, project_id: str) -> Response:
    """Ask for the explanation; the page shows how it goes."""
    request_explanation(visit.context, plan_id, ExplanationSettings(project=project_id))
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}/why/{project_id}")


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/why/{project_id}/apply")
def apply(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    project_id: str,
    change: Annotated[str, Form(max_length=500)],
) -> Response:
    """Make a change that was tried part of the portfolio."""
    found = get_explanation(visit.context, plan_id, project_id)
    if found is None:
        raise Conflict("Nobody has asked why yet: ask first.")
    token = apply_relaxation(visit.context, portfolio_id, project_id, found.reason, change)
    return go(f"/portfolios/{portfolio_id}/plan", said="applied", undo=token)


@router.post("/portfolios/{portfolio_id}/plan/undo/{token}")
def undo(visit: CurrentVisit, portfolio_id: str, token: str) -> Response:
    """Take a change back that was applied."""
    take_back(visit.context, portfolio_id, token)
    return go(f"/portfolios/{portfolio_id}/plan", said="restored")


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/marginal")
def marginal(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """What one more of each resource is worth."""
    opened = open_plan(visit, portfolio_id, plan_id)
    rows = get_marginal(visit.context, plan_id)
    href = f"{opened.source.href}/marginal"
    progress = progress_of(visit, opened.job, href) if opened.job else None
    return answer(marginal_view(opened.shell, opened.controls, opened.source, rows, progress))


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/marginal")
def ask_marginal(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """Ask for the values; the page shows how it goes."""
    request_marginal(visit.context, plan_id, MarginalSettings())
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}/marginal")


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/frontier")
def frontier(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, against: FrontierAxis = "spend"
) -> Response:
    """What less money, or more certainty, costs in value."""
    opened = open_plan(visit, portfolio_id, plan_id)
    steps = get_frontier(visit.context, plan_id, against)
    href = f"{opened.source.href}/frontier?against={against}"
    progress = progress_of(visit, opened.job, href) if opened.job else None
    return answer(frontier_view(opened.shell, opened.controls, opened.source, against, steps, progress))


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/frontier")
def ask_frontier(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, against: FrontierAxis = "spend"
) -> Response:
    """Ask for the steps; the page shows how it goes."""
    request_frontier(visit.context, plan_id, FrontierSettings(against=against))
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}/frontier?against={against}")
