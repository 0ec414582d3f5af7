"""Room for one more project of one phase in a schedule: at the earliest with nothing moved, or by a week with the rest
giving way, by local repair."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import EVERY_WAY, Mender, record_of, without_idle_moves
from solvers.portfolio.problem import UNITS, Problem
from solvers.portfolio.search import absence_price
from solvers.portfolio.solution import Solution

FREELY = ((False, False),)


@dataclass(frozen=True)
class Fit:
    """A problem with a schedule of all projects but one, and that one."""

    problem: Problem
    record: Record
    """The schedule; the asked project is not in it."""
    project: int

    @property
    def phase(self) -> int:
        """The only phase of the asked project."""
        return int(self.problem.projects.phase_first[self.project])

    def sizes(self) -> range:
        """Crews that may be tried; one pass without a crew."""
        low, high = self.problem.phases.crew_min[self.phase], self.problem.phases.crew_max[self.phase]
        return range(int(low), int(high) + 1)

    def starts(self, last: int) -> range:
        """Weeks in which it may begin so as to end by a week."""
        return range(self.problem.now, last - int(self.problem.phases.min_weeks[self.phase]) + 1)


def soonest(fit: Fit) -> Solution | None:
    """The schedule as it is with the asked project in it, finished as early as found; None when it does not fit.

    Tries every start with every size of crew; at equal finishes the one that costs less, then the one that begins
    later. Nothing that stands moves.
    """
    eager = _eager(fit)
    mender, i = Mender.of(eager, floating=False), fit.phase
    best: tuple[tuple[int, float, int], Solution] | None = None
    for start in fit.starts(eager.weeks):
        if best is not None and start + int(eager.phases.min_weeks[i]) > best[0][0]:
            break
        pinned = _starting(mender, i, start)
        for size in fit.sizes():
            pinned.genes.crew[i] = size
            found = pinned.mend(fit.record, away=[fit.project], ways=FREELY)
            if found is None or not found[0].selected[fit.project] or not _kept(fit.record, found[0], i):
                continue
            # The value falls with every week of delay, so at one finish it ranks by cost.
            rank = int(found[0].finish[i]), -round(found[0].value, 3), -start
            if best is None or rank < best[0]:
                best = rank, found[0]
    return best[1] if best is not None else None


def repairs(fit: Fit, due: int) -> list[Solution]:
    """Schedules in which the asked project has ended by a week, the best first; the others give way.

    It is placed before all others at every start with every size of crew, and on what is left when one other project,
    then a growing group of those that bring least for their effort, is taken out and comes back after it.
    """
    by_due = _by(fit, due)
    mender, i = Mender.of(by_due), fit.phase
    found: dict[tuple[float, int, int], Solution] = {}

    def note(solution: Solution) -> None:
        key = round(solution.value, 3), int(solution.start[i]), int(solution.finish[i])
        found.setdefault(key, solution)

    for start in fit.starts(due):
        pinned = _starting(mender, i, start)
        for size in fit.sizes():
            pinned.genes.crew[i] = size
            result = pinned.mend(fit.record, first=[fit.project])
            if result is not None:
                note(result[0])
    for size in fit.sizes():
        mender.genes.crew[i] = size
        for gone in _groups(fit, due):
            solution = _in_place_of(mender, fit, gone)
            if solution is not None:
                note(solution)
    ranked = sorted(found.values(), key=lambda solution: -solution.value)
    if ranked:
        mender.genes.crew[i] = by_due.phases.crew_max[i]
        tidy = without_idle_moves(mender, fit.record, ranked[0])
        if tidy is not ranked[0] and tidy.selected[fit.project]:
            ranked.insert(0, tidy)
    return ranked


def no_sooner(fit: Fit, standing: Solution) -> int | None:
    """A week before which no crew can end the asked project with nothing moved; None when none can at all.

    A relaxation: of every window, the people who are free in all of its weeks give all their free time, each to the
    skill that they are best at, and the accelerators all their free hours.
    """
    problem, i = fit.problem, fit.phase
    room = _Room.of(problem, standing, i)
    least, best = int(problem.phases.min_weeks[i]), problem.weeks + 1
    for start in fit.starts(problem.weeks):
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


def _eager(fit: Fit) -> Problem:
    """The asked project is worth more than all else, less for every week of delay, and may stay out."""
    value, mandatory = fit.problem.projects.value.copy(), fit.problem.projects.mandatory.copy()
    most = absence_price(fit.problem)
    value[fit.project] = most * (2 - np.arange(fit.problem.weeks + 1) / (fit.problem.weeks + 1))
    mandatory[fit.project] = False
    projects = replace(fit.problem.projects, value=value, mandatory=mandatory)
    return replace(fit.problem, projects=projects)


def _by(fit: Fit, due: int) -> Problem:
    """The asked project must be in and may not end after a week."""
    value, mandatory = fit.problem.projects.value.copy(), fit.problem.projects.mandatory.copy()
    value[fit.project, due + 1 :] = -np.inf
    mandatory[fit.project] = True
    return replace(fit.problem, projects=replace(fit.problem.projects, value=value, mandatory=mandatory))


def _starting(mender: Mender, phase: int, start: int) -> Mender:
    """The asked phase begins in this week."""
    starts = mender.problem.phases.pinned_start.copy()
    starts[phase] = start
    phases = replace(mender.problem.phases, pinned_start=starts)
    return mender.pinned(replace(mender.problem, phases=phases))


def _kept(record: Record, solution: Solution, phase: int) -> bool:
    """Whether every other phase is as it was."""
    same = (record.start == solution.start) & (record.finish == solution.finish)
    same[phase] = True
    others = solution.work[solution.work[:, 0] != phase]
    return bool(same.all()) and len(others) == len(record.work)


def _groups(fit: Fit, due: int) -> Iterator[tuple[int, ...]]:
    """Projects that work before the week and may give way: each alone, then twice as many as before of those that
    bring least for their effort."""
    problem, first = fit.problem, fit.problem.projects.phase_first
    effort = np.add.reduceat(problem.phases.effort.sum(axis=1), first[:-1]) + 0.1
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, 0.0)
    there = [
        j
        for j in range(problem.n_projects)
        if j != fit.project
        and not problem.projects.mandatory[j]
        and 0 <= fit.record.start[first[j] : first[j + 1]].min() < due
    ]
    least = sorted(there, key=lambda j: value[j].max() / effort[j])
    yield from ((j,) for j in there)
    size = 2
    while size <= len(least):
        yield tuple(least[:size])
        size *= 2


def _in_place_of(mender: Mender, fit: Fit, gone: tuple[int, ...]) -> Solution | None:
    """The asked project on what is left without some others, which then come back where they can."""
    excluded = mender.problem.projects.excluded.copy()
    excluded[list(gone)] = True
    projects = replace(mender.problem.projects, excluded=excluded)
    without = mender.pinned(replace(mender.problem, projects=projects))
    placed = without.mend(fit.record, away=[fit.project], ways=FREELY)
    if placed is None:
        return None
    again = mender.mend(record_of(mender.problem, placed[0]), away=gone, origin=fit.record, ways=EVERY_WAY)
    return again[0] if again is not None else None
