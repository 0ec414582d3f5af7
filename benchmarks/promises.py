"""Promised dates against uniform buffers: python -m benchmarks.promises [--seconds 20] [--seeds 3].

Both plan with the same search and are judged on the same fresh scenarios. The uniform plan takes one buffer for all:
every project must be planned so many weeks before it is due. The least such buffer counts with which every project of
the plan keeps its date on the scenarios of the search. Each buffer that is tried gets a third of the seconds that the
other plan has in all.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from planner.domain.portfolio import Portfolio
from planner.services.buffers import Asked, Candidate, Stages, due_weeks, restricted
from planner.services.optimise import Kept, Planner
from planner.services.promise import FRESH, JUDGE_RUNS, plan_with_confidence
from solvers.common.progress import ignore, never
from solvers.portfolio.run import Budget
from solvers.simulation.promise import shares

CONFIDENCE = 0.8
SIZES = ((10, 8, 4), (30, 12, 4))
FEATURES = ("deadlines", "drivers", "gates", "leave", "lags", "part_time", "redo", "value_shape")
BUFFERS = (0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20)


@dataclass(frozen=True)
class Judged:
    """A plan on fresh scenarios."""

    value: float
    selected: int
    least: float
    """Smallest share of runs in which a promised project is on time; 1 without any."""


def main() -> None:
    """One row for each portfolio, and the mean of the ratios of value."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    print(
        f"{'portfolio':<16} {'promised: value':>15} {'in':>3} {'least kept':>10} "
        f"{'uniform: value':>15} {'in':>3} {'least kept':>10} {'weeks':>5} {'ratio':>6}"
    )
    ratios = []
    for size in SIZES:
        for load in ("tight", "loose", "light"):
            for seed in range(1, given.seeds + 1):
                portfolio = generate(np.random.default_rng(seed), Size(*size, load), FEATURES)
                own = promised(portfolio, given.seconds, seed)
                other, weeks = uniform(portfolio, given.seconds, seed)
                ratio = own.value / other.value if other.value > 0 else float("nan")
                ratios.append(ratio)
                name = "x".join(map(str, size)) + f" {load} {seed}"
                print(
                    f"{name:<16} {own.value:>15,.0f} {own.selected:>3} {own.least:>10.3f} "
                    f"{other.value:>15,.0f} {other.selected:>3} {other.least:>10.3f} {weeks:>5} {ratio:>6.3f}",
                    flush=True,
                )
    print(f"mean ratio {np.nanmean(ratios):.3f}, smallest {np.nanmin(ratios):.3f}")


def promised(portfolio: Portfolio, seconds: float, seed: int) -> Judged:
    """The plan with a buffer for each project."""
    plan = plan_with_confidence(portfolio, CONFIDENCE, seconds=seconds, seed=seed).plan
    assert plan.value is not None
    assert plan.promises is not None
    kept = [row.probability for row in plan.promises.projects]
    return Judged(plan.value, len(kept), min(kept, default=1.0))


def uniform(portfolio: Portfolio, seconds: float, seed: int) -> tuple[Judged, int]:
    """The plan with one buffer for all, and its weeks."""
    asked = Asked(CONFIDENCE, "project", due_weeks(portfolio))
    problem = to_problem(portfolio)
    planner = Planner.of(portfolio, None)
    stages = Stages(planner, problem, asked, Budget(seconds), seed, ignore, never)
    at: Candidate | None = None
    found, weeks = None, 0
    for weeks in BUFFERS:
        tight = restricted(problem, asked.due - weeks)
        kept = Kept.of_any(portfolio, tight, at.plan if at is not None else None)
        result = planner.solve(tight, Budget(seconds / 3), seed=seed, begin=kept.begin if kept else None)
        if result.solution is None:
            break
        at = stages.judge(result)
        if at.shortfall(asked) == 0.0:
            found = at
            break
    if found is None or found.result.value is None:
        return Judged(0.0, 0, 1.0), weeks
    judged = stages.punctuality(found.plan, JUDGE_RUNS, seed + FRESH)
    kept_shares = shares(judged, found.selected, asked.due)[found.selected]
    return Judged(found.result.value, len(found.selected), float(kept_shares.min(initial=1.0))), weeks


if __name__ == "__main__":
    main()
