"""How far plans are from the cheapest accelerator-hours for the same dates: python -m benchmarks.placement.

A linear program is written down from the documents alone, the portfolio and the finished plan; it shares nothing with
the solver's last step.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice

import numpy as np
from scipy import optimize, sparse

from benchmarks.generate import FEATURES, Size, generate
from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.plan import Plan
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from planner.services.optimise import plan_portfolio
from planner.verify.facts import Facts

WANTED = ("gpu", "substitutes", "spot", "owned", "steps", "budgets", "theme_budgets", "max_devices")
"""Features that make placement hard; the others come at random."""
SIZES = (Size(6, 4, 2), Size(10, 8, 4), Size(20, 10, 4))
Place = tuple[str, str, str, int]


def main(cases: int = 120, decodes: int = 30) -> None:
    """Print the saving that is left in plans of random portfolios that spend on demand or on spot."""
    gaps = np.array(list(islice(_gaps(decodes), cases)))
    print(
        f"{len(gaps)} plans that spend: {np.mean(gaps <= 0.001):.0%} within 0.1 % of the cheapest hours, "
        f"mean {gaps.mean():.5%}, worst {gaps.max():.5%} dearer"
    )


def _gaps(decodes: int) -> Iterator[float]:
    for seed in count():
        rng = np.random.default_rng(seed)
        others = [name for name in sorted(FEATURES) if rng.random() < 0.4]
        portfolio = generate(rng, SIZES[seed % len(SIZES)], {*others, *WANTED} if seed % 2 else None)
        plan = plan_portfolio(portfolio, decodes=decodes, seed=seed).plan
        spent = 0.0 if plan.value is None else spending(portfolio, plan)
        if spent >= 1.0:
            yield 1.0 - cheapest(portfolio, plan) / spent


def spending(portfolio: Portfolio, plan: Plan) -> float:
    """What the hours of a plan cost on demand and on spot."""
    facts = Facts(portfolio, plan, plan.snapshot)
    prices = _prices(facts)
    return sum(
        use.hours * prices[use.pool][use.week] for use in facts.use if not facts.pools[use.pool].committed
    )


def cheapest(portfolio: Portfolio, plan: Plan) -> float:
    """The least that the same phases in the same weeks can spend on demand and on spot."""
    facts = Facts(portfolio, plan, plan.snapshot)
    prices = _prices(facts)
    usable = {name: pool.hours(facts.horizon) for name, pool in facts.pools.items()}
    rows = _Rows([place for key in facts.spans for place in _places(facts, *key)])
    by_phase: dict[tuple[str, str], dict[Place, float]] = defaultdict(dict)
    by_slot: dict[tuple[str, str, int, int], dict[Place, float]] = defaultdict(dict)
    by_cell: dict[tuple[str, int], dict[Place, float]] = defaultdict(dict)
    for place in rows.places:
        project, phase, name, week = place
        gpu, pool = facts.phases[project, phase].gpu, facts.pools[name]
        assert gpu is not None
        by_phase[project, phase][place] = -gpu.factors[pool.accelerator] / (1 + pool.overhead)
        by_cell[name, week][place] = 1.0
        if gpu.max_devices is not None:
            by_slot[project, phase, week, gpu.max_devices][place] = 1.0
    for key, useful in by_phase.items():
        rows.add(useful, -facts.needed_hours(key))
    for (_, _, _, devices), paid in by_slot.items():
        rows.add(paid, devices * HOURS_PER_WEEK)
    for (name, week), paid in by_cell.items():
        rows.add(paid, usable[name][week])
    for budget in portfolio.budgets:
        if budget.compute is not None:
            rows.add(*_budget(facts, budget, prices, rows.places))
    return rows.least(
        [0.0 if facts.pools[name].committed else prices[name][week] for _, _, name, week in rows.places]
    )


@dataclass
class _Rows:
    """Sums of hours that have a limit."""

    places: list[Place]
    sums: list[dict[Place, float]] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def add(self, total: dict[Place, float], limit: float) -> None:
        self.sums.append(total)
        self.limits.append(limit)

    def least(self, prices: list[float]) -> float:
        """The least cost of hours within all limits; a millionth is rounding of the plan file."""
        at = {place: n for n, place in enumerate(self.places)}
        matrix = sparse.lil_matrix((len(self.sums), len(at)))
        for r, total in enumerate(self.sums):
            for place, amount in total.items():
                matrix[r, at[place]] = amount
        slack = 1e-6 * np.maximum(1.0, np.abs(self.limits))
        found = optimize.linprog(prices, A_ub=matrix.tocsr(), b_ub=self.limits + slack, method="highs")
        assert found.status == 0, found.message
        return float(found.fun)


def _places(facts: Facts, project: str, phase: str) -> Iterator[Place]:
    gpu = facts.phases[project, phase].gpu
    if gpu is None or facts.needed_hours((project, phase)) <= 0:
        return
    for name, pool in facts.pools.items():
        if pool.accelerator in gpu.factors and project not in pool.barred_projects:
            yield from ((project, phase, name, week) for week in range(*facts.spans[project, phase]))


def _prices(facts: Facts) -> dict[str, list[float]]:
    """What an hour of each pool costs in each week."""
    return {
        name: [float(price) for price in pool.prices(facts.horizon)] for name, pool in facts.pools.items()
    }


def _budget(
    facts: Facts, budget: Budget, prices: dict[str, list[float]], places: list[Place]
) -> tuple[dict[Place, float], float]:
    """What hours take from a budget: of one theme all at their price, of all themes those that are not paid for."""
    weeks = {
        week for week, label in enumerate(facts.horizon.quarter_labels) if budget.quarter in (None, label)
    }
    total, limit = {}, float(budget.compute or 0)
    for place in places:
        project, _, name, week = place
        ours = budget.theme is None or facts.projects[project].theme == budget.theme
        if week in weeks and ours and (budget.theme is not None or not facts.pools[name].committed):
            total[place] = prices[name][week]
    for name, pool in facts.pools.items():
        if budget.theme is None and pool.committed:
            devices = pool.devices(facts.horizon)
            limit -= sum(prices[name][week] * devices[week] * HOURS_PER_WEEK for week in weeks)
    return total, limit


if __name__ == "__main__":
    main()
