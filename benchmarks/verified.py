"""Does every plan keep every rule? python -m benchmarks.verified [--solves 10000] [--seed 0] [--decodes 40]

Random portfolios, every feature of the document switched on or off at random, are planned with work that is counted,
and every third plan is planned again after random changes. Each plan is written out, read back and given to the
verifier, which shares no code with the solvers. Anything that it names is printed with its seed: `--only SEED` makes it
again.
"""

import argparse
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import numpy as np

from benchmarks.generate import FEATURES, Size, generate
from benchmarks.random_changes import random_changes
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import SolverBug
from planner.services.optimise import plan_portfolio
from planner.services.replan import replan
from planner.verify import verify_plan

SIZES = ((2, 2, 1), (3, 3, 1), (4, 3, 1), (5, 4, 2), (3, 5, 2), (6, 4, 2), (8, 5, 3), (12, 8, 4))
WEIGHTS = (0.2, 0.2, 0.2, 0.15, 0.1, 0.1, 0.04, 0.01)
LOADS: tuple[Literal["tight", "loose", "light"], ...] = ("tight", "loose", "light")
PRICES = (0.0, 100.0, 3_000.0, 1e6)


def main() -> None:
    """Count plans by status, and print every violation."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--solves", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first portfolio; the others follow")
    parser.add_argument("--decodes", type=int, default=40)
    parser.add_argument("--only", type=int, help="one seed, to see a fault again")
    given = parser.parse_args()
    seen: Counter[str] = Counter()
    begun, solves, seed, faults = time.perf_counter(), 0, given.seed, 0
    while solves < given.solves:
        seed = given.only if given.only is not None else seed
        for kind, status, broken in cases(seed, given.decodes):
            solves += 1
            seen[f"{kind} {status}"] += 1
            faults += bool(broken)
            if broken:
                print(f"seed {seed} {kind}: {broken}", flush=True)
        if given.only is not None:
            break
        seed += 1
        if seed % 500 == 0:
            print(f"{solves} solves, {faults} with faults, {time.perf_counter() - begun:.0f} s", flush=True)
    for kind, count in sorted(seen.items()):
        print(f"{kind:<32} {count}")
    print(f"{faults} of {solves} plans with faults; seeds {given.seed} to {seed - 1}")


def cases(seed: int, decodes: int) -> Iterator[tuple[str, str, str]]:
    """Plans of one seed: (afresh or again, status, what is wrong with it)."""
    rng = np.random.default_rng(seed)
    size = Size(*SIZES[int(rng.choice(len(SIZES), p=WEIGHTS))], LOADS[int(rng.integers(3))])
    portfolio = generate(rng, size, FEATURES if rng.random() < 0.1 else None)
    status, broken, plan = "fault", "", None
    try:
        plan = plan_portfolio(portfolio, decodes=decodes, seed=seed).plan
        status, broken = plan.status, wrong(portfolio, plan)
    except Exception as fault:
        broken = told(fault)
    yield "afresh", status, broken
    if seed % 3 or plan is None or plan.value is None:
        return
    try:
        changes = random_changes(
            rng,
            portfolio,
            plan,
            as_of_week=int(rng.integers(portfolio.horizon.weeks)),
            price=PRICES[int(rng.integers(len(PRICES)))],
        )
        found = replan(portfolio, plan, changes, decodes=decodes, seed=seed)
        status, broken = found.outcome.plan.status, wrong(found.portfolio, found.outcome.plan, plan)
        if not broken and any(not move.reason for move in found.moves):
            broken = "a move without a reason"
    except Exception as fault:
        status, broken = "fault", told(fault)
    yield "again", status, broken


def wrong(portfolio: Portfolio, plan: Plan, base: Plan | None = None) -> str:
    """What is wrong with a plan, in a sentence; empty when nothing is."""
    plan = Plan.model_validate_json(plan.model_dump_json(by_alias=True))
    if plan.value is None:
        return "" if plan.status in ("INFEASIBLE", "NO_PLAN_IN_BUDGET") else f"{plan.status} without a value"
    verdict = verify_plan(portfolio, plan, base=base)
    if not verdict.valid:
        return "; ".join(f"{row.rule}: {row.text}" for row in verdict.violations[:3])
    if plan.bound is not None and plan.bound < plan.value - 1e-6 * max(1.0, abs(plan.value)):
        return f"the bound {plan.bound} is below the value {plan.value}"
    silent = [row.id for row in plan.projects if not row.selected and row.reason is None]
    return f"no reason why {', '.join(silent)} is out" if silent else ""


def told(fault: Exception) -> str:
    """An exception in one line: the solver's own check, or where it came from."""
    if isinstance(fault, SolverBug):
        return f"SolverBug: {fault}"[:400]
    where = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}: {fault} ({where.filename.split('/')[-1]}:{where.lineno})"[:400]


if __name__ == "__main__":
    main()
