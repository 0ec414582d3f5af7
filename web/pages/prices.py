"""Price sheets: what they would change, and taking them."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from planner.domain.prices import PriceUpdate
from planner.errors import BadInput, VersionConflict
from planner.integrations.prices import day, read_prices
from planner.services.apply_relaxation import replace_with_way_back
from planner.services.changes import expect_version
from planner.services.import_prices import price_update, with_prices
from planner.services.portfolios import get_portfolio
from web.pages.reading import Text, Upload, given, read_place
from web.rendering import answer
from web.views.prices import prices_view
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, Visit, go, version_of

router = APIRouter()


@router.get("/portfolios/{portfolio_id}/prices")
def prices(visit: CurrentVisit, portfolio_id: str) -> Response:
    """Where to give a price sheet."""
    return _prices(visit, portfolio_id)


@router.post("/portfolios/{portfolio_id}/prices")
def take_prices(
    visit: CurrentVisit,
    portfolio_id: str,
    text: Text = "",
    since: Annotated[str, Form(alias="from", max_length=20)] = "",
    do: Annotated[str, Form(max_length=20)] = "",
    version: Annotated[str, Form(max_length=20)] = "",
    file: Upload = None,
) -> Response:
    """Show what a sheet changes, or store what was shown."""
    content, shown = given(file, text)
    try:
        if not content.strip():
            raise BadInput("Choose a file or paste its rows.")
        record = get_portfolio(visit.context, portfolio_id)
        effective = day(since, "from") if since else None
        update = price_update(record.portfolio, read_prices(content), effective)
        if do != "store":
            return _prices(visit, portfolio_id, text=shown, since=since, update=update)
        expect_version(record.version, version_of({"version": version}), "The portfolio")
        token = replace_with_way_back(visit.context, record, with_prices(record.portfolio, update))
    except (BadInput, VersionConflict) as error:
        return _prices(visit, portfolio_id, text=shown, since=since, error=error)
    return go(f"/portfolios/{portfolio_id}/plan", said="applied", undo=token)


def _prices(
    visit: Visit,
    portfolio_id: str,
    *,
    text: str = "",
    since: str = "",
    update: PriceUpdate | None = None,
    error: BadInput | VersionConflict | None = None,
) -> Response:
    record, place = read_place(visit, portfolio_id)
    view = prices_view(
        portfolio_shell(visit.frame, place, "Compute", title="Prices from a sheet"),
        place,
        record.portfolio,
        record.version,
        can_edit=visit.can_edit,
        text=text,
        since=since,
        message=error.message if error else "",
        diagnostics=error.diagnostics if isinstance(error, BadInput) else (),
        update=update,
    )
    status = 200 if error is None else 422 if isinstance(error, BadInput) else 409
    return answer(view, status=status)
