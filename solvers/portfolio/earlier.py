"""An earlier end for a project of several phases beside a schedule that stands, by branch and bound.

Phases are settled one after the other: the week in which one begins, and who works on it. What comes after goes where
it likes meanwhile, so every try is a whole project. A branch ends when the phases that are settled and the least weeks
of what follows reach the best end so far, and the whole when a count of tries is used up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from solvers.common.progress import ShouldStop, never
from solvers.portfolio.mend import Mender, Way, free_way
from solvers.portfolio.problem import Ints, Problem
from solvers.portfolio.solution import Solution

TRIES = 6_000
"""Projects that are placed at most: about a second at 60 projects, 20 people and 8 quarters."""
MOST_TEAMS = 24
"""Teams of a size are tried one by one when there are no more; else the one that the kernel likes best."""


WHOLE = (7, 9, 10, 15)
"""Obstacles that show when all phases are placed: budgets, active projects, effort shares, upkeep."""


@dataclass
class EarlierEnd:
    """The search for one project."""

    problem: Problem
    mender: Mender
    standing: Any
    """The schedule beside which the project is placed."""
    project: int
    pins: Ints
    """(I,): starts that are not for us to choose; -1 elsewhere."""
    waits: list[list[tuple[int, int]]]
    """For each phase of the project: positions of those that it waits for, and the lags in weeks."""
    tails: Ints
    """Least weeks from the begin of each phase to the end of the project."""
    best_end: int
    """Ends that are not before this week are of no use."""
    least_end: int
    """No end can be before this week."""
    accepts: Callable[[Solution], bool]
    """Whether a whole schedule will do."""
    should_stop: ShouldStop = never
    best: Solution | None = None
    tries: int = 0
    whole: bool = True
    """Whether every branch was looked at that could have been better."""
    way: Way = field(init=False)

    def __post_init__(self) -> None:
        self.way = free_way(self.mender, self.pins)
        first = self.problem.projects.phase_first
        self.first, self.end = int(first[self.project]), int(first[self.project + 1])
        self.teams = [list(self._teams(i)) for i in range(self.first, self.end)]

    def run(self) -> Solution | None:
        """The schedule with the earliest end below `best_end`; None when none was found."""
        self._settle(0, [])
        return self.best

    def _settle(self, k: int, ends: list[int]) -> None:
        """Try everything for phase k, then what follows it, the most promising first."""
        if k == self.end - self.first:
            return
        i, way = self.first + k, self.way
        release = max((ends[j] + lag for j, lag in self.waits[k]), default=self.problem.now)
        pinned = int(self.pins[i])
        branches: list[tuple[int, int, int, int]] = []
        for start in range(release, self.problem.weeks + 1) if pinned < 0 else (pinned,):
            if start + self.tails[k] >= self.best_end:
                break
            way.starts[i] = start
            for n, team in enumerate(self.teams[k]):
                if self._over():
                    break
                self._choose(i, team)
                end, launch = self._place(i)
                if end:
                    branches.append((end, launch, n, start))
        for end, _, n, start in sorted(branches):
            if self._over():
                break
            if self._bound([*ends, end]) < self.best_end:
                way.starts[i] = start
                self._choose(i, self.teams[k][n])
                self._settle(k + 1, [*ends, end])
        way.starts[i] = pinned
        way.fixed[i], way.team[i] = False, False

    def _over(self) -> bool:
        """Whether the search ends here, and if it is not for having the best, that it was not whole."""
        if self.best_end <= self.least_end:
            return True
        if self.tries >= TRIES or self.should_stop():
            self.whole = False
        return not self.whole

    def _place(self, i: int) -> tuple[int, int]:
        """End of the phase and of the project; 0 when the phase cannot be there."""
        self.tries += 1
        way, state = self.way, self.mender.states[0]
        placed = self.mender.beside(self.standing, self.project, way)
        if not placed:
            # What fails after the phase may do better with other people; what fails before it or at it does not.
            later = int(state.fail[1]) > i or int(state.fail[0]) in WHOLE
            return (
                (int(way.starts[i] + self.problem.phases.min_weeks[i]), self.problem.weeks)
                if later
                else (0, 0)
            )
        end, launch = int(state.finish[i]), int(state.launch[self.project])
        if launch < self.best_end:
            whole = self.mender.placed()
            if whole is not None and self.accepts(whole):
                self.best_end, self.best = launch, whole
        return end, launch

    def _bound(self, ends: list[int]) -> int:
        """The project cannot end before this week once so many phases are settled."""
        least = max(ends)
        for k in range(len(ends), self.end - self.first):
            release = max((ends[j] + lag for j, lag in self.waits[k] if j < len(ends)), default=0)
            least = max(least, release + int(self.tails[k]))
        return least

    def _choose(self, i: int, team: tuple[int, Ints | None]) -> None:
        size, people = team
        self.way.crew[i] = size
        self.way.fixed[i] = people is not None
        self.way.team[i] = False
        if people is not None:
            self.way.team[i, people] = True

    def _teams(self, i: int) -> Iterator[tuple[int, Ints | None]]:
        """Sizes of crew, each with the team that the kernel likes best, then with every team where there are few."""
        phases = self.problem.phases
        low, high = int(phases.crew_min[i]), int(phases.crew_max[i])
        able = np.flatnonzero(phases.may_work[i])
        for size in range(low, high + 1):
            yield size, None
        for size in range(max(low, 1), high + 1):
            found = list(combinations(able.tolist(), size)) if len(able) <= MOST_TEAMS else []
            if len(found) <= MOST_TEAMS:
                yield from ((size, np.array(team)) for team in found)
