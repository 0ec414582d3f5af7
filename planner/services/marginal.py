"""What one more of each resource would be worth: planning again with it, beside what planning again alone gives."""

import time
from collections.abc import Iterator
from decimal import Decimal

from planner.domain.answers import MarginalValue
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.explain import check_pair, replan_from
from planner.services.progress import OnProgress, Progress, ShouldStop, ignore, never
from planner.services.relaxations import add_people, scale_budgets, scale_pool

__all__ = ["MarginalValue", "marginal_values"]

NOISE_SEEDS = (1, 2, 3)


def marginal_values(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seconds: float = 1.5,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> tuple[MarginalValue, ...]:
    """One more full-time person of each skill, a tenth more of each pool and of the budgets; the largest gain first.

    Parameters
    ----------
    seconds
        For each plan; all begin with the given one.
    """
    check_pair(portfolio, plan)
    begun, changes = time.monotonic(), list(_changes(portfolio))
    steps = len(NOISE_SEEDS) + len(changes)

    def planned(changed: Portfolio, seed: int, phase: str, step: int) -> float | None:
        on_progress(Progress(phase=phase, elapsed=time.monotonic() - begun, fraction=step / steps))
        return replan_from(changed, plan, seconds, seed=seed, should_stop=should_stop).value

    again = [planned(portfolio, seed, "measuring the noise", n) for n, seed in enumerate(NOISE_SEEDS)]
    values = [value for value in (plan.value, *again) if value is not None]
    best = max(values)
    noise = best - min(value for value in again if value is not None) if any(again) else 0.0
    rows = []
    for n, (resource, kind, change, changed) in enumerate(changes, len(NOISE_SEEDS)):
        value = planned(changed, NOISE_SEEDS[0], f"trying {change} of {resource}", n)
        gain = None if value is None else value - best
        rows.append(MarginalValue(resource, kind, change, gain, noise))
    return tuple(sorted(rows, key=lambda row: -(row.value if row.value is not None else float("-inf"))))


def _changes(portfolio: Portfolio) -> Iterator[tuple[str, str, str, Portfolio]]:
    for skill in portfolio.skills:
        yield skill.id, "skill", "+1 engineer", add_people(portfolio, (skill.id,), 1)
    for pool in portfolio.pools:
        yield pool.id, "pool", "+10 % devices", scale_pool(portfolio, pool.id, 1.1)
    for field in ("compute", "people"):
        if any(getattr(row, field) is not None for row in portfolio.budgets):
            yield f"{field} budget", "budget", "+10 %", scale_budgets(portfolio, field, Decimal("1.1"))
