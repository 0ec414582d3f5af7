"""Costs and quotas of plans, and their exports."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx
from api.description import content
from api.schemas import CostBody
from planner.domain.cost import CostQuery
from planner.domain.quota import KueueVersion, QuotaFormat
from planner.exports.json import cost_document
from planner.services import plans
from planner.services.export_cost import PARQUET, XLSX, CostFormat, cost_file
from planner.services.forecast_cost import cost_report
from planner.services.quotas import quota_file

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
    return cost_document(cost_report(found.portfolio, found.plan, query))


@router.get("/plans/{plan_id}/costs.{format}", response_class=Response, responses=FILES)
def get_costs_file(ctx: Ctx, plan_id: str, format: CostFormat, query: Asked) -> Response:  # noqa: A002
    """Get the rows of the cost report as a file: CSV, JSON, XLSX, Parquet, or FOCUS columns in CSV or Parquet."""
    found = plans.get_plan(ctx, plan_id)
    made = cost_file(found.portfolio, found.plan, query, format)
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


@router.get("/plans/{plan_id}/quotas", response_class=Response, responses=QUOTA_FILES)
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
