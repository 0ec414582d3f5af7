"""What was spent: stored by month and source, compared with plans, and without being stored."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit
from api.examples.costs import MLFLOW_RUNS
from api.routers.costs import BINARY, Content, csv_or_json
from api.schemas import PageOf
from api.schemas_actuals import ActualsChangeBody, StoredMonthBody
from planner.domain.outcome import Outcome, OutcomeQuery
from planner.domain.variance import ActualFormat, VarianceReport
from planner.errors import NotFound
from planner.integrations.actuals import read_actuals
from planner.services import actuals, plans
from planner.services.context import Context
from planner.services.export_cost import XLSX
from planner.services.export_variance import VarianceFormat, variance_file
from planner.services.outcome import cost_outcome, variance_to_date
from planner.services.pages import cut
from planner.services.variance import variance_report

router = APIRouter(tags=["costs"], route_class=CheckedRoute)
ACTUALS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "What was spent: a FOCUS, sacct (-P), OpenCost or plain CSV file, or runs of MLflow "
        "(CSV or JSON).",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}, "example": MLFLOW_RUNS},
        },
    }
}
TABLE: dict[int | str, dict[str, Any]] = {200: {"description": "Found", "content": {"text/csv": BINARY}}}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Found",
        "content": {
            "text/csv": BINARY,
            XLSX: BINARY,
            "application/json": {"schema": {"$ref": "#/components/schemas/VarianceReport"}},
        },
    }
}
Type = Annotated[str, Depends(csv_or_json)]
Source = Annotated[
    str,
    Query(
        min_length=1,
        max_length=actuals.MOST_SOURCE,
        description="Where it comes from. What one source says about a month is stored once.",
    ),
]
FileName = Annotated[str, Query(max_length=200, description="Of the upload, for people.")]
Replace = Annotated[
    bool, Query(description="Take the place of what the source has said about the same months.")
]


@router.get("/portfolios/{portfolio_id}/actuals", response_model=PageOf[StoredMonthBody])
def list_actuals(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the months of sources that are stored, by month."""
    return cut(actuals.list_actuals(ctx, portfolio_id), lambda one: one.id, limit, cursor)


@router.post(
    "/portfolios/{portfolio_id}/actuals",
    status_code=201,
    response_model=ActualsChangeBody,
    openapi_extra=ACTUALS,
)
def add_actuals(
    ctx: Ctx,
    portfolio_id: str,
    content: Content,
    _type: Type,
    source: Source,
    format: ActualFormat | None = None,  # noqa: A002
    file_name: FileName = "",
    replace: Replace = False,
) -> Any:
    """Store what was spent, month by month; all of it or nothing. 409 when the source has told one of its months
    already and `replace` is not asked for."""
    read = read_actuals(content, format, source=source)
    return actuals.add_actuals(ctx, portfolio_id, read, file_name=file_name, replace=replace)


@router.get("/actuals/{actuals_id}", response_class=Response, responses=TABLE)
def get_actuals(ctx: Ctx, actuals_id: str) -> Response:
    """Get the lines of a stored month as CSV, as it can be uploaded again."""
    return Response(actuals.get_actuals_file(ctx, actuals_id), media_type="text/csv; charset=utf-8")


@router.delete("/actuals/{actuals_id}", response_model=ActualsChangeBody)
def delete_actuals(ctx: Ctx, actuals_id: str) -> Any:
    """Remove a stored month; the answer says how to undo it."""
    return actuals.delete_actuals(ctx, actuals_id)


@router.post("/portfolios/{portfolio_id}/actuals/undo/{undo_token}", response_model=ActualsChangeBody)
def undo_actuals(ctx: Ctx, portfolio_id: str, undo_token: str) -> Any:
    """Take an upload or a removal of actuals back. The answer says how to do it again."""
    return actuals.undo_actuals(ctx, portfolio_id, undo_token)


@router.post("/plans/{plan_id}/variance", response_model=VarianceReport, openapi_extra=ACTUALS)
def compare_actuals(
    ctx: Ctx,
    plan_id: str,
    content: Content,
    _type: Type,
    format: ActualFormat | None = None,  # noqa: A002
) -> Any:
    """Compare a file of what was spent with what the plan costs: price, volume and mix by project, and budgets.
    Nothing is stored."""
    found = plans.get_plan(ctx, plan_id)
    return variance_report(found.portfolio, found.plan, [read_actuals(content, format)])


@router.get("/plans/{plan_id}/variance", response_model=VarianceReport)
def get_variance(ctx: Ctx, plan_id: str) -> Any:
    """Get stored actuals against what the plan costs, by month and project; 404 while none are stored."""
    return _to_date(ctx, plan_id)


@router.get("/plans/{plan_id}/variance.{format}", tags=["exports"], response_class=Response, responses=FILES)
def get_variance_file(ctx: Ctx, plan_id: str, format: VarianceFormat) -> Response:  # noqa: A002
    """Get stored actuals against what the plan costs as a file: CSV, XLSX or JSON."""
    made = variance_file(_to_date(ctx, plan_id), format)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _to_date(ctx: Context, plan_id: str) -> VarianceReport:
    found = plans.get_plan(ctx, plan_id)
    stored = actuals.stored_actuals(ctx, found.portfolio_id)
    report = variance_to_date(found.portfolio, found.plan, stored)
    if report is None:
        raise NotFound(
            "Nothing is stored about what was spent in this plan's months: add actuals to its portfolio."
        )
    return report


@router.get("/plans/{plan_id}/outcome", response_model=Outcome)
def get_outcome(ctx: Ctx, plan_id: str, query: Annotated[OutcomeQuery, Query()]) -> Any:
    """Get budget, planned, committed and actual cost side by side; planned cost is amortised."""
    found = plans.get_plan(ctx, plan_id)
    stored = actuals.stored_actuals(ctx, found.portfolio_id)
    return cost_outcome(found.portfolio, found.plan, query, stored, query.by)
