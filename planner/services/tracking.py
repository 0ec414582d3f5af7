"""How the plan of a portfolio goes, from the plans that each replaced the one before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from planner.domain.calendar import WEEK
from planner.domain.forecast import Forecast
from planner.domain.plan import Assignment, ComputeUse, Plan
from planner.domain.portfolio import Portfolio
from planner.domain.tracking import (
    FirstAndNow,
    LaunchForecast,
    MovedLaunch,
    PhaseTrack,
    SeenLaunch,
    State,
    Tracking,
)
from planner.errors import NotFound
from planner.services.context import Context
from planner.services.explain import check_pair
from planner.services.plans import PlanRecord, get_forecast, get_plan, list_plans

Key = tuple[str, str]
MOST_PLANS = 50
"""How far back plans are followed."""


def get_tracking(ctx: Context, portfolio_id: str) -> Tracking:
    """The latest plan against the first that it goes back to; NotFound when no plan has a schedule."""
    newest = next((p for p in list_plans(ctx, portfolio_id, limit=50).items if p.value is not None), None)
    if newest is None:
        raise NotFound("There is no plan yet, so there is nothing to track: plan first.")
    chain = list(reversed(list(_back(ctx, newest.id))))
    return track(chain, [get_forecast(ctx, record.id) for record in chain])


def _back(ctx: Context, plan_id: str) -> Iterator[PlanRecord]:
    """A plan, and those that it goes back to, as far as they are still there."""
    wanted: str | None = plan_id
    for _ in range(MOST_PLANS):
        if wanted is None:
            return
        try:
            record = get_plan(ctx, wanted)
        except NotFound:
            return
        yield record
        wanted = record.base_plan_id


def track(chain: Sequence[PlanRecord], forecasts: Sequence[Forecast | None]) -> Tracking:
    """The oldest plan against the newest; the forecasts belong to the plans."""
    first, last = chain[0], chain[-1]
    progress = last.portfolio.progress
    return Tracking(
        first_plan_id=first.id,
        plan_id=last.id,
        as_of=progress.as_of if progress is not None else None,
        phases=tuple(_phases(first.plan, last.portfolio, last.plan)),
        launches=tuple(
            launch
            for project in last.portfolio.projects
            for launch in _launches(project.id, chain, forecasts)
        ),
    )


def compare_with_first(
    portfolio: Portfolio, first: Plan, latest: Plan, seen: Sequence[tuple[dt.date, Forecast]] = ()
) -> FirstAndNow:
    """A plan of this portfolio beside the first one, and what was forecast on which day.

    Raises
    ------
    BadInput
        When the latest plan is not one of this portfolio.
    """
    check_pair(portfolio, latest)
    launches = [{row.id: row.launch for row in plan.projects if row.selected} for plan in (first, latest)]
    return FirstAndNow(
        as_of=portfolio.progress.as_of if portfolio.progress is not None else None,
        phases=tuple(_phases(first, portfolio, latest)),
        launches=tuple(
            MovedLaunch(
                project=project.id, first=launches[0].get(project.id), now=launches[1].get(project.id)
            )
            for project in portfolio.projects
            if project.id in launches[0] or project.id in launches[1]
        ),
        seen=tuple(_seen(portfolio, seen)),
    )


def _seen(portfolio: Portfolio, seen: Sequence[tuple[dt.date, Forecast]]) -> Iterator[SeenLaunch]:
    for project in portfolio.projects:
        for as_of, forecast in sorted(seen, key=lambda pair: pair[0]):
            for row in forecast.projects:
                if row.id == project.id:
                    yield SeenLaunch(
                        project=row.id,
                        as_of=as_of,
                        p10=row.finish_p10,
                        p50=row.finish_p50,
                        p80=row.finish_p80,
                        p90=row.finish_p90,
                    )


def _phases(first: Plan, portfolio: Portfolio, latest: Plan) -> Iterator[PhaseTrack]:
    planned = {(row.project, row.phase): row for row in first.phases}
    now = {(row.project, row.phase): row for row in latest.phases}
    progress = portfolio.progress
    done = _effort(progress.work if progress is not None else ())
    before, in_all = _effort(first.assignments), _effort(latest.assignments)
    hours, hours_done = _hours(first.compute), _hours(progress.compute if progress is not None else ())
    for told in progress.phases if progress is not None else ():
        if told.effort_spent is not None:
            in_all[told.key] += told.effort_spent - done[told.key]
            done[told.key] = told.effort_spent
        if told.gpu_hours_spent is not None:
            hours_done[told.key] = told.gpu_hours_spent
    for project in portfolio.projects:
        for phase in project.phases:
            key = project.id, phase.id
            was, row = planned.get(key), now.get(key)
            if was is None and row is None:
                continue
            yield PhaseTrack(
                project=project.id,
                phase=phase.id,
                state=_state(portfolio, key),
                planned_start=was.start if was else None,
                planned_finish=was.finish if was else None,
                start=row.start if row else None,
                finish=row.finish if row else None,
                weeks_late=(row.finish - was.finish) // WEEK if row and was else None,
                planned_effort=round(before[key], 4),
                effort_done=round(done[key], 4),
                effort_in_all=round(in_all[key], 4),
                planned_gpu_hours=round(hours[key], 2),
                gpu_hours_done=round(hours_done[key], 2),
            )


def _state(portfolio: Portfolio, key: Key) -> State:
    row = portfolio.started.get(key)
    if row is None:
        return "ahead"
    return "running" if row.finished is None else "finished"


def _effort(rows: Iterable[Assignment]) -> dict[Key, float]:
    total: dict[Key, float] = defaultdict(float)
    for row in rows:
        if row.phase is not None:
            total[row.project, row.phase] += row.share * ((row.finish - row.start) // WEEK)
    return total


def _hours(uses: Iterable[ComputeUse]) -> dict[Key, float]:
    total: dict[Key, float] = defaultdict(float)
    for use in uses:
        total[use.project, use.phase] += use.hours
    return total


def _launches(
    project: str, chain: Sequence[PlanRecord], forecasts: Sequence[Forecast | None]
) -> Iterator[LaunchForecast]:
    for record, forecast in zip(chain, forecasts, strict=True):
        planned = next((row for row in record.plan.projects if row.id == project and row.selected), None)
        if planned is None:
            continue
        mine = next((row for row in forecast.projects if row.id == project), None) if forecast else None
        progress = record.portfolio.progress
        yield LaunchForecast(
            project=project,
            plan_id=record.id,
            as_of=progress.as_of if progress is not None else record.portfolio.calendar.start,
            planned=planned.launch,
            p10=mine.finish_p10 if mine else None,
            p50=mine.finish_p50 if mine else None,
            p80=mine.finish_p80 if mine else None,
            p90=mine.finish_p90 if mine else None,
        )
