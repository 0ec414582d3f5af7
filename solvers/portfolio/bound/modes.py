"""Crews of a phase, and the least weeks that they, or any crew of a size, need."""

from itertools import combinations
from math import comb

import numpy as np

from solvers.portfolio.problem import UNITS, Floats, Ints, Problem

MOST_CREWS = 150
"""Crews of a phase that are modes of their own; sizes that have more are one mode each."""

EXACT_CREWS = 2000
"""Crews of one size that are looked at one by one; above this, a looser estimate takes the best people by direction."""


def least_weeks(problem: Problem, i: int) -> dict[int, float]:
    """For each permitted crew size of a phase with effort: a lower bound on its duration in weeks, not rounded.

    A crew that does the phase in D weeks delivers, for any weights on the skills, at most D times the sum over its
    people of their best weighted proficiency. The largest D over a fan of weights is a lower bound for that crew.
    Capacity is taken at its largest week.
    """
    able, part, need = _parts(problem, i)
    return {
        n: float(_weeks(problem, part, need, n, _all_crews(len(able), n)).min())
        for n in _sizes(problem, i, len(able))
    }


def crews(problem: Problem, i: int) -> list[tuple[int, tuple[int, ...] | None, float]]:
    """Crews of a phase with effort: (size, people, least weeks). Of sizes with too many of them, no people and the
    least weeks of any crew; the same, with weeks without end, when there is no crew."""
    phases = problem.phases
    able, part, need = _parts(problem, i)
    must = {place for place, p in enumerate(able.tolist()) if phases.must_work[i, p]}
    skills = np.flatnonzero(phases.effort[i] > 0)
    found: list[tuple[int, tuple[int, ...] | None, float]] = []
    for n in _sizes(problem, i, len(able)):
        each = _all_crews(len(able), n)
        weeks = _weeks(problem, part, need, n, each)
        if each is None or len(found) + len(each) > MOST_CREWS:
            found.append((n, None, float(weeks.min())))
            continue
        for places, least in zip(each.tolist(), weeks.tolist(), strict=True):
            people = tuple(able[places].tolist())
            covered = all((problem.people.skill[list(people), k] > 0).any() for k in skills)
            if must <= set(places) and covered and least <= problem.weeks:
                found.append((n, people, least))
    return found or [(max(1, int(phases.crew_min[i])), None, np.inf)]


def _parts(problem: Problem, i: int) -> tuple[Ints, Floats, Floats]:
    """People who may work on a phase, (A, L) what each can give a week in each direction, and (L,) what it needs."""
    phases, people = problem.phases, problem.people
    skills = np.flatnonzero(phases.effort[i] > 0)
    able = np.flatnonzero(phases.may_work[i])
    effort = phases.effort[i, skills]
    capacity = people.capacity[able].max(axis=1, initial=0) / UNITS
    given = people.skill[np.ix_(able, skills)] * capacity[:, None]
    weights = _directions(len(skills)) / effort
    return able, (given[:, None, :] * weights[None]).max(axis=2), np.asarray(weights @ effort)


def _sizes(problem: Problem, i: int, able: int) -> range:
    phases = problem.phases
    return range(max(1, int(phases.crew_min[i])), min(int(phases.crew_max[i]), able) + 1)


def _weeks(problem: Problem, part: Floats, need: Floats, n: int, each: Ints | None) -> Floats:
    """Least weeks of each crew of n; without a list of crews those of the best n people by direction."""
    rate = (
        np.sort(part, axis=0)[::-1][:n].sum(axis=0, keepdims=True) if each is None else part[each].sum(axis=1)
    )
    with np.errstate(divide="ignore"):
        weeks = need / np.maximum(rate * problem.rules.crew_efficiency[n], 1e-12)
    return np.asarray(weeks.max(axis=1))


def _all_crews(able: int, n: int) -> Ints | None:
    """(crews, n): places of all crews of n people; None when they are too many to look at."""
    return np.array(list(combinations(range(able), n)), np.int64) if comb(able, n) <= EXACT_CREWS else None


def _directions(count: int) -> Floats:
    """(L, count): weights on the efforts of the skills; each alone, all together and, for two, between them."""
    if count == 1:
        return np.ones((1, 1), np.float64)
    if count == 2:
        first = np.linspace(0.0, 1.0, 13)
        return np.asarray(np.stack([first, 1.0 - first], axis=1), np.float64)
    subsets = np.array(np.meshgrid(*[[0.0, 1.0]] * count)).reshape(count, -1).T
    return np.asarray(subsets[subsets.sum(axis=1) > 0])
