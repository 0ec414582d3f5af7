"""Value against spend or confidence: the best plans found with less and less money, or with more and more certainty.
Each is verified."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.answers import FrontierAxis, FrontierStep
from planner.domain.plan import Plan
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.errors import SolverBug
from planner.services.explain import replan_from
from planner.services.forecast_cost import cost_report
from planner.services.optimise import plan_portfolio
from planner.services.progress import OnProgress, Progress, ShouldStop, ignore, never
from planner.services.promise import plan_with_confidence
from planner.verify import verify_plan

CENT = Decimal("0.01")
LEAST_SPEND = Decimal("0.2")
"""Part of the spending of the first plan that the last one may have."""
LEAST_SURE, MOST_SURE = Decimal("0.5"), Decimal("0.95")
"""Confidence of the first plan and of the last one."""


@dataclass(frozen=True)
class FrontierPoint:
    """A verified plan of the portfolio as it is; its bound is left out where it was found under a limit."""

    level: Decimal
    """See `FrontierStep`."""
    spend: Decimal
    value: float
    reached: bool
    plan: Plan

    @property
    def selected(self) -> tuple[str, ...]:
        """Projects of the plan."""
        return tuple(project.id for project in self.plan.projects if project.selected)


@dataclass(frozen=True)
class _Search:
    """How the plans are made."""

    portfolio: Portfolio
    points: int
    seconds: float
    seed: int
    decodes: int | None
    on_progress: OnProgress
    should_stop: ShouldStop
    begun: float

    def report(self, phase: str, n: int) -> None:
        """Progress before plan n of all."""
        elapsed = time.monotonic() - self.begun
        self.on_progress(Progress(phase=phase, elapsed=elapsed, fraction=n / self.points))


def frontier(
    portfolio: Portfolio,
    against: FrontierAxis,
    *,
    points: int = 6,
    seconds: float = 5.0,
    seed: int = 0,
    decodes: int | None = None,
    begin: Plan | None = None,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> tuple[FrontierPoint, ...]:
    """Plan again and again with less money or more certainty; points that another one beats are left out.

    Parameters
    ----------
    against
        `spend`: without a limit, then with limits on people and accelerators that fall in equal steps. `confidence`:
        each date kept in a half of all runs, then in more and more.
    points
        Plans that are made, at least two.
    seconds, decodes
        For each plan.
    begin
        A plan of the same portfolio at which the first search begins.

    Returns
    -------
    The points from the dearest to the cheapest, or from the least to the most certain; empty when there is no plan at
    all. Limits under which mandatory projects cannot be done give no point.
    """
    search = _Search(
        portfolio, max(2, points), seconds, seed, decodes, on_progress, should_stop, time.monotonic()
    )
    made = _by_spend(search, begin) if against == "spend" else _by_confidence(search, begin)
    beats = _cheaper if against == "spend" else _surer
    return tuple(_undominated(list(made), beats))


def steps(points: tuple[FrontierPoint, ...]) -> tuple[FrontierStep, ...]:
    """The points without their plans."""
    first = points[0].selected if points else ()
    return tuple(
        FrontierStep(
            p.level,
            p.spend,
            p.value,
            len(p.selected),
            tuple(name for name in first if name not in p.selected),
            p.reached,
        )
        for p in points
    )


def _by_spend(search: _Search, begin: Plan | None) -> Iterator[FrontierPoint]:
    search.report("planning without a limit", 0)
    portfolio = search.portfolio
    first = plan_portfolio(
        portfolio, seconds=search.seconds, seed=search.seed, decodes=search.decodes, begin=begin,
        should_stop=search.should_stop,
    ).plan  # fmt: skip
    if first.value is None:
        return
    yield _point(portfolio, first, Decimal(1))
    last = first
    for n, share in enumerate(shares(search.points)[1:], 1):
        if search.should_stop():
            return
        search.report(f"planning with {share:.0%} of the spending", n)
        limited = with_limit(portfolio, first, share)
        plan = replan_from(
            limited, last, search.seconds, seed=search.seed, decodes=search.decodes,
            should_stop=search.should_stop,
        )  # fmt: skip
        if plan.value is None:
            return
        yield _point(portfolio, _without_limit(portfolio, plan), share)
        last = plan


def _by_confidence(search: _Search, begin: Plan | None) -> Iterator[FrontierPoint]:
    for n, level in enumerate(confidences(search.points)):
        if search.should_stop():
            return
        search.report(f"planning to be {level:.0%} sure", n)
        plan = plan_with_confidence(
            search.portfolio, float(level), seconds=search.seconds, seed=search.seed, begin=begin,
            decodes=search.decodes, should_stop=search.should_stop,
        ).plan  # fmt: skip
        if plan.value is None:
            return
        yield _point(search.portfolio, plan, level)


def shares(points: int) -> tuple[Decimal, ...]:
    """Limits in equal steps, from all of the spending down to the least part."""
    return _equal_steps(Decimal(1), LEAST_SPEND, points)


def confidences(points: int) -> tuple[Decimal, ...]:
    """Confidence in equal steps."""
    return _equal_steps(LEAST_SURE, MOST_SURE, points)


def _equal_steps(first: Decimal, last: Decimal, points: int) -> tuple[Decimal, ...]:
    count = max(1, points - 1)
    return tuple((first + (last - first) * n / count).quantize(Decimal("0.001")) for n in range(count + 1))


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


def _without_limit(portfolio: Portfolio, plan: Plan) -> Plan:
    """A plan that was found under a limit as one of the portfolio without it."""
    update = {"snapshot": snapshot_id(portfolio), "status": "FEASIBLE", "bound": None, "gap": None}
    return plan.model_copy(update=update)


def _point(portfolio: Portfolio, plan: Plan, level: Decimal) -> FrontierPoint:
    verdict = verify_plan(portfolio, plan)
    if not verdict.valid:
        broken = "; ".join(f"{v.rule}: {v.text}" for v in verdict.violations[:3])
        raise SolverBug(f"a plan of the frontier breaks rules: {broken}", plan.model_dump_json())
    reached = plan.promises is None or plan.promises.reached
    return FrontierPoint(level, cost_report(portfolio, plan).total, verdict.value, reached, plan)


def _cheaper(one: FrontierPoint, other: FrontierPoint) -> bool:
    """Whether a point is worth as much for less, or more for as much."""
    if (one.spend, one.value) == (other.spend, other.value):
        return one.level > other.level  # the same plan twice: the limit that it was found without
    return one.spend <= other.spend and one.value >= other.value


def _surer(one: FrontierPoint, other: FrontierPoint) -> bool:
    """Whether a point is surer and worth as much, or more."""
    return one.reached and one.level > other.level and one.value >= other.value


def _undominated(
    points: list[FrontierPoint], beats: Callable[[FrontierPoint, FrontierPoint], bool]
) -> Iterator[FrontierPoint]:
    """The points that no other one beats, as they come."""
    return (point for point in points if not any(beats(other, point) for other in points))
