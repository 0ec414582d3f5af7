"""The cheapest accelerator-hours for a schedule whose weeks and people stand: a linear program over all phases.

The kernel fills pools one phase after the other, cheapest first. Over all phases together it can be cheaper that one
leaves a cheap pool, or a cheap week, to another that has no choice.
"""

from dataclasses import replace

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner

from solvers.portfolio.problem import Bools, Floats, Ints, Problem
from solvers.portfolio.solution import Solution

WORTHWHILE = 1e-6
"""Part of the spending below which a saving is rounding."""
TINY = 1e-6
"""Hours below this are rounding."""


def with_cheapest_hours(problem: Problem, solution: Solution) -> Solution:
    """The same schedule with the cheapest hours; itself when nothing is saved.

    Minimises on-demand and spot cost over paid hours x[phase, pool, week] >= 0 of the weeks in which each phase runs:
    useful hours stay what they are, devices of a phase and hours of a pool are limited week by week, and budgets of
    compute hold.
    """
    before = spending(problem, solution.hours)
    if before <= 0.0:
        return solution
    phase, pool, week = places = _places(problem, solution)
    price = _charged(problem, pool, week)
    used = _at(problem, places, solution.hours)
    _, need_of = np.unique(phase, return_inverse=True)
    useful = _sums(need_of, problem.phases.gpu_rate[phase, pool])
    slots, slot_of = np.unique(phase * problem.weeks + week, return_inverse=True)
    cells, cell_of = np.unique(pool * problem.weeks + week, return_inverse=True)
    charges = _budgets(problem, phase, pool, week)
    limits = (
        problem.phases.gpu_weekly[slots // problem.weeks],
        problem.pools.hours[cells // problem.weeks, cells % problem.weeks],
        np.maximum(problem.rules.budget_limit, charges @ used),
    )
    bound = np.concatenate(limits)
    rows = scipy.sparse.vstack([_sums(slot_of), _sums(cell_of), scipy.sparse.csr_matrix(charges)]).tocsr()
    finite = np.isfinite(bound)
    found = scipy.optimize.linprog(
        price, A_ub=rows[finite], b_ub=bound[finite], A_eq=useful, b_eq=useful @ used, method="highs"
    )
    if found.status != 0 or before - found.fun <= WORTHWHILE * before:
        return solution
    taken = np.flatnonzero(found.x > TINY)
    hours = np.column_stack([phase[taken], pool[taken], week[taken], found.x[taken]]).astype(np.float64)
    return replace(solution, hours=hours, value=solution.value + before - spending(problem, hours))


def spending(problem: Problem, hours: Floats) -> float:
    """What rows (phase, pool, week, paid hours) cost that is not paid for anyway."""
    if not len(hours):
        return 0.0
    pool, week = hours[:, 1].astype(np.int64), hours[:, 2].astype(np.int64)
    return float(_charged(problem, pool, week) @ hours[:, 3])


def _charged(problem: Problem, pool: Ints, week: Ints) -> Floats:
    """Price of an hour by pool and week; 0 for hours that are paid for anyway."""
    return np.where(problem.pools.committed[pool], 0.0, problem.pools.price[pool, week])


def _places(problem: Problem, solution: Solution) -> tuple[Ints, Ints, Ints]:
    """Phase, pool and week of all hours that could be used: in what is over, no pool has any left."""
    found = []
    for i in np.unique(solution.hours[:, 0].astype(np.int64)):
        pools = np.flatnonzero(problem.phases.gpu_rate[i] > 0)
        span = np.arange(max(problem.now, int(solution.start[i])), int(solution.finish[i]))
        found.append(np.array(np.meshgrid([i], pools, span, indexing="ij")).reshape(3, -1))
    phase, pool, week = np.concatenate(found, axis=1).astype(np.int64)
    return phase, pool, week


def _at(problem: Problem, places: tuple[Ints, Ints, Ints], hours: Floats) -> Floats:
    """(N,): hours of the schedule at each place."""
    grid = np.zeros((problem.n_phases, len(problem.pools.committed), problem.weeks))
    phase, pool, week = hours[:, :3].astype(np.int64).T
    np.add.at(grid, (phase, pool, week), hours[:, 3])
    return np.asarray(grid[places], np.float64)


def _sums(group: Ints, amount: Floats | None = None) -> "scipy.sparse.csr_matrix":
    """A row for each group that adds up its amounts."""
    each = np.ones(len(group)) if amount is None else amount
    return scipy.sparse.csr_matrix(
        (each, (group, np.arange(len(group)))), shape=(int(group.max()) + 1, len(group))
    )


def _budgets(problem: Problem, phase: Ints, pool: Ints, week: Ints) -> Floats:
    """(R, N): what an hour takes from each budget; of budgets over all themes, commitments are taken off already."""
    rules = problem.rules
    price = problem.pools.price[pool, week]
    theme = problem.projects.theme[problem.phases.project[phase]]
    every: Bools = np.asarray(rules.budget_theme < 0)
    charge = np.where(
        every[:, None],
        _charged(problem, pool, week)[None, :],
        price[None, :] * (rules.budget_theme[:, None] == theme[None, :]),
    )
    return np.asarray(charge * rules.budget_weeks[:, week] * ~rules.budget_people[:, None])
