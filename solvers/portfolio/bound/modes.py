"""Crew sizes of a phase and the least weeks that any crew of each size needs."""

from itertools import combinations

import numpy as np

from solvers.portfolio.problem import UNITS, Floats, Problem

EXACT_CREWS = 2000
"""Crews of one size that are looked at one by one; above this, a looser estimate takes the best people by direction."""


def least_weeks(problem: Problem, i: int) -> dict[int, float]:
    """For each permitted crew size of a phase with effort: a lower bound on its duration in weeks, not rounded.

    A crew that does the phase in D weeks delivers, for any weights on the skills, at most D times the sum over its
    people of their best weighted proficiency. The largest D over a fan of weights is a lower bound for that crew.
    Capacity is taken at its largest week.
    """
    phases, people = problem.phases, problem.people
    skills = np.flatnonzero(phases.effort[i] > 0)
    able = np.flatnonzero(phases.may_work[i])
    effort = phases.effort[i, skills]
    capacity = people.capacity[able].max(axis=1, initial=0) / UNITS
    given = people.skill[np.ix_(able, skills)] * capacity[:, None]
    weights = _directions(len(skills)) / effort
    need = weights @ effort
    part = (given[:, None, :] * weights[None]).max(axis=2)
    least: dict[int, float] = {}
    for n in range(max(1, int(phases.crew_min[i])), min(int(phases.crew_max[i]), len(able)) + 1):
        rate = _crew_rates(part, n) * problem.rules.crew_efficiency[n]
        with np.errstate(divide="ignore"):
            least[n] = float((need / np.maximum(rate, 1e-12)).max(axis=1).min())
    return least


def _directions(count: int) -> Floats:
    """(L, count): weights on the efforts of the skills; each alone, all together and, for two, between them."""
    if count == 1:
        return np.ones((1, 1), np.float64)
    if count == 2:
        first = np.linspace(0.0, 1.0, 13)
        return np.asarray(np.stack([first, 1.0 - first], axis=1), np.float64)
    subsets = np.array(np.meshgrid(*[[0.0, 1.0]] * count)).reshape(count, -1).T
    return np.asarray(subsets[subsets.sum(axis=1) > 0])


def _crew_rates(part: Floats, n: int) -> Floats:
    """(crews, L): weighted output a week of each crew of n, or of the best n people by direction."""
    count = 1
    for step in range(n):
        count = count * (len(part) - step) // (step + 1)
    if count <= EXACT_CREWS:
        crews = np.array(list(combinations(range(len(part)), n)), np.int64)
        return np.asarray(part[crews].sum(axis=1))
    return np.asarray(np.sort(part, axis=0)[::-1][:n].sum(axis=0, keepdims=True))
