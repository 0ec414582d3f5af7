"""How fast local repair answers a gesture: python -m benchmarks.what_if [--seconds 10]."""

import argparse
import time
from statistics import median

import numpy as np

from benchmarks.generate import Size, generate
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Drag
from planner.services.optimise import plan_portfolio
from planner.services.what_if import Workbench, what_if

GESTURES = 40
"""Of each plan: a third each of starts, people and selections."""


def main() -> None:
    """Print one row for each load."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    seconds = parser.parse_args().seconds
    heads = ("first ms", "median ms", "p90 ms", "median cpu ms", "p90 cpu ms", "possible")
    print(f"{'load':<6}", *(f"{head:>14}" for head in heads))
    for load in ("tight", "loose", "light"):
        firsts: list[float] = []
        clocks: list[float] = []
        works: list[float] = []
        possible: list[bool] = []
        for seed in (1, 2, 3):
            portfolio = generate(np.random.default_rng(seed), Size(60, 20, 8, load))
            plan = plan_portfolio(portfolio, seconds=seconds, seed=seed).plan
            if plan.value is None:
                continue
            rng, bench = np.random.default_rng(seed), Workbench(portfolio, plan)
            what_if(Workbench(portfolio, plan), draw(rng, portfolio, plan))  # loads the kernel
            for n in range(GESTURES):
                drag = draw(rng, portfolio, plan)
                begun, worked = time.perf_counter(), time.process_time()
                answer = what_if(bench, drag)
                passed = time.perf_counter() - begun
                possible.append(answer.possible)
                if n == 0:  # compiles the portfolio; all others find it compiled
                    firsts.append(passed)
                else:
                    clocks.append(passed)
                    works.append(time.process_time() - worked)
        figures = (
            1000 * median(firsts),
            1000 * median(clocks),
            _high(clocks),
            1000 * median(works),
            _high(works),
        )
        share = sum(possible) / len(possible)
        print(f"{load:<6}", *(f"{figure:>14.0f}" for figure in figures), f"{share:>14.0%}", flush=True)


def _high(seconds: list[float]) -> float:
    """90th percentile in milliseconds."""
    return 1000 * sorted(seconds)[int(0.9 * len(seconds))]


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
