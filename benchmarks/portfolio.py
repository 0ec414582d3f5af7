"""Plans against what else there is: python -m benchmarks.portfolio [SIZE ...] [--seconds 10] [--program 60].

Generated portfolios without the rules that a plain constraint program lacks. Three ways to plan each of them:

- the product, its value, bound and gap after 1, 3, 10 and more seconds;
- a list by value per effort, each project placed as early as the kernel can: what people do by hand;
- the constraint program alone (CP-SAT on two threads, without any schedule to begin at), up to `--program` seconds.
"""

import argparse
import threading
import time

import numpy as np

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from planner.services.optimise import Planner
from solvers.common.progress import Progress
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.exact.prove import prove
from solvers.portfolio.kernel.pack import pack
from solvers.portfolio.problem import Problem
from solvers.portfolio.run import Budget
from solvers.portfolio.search import Search
from solvers.portfolio.solve import warm_up
from solvers.portfolio.starts import first_genes

SIZES = ("10x8x4", "30x12x4", "60x20x8", "120x60x8", "300x120x12")
FEATURES = ("discount", "fixed_time", "gpu", "leave", "lags", "part_time", "value_shape", "windows")
MOMENTS = (1.0, 3.0, 10.0, 60.0)
PROGRAM_MOST = 60
"""Projects up to which the plain program is tried: larger ones do not fit in memory."""


def main() -> None:
    """One line for each moment of each portfolio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", default=SIZES)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--program", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=1)
    given = parser.parse_args()
    for size in given.sizes:
        projects, people, quarters = map(int, size.split("x"))
        for load in ("tight", "loose"):
            for seed in range(1, given.seeds + 1):
                drawn = Size(projects, people, quarters, load)
                portfolio = generate(np.random.default_rng(seed), drawn, FEATURES)
                problem = to_problem(portfolio)
                name = f"{size} {load} {seed}"
                by_hand = greedy(problem)
                ours = product(Planner.of(portfolio, None), problem, given.seconds, seed)
                for moment, (value, bound) in ours.items():
                    gap = (bound - value) / max(abs(bound), abs(value), 1e-9)
                    print(
                        f"{name:<20} planner {moment:>5.1f} s {value:>14,.0f} bound {bound:>14,.0f} {gap:>6.1%}"
                    )
                last = max(value for value, _ in ours.values())
                print(f"{name:<20} by hand         {by_hand:>14,.0f} {by_hand / last - 1:>+7.1%}", flush=True)
                if projects <= PROGRAM_MOST and given.program > 0:
                    plain, top = program(problem, given.program, seed)
                    print(
                        f"{name:<20} CP-SAT  {given.program:>5.1f} s {plain:>14,.0f} bound {top:>14,.0f} "
                        f"{plain / last - 1:>+7.1%}",
                        flush=True,
                    )


def product(
    planner: Planner, problem: Problem, seconds: float, seed: int
) -> dict[float, tuple[float, float]]:
    """Value and bound at the first plan, at each moment and at the end."""
    seen: dict[float, tuple[float, float]] = {}

    def note(look: Progress) -> None:
        if look.value is None:
            return
        at = next((m for m in MOMENTS if look.elapsed <= m), seconds)
        seen[min(at, seconds)] = (look.value, look.bound if look.bound is not None else float("inf"))

    warm_up(problem)
    result = planner.solve(problem, Budget(seconds), seed=seed, on_progress=note)
    assert result.value is not None
    assert result.bound is not None
    print(f"first plan after {result.first_plan_seconds:.2f} s, {result.decodes:,} trials")
    return seen | {seconds: (result.value, result.bound)}


def greedy(problem: Problem) -> float:
    """Value of the list by value per effort."""
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, 0.0).max(axis=1)
    effort = np.array([problem.phases.effort[problem.phases.project == j].sum() for j in range(len(value))])
    search = Search.start(problem)
    search.scores[:] = -np.inf
    search.consider(first_genes(problem, np.argsort(-value / np.maximum(effort, 0.1), kind="stable")))
    return float(search.scores[1])


def program(problem: Problem, seconds: float, seed: int) -> tuple[float, float]:
    """Value and bound of the constraint program by itself; 0 without a schedule, as the empty plan."""
    relaxed = Bound(problem, pack(problem)).relaxation
    values, bounds = [0.0], [float("inf")]
    begun = time.perf_counter()
    prove(
        problem,
        relaxed.earliest,
        relaxed.latest,
        seconds=seconds,
        seed=seed,
        stop=threading.Event(),
        on_solution=lambda found: values.append(found.value),
        on_bound=bounds.append,
        workers=2,
    )
    print(f"program made and solved in {time.perf_counter() - begun:.1f} s")
    return max(values), min(bounds)


if __name__ == "__main__":
    main()
