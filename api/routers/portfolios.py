"""Portfolios as whole documents."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, Version, etag
from api.schemas import DemoBody, PageOf, PortfolioBody, PortfolioLine
from planner.document import write_json, write_yaml
from planner.domain.portfolio import SCHEMA
from planner.domain.portfolio_settings import PortfolioSettings
from planner.domain.ranking import Ranking
from planner.domain.scores import LONGEST, ScoreMethod
from planner.services import demo, portfolios
from planner.services.ranking import ranked

router = APIRouter(prefix="/portfolios", tags=["portfolios"], route_class=CheckedRoute)

FORM = {"type": "object", "description": "A document, quarterdeck/portfolio/1."}
SMALLEST = {"schema": SCHEMA, "name": "First plan", "calendar": {"start": "2027-01-04", "quarters": 2}}
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Found",
        "content": {
            "application/yaml": {"schema": FORM},
            "application/json": {"schema": FORM, "example": SMALLEST},
        },
    }
}


@router.get("", response_model=PageOf[PortfolioLine])
def list_portfolios(ctx: Ctx, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List portfolios, the newest first."""
    return portfolios.list_portfolios(ctx, limit=limit, cursor=cursor)


@router.get("/{portfolio_id}", response_model=PortfolioBody)
def get_portfolio(ctx: Ctx, portfolio_id: str, response: Response) -> Any:
    """Get a portfolio with all its rows."""
    record = portfolios.get_portfolio(ctx, portfolio_id)
    response.headers["ETag"] = etag(record.version)
    return record


@router.get("/{portfolio_id}/ranking", response_model=Ranking)
def rank_projects(
    ctx: Ctx,
    portfolio_id: str,
    score: ScoreMethod = "rice",
    formula: Annotated[str, Query(max_length=LONGEST, description="For the score `own`.")] = "",
    weeks: Annotated[
        float | None,
        Query(
            ge=0, le=1e9, allow_inf_nan=False, description="Engineer-weeks there are; absent: the people's."
        ),
    ] = None,
) -> Any:
    """List the projects by score: must-haves first, with the line where the people's time is used up."""
    return ranked(portfolios.get_portfolio(ctx, portfolio_id).portfolio, score, formula, weeks)


@router.patch("/{portfolio_id}/settings", response_model=PortfolioBody)
def update_settings(
    ctx: Ctx, portfolio_id: str, changes: PortfolioSettings, version: Version, response: Response
) -> Any:
    """Change settings: calendar, policies, budgets, skills, themes and so on. What is absent stays."""
    record = portfolios.update_settings(ctx, portfolio_id, changes, version=version)
    response.headers["ETag"] = etag(record.version)
    return record


@router.delete("/{portfolio_id}", status_code=204)
def delete_portfolio(ctx: Ctx, portfolio_id: str, version: Version) -> None:
    """Delete a portfolio with its plans."""
    portfolios.delete_portfolio(ctx, portfolio_id, version=version)


@router.get("/{portfolio_id}/export", tags=["exports"], response_class=Response, responses=DOCUMENT)
def export_portfolio(ctx: Ctx, portfolio_id: str, format: Literal["yaml", "json"] = "yaml") -> Response:  # noqa: A002
    """The portfolio document as YAML, or as JSON with `format=json`."""
    found = portfolios.get_portfolio(ctx, portfolio_id).portfolio
    if format == "json":
        return Response(write_json(found), media_type="application/json")
    return Response(write_yaml(found), media_type="application/yaml")


demo_router = APIRouter(tags=["portfolios"])


@demo_router.post("/demo", response_model=DemoBody)
def open_demo(ctx: Ctx) -> Any:
    """Create the demo portfolio when it is not there, and plan it when it has no plan."""
    return demo.open_demo(ctx)
