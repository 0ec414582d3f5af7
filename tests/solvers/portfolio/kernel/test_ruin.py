"""Taking projects out of a schedule leaves what a count of the remaining rows gives."""

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from solvers.common.frame import Frame
from solvers.portfolio.kernel.data import State
from solvers.portfolio.kernel.read_out import read_out
from solvers.portfolio.kernel.ruin import copy_schedule, remove
from solvers.portfolio.problem import Problem
from solvers.portfolio.search import Search


def rows_of(data: Frame, state: State) -> np.ndarray:
    """All work with its weeks: phase (or -1 - project), person, skill, week, units."""
    rows = np.zeros((len(state.work), 5), np.int64)
    count = read_out(data, Frame(state), rows)
    assert count >= 0
    return rows[:count]


def counted(problem: Problem, data: Frame, state: State) -> dict[str, np.ndarray]:
    """Free time, projects by person, active projects and hours by week, counted from the rows alone.

    Of a block only the least shares have their weeks.
    """
    free, hours = problem.people.capacity.copy(), problem.pools.hours.copy()
    floating = bool((state.work[: state.count[0], 3] < 0).any())
    active = np.zeros_like(free)
    seen, on_phase = set(), set()
    for phase, person, _, week, units in rows_of(data, state).tolist():
        if phase < 0 or not floating:
            free[person, week] -= units
        elif (phase, person, week) not in on_phase:
            on_phase.add((phase, person, week))
            free[person, week] -= problem.rules.minimum_units
        project = int(problem.phases.project[phase]) if phase >= 0 else -1
        if phase >= 0 and (project, person, week) not in seen:
            seen.add((project, person, week))
            active[person, week] += 1
    for _, pool, week, paid in state.use[: state.count[1]]:
        hours[int(pool), int(week)] -= paid
    wip = np.zeros(problem.weeks, np.int64)
    for j in np.flatnonzero(state.selected):
        phases = slice(int(problem.projects.phase_first[j]), int(problem.projects.phase_first[j + 1]))
        wip[state.start[phases].min() : state.launch[j]] += 1
    return {"free": free, "active": active, "hours": hours, "wip": wip}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_left_is_what_the_other_projects_do_not_use(seed: int) -> None:
    problem = to_problem(generate(np.random.default_rng(seed), Size(8, 5, 3, "tight")))
    search = Search.start(problem)
    search.run(1e4, 50, seed)
    copy_schedule(search._states[0], search._states[1])
    state = search.states[1]
    out = np.zeros(problem.n_projects, np.bool_)
    out[np.random.default_rng(seed).permutation(problem.n_projects)[:4]] = True
    before = int(state.selected.sum())
    remove(search._d, search._states[1], out)
    assert not (state.selected & out).any()
    assert int(state.selected.sum()) == before - int((search.states[0].selected & out).sum())
    for name, expected in counted(problem, search._d, state).items():
        assert getattr(state, name) == pytest.approx(expected, abs=1e-6), name


def test_taking_everything_out_leaves_an_empty_schedule_worth_nothing() -> None:
    problem = to_problem(generate(np.random.default_rng(3), Size(8, 5, 3, "loose")))
    search = Search.start(problem)
    copy_schedule(search._states[0], search._states[1])
    state = search.states[1]
    assert state.selected.any()
    remove(search._d, search._states[1], np.ones(problem.n_projects, np.bool_))
    assert state.count.tolist() == [0, 0]
    assert not state.blocks.any()
    assert state.free.tolist() == problem.people.capacity.tolist()
    assert state.budget == pytest.approx(problem.rules.budget_limit)
    assert state.money == pytest.approx(np.zeros(4), abs=1e-3)
