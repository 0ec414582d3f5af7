"""What one more of each resource would be worth: planning again with it, beside what planning again alone gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.explain import check_pair, replan_from
from planner.services.relaxations import add_people, scale_budgets, scale_pool

NOISE_SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class MarginalValue:
    """The worth of one more of a resource over the whole horizon, in the portfolio's currency."""

    resource: str
    kind: str
    """skill, pool or budget."""
    change: str
    value: float | None
    """Gain over the best plan found without the change; None when no plan was found."""
    noise: float
    """How far plans of the unchanged portfolio lie apart: a gain below it says nothing."""

    @property
    def clear(self) -> bool:
        """Whether the gain is above the noise."""
        return self.value is not None and self.value > self.noise


def marginal_values(portfolio: Portfolio, plan: Plan, *, seconds: float = 1.5) -> tuple[MarginalValue, ...]:
    """One more full-time person of each skill, a tenth more of each pool and of the budgets; the largest gain first.

    Parameters
    ----------
    seconds
        For each plan; all begin with the given one.
    """
    check_pair(portfolio, plan)
    again = [replan_from(portfolio, plan, seconds, seed=seed).value for seed in NOISE_SEEDS]
    values = [value for value in (plan.value, *again) if value is not None]
    best = max(values)
    noise = best - min(value for value in again if value is not None) if any(again) else 0.0
    rows = []
    for resource, kind, change, changed in _changes(portfolio):
        value = replan_from(changed, plan, seconds, seed=NOISE_SEEDS[0]).value
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
