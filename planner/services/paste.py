"""Projects and people out of a spreadsheet, into a new portfolio or beside what is there: all of it or nothing."""

from planner.document.pasted import Pasted, paste_into
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, Diagnostic
from planner.services.changes import check_whole
from planner.services.context import Context, Role
from planner.services.portfolios import PortfolioRecord, create_portfolio, get_portfolio, replace_portfolio


def look_at(portfolio: Portfolio, projects: str, people: str) -> Pasted:
    """What would be stored, with every wrong cell. Errors as in `paste_into`, and those of the whole portfolio."""
    found = paste_into(portfolio, projects, people)
    if found.usable:
        check_whole(found.portfolio)
    return found


def paste_new(ctx: Context, blank: Portfolio, projects: str, people: str) -> PortfolioRecord:
    """A new portfolio of what was pasted; BadInput with all wrong cells, and then nothing is stored."""
    ctx.require(Role.EDITOR)
    return create_portfolio(ctx, _usable(look_at(blank, projects, people)))


def paste_rows(
    ctx: Context, portfolio_id: str, projects: str, people: str, *, version: int
) -> PortfolioRecord:
    """Add what was pasted to a portfolio.

    Raises
    ------
    BadInput
        With all wrong cells; nothing is stored.
    VersionConflict
        When the portfolio has changed since `version`.
    """
    ctx.require(Role.EDITOR)
    stored = get_portfolio(ctx, portfolio_id)
    pasted = _usable(look_at(stored.portfolio, projects, people))
    return replace_portfolio(ctx, portfolio_id, pasted, version=version)


def _usable(found: Pasted) -> Portfolio:
    if found.usable:
        return found.portfolio
    wrong = [
        Diagnostic("error", f"{sheet.kind}, column {w.column + 1}", w.message, w.row + 2)
        for sheet in found.sheets
        for w in sheet.wrong
    ]
    first = (
        f"{wrong[0].path}, row {wrong[0].line}: {wrong[0].message}" if wrong else "there is nothing to store"
    )
    raise BadInput(f"What was pasted cannot be used: {first}", wrong)
