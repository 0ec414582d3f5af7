"""What each phase draws from which resource in each of its modes, and how fast at most: by skill, and by person.

By skill a phase has one *mode* for each crew size: larger crews are faster and pay more for their effort, and every
phase has the best people. By person it has one for each crew; where these are too many, one for the size, as before.
"""

from typing import NamedTuple

import numpy as np

from solvers.portfolio.bound.modes import crews, least_weeks
from solvers.portfolio.problem import UNITS, Floats, Ints, Problem

HOURS, ANYBODY = -1, -2


class Draws(NamedTuple):
    """A *draw* is the demand of one mode of a phase for one skill or for accelerators. Its *sources* are rows of prices
    that it can be met from: of the skill, or of each person of a crew."""

    mode_first: Ints
    """(I + 1,): modes of each phase."""
    mode_weeks: Ints
    """(M,): least duration in the mode."""
    draw_first: Ints
    """(M + 1,)"""
    draw_need: Floats
    """(D,): effective effort in engineer-weeks, or reference hours."""
    source_first: Ints
    """(D + 1,)"""
    source_row: Ints
    """(S,): row of prices; `HOURS`, or `ANYBODY` - k for whoever sells skill k at the least price."""
    source_weight: Floats
    """(S,): what must be paid for of the row for each unit of effective effort."""
    source_rate: Ints
    """(S,): row of `rate`."""
    source_factor: Floats
    """(S,): most of the need that can be met in a week, for each unit of that rate."""
    rate: Floats
    """(R, W)"""


class Writer:
    """Collects modes, draws and sources in order."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._modes: list[int] = [0]
        self._weeks: list[int] = []
        self._draws: list[int] = [0]
        self._needs: list[float] = []
        self._firsts: list[int] = [0]
        self._sources: list[tuple[int, float, int, float]] = []
        self._rates: list[Floats] = []

    def rate(self, rate: Floats) -> int:
        """Add a row of rates."""
        self._rates.append(rate)
        return len(self._rates) - 1

    def draw(self, need: float, sources: list[tuple[int, float, int, float]]) -> None:
        """A need and, for each source, its row, weight, rate and factor."""
        self._needs.append(need)
        self._sources += sources
        self._firsts.append(len(self._sources))

    def mode(self, i: int, weeks: float, accelerators: int) -> None:
        """End a mode of phase i; its accelerator-hours come at a row of rates."""
        least, most = int(self._problem.phases.min_weeks[i]), self._problem.weeks + 1
        self._weeks.append(max(least, int(np.ceil(min(weeks, most) - 1e-9))))
        if accelerators >= 0:
            self.draw(float(self._problem.phases.gpu_hours[i]), [(HOURS, 1.0, accelerators, 1.0)])
        self._draws.append(len(self._needs))

    def phase(self) -> None:
        """End a phase."""
        self._modes.append(len(self._weeks))

    def draws(self) -> Draws:
        """All of it."""
        table = np.array(self._sources, np.float64).reshape(-1, 4)
        return Draws(
            np.array(self._modes, np.int64),
            np.array(self._weeks, np.int64),
            np.array(self._draws, np.int64),
            np.array(self._needs, np.float64),
            np.array(self._firsts, np.int64),
            table[:, 0].astype(np.int64),
            table[:, 1],
            table[:, 2].astype(np.int64),
            table[:, 3],
            np.array(self._rates, np.float64).reshape(-1, self._problem.weeks),
        )


def by_skill(problem: Problem) -> Draws:
    """A mode for each crew size; a source is a skill."""
    out, phases, efficiency = Writer(problem), problem.phases, problem.rules.crew_efficiency
    for i in range(problem.n_phases):
        hours = _hours(out, problem, i)
        skills = np.flatnonzero(phases.effort[i] > 0).tolist()
        sizes = least_weeks(problem, i) if skills else {0: 0.0}
        for n, weeks in (sizes or {max(1, int(phases.crew_min[i])): np.inf}).items():
            for k in skills:
                row = out.rate(_effort_rate(problem, i, k, n))
                out.draw(float(phases.effort[i, k]), [(k, 1.0 / float(efficiency[n]), row, 1.0)])
            out.mode(i, weeks, hours)
        out.phase()
    return out.draws()


def by_person(problem: Problem) -> Draws:
    """A mode for each crew; a source is a person."""
    out, phases, people = Writer(problem), problem.phases, problem.people
    for p in range(problem.n_people):
        out.rate(people.capacity[p] / UNITS)
    for i in range(problem.n_phases):
        hours = _hours(out, problem, i)
        skills = np.flatnonzero(phases.effort[i] > 0).tolist()
        found = crews(problem, i) if skills else [(0, (), 0.0)]
        for n, members, weeks in found:
            efficiency = float(problem.rules.crew_efficiency[n])
            for k in skills:
                if members is None:
                    sources = [(ANYBODY - k, 1.0 / efficiency, out.rate(_effort_rate(problem, i, k, n)), 1.0)]
                else:
                    rates = {p: float(people.skill[p, k]) * efficiency for p in members}
                    sources = [(p, 1.0 / rate, p, rate) for p, rate in rates.items() if rate > 0]
                out.draw(float(phases.effort[i, k]), sources)
            out.mode(i, weeks, hours)
        out.phase()
    return out.draws()


def _effort_rate(problem: Problem, i: int, k: int, n: int) -> Floats:
    """(W,): the most effective effort in skill k that a crew of n can give in each week."""
    phases, people = problem.phases, problem.people
    able = phases.may_work[i] & (people.skill[:, k] > 0)
    offered = np.sort((people.capacity * people.skill[:, [k]])[able] / UNITS, axis=0)[::-1]
    best = (
        offered[:n].sum(axis=0) * problem.rules.crew_efficiency[n]
        if len(offered)
        else np.zeros(problem.weeks)
    )
    return np.where(phases.allowed[i], best, 0.0)


def _hours(out: Writer, problem: Problem, i: int) -> int:
    """Row of the most reference hours that the permitted pools and devices can give in each week; -1 for no need."""
    if not problem.phases.gpu_hours[i] > 0:
        return -1
    rate = problem.phases.gpu_rate[i]
    every = (problem.pools.hours * rate[:, None]).sum(axis=0)
    most = np.minimum(every, problem.phases.gpu_weekly[i] * rate.max())
    return out.rate(np.where(problem.phases.allowed[i], most, 0.0))
