"""Filters of the table of projects that are kept under a name."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response
from pydantic import ValidationError

from planner.domain.project_filter import TableView
from planner.errors import BadInput
from planner.services.filters import delete_filter, save_filter
from web.pages.scoring import Scored
from web.views.filters import view_query
from web.visit import CurrentVisit, Typed, go

router = APIRouter()
FILTERS = "/portfolios/{portfolio_id}/projects/filters"
Short = Annotated[str, Query(max_length=200)]


def current_view(
    scoring: Scored, q: Short = "", theme: Short = "", team: Short = "", tag: Short = "", sort: Short = ""
) -> TableView:
    """The filter of the address."""
    return TableView(q=q, theme=theme, team=team, tag=tag, sort=sort, **scoring.query)


CurrentView = Annotated[TableView, Depends(current_view)]


@router.post(FILTERS)
def save(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Keep the filter of the table under a name."""
    given = {name: typed[name] for name in TableView.model_fields if name in typed}
    try:
        view = TableView.model_validate(given)
    except ValidationError as error:
        raise BadInput("filter: it is too long to be kept; shorten it.") from error
    save_filter(visit.context, typed.get("name", ""), view)
    return go(f"/portfolios/{portfolio_id}/projects?{urlencode(view_query(view))}", said="filter-kept")


@router.post(FILTERS + "/{filter_id}/delete")
def delete(visit: CurrentVisit, portfolio_id: str, filter_id: str) -> Response:
    """Delete a filter, with a way back."""
    gone = delete_filter(visit.context, filter_id)
    return go(f"/portfolios/{portfolio_id}/projects", said="filter-deleted", undo=gone.undo_token)
