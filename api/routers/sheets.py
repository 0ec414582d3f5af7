"""Cells that were typed or pasted, and templates to begin with."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, Version, etag
from api.schemas import PageOf, PortfolioBody
from api.schemas_cells import (
    BulkBody,
    BulkRequest,
    CellsBody,
    CellsRequest,
    PasteNewRequest,
    PasteRequest,
    TemplateBody,
)
from planner.document.columns import CellKind
from planner.services import bulk_edit
from planner.services.blank import bare_portfolio
from planner.services.cells import RowEdit, edit_cells
from planner.services.context import Role
from planner.services.pages import cut
from planner.services.paste import paste_new, paste_rows
from planner.services.portfolios import PortfolioRecord
from planner.services.templates import TEMPLATES, open_template

router = APIRouter(route_class=CheckedRoute)


def _rows(asked: CellsRequest) -> list[RowEdit]:
    return [RowEdit(row.cells, row.id, row.version) for row in asked.rows]


def _edit(ctx: Ctx, portfolio_id: str, kind: CellKind, asked: CellsRequest) -> Any:
    return edit_cells(ctx, portfolio_id, kind, _rows(asked))


@router.post("/portfolios/{portfolio_id}/projects/cells", response_model=CellsBody, tags=["projects"])
def edit_project_cells(ctx: Ctx, portfolio_id: str, asked: CellsRequest) -> Any:
    """Write texts into cells of projects and add new projects: all of it or nothing."""
    return _edit(ctx, portfolio_id, "projects", asked)


@router.post("/portfolios/{portfolio_id}/projects/bulk", response_model=BulkBody, tags=["projects"])
def change_projects(ctx: Ctx, portfolio_id: str, asked: BulkRequest) -> Any:
    """Change many projects alike: all of them or none."""
    rows = [bulk_edit.ReadRow(row.id, row.version) for row in asked.rows]
    return bulk_edit.change_projects(ctx, portfolio_id, rows, asked.change)


@router.post("/portfolios/{portfolio_id}/projects/bulk/undo/{undo_token}", status_code=204, tags=["projects"])
def undo_bulk(ctx: Ctx, portfolio_id: str, undo_token: str) -> None:
    """Take a change of many projects back."""
    bulk_edit.undo_bulk(ctx, portfolio_id, undo_token)


@router.post("/portfolios/{portfolio_id}/people/cells", response_model=CellsBody, tags=["people"])
def edit_people_cells(ctx: Ctx, portfolio_id: str, asked: CellsRequest) -> Any:
    """Write texts into cells of people and add new people: all of it or nothing."""
    return _edit(ctx, portfolio_id, "people", asked)


@router.post("/portfolios/{portfolio_id}/paste", response_model=PortfolioBody, tags=["portfolios"])
def paste_cells(
    ctx: Ctx, portfolio_id: str, asked: PasteRequest, version: Version, response: Response
) -> Any:
    """Add projects and people out of a spreadsheet, and change those that are there where that is asked for."""
    record = paste_rows(ctx, portfolio_id, asked.projects, asked.people, version=version, change=asked.change)
    response.headers["ETag"] = etag(record.version)
    return record


@router.post("/paste", status_code=201, response_model=PortfolioBody, tags=["portfolios"])
def paste_portfolio(ctx: Ctx, asked: PasteNewRequest, response: Response) -> Any:
    """Create a portfolio out of a spreadsheet: four quarters from the next Monday on."""
    blank = bare_portfolio(asked.name, dt.datetime.now(dt.UTC).date())
    return _created(paste_new(ctx, blank, asked.projects, asked.people), response)


@router.get("/templates", response_model=PageOf[TemplateBody], tags=["portfolios"])
def list_templates(ctx: Ctx, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """Portfolios to begin with, by kind of ML work."""
    ctx.require(Role.VIEWER)
    return cut(TEMPLATES, lambda one: one.id, limit, cursor)


@router.post("/templates/{template_id}", status_code=201, response_model=PortfolioBody, tags=["portfolios"])
def open_a_template(ctx: Ctx, template_id: str, response: Response) -> Any:
    """Create a portfolio from a template and plan it."""
    return _created(open_template(ctx, template_id, dt.datetime.now(dt.UTC).date()), response)


def _created(record: PortfolioRecord, response: Response) -> PortfolioRecord:
    response.headers["Location"] = f"/api/v1/portfolios/{record.id}"
    response.headers["ETag"] = etag(record.version)
    return record
