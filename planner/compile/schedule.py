"""Plan to solver: a stored plan as a schedule of the open weeks, so that repair and search can begin at it."""

import numpy as np

from planner.compile.history import Past
from planner.compile.index import Index
from planner.domain.plan import Plan
from solvers.portfolio.problem import UNITS, Problem
from solvers.portfolio.solution import Solution


def to_schedule(index: Index, problem: Problem, plan: Plan) -> Solution:
    """The plan's rows from the first open week on, by the indices of a problem.

    What the problem does not know is left out: such a project is not in the schedule. Its value is not counted.
    """
    horizon, now = index.horizon, problem.now
    past = Past.of(index.portfolio, index)
    n = len(index.phase_list)
    start, finish = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    for planned in plan.phases:
        i = index.phases.get((planned.project, planned.phase))
        if i is not None:
            start[i], finish[i] = horizon.week_of(planned.start), horizon.week_of(planned.finish)
    for i, row in past.rows.items():
        start[i] = problem.phases.pinned_start[i]
        finish[i] = now if row.finished is not None else max(int(finish[i]), now + 1)
    selected = np.zeros(len(index.project_list), np.bool_)
    launch = np.full(len(index.project_list), -1, np.int64)
    for j in range(len(index.project_list)):
        rows = slice(int(index.phase_first[j]), int(index.phase_first[j + 1]))
        selected[j] = bool((start[rows] >= 0).all())
        if selected[j]:
            launch[j] = int(finish[rows].max())
        else:
            start[rows] = finish[rows] = -1
    work = [
        (
            -1 - index.projects[row.project] if row.phase is None else index.phases[row.project, row.phase],
            index.people[row.person],
            index.skills[row.skill],
            week,
            round(row.share * UNITS),
        )
        for row in plan.assignments
        if row.person in index.people
        and row.skill in index.skills
        and row.project in index.projects
        and (row.phase is None or (row.project, row.phase) in index.phases)
        for week in range(max(now, horizon.week_of(row.start)), horizon.week_of(row.finish))
    ]
    hours = [
        (index.phases[use.project, use.phase], index.pools[use.pool], horizon.week_of(use.week), use.hours)
        for use in plan.compute
        if (use.project, use.phase) in index.phases
        and use.pool in index.pools
        and horizon.week_of(use.week) >= now
    ]
    return Solution(
        selected=selected,
        launch=launch,
        start=start,
        finish=finish,
        work=np.array(work, np.int64).reshape(-1, 5),
        hours=np.array(hours, np.float64).reshape(-1, 4),
        value=float("nan"),
    )
