"""Finished work as history: what was estimated and what it took."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.calendar import WEEK, monday_of
from planner.domain.calibration import Measure
from planner.domain.portfolio import Portfolio
from planner.domain.progress import StartedPhase
from planner.domain.projects import Phase


@dataclass(frozen=True)
class FinishedWork:
    """One finished piece of work; effort in engineer-weeks."""

    estimate: float
    actual: float
    finished_on: dt.date | None = None
    team: str = ""
    category: str = ""
    measure: Measure = "effort"


def finished_phases(portfolio: Portfolio) -> Iterator[FinishedWork]:
    """The finished phases of a portfolio. Those that nobody has reported on, and that are only taken to have gone as
    planned, say nothing about estimates and are left out."""
    if portfolio.progress is None:
        return
    effort, hours = _effort(portfolio), _hours(portfolio)
    phases = {(p.id, phase.id): (p, phase) for p in portfolio.projects for phase in p.phases}
    for row in portfolio.progress.phases:
        if row.finished is None or row.assumed or row.key not in phases:
            continue
        project, phase = phases[row.key]
        given = _as_reported(row, phase, effort[row.key])
        used = hours.get(row.key, 0.0) * _reported_hours(portfolio, row)
        for measure, estimate, actual in _amounts(row, phase, given, used):
            if estimate > 0 and actual > 0:
                yield FinishedWork(estimate, actual, row.finished, project.team or "", phase.kind, measure)


def _amounts(
    row: StartedPhase, phase: Phase, effort: dict[str, float], hours: float
) -> Iterator[tuple[Measure, float, float]]:
    assert row.finished is not None
    for skill, estimate in phase.effort.items():
        yield "effort", estimate.likely, effort.get(skill, 0.0)
    if phase.gpu is not None:
        yield "gpu_hours", phase.gpu.hours.likely, hours
    if phase.weeks is not None and not phase.needs_people:
        # Beside effort, calendar time is only a least duration, of which the dates say nothing.
        weeks = (monday_of(row.finished) - monday_of(row.started)) // WEEK + 1
        yield "weeks", phase.weeks.likely, float(weeks)


def _as_reported(row: StartedPhase, phase: Phase, given: dict[str, float]) -> dict[str, float]:
    """What the crew gave in each skill, in all as much time as was reported: the recorded weeks say how it is divided,
    or the estimates where none are recorded."""
    if row.effort_spent is None:
        return given
    parts = given if sum(given.values()) > 0 else {name: one.likely for name, one in phase.effort.items()}
    whole = sum(parts.values())
    return {name: part / whole * row.effort_spent for name, part in parts.items()} if whole else {}


def _reported_hours(portfolio: Portfolio, row: StartedPhase) -> float:
    """Accelerator-hours as reported over those recorded."""
    assert portfolio.progress is not None
    if row.gpu_hours_spent is None:
        return 1.0
    uses = portfolio.progress.compute
    recorded = sum(use.hours for use in uses if (use.project, use.phase) == row.key)
    return row.gpu_hours_spent / recorded if recorded else 0.0


def _effort(portfolio: Portfolio) -> dict[tuple[str, str], dict[str, float]]:
    """Engineer-weeks by phase and skill: share x proficiency x efficiency of the crew, over the recorded weeks."""
    assert portfolio.progress is not None
    people = {worker.id: worker for worker in portfolio.workers}
    rows = [row for row in portfolio.progress.work if row.phase is not None and row.person in people]
    crews: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        crews[row.project, row.phase or ""].add(row.person)
    given: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        key = row.project, row.phase or ""
        efficiency = len(crews[key]) ** (portfolio.policies.crew_exponent - 1)
        weeks = (row.finish - row.start) // WEEK
        given[key][row.skill] += (
            row.share * people[row.person].skills.get(row.skill, 0.0) * efficiency * weeks
        )
    return given


def _hours(portfolio: Portfolio) -> dict[tuple[str, str], float]:
    """Useful GPU-hours by phase, on its reference accelerator."""
    assert portfolio.progress is not None
    pools = {pool.id: pool for pool in portfolio.pools}
    gpus = {(p.id, phase.id): phase.gpu for p in portfolio.projects for phase in p.phases}
    used: dict[tuple[str, str], float] = defaultdict(float)
    for use in portfolio.progress.compute:
        key = use.project, use.phase
        gpu, pool = gpus.get(key), pools.get(use.pool)
        if gpu is not None and pool is not None:
            used[key] += use.hours * gpu.factors.get(pool.accelerator, 0.0) / (1 + pool.overhead)
    return used
