"""Many projects changed at once from their table."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from planner.errors import BadInput
from planner.services.bulk_edit import ReadRow, change_projects
from web.views.bulk import read_bulk
from web.visit import CurrentVisit, go

router = APIRouter()
MOST = 2_000


@router.post("/portfolios/{portfolio_id}/projects/bulk")
def change(
    visit: CurrentVisit,
    request: Request,
    portfolio_id: str,
    row: Annotated[list[str] | None, Form(max_length=MOST)] = None,
    change: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Change the selected projects and come back to the same view of the table."""
    done = change_projects(visit.context, portfolio_id, [_read(one) for one in row or []], read_bulk(change))
    href = f"/portfolios/{portfolio_id}/projects"
    query = request.url.query
    back = f"{href}?{query}" if query else href
    if done.undo_token is None:
        return go(back, said="same")
    return go(back, said="changed", undo=done.undo_token)


def _read(text: str) -> ReadRow:
    project, _, version = text.rpartition(":")
    if not project or not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadInput("Select the projects in their table.")
    return ReadRow(project, int(version))
