"""Equal to brute force? python -m benchmarks.tiny [--cases 500] [--seed 0] [--seconds 5] [--replans]

Portfolios of three projects and two people over six weeks, whose best plan is found by trying everything, are planned
as the product plans them: search, bound and constraint program, until the plan is proved. Counted are plans that are
worth the optimum, bounds that are not below it, and plans that are proved optimal. With `--replans` somebody is then
away for one more week, and each plan is made again at a random price of moves; the best replanning is found by trying
everything as well.
"""

import argparse
import time
from decimal import Decimal

import numpy as np

from benchmarks.brute import Choice, best_value, tiny, with_leave
from planner.compile.problem import to_problem
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.optimise import plan_portfolio
from solvers.portfolio.run import Budget
from solvers.portfolio.solve import solve

WAITS: tuple[tuple[tuple[int, int], ...], ...] = ((), ((0, 1),), ((0, 2), (1, 2)))
TOLERANCE = 1e-6
PRICES = (0.0, 50.0, 300.0, 2000.0)
"""Of a move; a project is worth some thousands."""
REPLAN = 0.5
"""Seconds of a replanning, which has no proof to end it."""


def main() -> None:
    """Print each case that differs, then the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="of the first case; the others follow")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each plan at most")
    parser.add_argument("--replans", action="store_true")
    given = parser.parse_args()
    equal = safe = proved = 0
    begun = time.perf_counter()
    for seed in range(given.seed, given.seed + given.cases):
        best, value, bound, status = (again if given.replans else afresh)(seed, given.seconds)
        least = TOLERANCE * max(1.0, abs(best))
        equal += value is not None and abs(value - best) <= least
        safe += bound is not None and bound >= best - least
        proved += status == "OPTIMAL"
        if value is None or bound is None or abs(value - best) > least or bound < best - least:
            print(f"seed {seed}: best {best}, plan {value}, bound {bound}, {status}", flush=True)
    print(
        f"{given.cases} cases: {equal} plans equal to brute force, {safe} bounds not below it, {proved} proved; "
        f"{time.perf_counter() - begun:.0f} s"
    )


Found = tuple[float, float | None, float | None, str]
"""The best value, then value, bound and status of the plan."""


def afresh(seed: int, seconds: float) -> Found:
    """A tiny portfolio planned."""
    oracle, portfolio = tiny(seed, WAITS[seed % len(WAITS)])
    found = solve(to_problem(portfolio), Budget(seconds=seconds), seed=seed)
    return best_value(oracle), found.value, found.bound, found.status.name


def again(seed: int, seconds: float, decodes: int | None = None) -> Found:
    """A tiny plan made again when somebody is away for a week more; with `decodes` that is reproducible."""
    rng = np.random.default_rng(seed)
    oracle, portfolio = tiny(seed, WAITS[seed % len(WAITS)])
    plan = plan_portfolio(portfolio, seconds=seconds, seed=seed, decodes=decodes).plan
    person, week = int(rng.integers(len(oracle.capacity))), int(rng.integers(len(oracle.capacity[0])))
    price = float(rng.choice(PRICES))
    oracle, changed = with_leave(oracle, portfolio, person, week)
    policies = portfolio.policies.model_copy(update={"change_price": Decimal(price)})
    changed = changed.model_copy(update={"policies": policies})
    found = plan_portfolio(changed, base=plan, seconds=min(seconds, REPLAN), seed=seed, decodes=decodes).plan
    return best_value(oracle, chosen(portfolio, plan), price), found.value, found.bound, found.status


def chosen(portfolio: Portfolio, plan: Plan) -> tuple[Choice, ...]:
    """A plan as brute force knows it."""
    people = {person.id: n for n, person in enumerate(portfolio.people)}
    monday = {day: week for week, day in enumerate(portfolio.horizon.mondays)}
    end = portfolio.horizon.weeks
    rows = {
        row.project: (people[row.crew[0]], monday[row.start], monday.get(row.finish, end))
        for row in plan.phases
    }
    return tuple(rows.get(project.id) for project in portfolio.projects)


if __name__ == "__main__":
    main()
