"""Apply a changes document to a portfolio: the whole of it or, when anything does not fit, nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from planner.domain.calendar import monday_on_or_after
from planner.domain.changes import Change, ChangedEstimate, Changes
from planner.domain.compute import Pool
from planner.domain.corrected import corrected
from planner.domain.estimates import Estimate
from planner.domain.history import progress_by
from planner.domain.plan import Plan
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.progress import Progress
from planner.domain.projects import Gpu, Phase, Project, Window
from planner.domain.team import DateRange, Person, Position


def apply_changes(portfolio: Portfolio, plan: Plan, changes: Changes) -> Portfolio:
    """The portfolio after the changes, with the progress that they report.

    Parameters
    ----------
    portfolio
        The one that the plan was made from.
    changes
        Free of errors: see `planner.domain.change_checks`.
    """
    changed = portfolio
    for change in changes.changes:
        apply = APPLY.get(change.kind)
        if apply is not None:
            changed = apply(changed, change, plan)
    if changes.change_price is not None:
        changed = _update(
            changed, policies=changed.policies.model_copy(update={"change_price": changes.change_price})
        )
    changed = _update(changed, progress=progress_by(changed, plan, changes))
    return _update(changed, pins=tuple(pin for pin in changed.pins if not _overtaken(changed, pin)))


def _overtaken(portfolio: Portfolio, pin: Pin) -> bool:
    """Whether time has decided what the pin was about: its phase is finished, or its start has passed."""
    if pin.phase is None:
        return False
    row = portfolio.started.get((pin.project, pin.phase))
    if pin.starts is not None:
        return row is not None or pin.starts < portfolio.horizon.monday(portfolio.now)
    return row is not None and row.finished is not None


def _update(portfolio: Portfolio, **update: Any) -> Portfolio:
    return portfolio.model_copy(update=update)


def _person(portfolio: Portfolio, name: str, change: Callable[[Any], Any]) -> Portfolio:
    people = tuple(change(person) if person.id == name else person for person in portfolio.people)
    positions = tuple(change(row) if row.id == name else row for row in portfolio.positions)
    return _update(portfolio, people=people, positions=positions)


def _leave(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    assert change.leave is not None
    span = DateRange.model_validate({"from": change.leave.from_, "to": change.leave.to})

    def away(worker: Person | Position) -> Person | Position:
        return worker.model_copy(update={"leave": (*worker.leave, span)})

    return _person(portfolio, change.leave.person, away)


def _person_leaves(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    assert change.person_leaves is not None
    last = change.person_leaves.last_day

    def gone(person: Person) -> Person:
        return person.model_copy(update={"ends": last})

    return _person(portfolio, change.person_leaves.person, gone)


def _person_joins(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    return _update(portfolio, people=(*portfolio.people, change.person_joins))


def _new_project(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    return _update(portfolio, projects=(*portfolio.projects, change.new_project))


def _removed_project(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    """Pinned out and kept: what has been worked on it, and what refers to it, can still be read."""
    assert change.removed_project is not None
    name = change.removed_project.project
    projects = tuple(
        project.model_copy(update={"mandatory": False}) if project.id == name else project
        for project in portfolio.projects
    )
    pins = tuple(pin for pin in portfolio.pins if pin.project != name)
    return _update(portfolio, projects=projects, pins=(*pins, Pin(project=name, selected=False)))


def _pool(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    if change.lost_pool is not None:
        name, count, since, until = change.lost_pool.pool, 0, change.lost_pool.from_, None
    else:
        assert change.pool_capacity is not None
        row = change.pool_capacity
        name, count, since, until = row.pool, row.count, row.from_, row.to
    pools = tuple(
        _with_devices(portfolio, pool, count, since, until) if pool.id == name else pool
        for pool in portfolio.pools
    )
    return _update(portfolio, pools=pools)


def _with_devices(
    portfolio: Portfolio, pool: Pool, count: int, since: dt.date, until: dt.date | None
) -> Pool:
    """The pool with another count in the weeks that begin on days of [since, until]."""
    steps: dict[str, int] = {}
    last: int | None = None
    for monday, before in zip(portfolio.horizon.mondays, pool.devices(portfolio.horizon), strict=True):
        inside = monday >= monday_on_or_after(since) and (until is None or monday <= until)
        devices = count if inside else before
        if devices != last:
            steps[monday.isoformat()] = last = devices
    return pool.model_copy(update={"count": steps})


def _project(portfolio: Portfolio, name: str, change: Callable[[Project], Project]) -> Portfolio:
    rows = tuple(change(project) if project.id == name else project for project in portfolio.projects)
    return _update(portfolio, projects=rows)


def _phase(portfolio: Portfolio, project: str, phase: str, change: Callable[[Phase], Phase]) -> Portfolio:
    def changed(owner: Project) -> Project:
        rows = tuple(change(row) if row.id == phase else row for row in owner.phases)
        return owner.model_copy(update={"phases": rows})

    return _project(portfolio, project, changed)


def _slippage(portfolio: Portfolio, change: Change, plan: Plan) -> Portfolio:
    slip = change.slippage
    assert slip is not None
    planned = next(row for row in plan.phases if (row.project, row.phase) == (slip.project, slip.phase))
    horizon = portfolio.horizon
    length = horizon.week_of(planned.finish) - horizon.week_of(planned.start)

    def later(phase: Phase) -> Phase:
        if slip.starts is not None:
            window = phase.window or Window()
            earliest = max(slip.starts, window.earliest or slip.starts)
            return phase.model_copy(update={"window": window.model_copy(update={"earliest": earliest})})
        more = slip.weeks or 0
        if slip.finishes is not None:
            more = max(0, horizon.week_of(slip.finishes) + 1 - horizon.week_of(planned.finish))
        least = Estimate.model_validate(length + more)
        return phase.model_copy(update={"weeks": least})

    return _phase(portfolio, slip.project, slip.phase, later)


def _estimate(portfolio: Portfolio, change: Change, _plan: Plan) -> Portfolio:
    new = change.estimate
    assert new is not None
    changed = _project(portfolio, new.project, lambda project: _valued(project, new))
    if new.phase is None:
        return changed
    changed = _phase(changed, new.project, new.phase, lambda phase: _estimated(phase, new))
    before, after = (
        next(row for row in corrected(version).project(new.project).phases if row.id == new.phase)
        for version in (portfolio, changed)
    )
    return _update(changed, progress=_left(changed.progress, new, before, after))


def _valued(project: Project, new: ChangedEstimate) -> Project:
    update: dict[str, Any] = {}
    if new.value_per_week is not None:
        update["value"] = project.value.model_copy(update={"per_week": new.value_per_week})
    if new.feasibility is not None:
        update["feasibility"] = new.feasibility
    return project.model_copy(update=update)


def _estimated(phase: Phase, new: ChangedEstimate) -> Phase:
    update: dict[str, Any] = {"effort": phase.effort | new.effort}
    if new.weeks is not None:
        update["weeks"] = new.weeks
    if new.gpu_hours is not None and phase.gpu is not None:
        gpu: Gpu = phase.gpu.model_copy(update={"hours": new.gpu_hours})
        update["gpu"] = gpu
    return phase.model_copy(update=update)


def _left(progress: Progress | None, new: ChangedEstimate, before: Phase, after: Phase) -> Progress | None:
    """Progress in which what is left of a running phase has grown, or shrunk, with its estimate."""
    if progress is None:
        return None
    rows = []
    for row in progress.phases:
        if row.key == (new.project, new.phase) and row.remaining is not None:
            effort = dict(row.remaining.effort)
            for skill, estimate in after.effort.items():
                old = before.effort[skill].likely if skill in before.effort else 0.0
                effort[skill] = max(0.0, effort.get(skill, 0.0) + estimate.likely - old)
            hours = row.remaining.gpu_hours
            if before.gpu is not None and after.gpu is not None:
                hours = max(0.0, hours + after.gpu.hours.likely - before.gpu.hours.likely)
            left = row.remaining.model_copy(update={"effort": effort, "gpu_hours": hours})
            rows.append(row.model_copy(update={"remaining": left}))
        else:
            rows.append(row)
    return progress.model_copy(update={"phases": tuple(rows)})


APPLY: dict[str, Callable[[Portfolio, Change, Plan], Portfolio]] = {
    "leave": _leave,
    "person_leaves": _person_leaves,
    "person_joins": _person_joins,
    "slippage": _slippage,
    "estimate": _estimate,
    "new_project": _new_project,
    "removed_project": _removed_project,
    "lost_pool": _pool,
    "pool_capacity": _pool,
}
"""What each kind of change does. Progress is applied last, when all estimates are known."""
