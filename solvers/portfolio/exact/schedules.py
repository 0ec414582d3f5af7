"""Between schedules and the decisions of the constraint program."""

from collections.abc import Callable

import numpy as np
from ortools.sat.python.cp_model import CpModel, CpSolverSolutionCallback

from solvers.portfolio.exact.objective import MILLI
from solvers.portfolio.exact.variables import HOUR, Variables
from solvers.portfolio.problem import Floats, Ints, Problem
from solvers.portfolio.solution import Solution

OnSolution = Callable[[Solution], None]


class Reader(CpSolverSolutionCallback):
    """Hands each schedule on that the solver finds."""

    def __init__(self, v: Variables, on_solution: OnSolution) -> None:
        super().__init__()
        self._v, self._on_solution = v, on_solution

    def on_solution_callback(self) -> None:
        """Read the schedule out of the literals."""
        v, problem = self._v, self._v.problem
        selected = np.array([bool(self.value(one)) for one in v.selected], np.bool_)
        launch = np.full(problem.n_projects, -1, np.int64)
        for (j, t), literal in v.launches.items():
            if self.value(literal):
                launch[j] = t
        start, finish = np.full(problem.n_phases, -1, np.int64), np.full(problem.n_phases, -1, np.int64)
        for i in np.flatnonzero(selected[problem.phases.project]).tolist():
            start[i] = next(t for t in v.weeks(i) if self.value(v.begun(i, t)))
            finish[i] = next(
                t for t in range(int(start[i]) + 1, problem.weeks + 1) if self.value(v.ended(i, t))
            )
        work = [(i, p, k, t, self.value(units)) for (i, p, k, t), units in v.units.items()]
        work += [(-1 - j, p, k, t, self.value(units)) for (j, p, k, t), units in v.upkeep.items()]
        hours = {key: self.value(paid) / HOUR for key, paid in v.hours.items()}
        self._on_solution(
            Solution(
                selected,
                launch,
                start,
                finish,
                np.array([row for row in work if row[4] > 0], np.int64).reshape(-1, 5),
                whole_hours(problem, start, finish, hours),
                self.objective_value / MILLI,
            )
        )


def whole_hours(
    problem: Problem, start: Ints, finish: Ints, hours: dict[tuple[int, int, int], float]
) -> Floats:
    """(m, 4): rows of phase, pool, week and paid hours. What rounding took from a phase is given back where there is
    room."""
    phases, pools = problem.phases, problem.pools
    room = pools.hours.astype(np.float64).copy()
    taken: dict[tuple[int, int, int], float] = {}
    for (i, g, t), amount in hours.items():
        if amount > 0.0:
            taken[i, g, t] = min(amount, float(room[g, t]))
            room[g, t] -= taken[i, g, t]
    for i in np.flatnonzero((phases.gpu_hours > 0) & (start >= 0)).tolist():
        own = {key: amount for key, amount in taken.items() if key[0] == i}
        left = float(phases.gpu_hours[i]) - sum(n * phases.gpu_rate[i, g] for (_, g, _), n in own.items())
        for t in range(int(start[i]), int(finish[i])):
            weekly = float(phases.gpu_weekly[i]) - sum(n for (_, _, week), n in own.items() if week == t)
            for g in np.flatnonzero(phases.gpu_rate[i] > 0).tolist():
                rate = float(phases.gpu_rate[i, g])
                more = max(0.0, min(left / rate, float(room[g, t]), weekly))
                if more > 0.0 and phases.allowed[i, t]:
                    taken[i, g, t] = taken.get((i, g, t), 0.0) + more
                    room[g, t] -= more
                    weekly, left = weekly - more, left - more * rate
    return np.array([(*key, amount) for key, amount in taken.items()], np.float64).reshape(-1, 4)


def hint(model: CpModel, v: Variables, begin: Solution) -> None:
    """Hint every decision of a schedule: incomplete hints are hardly used."""
    units = {(i, p, k, t): n for i, p, k, t, n in begin.work.tolist()}
    paid = {(int(i), int(g), int(t)): hours for i, g, t, hours in begin.hours.tolist()}
    crew = {(i, p) for i, p, _, _ in units if i >= 0}
    weeks = {(i, p, t) for i, p, _, t in units if i >= 0}
    owner = v.problem.phases.project
    busy = {(int(owner[i]), p, t) for i, p, t in weeks}
    members = np.bincount([i for i, _ in crew], minlength=v.problem.n_phases)
    first_use = np.full(v.problem.n_people, v.problem.weeks, np.int64)
    for _, p, _, t in units:
        first_use[p] = min(t, first_use[p])
    pairs = [(one, bool(begin.selected[j])) for j, one in enumerate(v.selected)]
    pairs += [(one, bool(0 <= begin.start[i] <= t)) for (i, t), one in v.begins.items()]
    pairs += [(one, bool(0 <= begin.finish[i] <= t)) for (i, t), one in v.ends.items()]
    pairs += [(one, bool(begin.launch[j] == t)) for (j, t), one in v.launches.items()]
    pairs += [(one, key in crew) for key, one in v.crew.items()]
    pairs += [(one, bool(members[i] == n)) for (i, n), one in v.size.items()]
    pairs += [(one, key in weeks) for key, one in v.works.items()]
    pairs += [(one, key in busy) for key, one in v.busy.items()]
    pairs += [(one, bool(t >= first_use[p])) for (p, t), one in v.hired.items()]
    for literal, value in pairs:
        model.add_hint(literal, value)
    amounts = [(one, units.get(key, 0)) for key, one in v.units.items()]
    amounts += [(one, units.get((-1 - j, p, k, t), 0)) for (j, p, k, t), one in v.upkeep.items()]
    amounts += [(one, int(paid.get(key, 0.0) * HOUR)) for key, one in v.hours.items()]
    for amount, value in amounts:
        model.add_hint(amount, value)
