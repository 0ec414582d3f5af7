"""Room for one more project in a schedule: at the earliest with nothing moved, or by a week with the rest giving way,
by local repair."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import EVERY_WAY, Mender, record_of, without_idle_moves
from solvers.portfolio.problem import UNITS, Ints, Problem
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
    def phases(self) -> range:
        """The phases of the asked project, each after those that it waits for."""
        first = self.problem.projects.phase_first
        return range(int(first[self.project]), int(first[self.project + 1]))

    def sizes(self, phase: int) -> range:
        """Crews that may be tried on a phase; one pass without a crew."""
        low, high = self.problem.phases.crew_min[phase], self.problem.phases.crew_max[phase]
        return range(int(low), int(high) + 1)

    def crews(self) -> list[Ints]:
        """Crews of all phases together: the least on each, one more on each, up to the most on all."""
        rows = slice(self.phases.start, self.phases.stop)
        low, high = self.problem.phases.crew_min[rows], self.problem.phases.crew_max[rows]
        return [np.minimum(low + more, high) for more in range(int((high - low).max()) + 1)]

    def waits(self, phase: int) -> Iterator[tuple[int, int]]:
        """The phases that a phase waits for, each with the lag in weeks."""
        phases = self.problem.phases
        for arc in range(int(phases.pred_first[phase]), int(phases.pred_first[phase + 1])):
            yield int(phases.pred[arc]), int(phases.pred_lag[arc])

    def tails(self) -> dict[int, int]:
        """Least weeks from the begin of each phase to the end of the project."""
        found = {i: int(self.problem.phases.min_weeks[i]) for i in self.phases}
        for i in reversed(self.phases):
            for before, lag in self.waits(i):
                if before in found:
                    own = int(self.problem.phases.min_weeks[before])
                    found[before] = max(found[before], own + lag + found[i])
        return found

    def starts(self, phase: int, last: int) -> range:
        """Weeks in which a phase may begin so that the project ends by a week."""
        return range(self.problem.now, last - self.tails()[phase] + 1)


def soonest(fit: Fit) -> Solution | None:
    """The schedule as it is with the asked project in it, finished as early as found; None when it does not fit.

    Phase by phase, each after those that it waits for, tries every start with every size of crew and settles on the
    earliest end of the phase; at equal ends on what ends the project first, then on what costs less, then on what
    begins later. Of all schedules seen on the way, the one that ends first is the answer. With one phase, all have been
    tried. Nothing that stands moves.
    """
    eager = _eager(fit)
    mender, pins = Mender.of(eager, floating=False), eager.phases.pinned_start.copy()
    whole, ends = _Best(), dict[int, int]()
    for i in fit.phases:
        step, release = _Best(), max((ends[j] + lag for j, lag in fit.waits(i)), default=eager.now)
        for start in fit.starts(i, eager.weeks):
            if start < release:
                continue
            if step.solution is not None and start + int(eager.phases.min_weeks[i]) > step.key[0]:
                break
            pins[i] = start
            pinned = _starting(mender, pins)
            for size in fit.sizes(i):
                pinned.genes.crew[i] = size
                found = pinned.mend(fit.record, away=[fit.project], ways=FREELY)
                if found is None or not found[0].selected[fit.project] or not _kept(fit, found[0]):
                    continue
                solution = found[0]
                # The value falls with every week of delay, so at one launch it ranks by cost.
                rank = int(solution.launch[fit.project]), -round(solution.value, 3), -start
                step.note((int(solution.finish[i]), *rank), solution, size)
                whole.note(rank, solution, size)
        if step.solution is None:
            break
        pins[i], ends[i] = int(step.solution.start[i]), int(step.solution.finish[i])
        mender.genes.crew[i] = step.size
    return whole.solution


@dataclass
class _Best:
    """The schedule with the least key so far, and the crew with which it was found."""

    key: tuple[float, ...] = ()
    solution: Solution | None = None
    size: int = 0

    def note(self, key: tuple[float, ...], solution: Solution, size: int) -> None:
        if self.solution is None or key < self.key:
            self.key, self.solution, self.size = key, solution, size


def repairs(fit: Fit, due: int) -> list[Solution]:
    """Schedules in which the asked project has ended by a week, the best first; the others give way.

    It is placed before all others at every start with crews of every size, and on what is left when one other project,
    then a growing group of those that bring least for their effort, is taken out and comes back after it.
    """
    by_due = _by(fit, due)
    mender, i = Mender.of(by_due), fit.phases.start
    asked = slice(fit.phases.start, fit.phases.stop)
    found: dict[tuple[float, bytes, bytes], Solution] = {}

    def note(solution: Solution) -> None:
        key = round(solution.value, 3), solution.start[asked].tobytes(), solution.finish[asked].tobytes()
        found.setdefault(key, solution)

    pins = by_due.phases.pinned_start.copy()
    for start in fit.starts(i, due):
        pins[i] = start
        pinned = _starting(mender, pins)
        for crew in fit.crews():
            pinned.genes.crew[asked] = crew
            result = pinned.mend(fit.record, first=[fit.project])
            if result is not None:
                note(result[0])
    for crew in fit.crews():
        mender.genes.crew[asked] = crew
        for gone in _groups(fit, due):
            solution = _in_place_of(mender, fit, gone)
            if solution is not None:
                note(solution)
    ranked = sorted(found.values(), key=lambda solution: -solution.value)
    if ranked:
        mender.genes.crew[asked] = by_due.phases.crew_max[asked]
        tidy = without_idle_moves(mender, fit.record, ranked[0])
        if tidy is not ranked[0] and tidy.selected[fit.project]:
            ranked.insert(0, tidy)
    return ranked


def no_sooner(fit: Fit, standing: Solution) -> int | None:
    """A week before which no crew can end the asked project with nothing moved; None when none can at all.

    A relaxation: phases that could run at the same time do not take from each other; of every window, the people who
    are free in all of its weeks give all their free time, each to the skill that they are best at, and the accelerators
    all their free hours.
    """
    ends: dict[int, int] = {}
    for i in fit.phases:
        release = max((ends[j] + lag for j, lag in fit.waits(i)), default=fit.problem.now)
        end = _earliest_end(fit, _Room.of(fit.problem, standing, i), i, release)
        if end is None:
            return None
        ends[i] = end
    return max(ends.values())


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


def _starting(mender: Mender, starts: Ints) -> Mender:
    """Phases with a start begin in that week; -1 for those without."""
    phases = replace(mender.problem.phases, pinned_start=starts.copy())
    return mender.pinned(replace(mender.problem, phases=phases))


def _kept(fit: Fit, solution: Solution) -> bool:
    """Whether every phase of the others is as it was."""
    record, asked = fit.record, fit.phases
    same = (record.start == solution.start) & (record.finish == solution.finish)
    same[asked.start : asked.stop] = True
    rows = solution.work[:, 0]
    others = solution.work[(rows < asked.start) | (rows >= asked.stop)]
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
