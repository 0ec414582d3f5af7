"""Projects and people out of a spreadsheet, into a new portfolio or beside what is there: all of it or nothing."""

from planner.document.notation import FILES, Notation
from planner.document.pasted import Pasted, paste_into
from planner.domain.portfolio import Portfolio
from planner.services.cells import refusal, sheet_diagnostics
from planner.services.changes import check_whole
from planner.services.context import Context, Role
from planner.services.portfolios import PortfolioRecord, create_portfolio, get_portfolio, replace_portfolio


def look_at(
    portfolio: Portfolio, projects: str, people: str, *, change: bool = False, how: Notation = FILES
) -> Pasted:
    """What would be stored, with every wrong cell. Errors as in `paste_into`, and those of the whole portfolio."""
    found = paste_into(portfolio, projects, people, change=change, how=how)
    if found.usable:
        check_whole(found.portfolio)
    return found


def pasted_portfolio(
    portfolio: Portfolio, projects: str, people: str, *, change: bool = False, how: Notation = FILES
) -> Portfolio:
    """A portfolio with what was pasted; BadInput with all wrong cells."""
    return usable(look_at(portfolio, projects, people, change=change, how=how))


def paste_new(
    ctx: Context, blank: Portfolio, projects: str, people: str, how: Notation = FILES
) -> PortfolioRecord:
    """A new portfolio of what was pasted; BadInput with all wrong cells, and then nothing is stored."""
    ctx.require(Role.EDITOR)
    return create_portfolio(ctx, pasted_portfolio(blank, projects, people, how=how))


def paste_rows(
    ctx: Context,
    portfolio_id: str,
    projects: str,
    people: str,
    *,
    version: int,
    change: bool = False,
    how: Notation = FILES,
) -> PortfolioRecord:
    """Add what was pasted to a portfolio; with `change`, rows of names that are there are changed.

    Raises
    ------
    BadInput
        With all wrong cells; nothing is stored.
    VersionConflict
        When the portfolio has changed since `version`.
    """
    ctx.require(Role.EDITOR)
    stored = get_portfolio(ctx, portfolio_id)
    pasted = pasted_portfolio(stored.portfolio, projects, people, change=change, how=how)
    return replace_portfolio(ctx, portfolio_id, pasted, version=version)


def usable(found: Pasted) -> Portfolio:
    """What was pasted; BadInput with all wrong cells."""
    if found.usable:
        return found.portfolio
    raise refusal([d for sheet in found.sheets for d in sheet_diagnostics(sheet)])
