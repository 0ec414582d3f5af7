"""How fast and how good local repair is: python -m benchmarks.what_if [--seconds 10]."""

import argparse
import time
from statistics import median

import numpy as np

from benchmarks.generate import Size, generate
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Drag
from planner.services.gestures import with_pins
from planner.services.optimise import plan_portfolio
from planner.services.what_if import Workbench, what_if

GESTURES = 40
"""Of each plan: a third each of starts, people and selections."""
AGAIN = 4
"""Gestures of each plan that are also planned again in full."""


def main() -> None:
    """Print one row for each load."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    seconds = parser.parse_args().seconds
    print(
        f"{'load':<6} {'first ms':>9} {'median ms':>10} {'p90 ms':>8} {'worst ms':>9} {'possible':>9} {'behind':>8}"
    )
    for load in ("tight", "loose", "light"):
        firsts: list[float] = []
        times: list[float] = []
        possible: list[bool] = []
        behind: list[float] = []
        for seed in (1, 2, 3):
            portfolio = generate(np.random.default_rng(seed), Size(60, 20, 8, load))
            plan = plan_portfolio(portfolio, seconds=seconds, seed=seed).plan
            if plan.value is None:
                continue
            _measure(portfolio, plan, seed, seconds, (firsts, times), possible, behind)
        times.sort()
        print(
            f"{load:<6} {1000 * median(firsts):>9.0f} {1000 * median(times):>10.0f} "
            f"{1000 * times[int(0.9 * len(times))]:>8.0f} {1000 * times[-1]:>9.0f} "
            f"{sum(possible) / len(possible):>9.0%} {median(behind) if behind else 0.0:>8.2%}",
            flush=True,
        )


def _measure(
    portfolio: Portfolio,
    plan: Plan,
    seed: int,
    seconds: float,
    clocks: tuple[list[float], list[float]],
    possible: list[bool],
    behind: list[float],
) -> None:
    """Ask; the first question compiles the portfolio, all others find it compiled."""
    rng, bench = np.random.default_rng(seed), Workbench(portfolio, plan)
    what_if(Workbench(portfolio, plan), draw(rng, portfolio, plan))  # loads the kernel
    for n in range(GESTURES):
        drag = draw(rng, portfolio, plan)
        begun = time.perf_counter()
        answer = what_if(bench, drag)
        clocks[0 if n == 0 else 1].append(time.perf_counter() - begun)
        possible.append(answer.possible)
        if n < AGAIN and answer.value is not None:
            free = portfolio.policies.model_copy(update={"change_price": 0})
            pinned = with_pins(portfolio, answer.pins).model_copy(update={"policies": free})
            full = plan_portfolio(pinned, seconds=seconds, seed=seed, base=plan).plan
            if full.value is not None:
                behind.append((full.value - answer.value) / abs(full.value))


def draw(rng: np.random.Generator, portfolio: Portfolio, plan: Plan) -> Drag:
    """A start within eight weeks of the planned one, a person of a needed skill, or the opposite selection."""
    row = plan.phases[int(rng.integers(len(plan.phases)))]
    kind = int(rng.integers(3))
    if kind == 0:
        week = portfolio.horizon.week_of(row.start) + int(rng.integers(-8, 9))
        week = min(max(week, 0), portfolio.horizon.weeks - 1)
        return Drag(project=row.project, phase=row.phase, starts=portfolio.horizon.monday(week))
    phase = next(p for p in portfolio.project(row.project).phases if p.id == row.phase)
    able = [w.id for w in portfolio.people if set(w.skills) & set(phase.effort)]
    if kind == 1 and able and row.crew:
        return Drag(project=row.project, phase=row.phase, person=str(rng.choice(able)))
    one = plan.projects[int(rng.integers(len(plan.projects)))]
    return Drag(project=one.id, selected=not one.selected)


if __name__ == "__main__":
    main()
