"""Cost reports of stored plans, remembered: a plan and the version of its portfolio never change."""

from functools import partial

from planner.domain.beside_cost import BesideCost
from planner.domain.cost import CostQuery, CostReport
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.actuals import stored_actuals
from planner.services.context import Context
from planner.services.export_cost import CostSources
from planner.services.forecast_cost import cost_report
from planner.services.memory import Memory
from planner.services.plans import get_forecast
from planner.services.unit_costs import beside_cost

MOST_ROWS = 60_000
"""Rows of reports that a process keeps, about 60 MB."""
MOST_PLANS = 200


def plan_cost(plan_id: str, portfolio: Portfolio, plan: Plan, query: CostQuery = CostQuery()) -> CostReport:  # noqa: B008
    """What a stored plan costs: parameters and errors as in `cost_report`."""
    key = plan_id, plan.snapshot, query
    found = _reports.get(key)
    if found is None:
        found = cost_report(portfolio, plan, query)
        _reports.put(key, found, len(found.rows))
    return found


def plan_beside(plan_id: str, portfolio: Portfolio, plan: Plan) -> BesideCost:
    """What is told beside the cost of a stored plan; errors as in `cost_report`."""
    key = plan_id, plan.snapshot
    found = _beside.get(key)
    if found is None:
        found = beside_cost(portfolio, plan)
        _beside.put(key, found)
    return found


def cost_sources(ctx: Context, portfolio_id: str, plan_id: str, query: CostQuery) -> CostSources:
    """What was spent and what is forecast, as far as a file of the plan's cost is to hold it; reports from memory."""
    return CostSources(
        stored_actuals(ctx, portfolio_id) if "actual" in query.data else (),
        get_forecast(ctx, plan_id) if "quantiles" in query.data else None,
        partial(plan_cost, plan_id),
        partial(plan_beside, plan_id),
    )


_reports: Memory[tuple[str, str, CostQuery], CostReport] = Memory(MOST_ROWS)
_beside: Memory[tuple[str, str], BesideCost] = Memory(MOST_PLANS)
