"""Plans: ask for one, follow it, its pages, tables as CSV, forecast, publication."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Response
from fastapi.responses import RedirectResponse

from planner.document.plan_file import write_plan
from planner.domain.cost import CostQuery, Dimension
from planner.domain.outcome import Outcome, OutcomeBy, told
from planner.domain.quota import QuotaFormat
from planner.errors import NotFound
from planner.services.actuals import stored_actuals
from planner.services.answers import get_frontier, get_marginal
from planner.services.by_run import stored_runs
from planner.services.export_cost import cost_file
from planner.services.jobs import Job
from planner.services.late_projects import late_projects
from planner.services.outcome import cost_outcome
from planner.services.placement import placement
from planner.services.plan_costs import cost_sources, plan_beside, plan_cost
from planner.services.plans import (
    ForecastSettings,
    PlanSettings,
    plan_of_record,
    publish,
    request_forecast,
    request_plan,
)
from planner.services.quotas import quota_file
from planner.services.unit_costs import beside_cost
from web.pages.board import moves_of
from web.pages.jobs import progress_of
from web.pages.reading import (
    CurrentLook,
    cost_query,
    download,
    open_plan,
)
from web.rendering import answer
from web.tables import DataTable, to_csv
from web.views.cost_explorer import beside_actuals, cost_explorer_view, explorer_table
from web.views.costs import cost_view, project_table, quarter_table
from web.views.explorer_links import Across
from web.views.forecasts import FORECAST_TABLES, forecast_view
from web.views.frontier import TITLES as FRONTIERS
from web.views.frontier import frontier_table
from web.views.late import late_table
from web.views.marginal import marginal_table
from web.views.outcome import ACTUAL, known_rows
from web.views.plan_compute import commitment_table, compute_table, compute_view, placement_table
from web.views.plan_load import assignment_table, load_view
from web.views.plan_parts import PlanSource
from web.views.plans import roadmap_table
from web.views.progress import ProgressView
from web.views.unit_costs import depreciation_table, planned_units_table
from web.visit import CurrentVisit, Visit, go

router = APIRouter()
LONGEST = 3600
ENDINGS: dict[QuotaFormat, str] = {"kueue": ".yaml", "slurm": ".sh", "csv": ".csv", "json": ".json"}


@router.get("/portfolios/{portfolio_id}")
def portfolio(portfolio_id: str) -> Response:
    """A portfolio begins with its plan."""
    return RedirectResponse(f"/portfolios/{portfolio_id}/plan", status_code=303)


@router.post("/portfolios/{portfolio_id}/plans")
def ask(
    visit: CurrentVisit,
    portfolio_id: str,
    look: CurrentLook,
    seconds: Annotated[float, Form(gt=0, le=LONGEST)] = 10,
    confidence: Annotated[Literal["", "0.7", "0.8", "0.9"], Form()] = "",
) -> Response:
    """Ask for a plan; the page shows how it goes."""
    request_plan(
        visit.context,
        portfolio_id,
        PlanSettings(seconds=seconds, confidence=float(confidence) if confidence else None),
    )
    return go(f"/portfolios/{portfolio_id}/plan{look.query}")


def _progress(visit: Visit, source: PlanSource, job: Job | None) -> ProgressView | None:
    return progress_of(visit, job, source.href) if job else None


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/load")
def load(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    weeks: Annotated[int, Query(ge=1, le=13)] = 2,
    person: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Load of people and skills, and the work of one person."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    return answer(load_view(shell, controls, source, weeks, _progress(visit, source, job), person))


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/compute")
def compute(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """Use of pools."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    placed = placement(source.portfolio, source.plan)
    return answer(compute_view(shell, controls, source, placed, _progress(visit, source, job)))


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/quotas")
def quotas(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    format: QuotaFormat = "kueue",  # noqa: A002
    quarter: str | None = None,
) -> Response:
    """The plan as quotas of a cluster."""
    source = open_plan(visit, portfolio_id, plan_id).source
    made = quota_file(source.portfolio, source.plan, format, quarter)
    name = f"{portfolio_id}-quotas{ENDINGS[format]}"
    return download(made, name, "application/octet-stream")


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/cost")
def cost(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """What the plan costs."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    report = plan_cost(source.plan_id, source.portfolio, source.plan)
    beside = plan_beside(source.plan_id, source.portfolio, source.plan)
    return answer(cost_view(shell, controls, source, report, beside, _progress(visit, source, job)))


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/cost/explorer")
def cost_explorer(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    query: Annotated[CostQuery, Depends(cost_query)],
    down: Dimension = "project",
    across: Across = "quarter",
) -> Response:
    """Cost by two dimensions, or beside what was spent."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    outcomes = None
    if across == ACTUAL:
        query, rows = told(query), known_rows(down)
        outcomes = (_outcome(visit, source, query, rows), _outcome(visit, source, query, "quarter"))
        down = rows
    report = plan_cost(source.plan_id, source.portfolio, source.plan, query)
    progress = _progress(visit, source, job)
    return answer(
        cost_explorer_view(shell, controls, source, report, query, down, across, progress, outcomes)
    )


def _outcome(visit: Visit, source: PlanSource, query: CostQuery, by: OutcomeBy) -> Outcome:
    stored = stored_actuals(visit.context, source.place.id)
    return cost_outcome(source.portfolio, source.plan, query, stored, by)


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/cost/explorer.csv")
def cost_explorer_table(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    query: Annotated[CostQuery, Depends(cost_query)],
    down: Dimension = "project",
    across: Across = "quarter",
) -> Response:
    """The table of the explorer."""
    source, *_ = open_plan(visit, portfolio_id, plan_id)
    if across == ACTUAL:
        asked = told(query)
        table = beside_actuals(source, _outcome(visit, source, asked, known_rows(down)), asked)
    else:
        table = explorer_table(
            source, plan_cost(source.plan_id, source.portfolio, source.plan, query), query, down, across
        )
    return download(to_csv(table), f"{portfolio_id}-cost.csv", "text/csv; charset=utf-8")


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/cost/files/{format}")
def cost_export(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    format: str,  # noqa: A002
    query: Annotated[CostQuery, Depends(cost_query)],
) -> Response:
    """The rows behind the explorer as a file."""
    source, *_ = open_plan(visit, portfolio_id, plan_id)
    told = cost_sources(visit.context, portfolio_id, plan_id, query)
    made = cost_file(source.portfolio, source.plan, query, format, told)
    return download(made.content, f"{portfolio_id}-{made.name}", made.media_type)


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/forecast")
def forecast(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """Dates, value and cost as distributions; the roadmap while there is no forecast."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    if source.forecast is None:
        return go(source.href)
    runs = stored_runs(visit.context, plan_id)
    progress = _progress(visit, source, job)
    return answer(forecast_view(shell, controls, source, source.forecast, progress, runs))


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/forecast")
def ask_forecast(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """Ask for a forecast; the page shows how it goes."""
    request_forecast(visit.context, plan_id, ForecastSettings())
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}")


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/publish")
def make_record(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, note: Annotated[str, Form()] = ""
) -> Response:
    """Make a plan the plan of record, with a note of the decision."""
    publish(visit.context, plan_id, note=note)
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}", said="published")


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/plan.json")
def plan_file(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """The plan as a file."""
    source = open_plan(visit, portfolio_id, plan_id).source
    return download(write_plan(source.plan), f"{portfolio_id}-plan.json", "application/json")


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/tables/{name}.csv")
def table(visit: CurrentVisit, portfolio_id: str, plan_id: str, name: str) -> Response:
    """The table behind a chart as CSV."""
    source = open_plan(visit, portfolio_id, plan_id).source
    return download(
        to_csv(_table(visit, source, name)), f"{portfolio_id}-{name}.csv", "text/csv; charset=utf-8"
    )


def _table(visit: Visit, source: PlanSource, name: str) -> DataTable:
    plain: dict[str, Callable[[PlanSource], DataTable]] = {
        "roadmap": roadmap_table,
        "assignments": assignment_table,
        "compute": compute_table,
        **FORECAST_TABLES,
        "commitments": commitment_table,
        "unit-costs": lambda one: planned_units_table(one, beside_cost(one.portfolio, one.plan)),
        "depreciation": lambda one: depreciation_table(one, beside_cost(one.portfolio, one.plan)),
        "placement": lambda one: placement_table(one, placement(one.portfolio, one.plan)),
    }
    if name in plain:
        return plain[name](source)
    if name == "lateness":
        return late_table(source, late_projects(source.portfolio, source.plan, source.forecast))
    costs = {"cost": quarter_table, "cost-projects": project_table}
    if name in costs:
        return costs[name](source, plan_cost(source.plan_id, source.portfolio, source.plan))
    worth = get_marginal(visit.context, source.plan_id) if name == "marginal" else None
    if worth:
        return marginal_table(source, worth)
    for against in FRONTIERS:
        steps = (
            get_frontier(visit.context, source.plan_id, against) if name == f"frontier-{against}" else None
        )
        if steps:
            return frontier_table(source, against, steps)
    moves = moves_of(visit, source, plan_of_record(visit.context, source.place.id))
    if name == "moves" and moves is not None:
        return moves.table
    raise NotFound(f"There is no table '{name}'.")
