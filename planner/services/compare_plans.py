"""Compare plans of one portfolio, also when they were made from different versions of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from planner.domain.comparison import (
    AgainstFirst,
    ComparedPlan,
    ComparedProject,
    Comparison,
    ProjectAcross,
)
from planner.domain.differences import differences
from planner.domain.document_differences import document_differences
from planner.domain.forecast import Forecast
from planner.domain.paired import PairedRuns
from planner.errors import BadInput, NotFound
from planner.services.compare_runs import paired_runs, stored_pair
from planner.services.context import Context
from planner.services.forecast_cost import cost_report
from planner.services.jobs import Job
from planner.services.plans import (
    ForecastSettings,
    PlanRecord,
    get_forecast,
    get_plan,
    request_forecast,
)

FEWEST, MOST = 2, 4
Luck = Callable[[PlanRecord, PlanRecord], PairedRuns | str]
"""Reads two plans run by run; a sentence when they cannot be paired."""
NO_PAIR = "The two plans have no forecasts with the same seed and number of runs that kept their runs."


@dataclass(frozen=True)
class Compared:
    """A plan with its newest forecast."""

    record: PlanRecord
    forecast: Forecast | None


def plans_to_compare(ctx: Context, portfolio_id: str, plan_ids: Sequence[str]) -> tuple[Compared, ...]:
    """The plans in the order asked for.

    Raises
    ------
    BadInput
        When there are fewer than two or more than four different ones.
    NotFound
        When one of them is not a plan of this portfolio.
    """
    ids = tuple(dict.fromkeys(plan_ids))
    if not FEWEST <= len(ids) <= MOST:
        raise BadInput(f"plan: {len(ids)} different plans are given; choose {FEWEST} to {MOST} to compare.")
    records = [get_plan(ctx, plan_id) for plan_id in ids]
    for record in records:
        if record.portfolio_id != portfolio_id:
            raise NotFound(f"This portfolio has no plan '{record.id}'.")
    return tuple(Compared(record, get_forecast(ctx, record.id)) for record in records)


def compare_plans(ctx: Context, portfolio_id: str, plan_ids: Sequence[str]) -> Comparison:
    """Compare plans that are named by id; errors as in `plans_to_compare`."""
    return comparison(plans_to_compare(ctx, portfolio_id, plan_ids), partial(same_luck, ctx))


def comparison(compared: Sequence[Compared], luck: Luck) -> Comparison:
    """Compare plans that have been read; moves, documents and luck are told against the first of them."""
    plans = tuple(_figures(one.record) for one in compared)
    return Comparison(
        plans=plans,
        quarters=tuple(sorted({quarter for plan in plans for quarter in plan.spend_by_quarter})),
        projects=_projects(compared),
        against_first=tuple(_against(compared[0], one, luck) for one in compared[1:]),
    )


def _against(first: Compared, one: Compared, luck: Luck) -> AgainstFirst:
    base, other = first.record, one.record
    found = luck(base, other)
    return AgainstFirst(
        plan=other.id,
        moves=differences(base.plan, other.plan),
        documents=()
        if other.snapshot == base.snapshot
        else document_differences(base.portfolio, other.portfolio),
        luck=None if isinstance(found, str) else found,
        luck_missing=found if isinstance(found, str) else "",
    )


def same_luck(ctx: Context, base: PlanRecord, other: PlanRecord) -> PairedRuns | str:
    """Two plans run by run; a sentence when their forecasts cannot be paired."""
    currencies = base.portfolio.currency, other.portfolio.currency
    if currencies[0] != currencies[1]:
        return f"One plan is in {currencies[0]} and the other in {currencies[1]}."
    if base.plan.value is None or other.plan.value is None:
        return "One of the plans holds no schedule, so there is nothing to simulate."
    pair = stored_pair(ctx, base.id, other.id)
    return paired_runs(base.portfolio, pair[0], other.portfolio, pair[1]) if pair else NO_PAIR


def forecast_alike(ctx: Context, portfolio_id: str, plan_ids: Sequence[str]) -> tuple[Job, ...]:
    """Ask for forecasts with the same luck where two plans to compare have none; errors as in `plans_to_compare`."""
    first, *others = plans_to_compare(ctx, portfolio_id, plan_ids)
    lacking = [one for one in others if not stored_pair(ctx, first.record.id, one.record.id)]
    possible = [one for one in (first, *lacking) if one.record.plan.value is not None] if lacking else []
    return tuple(request_forecast(ctx, one.record.id, ForecastSettings()) for one in possible)


def _figures(record: PlanRecord) -> ComparedPlan:
    plan = record.plan
    report = cost_report(record.portfolio, plan) if plan.value is not None else None
    return ComparedPlan(
        id=record.id,
        created_at=record.created_at,
        snapshot=record.snapshot,
        is_record=record.is_record,
        status=plan.status,
        value=plan.value,
        bound=plan.bound,
        gap=plan.gap,
        currency=plan.currency,
        projects_in=sum(p.selected for p in plan.projects),
        projects=len(record.portfolio.projects),
        engineer_weeks=sum(a.share * (a.finish - a.start).days / 7 for a in plan.assignments),
        spend=report.total if report else None,
        spend_by_quarter=report.by_quarter if report else {},
        spend_by_kind=report.by_kind if report else {},
    )


def _projects(compared: Sequence[Compared]) -> tuple[ProjectAcross, ...]:
    names = {p.id: p.name for one in reversed(compared) for p in one.record.portfolio.projects}
    across = [
        ProjectAcross(id=key, name=name, plans=tuple(_in_plan(one, key) for one in compared))
        for key, name in names.items()
    ]

    def place(row: ProjectAcross) -> tuple[bool, str, str]:
        launches = [str(one.launch) for one in row.plans if one.launch]
        return not row.differs, min(launches, default="out"), row.name

    return tuple(sorted(across, key=place))


def _in_plan(one: Compared, project_id: str) -> ComparedProject:
    planned = next((p for p in one.record.plan.projects if p.id == project_id), None)
    known = any(p.id == project_id for p in one.record.portfolio.projects)
    selected = planned is not None and planned.selected
    forecast = one.forecast.of(project_id) if one.forecast and selected else None
    return ComparedProject(
        plan=one.record.id,
        known=known,
        selected=selected,
        launch=planned.launch if planned and selected else None,
        p50=forecast.finish_p50 if forecast else None,
        p80=forecast.finish_p80 if forecast else None,
        reason=planned.reason if planned and not selected else None,
    )
