"""A week before which one more project cannot end in a schedule, whoever works on it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from solvers.portfolio.fit import Fit
from solvers.portfolio.problem import UNITS, Problem
from solvers.portfolio.solution import Solution


def no_sooner(fit: Fit, standing: Solution) -> int | None:
    """A week before which no crew can end the asked project with nothing moved; None when none can at all.

    A relaxation: phases that could run at the same time do not take from each other; of every window, the people who
    are free in all of its weeks give all their free time, each to the skill that they are best at, and the accelerators
    all their free hours. Where so many projects are active as may be, it runs before or after that, whole.
    """
    rooms = {i: _Room.of(fit.problem, standing, i) for i in fit.phases}
    for begin, last in _open_spans(fit.problem, standing):
        end = _chained(fit, rooms, begin)
        if end is not None and end <= last:
            return end
    return None


def _chained(fit: Fit, rooms: dict[int, "_Room"], begin: int) -> int | None:
    """The first week by which all phases may have ended when none begins before a week."""
    ends: dict[int, int] = {}
    for i in fit.phases:
        release = max((ends[j] + lag for j, lag in fit.waits(i) if j in ends), default=begin)
        end = _earliest_end(fit, rooms[i], i, max(release, begin))
        if end is None:
            return None
        ends[i] = end
    return max(ends.values())


def _open_spans(problem: Problem, standing: Solution) -> list[tuple[int, int]]:
    """Runs of weeks, the last exclusive, in which one more project may be active."""
    if problem.rules.wip <= 0:
        return [(problem.now, problem.weeks)]
    active, first = np.zeros(problem.weeks + 1, np.int64), problem.projects.phase_first
    for j in np.flatnonzero(standing.selected).tolist():
        active[int(standing.start[first[j] : first[j + 1]].min()) : int(standing.launch[j])] += 1
    full = [t for t in range(problem.now, problem.weeks) if active[t] >= problem.rules.wip]
    edges = [problem.now - 1, *full, problem.weeks]
    return [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]


def _earliest_end(fit: Fit, room: "_Room", i: int, release: int) -> int | None:
    """The first week by which the room may be enough for a phase that does not begin before its release."""
    problem = fit.problem
    least, best = int(problem.phases.min_weeks[i]), problem.weeks + 1
    for start in range(release, problem.weeks - least + 1):
        for end in range(start + least, min(best, problem.weeks + 1)):
            if not problem.phases.allowed[i, start:end].all():
                break
            if room.holds(start, end):
                best = end
                break
    return best if best <= problem.weeks else None


@dataclass(frozen=True)
class _Room:
    """What a schedule leaves to a phase."""

    problem: Problem
    phase: int
    free: np.ndarray
    """(P, W): units."""
    blocked: np.ndarray
    """(P, W): at work, but with too little time or too many projects."""
    hours: np.ndarray
    """(W,): useful hours on the reference accelerator."""

    @classmethod
    def of(cls, problem: Problem, standing: Solution, i: int) -> "_Room":
        people, pools = problem.people, problem.pools
        free, hours = people.capacity.copy(), pools.hours.copy()
        on: dict[tuple[int, int], set[int]] = {}
        for row, p, _, week, units in standing.work.tolist():
            free[p, week] -= units
            if row >= 0:
                on.setdefault((p, week), set()).add(int(problem.phases.project[row]))
        for _, pool, week, used in standing.hours.tolist():
            hours[int(pool), int(week)] -= used
        active = np.zeros_like(free)
        for (p, week), projects in on.items():
            active[p, week] = len(projects)
        least = problem.rules.minimum_units
        full = (free < least) | (active >= people.max_projects[:, None])
        rate = problem.phases.gpu_rate[i]
        useful = np.maximum(hours, 0.0).T @ rate if len(rate) else np.zeros(problem.weeks)
        if rate.any():
            useful = np.minimum(useful, problem.phases.gpu_weekly[i] * rate.max())
        return cls(problem, i, free, (people.capacity >= least) & full, useful)

    def holds(self, start: int, end: int) -> bool:
        """Whether the window may be enough; False is certain."""
        phases, i = self.problem.phases, self.phase
        if phases.gpu_hours[i] > self.hours[start:end].sum() * (1 + 1e-9):
            return False
        if phases.crew_max[i] == 0:
            return True
        people = self.problem.people
        able = phases.may_work[i] & ~self.blocked[:, start:end].any(axis=1)
        at_work = people.capacity[:, start:end] >= self.problem.rules.minimum_units
        units = (self.free[:, start:end] * at_work).sum(axis=1)[able] / UNITS
        needed = np.flatnonzero(phases.effort[i] > 0)
        skill = people.skill[able][:, needed]
        if not len(units):
            return False
        offers = np.column_stack(
            [units * skill.max(axis=1), *(units * skill[:, q] for q in range(len(needed)))]
        )
        wants = np.array([phases.effort[i, needed].sum(), *phases.effort[i, needed]])
        best = np.sort(offers, axis=0)[::-1].cumsum(axis=0)
        for size in range(max(1, int(phases.crew_min[i])), int(phases.crew_max[i]) + 1):
            if size > len(best):
                return False
            if (best[size - 1] * self.problem.rules.crew_efficiency[size] >= wants - 1e-6).all():
                return True
        return False
