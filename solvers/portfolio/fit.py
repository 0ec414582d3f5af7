"""Room for one more project in a schedule: at the earliest with nothing moved, or by a week with the rest giving way,
by local repair."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from solvers.common.progress import ShouldStop, never
from solvers.portfolio.earlier import EarlierEnd
from solvers.portfolio.idle import without_idle_moves
from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import EVERY_WAY, Mender, free_way, record_of
from solvers.portfolio.problem import Ints, Problem
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


@dataclass(frozen=True)
class Soonest:
    """A schedule with the asked project in it, and what was not looked at."""

    solution: Solution | None
    """None when it does not fit."""
    untried: int | None = None
    """Week from which on beginnings of the first phase were not tried, as time was over."""
    whole: bool = True
    """Whether all ways of all phases were tried as far as they could end sooner."""


def soonest(fit: Fit, least: int = 0, should_stop: ShouldStop = never) -> Soonest:
    """The schedule as it is with the asked project in it, finished as early as found.

    Tries every start with crews of every size; at equal ends what costs less, then what begins later. With one phase,
    that is every way. Of several, one after the other is then tried at every start with every size of crew while those
    after it go where they like, and settled where the project ends first; then a branch and bound over starts and teams
    looks for an earlier end, until one is at `least`, before which no end can be. Nothing that stands moves. Stopped,
    it keeps what it has; starts of the first phase are tried until one fits in any case.
    """
    search = _Search.of(fit, should_stop)
    if search is None:
        return Soonest(None)
    search.tries(fit.phases.start, fit.crews())
    untried = search.untried
    if len(fit.phases) == 1 or untried is not None:
        return Soonest(search.best.solution, untried, untried is None)
    if search.best.solution is not None:
        crew = search.best.crew
        for i in fit.phases:
            step = search.tries(i, [_with(crew, i - fit.phases.start, size) for size in fit.sizes(i)])
            if step.found:
                search.pins[i], crew = step.start, step.crew
    earlier = _earlier(fit, search, least, should_stop)
    whole = earlier.whole or earlier.best_end <= least
    return Soonest(earlier.best or search.best.solution, None, whole)


def _earlier(fit: Fit, search: "_Search", least: int, should_stop: ShouldStop) -> EarlierEnd:
    """The search for an earlier end than the best so far, done."""
    first, tails = fit.phases.start, fit.tails()
    end = fit.problem.weeks + 1 if search.best.solution is None else int(search.best.key[0])
    found = EarlierEnd(
        search.mender.problem,
        search.mender,
        search.standing,
        fit.project,
        fit.problem.phases.pinned_start,
        [[(j - first, lag) for j, lag in fit.waits(i) if j >= first] for i in fit.phases],
        np.array([tails[i] for i in fit.phases]),
        end,
        least,
        lambda whole: _kept(fit, whole),
        should_stop,
    )
    found.run()
    return found


def _with(crew: Ints, position: int, size: int) -> Ints:
    changed = crew.copy()
    changed[position] = size
    return changed


@dataclass
class _Best:
    """The try with the least key so far."""

    key: tuple[float, ...] = (np.inf,)
    start: int = -1
    """Week in which the phase begins that was tried."""
    crew: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    solution: Solution | None = None

    @property
    def found(self) -> bool:
        return self.start >= 0


@dataclass
class _Search:
    """Tries of the asked project with nothing moved."""

    fit: Fit
    mender: Mender
    standing: Any
    """All other projects, beside which it is placed."""
    pins: Ints
    """(I,): starts that are settled; -1 where a phase goes where it likes."""
    best: _Best
    should_stop: ShouldStop
    untried: int | None = None
    """Start at which the last tries were stopped."""

    @classmethod
    def of(cls, fit: Fit, should_stop: ShouldStop) -> "_Search | None":
        """None when what stands cannot be kept as it is."""
        eager = _eager(fit)
        pins = eager.phases.pinned_start.copy()
        # The copy is written to by every try.
        own = replace(eager, phases=replace(eager.phases, pinned_start=pins.copy()))
        mender = Mender.of(own, floating=False)
        standing = mender.mend(fit.record, ways=FREELY)
        if standing is None or not _kept(fit, standing[0]):
            return None
        return cls(fit, mender, mender.set_aside(), pins, _Best(), should_stop)

    def tries(self, i: int, crews: list[Ints]) -> _Best:
        """A phase at every start that does not end the project later than the best, with each of the crews."""
        fit, step = self.fit, _Best()
        asked, least = slice(fit.phases.start, fit.phases.stop), fit.tails()[i]
        way = free_way(self.mender, self.pins)
        for start in fit.starts(i, fit.problem.weeks):
            if start + least > self.best.key[0]:
                break
            if self.best.solution is not None and self.should_stop():
                self.untried = start
                break
            way.starts[i] = start
            for crew in crews:
                way.crew[asked] = crew
                if not self.mender.beside(self.standing, fit.project, way):
                    continue
                # The value falls with every week of delay, so at one end it ranks by cost.
                state = self.mender.states[0]
                end, cost = int(state.launch[fit.project]), -round(self.mender.worth, 3)
                ours, own = (end, cost, -start), (end, int(state.finish[i]), cost, -start)
                if ours < self.best.key:
                    whole = self.mender.placed()
                    if whole is None or not _kept(fit, whole):
                        continue
                    self.best = _Best(ours, start, crew, whole)
                if own < step.key:
                    step = _Best(own, start, crew)
        return step


def repairs(fit: Fit, due: int, should_stop: ShouldStop = never) -> tuple[list[Solution], bool]:
    """Schedules in which the asked project has ended by a week, the best first, and whether all were tried; the
    others give way.

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
        if should_stop():
            break
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
            if should_stop():
                break
            solution = _in_place_of(mender, fit, gone)
            if solution is not None:
                note(solution)
    ranked = sorted(found.values(), key=lambda solution: -solution.value)
    stopped = should_stop()
    if ranked and not stopped:
        mender.genes.crew[asked] = by_due.phases.crew_max[asked]
        tidy = without_idle_moves(mender, fit.record, ranked[0])
        if tidy is not ranked[0] and tidy.selected[fit.project]:
            ranked.insert(0, tidy)
    return ranked, not stopped


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
