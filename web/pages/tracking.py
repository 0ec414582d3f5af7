"""How the plan of a portfolio goes."""

from fastapi import APIRouter, Response

from planner.domain.tracking import Tracking
from planner.errors import NotFound
from planner.services.tracking import get_tracking
from web.pages.reading import read_place
from web.rendering import answer
from web.tables import to_csv
from web.views.shell import portfolio_shell
from web.views.tracking import launches_table, phases_table, tracking_view
from web.visit import CurrentVisit, Visit

router = APIRouter()
TABLES = {"phases": phases_table, "launches": launches_table}


def _found(visit: Visit, portfolio_id: str) -> Tracking | None:
    try:
        return get_tracking(visit.context, portfolio_id)
    except NotFound:
        return None


@router.get("/portfolios/{portfolio_id}/tracking")
def tracking(visit: CurrentVisit, portfolio_id: str) -> Response:
    """The page."""
    record, place = read_place(visit, portfolio_id)
    shell = portfolio_shell(visit.frame, place, "Tracking")
    found = _found(visit, portfolio_id)
    return answer(tracking_view(shell, place, record.portfolio, found, can_edit=visit.can_edit))


@router.get("/portfolios/{portfolio_id}/tracking/tables/{name}.csv")
def table(visit: CurrentVisit, portfolio_id: str, name: str) -> Response:
    """A table of the page as CSV."""
    record, place = read_place(visit, portfolio_id)
    found = _found(visit, portfolio_id)
    if name not in TABLES or found is None:
        raise NotFound(f"There is no table '{name}'.")
    headers = {"Content-Disposition": f'attachment; filename="{portfolio_id}-{name}.csv"'}
    content = to_csv(TABLES[name](place, record.portfolio, found))
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
