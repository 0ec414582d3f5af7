"""Are explanations true? python -m benchmarks.explain [SIZE ...] [--questions 50] [--seconds 4] [--seed 1]

Projects that are out of plans of generated portfolios are explained. What an explanation states is then tried by a plan
of another seed: with the smallest change that lets the project in, it must be in again or the plan be worth what was
stated; without such a change, a plan with the project forced in must be worth what was stated.
"""

import argparse
import itertools
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.generate import Size, generate
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.explain import decided, explain, replan_from
from planner.services.optimise import plan_portfolio
from planner.services.relaxations import relaxations

SIZES = ((10, 8, 4), (30, 12, 4), (60, 20, 8))
EACH = 6
"""Questions to one plan at most."""
RECOVERED = 0.995
"""Part of the stated value that a plan of another seed must reach."""


def main() -> None:
    """Counts by kind of answer, and the slowest answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("size", nargs="*", type=_size, help="projects x people x quarters, such as 30x12x4")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1, help="of the first portfolios; the others follow")
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    true: dict[str, list[bool]] = {}
    waits = []
    for portfolio, plan, project in questions(given.questions, given.seed, tuple(given.size) or SIZES):
        begun = time.perf_counter()
        told = explain(portfolio, plan, project, seconds=given.seconds)
        waits.append(time.perf_counter() - begun)
        chosen = next((change for change in told.relaxations if change.selects), None)
        if chosen is not None:
            every = relaxations(portfolio, project, told.reason)
            changed = next(change.portfolio for change in every if change.change == chosen.change)
            kind, stated = "change lets it in", chosen.value
        elif told.value_if_forced is not None:
            changed = decided(portfolio, project, selected=True)
            kind, stated = "only by force", told.value_if_forced
        else:
            kind, stated, changed = "impossible", None, portfolio
        again = replan_from(changed, plan, given.seconds, seed=1)
        is_in = any(row.id == project and row.selected for row in again.projects)
        reached = again.value is not None and stated is not None and again.value >= RECOVERED * stated
        kept = not is_in if kind == "impossible" else (is_in if chosen is not None else False) or reached
        true.setdefault(kind, []).append(kept)
        if not kept:
            print(f"{portfolio.name} {project}: {kind}, stated {stated}, again {again.value}", flush=True)
    for kind, rows in true.items():
        print(f"{kind:<20} {sum(rows)} of {len(rows)} true")
    print(f"seconds an answer: median {np.median(waits):.1f}, most {max(waits):.1f}")


def _size(text: str) -> tuple[int, int, int]:
    projects, people, quarters = text.split("x")
    return int(projects), int(people), int(quarters)


def questions(
    count: int, first: int, sizes: tuple[tuple[int, int, int], ...]
) -> Iterator[tuple[Portfolio, Plan, str]]:
    """Projects that are out, some of each plan; portfolios of this seed and those that follow."""
    asked = 0
    for seed in itertools.count(first):
        if asked >= count:
            return
        for size in sizes:
            for load in ("tight", "loose"):
                portfolio = generate(np.random.default_rng(seed), Size(*size, load))
                plan = plan_portfolio(portfolio, seconds=3.0, seed=seed).plan
                if plan.value is None:
                    continue
                out = [row.id for row in plan.projects if not row.selected]
                for project in out[:: max(1, len(out) // EACH)][: min(EACH, count - asked)]:
                    asked += 1
                    yield portfolio, plan, project


if __name__ == "__main__":
    main()
