"""Paste from a spreadsheet: into a new portfolio, or beside what a portfolio has. Look first, then store."""

from fastapi import APIRouter, Response

from planner.document.notation import Notation
from planner.document.pasted import Pasted
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, Conflict, LimitExceeded, QuarterdeckError
from planner.services.blank import bare_portfolio
from planner.services.context import Role
from planner.services.paste import look_at, paste_new, paste_rows
from planner.services.templates import open_template
from web import locales
from web.pages.reading import read_place
from web.rendering import answer
from web.views.paste import paste_view
from web.views.shell import Nav, portfolio_shell, shell
from web.visit import CurrentVisit, Typed, Visit, go, version_of

router = APIRouter()


@router.post("/templates/{template_id}")
def template(visit: CurrentVisit, template_id: str) -> Response:
    """A new portfolio from a template, planned at once."""
    return go(
        f"/portfolios/{open_template(visit.context, template_id, visit.now.date()).id}/plan", said="sample"
    )


@router.get("/paste")
def form(visit: CurrentVisit) -> Response:
    """The empty page for a new portfolio."""
    return _new(visit, {})


@router.post("/paste")
def take(visit: CurrentVisit, typed: Typed) -> Response:
    """Show what would be stored, or store it."""
    visit.context.require(Role.EDITOR)
    try:
        blank = bare_portfolio(typed.get("name", ""), visit.now.date())
        if "store" in typed:
            record = paste_new(
                visit.context, blank, typed.get("projects", ""), typed.get("people", ""), _how()
            )
            return go(f"/portfolios/{record.id}/plan", said="imported")
        return _new(visit, typed, found=_looked(blank, typed))
    except (BadInput, LimitExceeded) as error:
        return _new(visit, typed, error=error)


def _how() -> Notation:
    return locales.typed().notation


def _looked(portfolio: Portfolio, typed: dict[str, str]) -> Pasted:
    found = look_at(
        portfolio, typed.get("projects", ""), typed.get("people", ""), change="change" in typed, how=_how()
    )
    if not found.sheets:
        raise BadInput("Paste the cells of projects, of people, or of both, with their headings.")
    return found


def _new(
    visit: Visit, typed: dict[str, str], *, found: Pasted | None = None, error: QuarterdeckError | None = None
) -> Response:
    view = paste_view(
        shell(visit.frame, "Paste from a spreadsheet", section="Import"),
        "/paste",
        Nav("Portfolios", "/"),
        named=True,
        name=typed.get("name", ""),
        projects=typed.get("projects", ""),
        people=typed.get("people", ""),
        message=error.message if error else "",
        found=found,
    )
    return answer(view, status=422 if error or (found and not found.usable) else 200)


@router.get("/portfolios/{portfolio_id}/paste")
def form_beside(visit: CurrentVisit, portfolio_id: str) -> Response:
    """The empty page for a portfolio that is there."""
    return _beside(visit, portfolio_id, {})


@router.post("/portfolios/{portfolio_id}/paste")
def take_beside(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Show what would be added, or add it."""
    visit.context.require(Role.EDITOR)
    record, place = read_place(visit, portfolio_id)
    try:
        if "store" in typed:
            paste_rows(
                visit.context,
                portfolio_id,
                typed.get("projects", ""),
                typed.get("people", ""),
                version=version_of(typed),
                change="change" in typed,
                how=_how(),
            )
            kind = "projects" if typed.get("projects", "").strip() else "people"
            return go(f"{place.href}/{kind}", said="saved")
        return _beside(visit, portfolio_id, typed, found=_looked(record.portfolio, typed))
    except (BadInput, LimitExceeded, Conflict) as error:
        return _beside(visit, portfolio_id, typed, error=error)


def _beside(
    visit: Visit,
    portfolio_id: str,
    typed: dict[str, str],
    *,
    found: Pasted | None = None,
    error: QuarterdeckError | None = None,
) -> Response:
    record, place = read_place(visit, portfolio_id)
    view = paste_view(
        portfolio_shell(visit.frame, place, "Projects", title="Paste from a spreadsheet"),
        f"{place.href}/paste",
        Nav("Projects", f"{place.href}/projects"),
        projects=typed.get("projects", ""),
        people=typed.get("people", ""),
        version=record.version,
        change="change" in typed,
        message=error.message if error else "",
        found=found,
    )
    conflict = isinstance(error, Conflict)
    return answer(view, status=409 if conflict else 422 if error or (found and not found.usable) else 200)
