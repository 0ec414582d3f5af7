"""The past in a simulation: what is finished happens in every run as it did, what runs goes on from where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.compile.index import Index
from planner.domain.corrected import corrected
from planner.domain.portfolio import Portfolio
from planner.domain.progress import StartedPhase
from planner.domain.projects import Phase
from solvers.portfolio.problem import UNITS, Floats, Ints, Problem
from solvers.simulation.problem import Gate, Recorded, RiskDriver, Uncertain

Uncertainty = tuple[
    dict[tuple[int, int], Uncertain], dict[int, Uncertain], dict[int, Uncertain], dict[int, Gate]
]
NOTHING = Uncertain(0.0, 0.0, 0.0, "quantiles")


@dataclass(frozen=True)
class SimulatedPast:
    """Started phases by index, in the weeks of the plan."""

    portfolio: Portfolio
    index: Index
    problem: Problem
    recorded: Recorded
    rows: Mapping[int, StartedPhase]
    phases: Mapping[int, Phase]
    """With the amounts that were planned."""

    @classmethod
    def of(cls, portfolio: Portfolio, index: Index, problem: Problem, recorded: Recorded) -> "SimulatedPast":
        """The past of a plan; phases that are not in it stay out."""
        places = {index.phases[key]: row for key, row in portfolio.started.items()}
        rows = {i: row for i, row in places.items() if recorded.start[i] >= 0}
        planned = Index.of(corrected(portfolio)).phase_list
        return cls(portfolio, index, problem, recorded, rows, {i: planned[i][1] for i in rows})

    def over(self, i: int) -> bool:
        """Whether the phase is finished."""
        return i in self.rows and self.rows[i].finished is not None

    def not_before(self) -> Ints:
        """First week in which a replay may begin each phase: what has begun, when it did; the rest not in the past."""
        now, first = self.portfolio.now, self.recorded.not_before.copy()
        for i in np.flatnonzero(self.recorded.start >= 0):
            first[i] = self.recorded.start[i] if i in self.rows else max(first[i], now)
        return first

    def known(self, uncertain: Uncertainty) -> Uncertainty:
        """Distributions of what is not known yet: nothing of what is finished, the rest of what runs."""
        effort, hours, weeks, gates = (
            dict(uncertain[0]),
            dict(uncertain[1]),
            dict(uncertain[2]),
            dict(uncertain[3]),
        )
        given, used = self._given(), self._used()
        for i in self.rows:
            for k in np.flatnonzero(self.problem.phases.effort[i] > 0).tolist():
                left = self.rows[i].effort_left(self.phases[i]).get(self.index.names().skills[k], 0.0)
                planned = float(self.problem.phases.effort[i, k])
                effort[i, k] = _rest(effort.get((i, k), NOTHING), float(given[i, k]), left, planned)
            if i in hours:
                left = self.rows[i].hours_left(self.phases[i])
                hours[i] = _rest(hours[i], float(used[i]), left, float(self.problem.phases.gpu_hours[i]))
            if self.over(i):
                length = float(self.recorded.finish[i] - self.recorded.start[i])
                weeks[i] = Uncertain(length, length, length, "quantiles")
                gates.pop(i, None)
            else:
                # It has not ended by now, whatever it was meant to take.
                least = float(self.portfolio.now - self.recorded.start[i] + 1)
                weeks[i] = replace(weeks.get(i, NOTHING), least=least)
        return effort, hours, weeks, gates

    def drivers(self, drivers: tuple[RiskDriver, ...]) -> tuple[RiskDriver, ...]:
        """Risks that can still hit something."""
        return tuple(
            replace(driver, phases=tuple(i for i in driver.phases if not self.over(i))) for driver in drivers
        )

    def success(self, chances: Floats) -> Floats:
        """Chances given by persons, which are decided where everything is finished."""
        known = chances.copy()
        for j in range(len(known)):
            first, end = self.index.phase_first[j], self.index.phase_first[j + 1]
            if all(self.over(i) for i in range(first, end)):
                known[j] = np.nan
        return known

    def hired(self) -> dict[str, int]:
        """First week of work of those who have worked already."""
        first: dict[str, int] = {}
        horizon = self.portfolio.horizon
        for row in self.portfolio.progress.work if self.portfolio.progress is not None else ():
            week = max(0, horizon.week_of(row.start))
            first[row.person] = min(week, first.get(row.person, week))
        return first

    def _given(self) -> Floats:
        """(I, K) engineer-weeks that started phases got before the first open week; all of them, when finished."""
        given = np.zeros(self.problem.phases.effort.shape)
        people, crews = self.problem.people, self.recorded.crew.sum(axis=1)
        for i, p, k, week, units in self.recorded.work.tolist():
            if i in self.rows and week < self.portfolio.now:
                efficiency = float(max(1, crews[i])) ** (self.portfolio.policies.crew_exponent - 1)
                given[i, k] += units / UNITS * people.skill[p, k] * efficiency
        return given

    def _used(self) -> Floats:
        """(I,) useful accelerator-hours, likewise."""
        used = np.zeros(len(self.problem.phases.gpu_hours))
        for i, g, week, paid in self.recorded.hours.tolist():
            if int(i) in self.rows and week < self.portfolio.now:
                used[int(i)] += paid * self.problem.phases.gpu_rate[int(i), int(g)]
        return used


def _rest(amount: Uncertain, done: float, left: float, planned: float) -> Uncertain:
    """What is done, and the rest: as uncertain, for its size, as the whole was."""
    return replace(amount, done=done, part=left / planned if planned > 0 else 0.0)
