"""Decisions of the constraint program.

A phase's weeks are two staircases of literals, begun and ended, so that precedence is an implication a week. Outside
the weeks in which a phase can work the staircases are constants or the project's own literal.
"""

from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solvers.portfolio.problem import Ints, Problem

Literal = IntVar | int
SCALE = 10_000
"""Proficiency, rates and parts are counted in ten-thousandths."""
SLACK = 1e-6
"""Relative tolerance of needs and limits, that of the verifier."""
HOUR = 1000
"""Parts of an accelerator-hour that are counted: accelerators are not whole in a week."""


@dataclass
class Variables:
    """Index letters as in `solvers.portfolio.problem`. Keys that are missing are 0."""

    problem: Problem
    first: Ints
    last: Ints
    """(I,): first week in which a phase can start, and latest finish."""
    selected: list[IntVar] = field(default_factory=list)
    """(J,)"""
    begins: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(i, t): phase i has started by the end of week t."""
    ends: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(i, t): phase i is finished before week t."""
    launches: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(j, t): project j launches on the Monday of week t."""
    crew: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(i, p)"""
    size: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(i, n): the crew of phase i has n people."""
    works: dict[tuple[int, int, int], IntVar] = field(default_factory=dict)
    """(i, p, t): person p works on phase i in week t."""
    units: dict[tuple[int, int, int, int], IntVar] = field(default_factory=dict)
    """(i, p, k, t): units of the person's time in a skill."""
    busy: dict[tuple[int, int, int], IntVar] = field(default_factory=dict)
    """(j, p, t): person p works on project j in week t."""
    upkeep: dict[tuple[int, int, int, int], IntVar] = field(default_factory=dict)
    """(j, p, k, t): units of upkeep."""
    hired: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(p, t): open position p is filled in week t."""
    hours: dict[tuple[int, int, int], IntVar] = field(default_factory=dict)
    """(i, g, t): paid thousandths of an hour."""
    constant: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    """(i, p): the person's share, in units, in each week in which they have that much, where shares are constant."""

    def chosen(self, i: int) -> IntVar:
        """Whether the project of phase i is selected."""
        return self.selected[int(self.problem.phases.project[i])]

    def begun(self, i: int, t: int) -> Literal:
        """Whether phase i has started by the end of week t."""
        if t < self.first[i]:
            return 0
        return self.begins.get((i, t), self.chosen(i))

    def ended(self, i: int, t: int) -> Literal:
        """Whether phase i is finished before week t."""
        if t <= self.first[i]:
            return 0
        return self.ends.get((i, t), self.chosen(i))

    def launched(self, j: int, t: int) -> LinearExpr | int:
        """Whether project j has launched by week t."""
        return sum(self.launches[j, u] for u in range(t + 1) if (j, u) in self.launches)

    def sizes(self, i: int) -> dict[int, IntVar]:
        """Permitted sizes of the crew of phase i."""
        phases = self.problem.phases
        return {n: self.size[i, n] for n in range(int(phases.crew_min[i]), int(phases.crew_max[i]) + 1)}

    def weeks(self, i: int) -> range:
        """Weeks that may hold work on phase i."""
        return range(int(self.first[i]), int(self.last[i]))

    def skills(self, i: int) -> list[int]:
        """Skills that phase i needs."""
        return [int(k) for k in np.flatnonzero(self.problem.phases.effort[i] > 0)]


def declare(model: CpModel, problem: Problem, first: Ints, last: Ints) -> Variables:
    """Declare all decisions; `first` and `last` are the weeks [first, last) that each phase can use."""
    v = Variables(problem, first, last)
    phases = problem.phases
    for j in range(problem.n_projects):
        v.selected.append(model.new_bool_var(f"selected {j}"))
        for t in range(problem.weeks + 1):
            if problem.projects.value[j, t] > -1e290:
                v.launches[j, t] = model.new_bool_var(f"launches {j} {t}")
    for i in range(problem.n_phases):
        for t in v.weeks(i):
            if t < last[i] - phases.min_weeks[i]:
                v.begins[i, t] = model.new_bool_var(f"begins {i} {t}")
            if t > first[i]:
                v.ends[i, t] = model.new_bool_var(f"ends {i} {t}")
        if phases.crew_max[i] > 0:
            _declare_crew(model, v, i)
        if phases.gpu_hours[i] > 0:
            _declare_hours(model, v, i)
    for p, cost in enumerate(problem.people.position_cost):
        if cost > 0:
            for t in range(problem.weeks):
                v.hired[p, t] = model.new_bool_var(f"hired {p} {t}")
    _declare_upkeep(model, v)
    return v


def _declare_crew(model: CpModel, v: Variables, i: int) -> None:
    phases, people = v.problem.phases, v.problem.people
    j = int(phases.project[i])
    for n in range(int(phases.crew_min[i]), int(phases.crew_max[i]) + 1):
        v.size[i, n] = model.new_bool_var(f"size {i} {n}")
    for p in np.flatnonzero(phases.may_work[i]).tolist():
        v.crew[i, p] = model.new_bool_var(f"crew {i} {p}")
        if v.problem.rules.constant_shares:
            v.constant[i, p] = model.new_int_var(0, int(people.capacity[p].max()), f"constant {i} {p}")
        for t in v.weeks(i):
            capacity = int(people.capacity[p, t])
            if capacity < v.problem.rules.minimum_units or not phases.allowed[i, t]:
                continue
            v.works[i, p, t] = model.new_bool_var(f"works {i} {p} {t}")
            if (j, p, t) not in v.busy:
                v.busy[j, p, t] = model.new_bool_var(f"busy {j} {p} {t}")
            for k in v.skills(i):
                if people.skill[p, k] > 0:
                    v.units[i, p, k, t] = model.new_int_var(0, capacity, f"units {i} {p} {k} {t}")


def _declare_hours(model: CpModel, v: Variables, i: int) -> None:
    phases = v.problem.phases
    for g in np.flatnonzero(phases.gpu_rate[i] > 0).tolist():
        for t in v.weeks(i):
            most = most_hours(v.problem, i, g, t)
            if phases.allowed[i, t] and most > 0:
                v.hours[i, g, t] = model.new_int_var(0, most, f"hours {i} {g} {t}")


def most_hours(problem: Problem, i: int, g: int, t: int) -> int:
    """Most paid hours, in parts, that phase i can use of pool g in week t."""
    phases = problem.phases
    needed = phases.gpu_hours[i] / phases.gpu_rate[i, g]
    return int(np.ceil(min(problem.pools.hours[g, t], phases.gpu_weekly[i], needed) * HOUR))


def _declare_upkeep(model: CpModel, v: Variables) -> None:
    projects, people = v.problem.projects, v.problem.people
    for j in range(v.problem.n_projects):
        for k in np.flatnonzero(projects.upkeep[j] > 0).tolist():
            for p in np.flatnonzero(people.skill[:, k] > 0).tolist():
                for t in range(int(projects.upkeep_end[j])):
                    if people.capacity[p, t] > 0:
                        most = int(people.capacity[p, t])
                        v.upkeep[j, p, k, t] = model.new_int_var(0, most, f"upkeep {j} {p} {k} {t}")
