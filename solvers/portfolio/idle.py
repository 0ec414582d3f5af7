"""What a plan made again changes for nothing: moves that are not worth their price, weeks that phases do not need."""

from typing import Any

import numpy as np

from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.problem import Ints, Problem
from solvers.portfolio.solution import Solution


def _moved(before: Record, after: Solution, problem: Problem) -> tuple[int, ...]:
    """Projects that are in only one of two schedules, or have a phase at another time or with other people."""
    found = []
    crews = _crews(problem, after.work)
    old = _crews(problem, before.work)
    for j in range(problem.n_projects):
        rows = slice(int(problem.projects.phase_first[j]), int(problem.projects.phase_first[j + 1]))
        same = (before.start[rows] == after.start[rows]).all() and (old[rows] == crews[rows]).all()
        if not same:
            found.append(j)
    return tuple(found)


def _crews(problem: Problem, work: Ints) -> Any:
    """(I, P): who works on each phase."""
    crew = np.zeros((problem.n_phases, problem.n_people), np.bool_)
    rows = work[work[:, 0] >= 0]
    crew[rows[:, 0], rows[:, 1]] = True
    return crew


def without_idle_moves(mender: Mender, origin: Record, solution: Solution) -> Solution:
    """Take back every move away from `origin` that is not worth its price, one project after the other; before that,
    phases that were drawn out for nothing."""
    best, again = _without_idle_weeks(mender, origin, solution), True
    while again:
        again = False
        for j in _moved(origin, best, mender.problem):
            record = record_of(mender.problem, best)
            tries = (
                mender.mend(record, lead=[(origin, j)], origin=origin),
                mender.mend(record, away=[j], origin=origin),
            )
            for found in tries:
                if found is not None and found[0].value > best.value + 1e-6 * max(1.0, abs(best.value)):
                    best, again = found[0], True
    return best


def _without_idle_weeks(mender: Mender, origin: Record, solution: Solution) -> Solution:
    """Projects with a phase that lasts longer than in `origin` once more from their weeks on, with their people: as
    they were when that costs something."""
    best, first = solution, mender.problem.projects.phase_first
    longer = best.finish - best.start > origin.finish - origin.start
    for j in np.flatnonzero(best.selected).tolist():
        if not longer[first[j] : first[j + 1]].any():
            continue
        found = mender.mend(record_of(mender.problem, best), away=[j], ways=((True, True),))
        if found is None or found[0].value < best.value - 1e-9 * abs(best.value):
            continue
        if (found[0].finish - found[0].start).sum() < (best.finish - best.start).sum():
            best = found[0]
    return best
