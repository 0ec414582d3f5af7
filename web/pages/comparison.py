"""The list of a portfolio's plans, and plans side by side."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from planner.errors import BadInput, NotFound
from planner.services.compare_plans import comparison, forecast_alike, plans_to_compare, same_luck
from planner.services.plans import list_plans
from planner.services.publications import list_publications
from web.pages.jobs import progress_of
from web.pages.reading import REFRESH_SECONDS, download, plan_source, read_place, running_answer
from web.rendering import answer
from web.tables import to_csv
from web.views.comparison import CompareView, compare_href, compare_view, plans_view
from web.views.publishing import decision_rows
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, Visit, go

router = APIRouter()
Chosen = Annotated[list[str], Query(alias="plan", default_factory=list)]
Over = Annotated[str, Query(max_length=100)]


@router.get("/portfolios/{portfolio_id}/plans")
def plans(
    visit: CurrentVisit, portfolio_id: str, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """All plans, the newest first."""
    return _list(visit, portfolio_id, cursor)


def _list(
    visit: Visit,
    portfolio_id: str,
    cursor: str | None = None,
    chosen: list[str] | None = None,
    message: str = "",
) -> Response:
    record, place = read_place(visit, portfolio_id)
    page = list_plans(visit.context, portfolio_id, cursor=cursor)
    shell = portfolio_shell(visit.frame, place, "Plan", title="All plans")
    currency = record.portfolio.currency
    # The history stands under the first page of plans.
    decided = () if cursor else list_publications(visit.context, portfolio_id).items
    view = plans_view(
        shell,
        place,
        page.items,
        currency,
        page.next_cursor,
        decision_rows(place, decided, currency, newest=True),
        chosen or (),
        message,
    )
    return answer(view, status=422 if message else 200)


@router.get("/portfolios/{portfolio_id}/compare")
def compare(visit: CurrentVisit, portfolio_id: str, chosen: Chosen, over: Over = "") -> Response:
    """Two to four plans side by side; the list again when others are asked for."""
    try:
        return answer(_compared(visit, portfolio_id, chosen, over))
    except BadInput as error:
        return _list(visit, portfolio_id, chosen=chosen, message=error.message)


@router.get("/portfolios/{portfolio_id}/compare/{name}.csv")
def table(visit: CurrentVisit, portfolio_id: str, name: str, chosen: Chosen, over: Over = "") -> Response:
    """A table of the comparison as CSV."""
    view = _compared(visit, portfolio_id, chosen, over)
    tables = {
        "figures": view.figures,
        "projects": view.projects,
        "moves": view.against.moves,
        "documents": view.against.documents,
        "luck": view.paired.figures,
        "luck-projects": view.paired.projects,
    }
    found = tables.get(name)
    if found is None:
        raise NotFound(f"There is no table '{name}'.")
    return download(to_csv(found), f"{portfolio_id}-{name}.csv", "text/csv; charset=utf-8")


def _compared(visit: Visit, portfolio_id: str, chosen: list[str], over: str) -> CompareView:
    # The list has the newest first; people read changes forwards in time.
    compared = sorted(
        plans_to_compare(visit.context, portfolio_id, chosen), key=lambda one: one.record.created_at
    )
    record, place = read_place(visit, portfolio_id)
    sources = [plan_source(visit, place, record, one.record) for one in compared]
    ids = [source.plan_id for source in sources]
    laid = ids.index(over) if over in ids[1:] else 1
    job = running_answer(visit, portfolio_id, ids)
    shell = portfolio_shell(
        visit.frame, place, "Plan", title="Plans side by side", refresh_seconds=REFRESH_SECONDS if job else 0
    )
    here = compare_href(place, ids, over=ids[laid])
    return compare_view(
        shell,
        sources,
        comparison(compared, partial(same_luck, visit.context)),
        laid,
        can_edit=visit.can_edit,
        progress=progress_of(visit, job, here) if job else None,
    )


@router.post("/portfolios/{portfolio_id}/compare/forecasts")
def simulate_alike(visit: CurrentVisit, portfolio_id: str, chosen: Chosen, over: Over = "") -> Response:
    """Ask for forecasts whose runs are pairs; the comparison shows how it goes."""
    forecast_alike(visit.context, portfolio_id, chosen)
    _, place = read_place(visit, portfolio_id)
    return go(compare_href(place, chosen, over=over))
