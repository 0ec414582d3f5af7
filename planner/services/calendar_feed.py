"""The calendar of a portfolio's plan of record."""

from planner.exports.ics import empty_calendar, plan_calendar
from planner.services.context import Context
from planner.services.plans import get_forecast, plan_of_record
from planner.services.portfolios import get_portfolio
from planner.services.publications import list_publications


def calendar_feed(ctx: Context, portfolio_id: str) -> bytes:
    """Launches and deadlines of the plan of record as RFC 5545; no entries while there is none."""
    found = plan_of_record(ctx, portfolio_id)
    if found is None:
        return empty_calendar(get_portfolio(ctx, portfolio_id).portfolio.name)
    decisions = list_publications(ctx, portfolio_id, limit=1).items
    stamp = decisions[0].at if decisions else found.created_at
    return plan_calendar(portfolio_id, found.portfolio, found.plan, stamp, get_forecast(ctx, found.id))
