"""Costs and quotas of plans, and their exports."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.bodies import CheckedRoute, expect_type
from api.dependencies import Ctx, Version, etag, sent
from api.description import content
from api.schemas import CostBody
from planner.domain.base import Day
from planner.domain.cost import CostQuery
from planner.domain.placement import Placement
from planner.domain.prices import PriceUpdate
from planner.domain.quota import KueueVersion, QuotaFormat
from planner.exports.json import cost_document
from planner.integrations.prices import read_prices
from planner.services import plans, portfolios
from planner.services.export_cost import PARQUET, XLSX, CostFormat, cost_file
from planner.services.import_prices import price_update, with_prices
from planner.services.placement import placement
from planner.services.plan_costs import cost_sources, plan_beside, plan_cost
from planner.services.quotas import quota_file


def csv_only(request: Request) -> str:
    """The content type of tables."""
    return expect_type(request, ("text/csv",))


def csv_or_json(request: Request) -> str:
    """The content type of tables, and of runs of MLflow."""
    return expect_type(request, ("text/csv", "application/json"))


Content = Annotated[bytes, Depends(sent)]
router = APIRouter(tags=["costs"], route_class=CheckedRoute)
Asked = Annotated[CostQuery, Query()]
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Found",
        "content": content("text/csv")[200]["content"]
        | content("application/json", CostBody)[200]["content"]
        | {XLSX: BINARY, PARQUET: BINARY},
    }
}


@router.get("/plans/{plan_id}/costs", response_model=CostBody)
def get_costs(ctx: Ctx, plan_id: str, query: Asked) -> Any:
    """Get what a plan costs: rows and totals, as decimal strings."""
    found = plans.get_plan(ctx, plan_id)
    beside = plan_beside(found.id, found.portfolio, found.plan)
    return cost_document(plan_cost(found.id, found.portfolio, found.plan, query), beside)


@router.get("/plans/{plan_id}/costs.{format}", tags=["exports"], response_class=Response, responses=FILES)
def get_costs_file(ctx: Ctx, plan_id: str, format: CostFormat, query: Asked) -> Response:  # noqa: A002
    """Get the rows of the cost report as a file: CSV, JSON, XLSX, Parquet, or FOCUS columns in CSV or Parquet.
    FOCUS files hold what `data` asks for: `forecast`, `quantiles` of the latest forecast, `budget` and `actual`."""
    found = plans.get_plan(ctx, plan_id)
    made = cost_file(
        found.portfolio, found.plan, query, format, cost_sources(ctx, found.portfolio_id, found.id, query)
    )
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=made.media_type, headers=headers)


QUOTA_TYPES: dict[QuotaFormat, str] = {
    "kueue": "application/yaml",
    "slurm": "text/plain; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
QUOTA_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Found",
        "content": {
            "application/yaml": {"schema": {"type": "string", "format": "binary"}},
            "text/plain": {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object", "format": "binary"}},
        },
    }
}


@router.get("/plans/{plan_id}/quotas", tags=["exports"], response_class=Response, responses=QUOTA_FILES)
def get_quotas(
    ctx: Ctx,
    plan_id: str,
    format: QuotaFormat = "json",  # noqa: A002
    quarter: str | None = None,
    kueue_version: KueueVersion = "v1beta2",
) -> Response:
    """Get the accelerators that the plan gives to each project: as a list, as Kueue manifests, or as sacctmgr
    commands. Manifests and commands are of one quarter, by default the first."""
    found = plans.get_plan(ctx, plan_id)
    made = quota_file(found.portfolio, found.plan, format, quarter, kueue_version)
    return Response(made, media_type=QUOTA_TYPES[format])


SHEET: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Prices as CSV: accelerator and price_per_hour, or a catalogue of SkyPilot.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
Effective = Annotated[
    Day | None, Query(alias="from", description="From when prices without a day hold; default: the start.")
]


@router.post("/portfolios/{portfolio_id}/prices", response_model=PriceUpdate, openapi_extra=SHEET)
def preview_prices(
    ctx: Ctx,
    portfolio_id: str,
    content: Content,
    _type: Annotated[str, Depends(csv_only)],
    effective: Effective = None,
) -> Any:
    """Say what a price sheet would change about the pools. Nothing is stored."""
    found = portfolios.get_portfolio(ctx, portfolio_id)
    return price_update(found.portfolio, read_prices(content), effective)


@router.put("/portfolios/{portfolio_id}/prices", response_model=PriceUpdate, openapi_extra=SHEET)
def import_prices(
    ctx: Ctx,
    portfolio_id: str,
    content: Content,
    _type: Annotated[str, Depends(csv_only)],
    version: Version,
    response: Response,
    effective: Effective = None,
) -> Any:
    """Give the pools the prices of a sheet, as steps from their days on; all of it or nothing."""
    found = portfolios.get_portfolio(ctx, portfolio_id)
    update = price_update(found.portfolio, read_prices(content), effective)
    record = portfolios.replace_portfolio(
        ctx, portfolio_id, with_prices(found.portfolio, update), version=version
    )
    response.headers["ETag"] = etag(record.version)
    return update


@router.get("/plans/{plan_id}/placement", response_model=Placement)
def get_placement(ctx: Ctx, plan_id: str) -> Any:
    """Get the use of each pool by week: what lies unused, what one more hour costs, what could be avoided."""
    found = plans.get_plan(ctx, plan_id)
    return placement(found.portfolio, found.plan)
