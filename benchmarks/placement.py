"""How far plans are from the cheapest accelerator-hours for the same dates: python -m benchmarks.placement.

The kernel fills pools one phase after the other, cheapest first. Over all phases together it can be cheaper that one
leaves a cheap pool, or a cheap week, to another that has no choice: a linear program says how much.
"""

from dataclasses import replace

import numpy as np
from scipy import optimize, sparse

from benchmarks.generate import Size, generate
from planner.compile.index import Index
from planner.compile.plan import draft_plan
from planner.compile.problem import to_problem
from planner.compile.schedule import to_schedule
from planner.services.optimise import plan_portfolio
from planner.verify import verify_plan
from solvers.portfolio.problem import Bools, Floats, Ints, Problem
from solvers.portfolio.solution import Solution

WORTHWHILE = 1e-6
"""Part of the spending below which a saving is rounding."""
TINY = 1e-6
"""Hours below this are rounding."""


def main(portfolios: int = 60, decodes: int = 30) -> None:
    """Print the saving that is left in plans of random portfolios that spend on demand or on spot."""
    gaps: list[float] = []
    for seed in range(portfolios):
        portfolio = generate(np.random.default_rng(seed), Size(10, 8, 4) if seed % 2 else Size(6, 4, 2))
        plan = plan_portfolio(portfolio, decodes=decodes, seed=seed).plan
        if plan.value is None:
            continue
        problem = to_problem(portfolio, plan)
        solution = to_schedule(Index.of(portfolio), problem, plan)
        before = spending(problem, solution.hours) if len(solution.hours) else 0.0
        if before < 1.0:
            continue
        best = cheapest_hours(problem, solution)
        gaps.append(1.0 - spending(problem, best.hours) / before)
        if best is not solution:
            draft = draft_plan(
                portfolio, replace(best, value=plan.value + gaps[-1] * before), snapshot=plan.snapshot
            )
            assert verify_plan(portfolio, draft, snapshot=plan.snapshot).valid
    found = np.array(gaps)
    print(
        f"{len(found)} plans that spend: {np.mean(found <= 0.001):.0%} within 0.1 % of the cheapest hours, "
        f"mean {found.mean():.3%}, worst {found.max():.3%} dearer"
    )


def spending(problem: Problem, hours: Floats) -> float:
    """What rows (phase, pool, week, paid hours) cost that is not paid for anyway."""
    pool, week = hours[:, 1].astype(np.int64), hours[:, 2].astype(np.int64)
    price = np.where(problem.pools.committed[pool], 0.0, problem.pools.price[pool, week])
    return float(price @ hours[:, 3])


def cheapest_hours(problem: Problem, solution: Solution) -> Solution:
    """The same schedule with the cheapest hours; itself when nothing is saved.

    Minimises on-demand and spot cost over paid hours x[phase, pool, week] >= 0 of the weeks in which each phase runs:
    useful hours are what the phase needs, devices of a phase and hours of a pool are limited week by week, and budgets
    of compute hold.
    """
    if not len(solution.hours):
        return solution
    before = spending(problem, solution.hours)
    if before <= TINY:
        return solution
    phase, pool, week = _places(problem, solution)
    price = np.where(problem.pools.committed[pool], 0.0, problem.pools.price[pool, week])
    weeks = problem.weeks
    rate = problem.phases.gpu_rate[phase, pool]
    needs, need_of = np.unique(phase, return_inverse=True)
    equal = _sums(need_of, rate, len(needs))
    rows = [
        _sums(np.unique(phase * weeks + week, return_inverse=True)[1], np.ones(len(phase))),
        _sums(np.unique(pool * weeks + week, return_inverse=True)[1], np.ones(len(phase))),
    ]
    slots = np.unique(phase * weeks + week)
    cells = np.unique(pool * weeks + week)
    limits = [problem.phases.gpu_weekly[slots // weeks], problem.pools.hours[cells // weeks, cells % weeks]]
    charges = _budgets(problem, phase, pool, week)
    kept = [r for r in range(len(charges)) if charges[r].any()]
    rows += [sparse.csr_matrix(charges[r][None, :]) for r in kept]
    used = _at(phase, pool, week, solution.hours)
    # A budget may be used up by other things than these hours: as much as the schedule takes now is there.
    limits += [np.array([charges[r] @ used + 1e-9]) for r in kept]
    found = optimize.linprog(
        price,
        A_ub=sparse.vstack(rows),
        b_ub=np.where(np.isfinite(bound := np.concatenate(limits)), bound, 1e12),
        A_eq=equal,
        b_eq=equal @ used,
        method="highs",
    )
    if found.status != 0 or before - found.fun <= WORTHWHILE * before:
        return solution
    taken = np.flatnonzero(found.x > TINY)
    hours = np.column_stack([phase[taken], pool[taken], week[taken], found.x[taken]]).astype(np.float64)
    return replace(solution, hours=hours, value=solution.value + before - spending(problem, hours))


def _places(problem: Problem, solution: Solution) -> tuple[Ints, Ints, Ints]:
    """Phase, pool and week of all hours that could be used; weeks that are over stay as they are."""
    found = []
    for i in np.unique(solution.hours[:, 0].astype(np.int64)):
        pools = np.flatnonzero(problem.phases.gpu_rate[i] > 0)
        span = np.arange(int(solution.start[i]), int(solution.finish[i]))
        grid = np.array(np.meshgrid([i], pools, span, indexing="ij")).reshape(3, -1)
        found.append(grid)
    phase, pool, week = np.concatenate(found, axis=1).astype(np.int64)
    return phase, pool, week


def _sums(group: Ints, amount: Floats, count: int | None = None) -> sparse.csr_matrix:
    """A row for each group that adds up its amounts."""
    size = int(group.max()) + 1 if count is None else count
    return sparse.csr_matrix((amount, (group, np.arange(len(group)))), shape=(size, len(group)))


def _budgets(problem: Problem, phase: Ints, pool: Ints, week: Ints) -> Floats:
    """(R, N): what an hour takes from each budget of compute."""
    rules = problem.rules
    price = problem.pools.price[pool, week]
    theme = problem.projects.theme[problem.phases.project[phase]]
    every: Bools = np.asarray(rules.budget_theme < 0)
    charge = np.where(
        every[:, None],
        np.where(problem.pools.committed[pool], 0.0, price)[None, :],
        price[None, :] * (rules.budget_theme[:, None] == theme[None, :]),
    )
    return np.asarray(charge * rules.budget_weeks[:, week] * ~rules.budget_people[:, None])


def _at(phase: Ints, pool: Ints, week: Ints, hours: Floats) -> Floats:
    """(N,): hours of the schedule at each place."""
    place = {key: n for n, key in enumerate(zip(phase.tolist(), pool.tolist(), week.tolist(), strict=True))}
    used = np.zeros(len(phase))
    for i, p, t, amount in hours.tolist():
        used[place[int(i), int(p), int(t)]] += amount
    return used


if __name__ == "__main__":
    main()
