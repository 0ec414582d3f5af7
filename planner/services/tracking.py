"""How the plan of a portfolio goes, from the plans that each replaced the one before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from planner.domain.calendar import WEEK
from planner.domain.forecast import Forecast
from planner.domain.plan import Assignment
from planner.domain.tracking import LaunchForecast, PhaseTrack, State, Tracking
from planner.errors import NotFound
from planner.services.context import Context
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
        phases=tuple(_phases(first, last)),
        launches=tuple(
            launch
            for project in last.portfolio.projects
            for launch in _launches(project.id, chain, forecasts)
        ),
    )


def _phases(first: PlanRecord, last: PlanRecord) -> Iterator[PhaseTrack]:
    planned = {(row.project, row.phase): row for row in first.plan.phases}
    now = {(row.project, row.phase): row for row in last.plan.phases}
    progress = last.portfolio.progress
    done = _effort(progress.work if progress is not None else ())
    before, in_all = _effort(first.plan.assignments), _effort(last.plan.assignments)
    for project in last.portfolio.projects:
        for phase in project.phases:
            key = project.id, phase.id
            was, row = planned.get(key), now.get(key)
            if was is None and row is None:
                continue
            yield PhaseTrack(
                project=project.id,
                phase=phase.id,
                state=_state(last, key),
                planned_start=was.start if was else None,
                planned_finish=was.finish if was else None,
                start=row.start if row else None,
                finish=row.finish if row else None,
                weeks_late=(row.finish - was.finish) // WEEK if row and was else None,
                planned_effort=round(before[key], 4),
                effort_done=round(done[key], 4),
                effort_in_all=round(in_all[key], 4),
            )


def _state(record: PlanRecord, key: Key) -> State:
    row = record.portfolio.started.get(key)
    if row is None:
        return "ahead"
    return "running" if row.finished is None else "finished"


def _effort(rows: Iterable[Assignment]) -> dict[Key, float]:
    total: dict[Key, float] = defaultdict(float)
    for row in rows:
        if row.phase is not None:
            total[row.project, row.phase] += row.share * ((row.finish - row.start) // WEEK)
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
