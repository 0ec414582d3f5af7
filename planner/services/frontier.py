"""Value against spend: the best plans found when less and less may be spent, each of them verified."""

from dataclasses import dataclass
from decimal import Decimal

from planner.domain.plan import Plan
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.errors import SolverBug
from planner.services.explain import replan_from
from planner.services.forecast_cost import cost_report
from planner.services.optimise import plan_portfolio
from planner.verify import verify_plan

CENT = Decimal("0.01")
LEAST = Decimal("0.2")
"""Part of the spending of the first plan that the last one may have."""


@dataclass(frozen=True)
class FrontierPoint:
    """A plan that nothing found spends less than without being worth less."""

    share: Decimal
    """Part of the decided spending of the first plan to which people and accelerators were limited."""
    spend: Decimal
    """Cost of the plan's work within the horizon, with commitments."""
    value: float
    projects: int
    """Selected ones."""
    plan: Plan
    """Of the portfolio as it is; its bound is left out, because it was found under a limit."""


def spend_frontier(
    portfolio: Portfolio, *, points: int = 6, seconds: float = 5.0, seed: int = 0, decodes: int | None = None
) -> tuple[FrontierPoint, ...]:
    """Plan without a limit, then with limits that fall in equal steps; points that another one beats are left out.

    Parameters
    ----------
    points
        Plans that are made, at least two.
    seconds, decodes
        For each plan; every plan begins with the one before.

    Returns
    -------
    The points from the dearest to the cheapest; empty when there is no plan at all. Limits under which mandatory
    projects cannot be done give no point.
    """
    first = plan_portfolio(portfolio, seconds=seconds, seed=seed, decodes=decodes).plan
    if first.value is None:
        return ()
    found, last = [_point(portfolio, first, Decimal(1))], first
    for share in shares(points)[1:]:
        limited = with_limit(portfolio, first, share)
        plan = replan_from(limited, last, seconds, seed=seed, decodes=decodes)
        if plan.value is None:
            break
        found.append(_point(portfolio, plan, share))
        last = plan
    return tuple(_undominated(found))


def shares(points: int) -> tuple[Decimal, ...]:
    """Limits in equal steps, from all of the spending down to the least part."""
    steps = max(1, points - 1)
    return tuple((1 - (1 - LEAST) * n / steps).quantize(Decimal("0.001")) for n in range(steps + 1))


def with_limit(portfolio: Portfolio, plan: Plan, share: Decimal) -> Portfolio:
    """The portfolio with budgets over the horizon: a part of what a plan spends on people and by use of
    accelerators. Commitments are paid in any case."""
    report = cost_report(portfolio, plan)
    people = report.by_pool.get("people", Decimal(0))
    committed = {pool.id for pool in portfolio.pools if pool.committed}
    used = sum((cost for name, cost in report.by_pool.items() if _by_use(portfolio, name)), Decimal(0))
    fixed = sum((cost for name, cost in report.by_pool.items() if name in committed), Decimal(0))
    budget = Budget(
        people=(people * share).quantize(CENT), compute=(fixed + used * share).quantize(CENT) + CENT
    )
    return portfolio.model_copy(update={"budgets": (*portfolio.budgets, budget)})


def _by_use(portfolio: Portfolio, name: str) -> bool:
    return any(pool.id == name and not pool.committed for pool in portfolio.pools)


def _point(portfolio: Portfolio, plan: Plan, share: Decimal) -> FrontierPoint:
    """The plan as one of the portfolio without the limit, checked as such."""
    own = plan
    if share < 1:
        update = {"snapshot": snapshot_id(portfolio), "status": "FEASIBLE", "bound": None, "gap": None}
        own = plan.model_copy(update=update)
    verdict = verify_plan(portfolio, own)
    if not verdict.valid:
        broken = "; ".join(f"{v.rule}: {v.text}" for v in verdict.violations[:3])
        raise SolverBug(f"a plan under a limit breaks rules without it: {broken}", own.model_dump_json())
    spend = cost_report(portfolio, own).total
    return FrontierPoint(share, spend, verdict.value, sum(p.selected for p in own.projects), own)


def _undominated(points: list[FrontierPoint]) -> list[FrontierPoint]:
    """Without points that another one beats: worth as much for less, or more for as much."""

    def beaten(point: FrontierPoint) -> bool:
        return any(
            other.spend <= point.spend
            and other.value >= point.value
            and (other.spend, -other.value) != (point.spend, -point.value)
            for other in points
        )

    kept = {(p.spend, p.value): p for p in points if not beaten(p)}
    return sorted(kept.values(), key=lambda p: -p.spend)
