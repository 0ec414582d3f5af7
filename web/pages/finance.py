"""Files of finance on pages: what was spent against a plan, and price sheets."""

from typing import Annotated, get_args

from fastapi import APIRouter, File, Form, Response, UploadFile

from planner.domain.prices import PriceUpdate
from planner.domain.variance import ActualFormat
from planner.errors import BadInput, VersionConflict
from planner.integrations.actuals import read_actuals
from planner.integrations.prices import day, read_prices
from planner.services.apply_relaxation import replace_with_way_back
from planner.services.changes import expect_version
from planner.services.import_prices import price_update, with_prices
from planner.services.portfolios import get_portfolio
from planner.services.variance import variance_report
from web.pages.jobs import progress_of
from web.pages.reading import open_plan, read_place
from web.rendering import answer
from web.views.actuals import actuals_view
from web.views.prices import prices_view
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, Visit, go, version_of

router = APIRouter()
MOST_TEXT = 5_000_000
"""Characters that may be pasted; files are limited by the size of a request."""
Upload = Annotated[UploadFile | None, File()]
Text = Annotated[str, Form(max_length=MOST_TEXT)]


def given(file: UploadFile | None, text: str) -> tuple[bytes, str]:
    """What was uploaded, else pasted, and as text to be shown again."""
    content = file.file.read() if file and file.filename else text.encode()
    try:
        shown = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content, text
    return content, shown if "\0" not in shown else ""


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/cost/actuals")
def actuals(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """Where to give what was spent."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    progress = progress_of(visit, job, source.href) if job else None
    return answer(actuals_view(shell, controls, source, progress))


@router.post("/portfolios/{portfolio_id}/plans/{plan_id}/cost/actuals")
def compare(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    text: Text = "",
    format_: Annotated[str, Form(alias="format", max_length=20)] = "",
    file: Upload = None,
) -> Response:
    """What was spent against the plan; nothing is stored."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    progress = progress_of(visit, job, source.href) if job else None
    content, shown = given(file, text)
    try:
        if not content.strip():
            raise BadInput("Choose a file or paste its rows.")
        read = read_actuals(content, next((f for f in get_args(ActualFormat) if f == format_), None))
        report = variance_report(source.portfolio, source.plan, [read])
    except BadInput as error:
        view = actuals_view(
            shell,
            controls,
            source,
            progress,
            format_=format_,
            text=shown,
            message=error.message,
            diagnostics=error.diagnostics,
        )
        return answer(view, status=422)
    return answer(
        actuals_view(shell, controls, source, progress, format_=format_, text=shown, found=(read, report))
    )


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
