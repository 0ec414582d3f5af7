"""Promised dates against uniform buffers: python -m benchmarks.promises [--seconds 10 | --decodes 6000].

Both plan with the same search and are judged on the same fresh scenarios. The uniform plan takes one buffer for all:
every project must be planned so many weeks before it is due. Where some project still misses its date too often on the
scenarios of the search, the worse half of those leaves, as in plans with promises, until the rest keep theirs: the
best of these plans over all buffers counts. It is also told what the best plan is worth in which a buffer alone was
enough. Each buffer that is tried gets a third of the work that the other plan has in all, in seconds or in decodes (the
same on every machine).
"""

import argparse
from dataclasses import dataclass

import numpy as np

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from planner.domain.portfolio import Portfolio
from planner.services.buffers import Stages
from planner.services.optimise import Kept, Planner
from planner.services.promise import FRESH, JUDGE_RUNS, plan_with_confidence
from planner.services.punctual import Asked, Candidate, due_weeks, restricted
from solvers.common.progress import ignore, never
from solvers.portfolio.run import Budget
from solvers.simulation.promise import shares

CONFIDENCE = 0.8
SIZES = {(10, 8, 4): 3, (30, 12, 4): 1}
"""Portfolios and the number of seeds of each load."""
FEATURES = ("deadlines", "drivers", "gates", "leave", "lags", "part_time", "redo", "value_shape")
BUFFERS = (0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 26, 32, 39)


@dataclass(frozen=True)
class Judged:
    """A plan on fresh scenarios."""

    value: float
    selected: int
    least: float
    """Smallest share of runs in which a promised project is on time; 1 without any."""


@dataclass(frozen=True)
class Uniform:
    """The best plan with one buffer for all, and its weeks."""

    plan: Judged
    weeks: int
    alone: float
    """Value of the best plan in which the buffer alone is enough; nan when there is none."""


def main() -> None:
    """One row for each portfolio, and the mean of the ratios of value."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument(
        "--seeds", type=int, default=0, help="of every size; default: 3 of the small one, 1 of the other"
    )
    parser.add_argument("--decodes", type=int, help="count the work in decodes instead of seconds")
    given = parser.parse_args()
    work = Budget(given.seconds, given.decodes)
    print(
        f"{'portfolio':<16} {'promised: value':>15} {'in':>3} {'least kept':>10} "
        f"{'uniform: value':>15} {'in':>3} {'least kept':>10} {'weeks':>5} {'buffer alone':>12} {'ratio':>6}"
    )
    plan_with_confidence(
        generate(np.random.default_rng(0), Size(5, 4, 2), FEATURES), CONFIDENCE, decodes=50
    )  # compiles
    ratios, least = [], []
    for size, seeds in SIZES.items():
        for load in ("tight", "loose", "light"):
            for seed in range(1, (given.seeds or seeds) + 1):
                portfolio = generate(np.random.default_rng(seed), Size(*size, load), FEATURES)
                own = promised(portfolio, work, seed)
                other = uniform(portfolio, work, seed)
                ratio = own.value / other.plan.value if other.plan.value > 0 else float("nan")
                ratios.append(ratio)
                least.append(own.least)
                name = "x".join(map(str, size)) + f" {load} {seed}"
                print(
                    f"{name:<16} {own.value:>15,.0f} {own.selected:>3} {own.least:>10.3f} "
                    f"{other.plan.value:>15,.0f} {other.plan.selected:>3} {other.plan.least:>10.3f} "
                    f"{other.weeks:>5} {other.alone:>12,.0f} {ratio:>6.3f}",
                    flush=True,
                )
    print(
        f"ratio: mean {np.nanmean(ratios):.3f}, smallest {np.nanmin(ratios):.3f}; least kept {min(least):.3f}"
    )


def promised(portfolio: Portfolio, work: Budget, seed: int) -> Judged:
    """The plan with a buffer for each project."""
    plan = plan_with_confidence(
        portfolio, CONFIDENCE, seconds=work.seconds, decodes=work.decodes, seed=seed
    ).plan
    assert plan.value is not None
    assert plan.promises is not None
    kept = [row.probability for row in plan.promises.projects]
    return Judged(plan.value, len(kept), min(kept, default=1.0))


def uniform(portfolio: Portfolio, work: Budget, seed: int) -> Uniform:
    """The best plan with one buffer for all."""
    asked = Asked(CONFIDENCE, "project", due_weeks(portfolio))
    problem = to_problem(portfolio)
    planner = Planner.of(portfolio, None)
    stages = Stages(planner, problem, asked, work, seed, ignore, never)
    third = Budget(work.seconds / 3, None if work.decodes is None else work.decodes // 3)
    at: Candidate | None = None
    found: tuple[Candidate, int] | None = None
    alone = float("nan")
    for weeks in BUFFERS:
        tight = restricted(problem, asked.due - weeks)
        kept = Kept.of_any(portfolio, tight, at.plan if at is not None else None)
        result = planner.solve(tight, third, seed=seed, begin=kept.begin if kept else None)
        if result.solution is None:
            break
        at = stages.judge(result)
        if at.shortfall(asked) == 0.0:
            alone = np.fmax(alone, result.value or 0.0)
        rest = stages.prune(at)
        if rest.shortfall(asked) == 0.0 and (found is None or _value(rest) > _value(found[0])):
            found = rest, weeks
    if found is None:
        return Uniform(Judged(0.0, 0, 1.0), 0, alone)
    best, weeks = found
    judged = stages.punctuality(best.plan, JUDGE_RUNS, seed + FRESH)
    kept_shares = shares(judged, best.selected, asked.due)[best.selected]
    return Uniform(
        Judged(_value(best), len(best.selected), float(kept_shares.min(initial=1.0))), weeks, alone
    )


def _value(candidate: Candidate) -> float:
    return candidate.result.value or 0.0


if __name__ == "__main__":
    main()
