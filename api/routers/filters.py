"""Saved filters of the table of projects."""

from typing import Any

from fastapi import APIRouter

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit
from api.schemas import PageOf
from api.schemas_filters import FilterBody, FilterDeletedBody, FilterRequest
from planner.services import filters
from planner.services.pages import cut

router = APIRouter(prefix="/filters", tags=["filters"], route_class=CheckedRoute)


@router.get("", response_model=PageOf[FilterBody])
def list_filters(ctx: Ctx, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the filters of the organisation by name."""
    return cut(filters.list_filters(ctx), lambda one: one.id, limit, cursor)


@router.post("", status_code=201, response_model=FilterBody)
def save_filter(ctx: Ctx, asked: FilterRequest) -> Any:
    """Keep a filter under a name, for everybody of the organisation."""
    return filters.save_filter(ctx, asked.name, asked.view)


@router.delete("/{filter_id}", response_model=FilterDeletedBody)
def delete_filter(ctx: Ctx, filter_id: str) -> Any:
    """Delete a filter; the answer says how to undo it."""
    return filters.delete_filter(ctx, filter_id)


@router.post("/undo/{undo_token}", response_model=FilterBody)
def undo_filter(ctx: Ctx, undo_token: str) -> Any:
    """Bring a deleted filter back as it was."""
    return filters.undo_filter(ctx, undo_token)
