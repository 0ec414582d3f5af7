"""Equal to brute force? python -m benchmarks.tiny [--cases 500] [--seed 0] [--seconds 5]

Portfolios of three projects and two people over six weeks, whose best plan is found by trying everything, are planned
as the product plans them: search, bound and constraint program, until the plan is proved. Counted are plans that are
worth the optimum, bounds that are not below it, and plans that are proved optimal.
"""

import argparse
import time

from benchmarks.brute import best_value, tiny
from planner.compile.problem import to_problem
from solvers.portfolio.run import Budget
from solvers.portfolio.solution import Status
from solvers.portfolio.solve import solve

WAITS: tuple[tuple[tuple[int, int], ...], ...] = ((), ((0, 1),), ((0, 2), (1, 2)))
TOLERANCE = 1e-6


def main() -> None:
    """Print each case that differs, then the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="of the first case; the others follow")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each at most")
    given = parser.parse_args()
    equal = safe = proved = 0
    begun = time.perf_counter()
    for seed in range(given.seed, given.seed + given.cases):
        oracle, portfolio = tiny(seed, WAITS[seed % len(WAITS)])
        best = best_value(oracle)
        found = solve(to_problem(portfolio), Budget(seconds=given.seconds), seed=seed)
        value, bound = found.value, found.bound
        least = TOLERANCE * max(1.0, abs(best))
        equal += value is not None and abs(value - best) <= least
        safe += bound is not None and bound >= best - least
        proved += found.status is Status.OPTIMAL
        if value is None or bound is None or abs(value - best) > least or bound < best - least:
            print(f"seed {seed}: best {best}, plan {value}, bound {bound}, {found.status.name}", flush=True)
    print(
        f"{given.cases} cases: {equal} plans equal to brute force, {safe} bounds not below it, {proved} proved; "
        f"{time.perf_counter() - begun:.0f} s"
    )


if __name__ == "__main__":
    main()
