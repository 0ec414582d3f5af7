"""The calendar of a portfolio's plan of record, or of one plan."""

from planner.exports.ics import empty_calendar, plan_calendar
from planner.services.context import Context
from planner.services.plans import get_forecast, get_plan, plan_of_record
from planner.services.portfolios import get_portfolio
from planner.services.publications import list_publications


def calendar_feed(ctx: Context, portfolio_id: str, plan_id: str | None = None) -> bytes:
    """Launches and deadlines as RFC 5545, of the plan of record unless a plan is named; no entries while there is
    none."""
    found = get_plan(ctx, plan_id) if plan_id else plan_of_record(ctx, portfolio_id)
    if found is None:
        return empty_calendar(get_portfolio(ctx, portfolio_id).portfolio.name)
    decisions = list_publications(ctx, portfolio_id, limit=1).items if found.is_record else ()
    stamp = decisions[0].at if decisions else found.created_at
    return plan_calendar(portfolio_id, found.portfolio, found.plan, stamp, get_forecast(ctx, found.id))
