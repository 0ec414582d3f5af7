"""Finished work, and what portfolios learn from it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, Version, etag
from api.routers.costs import BINARY, Content, csv_only
from api.schemas import HistoryBody, NewHistoryBody, PageOf
from planner.domain.calibration import Calibration
from planner.domain.calibration_report import CalibrationReport, CorrectedEstimate
from planner.integrations.work_history import Unit, column_names
from planner.services import histories, plans, portfolios
from planner.services.corrections import corrections
from planner.services.pages import cut

router = APIRouter(tags=["calibration"], route_class=CheckedRoute)
WORK: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Finished work as CSV: estimate, actual; also finished_on, team, category, measure.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
Name = Annotated[str, Query(min_length=1, max_length=200, description="What people call it.")]
Columns = Annotated[
    str, Query(max_length=1000, description="Names in the file, such as estimate=hours_estimate.")
]
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "Found", "content": {"text/csv": BINARY}}}
Shared = Annotated[bool, Query(description="All portfolios of the organisation learn from it.")]


@router.get("/portfolios/{portfolio_id}/histories", response_model=PageOf[HistoryBody])
def list_histories(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the finished work that a portfolio learns from, the newest first."""
    return cut(histories.list_histories(ctx, portfolio_id), lambda one: one.id, limit, cursor)


@router.post(
    "/portfolios/{portfolio_id}/histories",
    status_code=201,
    response_model=NewHistoryBody,
    openapi_extra=WORK,
)
def add_history(
    ctx: Ctx,
    portfolio_id: str,
    content: Content,
    _type: Annotated[str, Depends(csv_only)],
    name: Name,
    columns: Columns = "",
    unit: Unit = "weeks",
    shared: Shared = False,
) -> Any:
    """Store finished work. Rows that cannot be used are left out and listed."""
    return histories.add_history(
        ctx, portfolio_id, content, name=name, columns=column_names(columns), unit=unit, shared=shared
    )


@router.get("/histories/{history_id}", response_class=Response, responses=FILE)
def get_history(ctx: Ctx, history_id: str) -> Response:
    """Get the rows of a history; effort in engineer-weeks."""
    return Response(histories.get_history_file(ctx, history_id), media_type="text/csv; charset=utf-8")


@router.delete("/histories/{history_id}", status_code=204)
def delete_history(ctx: Ctx, history_id: str) -> None:
    """Delete a history. What portfolios have taken over from it stays until they take over anew."""
    histories.delete_history(ctx, history_id)


@router.get("/portfolios/{portfolio_id}/calibration", response_model=CalibrationReport)
def get_calibration(ctx: Ctx, portfolio_id: str) -> Any:
    """Get what finished work says about estimates, how well that would have forecast, and what plans use of it."""
    return histories.get_calibration(ctx, portfolio_id)


@router.put("/portfolios/{portfolio_id}/calibration", response_model=Calibration)
def take_over(ctx: Ctx, portfolio_id: str, version: Version, response: Response) -> Any:
    """Let plans and forecasts of the portfolio correct estimates by all finished work that is known now."""
    record = histories.take_over(ctx, portfolio_id, version=version)
    response.headers["ETag"] = etag(record.version)
    return record.portfolio.calibration


@router.delete("/portfolios/{portfolio_id}/calibration", status_code=204)
def stop_correcting(ctx: Ctx, portfolio_id: str, version: Version) -> None:
    """Let plans and forecasts of the portfolio take estimates as they are."""
    histories.stop_correcting(ctx, portfolio_id, version=version)


@router.get("/portfolios/{portfolio_id}/corrections", response_model=PageOf[CorrectedEstimate])
def get_corrections(ctx: Ctx, portfolio_id: str, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """List the estimates of a portfolio beside what is planned and simulated in their place."""
    return cut(corrections(portfolios.get_portfolio(ctx, portfolio_id).portfolio), _place, limit, cursor)


@router.get("/plans/{plan_id}/corrections", response_model=PageOf[CorrectedEstimate])
def get_plan_corrections(ctx: Ctx, plan_id: str, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """List the estimates of a plan's portfolio beside what the plan provides."""
    return cut(corrections(plans.get_plan(ctx, plan_id).portfolio), _place, limit, cursor)


def _place(row: CorrectedEstimate) -> str:
    return f"{row.project}/{row.phase}/{row.skill or row.measure}"
