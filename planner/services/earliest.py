"""What projects would want if people were no limit: each phase as early as its predecessors allow."""

from graphlib import TopologicalSorter
from math import ceil

import numpy as np
from numpy.typing import NDArray

from planner.domain.calendar import monday_on_or_after
from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.corrected import corrected
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project

Key = tuple[str, str]


def earliest_demand(portfolio: Portfolio) -> NDArray[np.float64]:
    """(K, W) engineer-weeks wanted by skill and week, by all projects that are not pinned out.

    A phase starts when its predecessors are done, not before its window or pin. It lasts for its calendar time, and as
    long as its smallest crew needs for the likely effort (and its accelerators for their hours) when each gives whole
    weeks. Effort is spread evenly and includes what the crew loses by its size. Upkeep follows the launch.
    """
    portfolio = corrected(portfolio)
    horizon = portfolio.horizon
    out = {pin.project for pin in portfolio.pins if pin.selected is False}
    projects = [project for project in portfolio.projects if project.id not in out]
    skill = {item.id: k for k, item in enumerate(portfolio.skills)}
    spans = earliest_spans(portfolio, projects)
    wanted = np.zeros((len(skill), horizon.weeks))
    for project in projects:
        for phase in project.phases:
            begin, end = spans[project.id, phase.id]
            lost = _crew_loss(phase, portfolio.policies.crew_exponent)
            for name, effort in phase.effort.items():
                if end > begin:
                    wanted[skill[name], begin:end] += effort.likely * lost / (end - begin)
        launch = max(spans[project.id, phase.id][1] for phase in project.phases)
        gone = horizon.weeks
        if project.retires is not None:
            gone = max(0, horizon.week_of(monday_on_or_after(project.retires)))
        for name, share in project.upkeep.items():
            wanted[skill[name], launch:gone] += share
    return wanted


def earliest_spans(portfolio: Portfolio, projects: list[Project]) -> dict[Key, tuple[int, int]]:
    """First week and exclusive last week of each phase; they may lie beyond the horizon."""
    phases = {(project.id, phase.id): (project, phase) for project in projects for phase in project.phases}
    # What is out is not waited for.
    arcs = {
        key: [(before, lag) for before, lag in portfolio.waits_for(project, phase) if before in phases]
        for key, (project, phase) in phases.items()
    }
    order = TopologicalSorter({key: [before for before, _ in found] for key, found in arcs.items()})
    pinned = {(pin.project, pin.phase or ""): pin.starts for pin in portfolio.pins if pin.starts}
    spans: dict[Key, tuple[int, int]] = {}
    for key in order.static_order():
        project, phase = phases[key]
        begin = max([0, *(spans[before][1] + lag for before, lag in arcs[key])])
        for window in (project.window, phase.window):
            if window is not None and window.earliest is not None:
                begin = max(begin, portfolio.horizon.week_of(monday_on_or_after(window.earliest)))
        fixed = pinned.get(key)
        if fixed is not None:
            begin = max(begin, portfolio.horizon.week_of(fixed))
        spans[key] = begin, begin + duration(phase, portfolio.policies.crew_exponent)
    return spans


def duration(phase: Phase, crew_exponent: float) -> int:
    """Weeks of a phase with its smallest crew, each giving whole weeks."""
    weeks = phase.weeks.likely if phase.weeks is not None else 0.0
    if phase.needs_people:
        effort = sum(estimate.likely for estimate in phase.effort.values())
        weeks = max(weeks, effort * _crew_loss(phase, crew_exponent) / phase.crew_range[0])
    if phase.gpu is not None and phase.gpu.max_devices:
        weeks = max(weeks, phase.gpu.hours.likely / (phase.gpu.max_devices * HOURS_PER_WEEK))
    return ceil(weeks - 1e-9)


def _crew_loss(phase: Phase, crew_exponent: float) -> float:
    """Effort to be staffed for each unit of effort: n / n^exponent with the smallest crew n."""
    crew = max(1, phase.crew_range[0])
    return float(crew ** (1.0 - crew_exponent))
