"""Snapshot to solver: a portfolio as the flat arrays of `solvers.portfolio.Problem`."""

import datetime as dt
import math
from collections.abc import Iterable

import numpy as np

from planner.compile.history import with_past
from planner.compile.index import Index
from planner.compile.rules import rules_of
from planner.compile.value import launch_values
from planner.domain.calendar import monday_on_or_after
from planner.domain.compute import HOURS_PER_WEEK, Pool
from planner.domain.corrected import corrected
from planner.domain.plan import Plan
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project, Window
from planner.domain.team import Position, weekly_capacity
from solvers.portfolio.problem import UNITS, Baseline, Bools, Ints, People, Phases, Pools, Problem, Projects

#: Capacities are rounded down to steps of 5 %; this keeps 0.6 x 20 = 11.999... at 12.
ROUNDING = 1e-9


def to_problem(portfolio: Portfolio, base: Plan | None = None, *, keep_people: bool | None = None) -> Problem:
    """Compile a portfolio whose references hold, and optionally the plan of record, for the solvers.

    `keep_people` says whether running phases keep their crews, in place of what the portfolio's progress says.
    """
    if keep_people is not None and portfolio.progress is not None:
        progress = portfolio.progress.model_copy(update={"keep_people": keep_people})
        portfolio = portfolio.model_copy(update={"progress": progress})
    portfolio = corrected(portfolio)
    index = Index.of(portfolio)
    people = _people(portfolio, index)
    phases = _phases(portfolio, index, people)
    problem = Problem(
        weeks=index.horizon.weeks,
        projects=_projects(portfolio, index),
        phases=phases,
        people=people,
        pools=_pools(portfolio, index),
        rules=rules_of(portfolio, index),
        baseline=_baseline(portfolio, index, base),
        names=index.names(),
    )
    return with_past(portfolio, index, problem)


def minimum_units(portfolio: Portfolio) -> int:
    """The least share in steps of 5 %, rounded up."""
    return math.ceil(portfolio.policies.minimum_share * UNITS - ROUNDING)


def _people(portfolio: Portfolio, index: Index) -> People:
    workers = index.workers
    sites = {site.id: site for site in portfolio.sites}
    n, w, k = len(workers), index.horizon.weeks, len(index.skills)
    capacity = np.zeros((n, w), np.int64)
    skill = np.zeros((n, k))
    for p, worker in enumerate(workers):
        share = np.array(weekly_capacity(worker, index.horizon, sites))
        capacity[p] = np.floor(share * UNITS + ROUNDING).astype(np.int64)
        for name, proficiency in worker.skills.items():
            skill[p, index.skills[name]] = proficiency
    positions = np.array([isinstance(worker, Position) for worker in workers], np.bool_)
    weekly = np.array([float(worker.weekly_cost) for worker in workers])
    fte = np.array([worker.fte for worker in workers])
    return People(
        capacity=capacity,
        skill=skill,
        max_projects=np.array([worker.max_projects for worker in workers], np.int64),
        unit_cost=weekly / fte / UNITS if n else np.zeros(0),
        position_cost=np.where(positions, weekly, 0.0),
        is_position=positions,
    )


def _projects(portfolio: Portfolio, index: Index) -> Projects:
    n, w = len(index.projects), index.horizon.weeks
    value = np.array([launch_values(portfolio, project, index.horizon) for project in index.project_list])
    pinned = {pin.project: pin.selected for pin in portfolio.pins if pin.selected is not None}
    # A pinned start or person says nothing about selection: it holds if the project is selected.
    upkeep = np.zeros((n, len(index.skills)))
    upkeep_end = np.full(n, w, np.int64)
    required = np.zeros((n, len(index.workers)), np.bool_)
    for j, project in enumerate(index.project_list):
        for name, effort in project.upkeep.items():
            upkeep[j, index.skills[name]] = effort
        if project.retires is not None:
            upkeep_end[j] = min(w, max(0, index.horizon.week_of(monday_on_or_after(project.retires))))
        for person in project.people.required:
            required[j, index.people[person]] = True
    return Projects(
        phase_first=index.phase_first,
        value=value.reshape(n, w + 1),
        mandatory=np.array([p.mandatory or pinned.get(p.id) is True for p in index.project_list], np.bool_),
        excluded=np.array([pinned.get(p.id) is False for p in index.project_list], np.bool_),
        theme=np.array([index.themes.get(p.theme or "", -1) for p in index.project_list], np.int64),
        upkeep=upkeep,
        upkeep_end=upkeep_end,
        required_people=required,
    )


def _phases(portfolio: Portfolio, index: Index, people: People) -> Phases:
    n, k, g, w = len(index.phase_list), len(index.skills), len(portfolio.pools), index.horizon.weeks
    effort = np.zeros((n, k))
    rate = np.zeros((n, g))
    weekly = np.full(n, np.inf)
    gpu_hours = np.zeros(n)
    allowed = np.ones((n, w), np.bool_)
    may, must = np.zeros((n, len(index.workers)), np.bool_), np.zeros((n, len(index.workers)), np.bool_)
    pinned = np.full(n, -1, np.int64)
    for i, (project, phase) in enumerate(index.phase_list):
        for name, estimate in phase.effort.items():
            effort[i, index.skills[name]] = estimate.likely
        if phase.gpu is not None and phase.gpu.hours.likely > 0:
            gpu_hours[i] = phase.gpu.hours.likely
            rate[i] = [_rate(project, phase, pool) for pool in portfolio.pools]
            if phase.gpu.max_devices is not None:
                weekly[i] = phase.gpu.max_devices * HOURS_PER_WEEK
        allowed[i] = _allowed(portfolio, index, project, phase)
        may[i] = (people.skill[:, effort[i] > 0] > 0).any(axis=1)
        for person in project.people.forbidden:
            may[i, index.people[person]] = False
    pin_phases(index, portfolio.pins, pinned, must)
    crews = np.array([phase.crew_range for _, phase in index.phase_list], np.int64).reshape(n, 2)
    first, pred, lag = index.precedence()
    return Phases(
        project=np.array([index.projects[project.id] for project, _ in index.phase_list], np.int64),
        effort=effort,
        min_weeks=np.array([_least_weeks(phase) for _, phase in index.phase_list], np.int64),
        crew_min=crews[:, 0],
        crew_max=crews[:, 1],
        gpu_hours=gpu_hours,
        gpu_rate=rate,
        gpu_weekly=weekly,
        allowed=allowed,
        pinned_start=pinned,
        may_work=may,
        must_work=must,
        pred_first=first,
        pred=pred,
        pred_lag=lag,
    )


def pin_phases(index: Index, pins: Iterable[Pin], starts: Ints, must: Bools) -> None:
    """Enter pins of starts (I,) and of people (I, P); those of whole projects are not about phases."""
    for pin in pins:
        if pin.phase is None:
            continue
        i = index.phases[pin.project, pin.phase]
        if pin.starts is not None:
            starts[i] = index.horizon.week_of(pin.starts)
        if pin.person is not None:
            must[i, index.people[pin.person]] = True


def _least_weeks(phase: Phase) -> int:
    return max(1, math.ceil(phase.weeks.likely - ROUNDING)) if phase.weeks is not None else 1


def _rate(project: Project, phase: Phase, pool: Pool) -> float:
    assert phase.gpu is not None
    if project.id in pool.barred_projects:
        return 0.0
    return phase.gpu.factors.get(pool.accelerator, 0.0) / (1 + pool.overhead)


def _allowed(portfolio: Portfolio, index: Index, project: Project, phase: Phase) -> Bools:
    """Weeks that may hold work of a phase: inside its windows and its project's, outside freezes."""
    allowed = np.ones(index.horizon.weeks, np.bool_)
    for window in (project.window, phase.window):
        if window is not None:
            allowed &= _within(window, index.horizon.mondays)
    for freeze in portfolio.policies.freezes:
        if not freeze.phase_kinds or phase.kind in freeze.phase_kinds:
            for t, monday in enumerate(index.horizon.mondays):
                if monday <= freeze.to and monday + dt.timedelta(days=6) >= freeze.from_:
                    allowed[t] = False
    return allowed


def _within(window: Window, mondays: Iterable[dt.date]) -> Bools:
    # A week counts from Monday to Friday: a window that ends on a Friday admits that week.
    return np.array(
        [
            (window.earliest is None or monday >= window.earliest)
            and (window.latest is None or monday + dt.timedelta(days=4) <= window.latest)
            for monday in mondays
        ],
        np.bool_,
    )


def _pools(portfolio: Portfolio, index: Index) -> Pools:
    w = index.horizon.weeks
    types = sorted({pool.accelerator for pool in portfolio.pools})
    hours = np.array([pool.hours(index.horizon) for pool in portfolio.pools], np.float64).reshape(-1, w)
    prices = [[float(price) for price in pool.prices(index.horizon)] for pool in portfolio.pools]
    return Pools(
        hours=hours,
        price=np.array(prices, np.float64).reshape(-1, w),
        committed=np.array([pool.committed for pool in portfolio.pools], np.bool_),
        accelerator=np.array([types.index(pool.accelerator) for pool in portfolio.pools], np.int64),
        overhead=np.array([pool.overhead for pool in portfolio.pools], np.float64),
    )


def _baseline(portfolio: Portfolio, index: Index, base: Plan | None) -> Baseline:
    selected = np.zeros(len(index.projects), np.bool_)
    start = np.full(len(index.phase_list), -1, np.int64)
    crew = np.zeros((len(index.phase_list), len(index.workers)), np.bool_)
    if base is None:
        return Baseline(0.0, selected, start, crew)
    for planned in base.projects:
        if planned.id in index.projects:
            selected[index.projects[planned.id]] = planned.selected
    for phase in base.phases:
        i = index.phases.get((phase.project, phase.phase))
        if i is not None:
            start[i] = index.horizon.week_of(phase.start)
            for person in phase.crew:
                if person in index.people:
                    crew[i, index.people[person]] = True
    return Baseline(float(portfolio.policies.change_price), selected, start, crew)
