"""Plans and forecasts: ask for them, read them, make one the plan of record."""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel
from sqlmodel import col, select

from planner.domain.forecast import Forecast
from planner.domain.job import ForecastSettings, Job, PlanSettings, plan_settings
from planner.domain.plan import Plan, PlannedProject, Status
from planner.domain.portfolio import Portfolio
from planner.errors import Conflict
from planner.persistence.columns import utc_now
from planner.persistence.jobs import (
    find_plan,
    forget_snapshots,
    load_snapshot,
    record_plan_id,
    store_snapshot,
)
from planner.persistence.portfolios import find_portfolio, load
from planner.persistence.tables import ForecastTable, PlanTable, ScenarioTable
from planner.services.changes import record
from planner.services.context import Context, Role
from planner.services.jobs import submit
from planner.services.pages import Page, checked_cursor, checked_limit
from planner.services.publications import remember

__all__ = [
    "ForecastRecord",
    "ForecastSettings",
    "PlanRecord",
    "PlanSettings",
    "PlanSummary",
    "delete_plan",
    "get_forecast",
    "get_plan",
    "list_forecasts",
    "list_plans",
    "plan_of_record",
    "publish",
    "request_forecast",
    "request_plan",
]


@dataclass(frozen=True)
class PlanSummary:
    """A line of the list of plans."""

    id: str
    portfolio_id: str
    snapshot: str
    status: Status
    value: float | None
    gap: float | None
    settings: PlanSettings
    created_at: dt.datetime
    is_record: bool
    scenario: str | None = None
    """Name of the scenario that it is a plan of."""


@dataclass(frozen=True)
class PlanRecord:
    """A stored plan with the portfolio that it was made from."""

    id: str
    portfolio_id: str
    job_id: str
    snapshot: str
    plan: Plan
    portfolio: Portfolio
    """As it was when the plan was asked for."""
    settings: PlanSettings
    base_plan_id: str | None
    """The plan of record at that time, from which moves had a price."""
    created_at: dt.datetime
    verified: bool
    """Whether it holds a schedule that the verifier accepted (an infeasible portfolio has none)."""
    is_record: bool
    """Whether it is the plan of record."""
    scenario_id: str | None = None
    """The scenario that it is a plan of."""
    scenario: str | None = None
    """Its name."""


@dataclass(frozen=True)
class ForecastRecord:
    """A stored forecast."""

    id: str
    plan_id: str
    job_id: str
    forecast: Forecast
    created_at: dt.datetime


def request_plan(ctx: Context, portfolio_id: str, settings: PlanSettings) -> Job:
    """Ask for a plan of the portfolio as it is now."""
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    snapshot = store_snapshot(ctx.session, ctx.organisation_id, load(ctx.session, stored))
    return submit(
        ctx,
        "plan",
        portfolio_id=portfolio_id,
        snapshot_id=snapshot,
        settings=settings,
        plan_id=record_plan_id(ctx.session, ctx.organisation_id, portfolio_id),
    )


def list_plans(
    ctx: Context,
    portfolio_id: str,
    *,
    limit: int = 50,
    cursor: str | None = None,
    with_scenarios: bool = True,
) -> Page[PlanSummary]:
    """Plans of a portfolio, the newest first; on request without those of its scenarios."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    query = select(PlanTable).where(
        PlanTable.organisation_id == ctx.organisation_id, PlanTable.portfolio_id == portfolio_id
    )
    if not with_scenarios:
        query = query.where(col(PlanTable.scenario_id).is_(None))
    if checked_cursor(cursor):
        query = query.where(col(PlanTable.id) < cursor)
    found = list(ctx.session.exec(query.order_by(col(PlanTable.id).desc()).limit(checked_limit(limit) + 1)))
    shown = found[:limit]
    of_record = record_plan_id(ctx.session, ctx.organisation_id, portfolio_id)
    items = tuple(_summary(row, of_record, _scenario_name(ctx, row)) for row in shown)
    return Page(items, shown[-1].id if len(found) > limit else None)


def _scenario_name(ctx: Context, row: PlanTable) -> str | None:
    scenario = ctx.session.get(ScenarioTable, row.scenario_id) if row.scenario_id else None
    return scenario.name if scenario is not None else None


def _summary(row: PlanTable, of_record: str | None, scenario: str | None) -> PlanSummary:
    return PlanSummary(
        id=row.id,
        portfolio_id=row.portfolio_id,
        snapshot=row.snapshot_id,
        status=cast(Status, row.status),
        value=row.value,
        gap=row.gap,
        settings=plan_settings(row.settings),
        created_at=row.created_at,
        is_record=row.id == of_record,
        scenario=scenario,
    )


def get_plan(ctx: Context, plan_id: str) -> PlanRecord:
    """One plan; NotFound when the organisation has none with this id."""
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    return PlanRecord(
        id=row.id,
        portfolio_id=row.portfolio_id,
        job_id=row.job_id,
        snapshot=row.snapshot_id,
        plan=Plan.model_validate_json(row.body),
        portfolio=load_snapshot(ctx.session, ctx.organisation_id, row.snapshot_id),
        settings=plan_settings(row.settings),
        base_plan_id=row.base_plan_id,
        created_at=row.created_at,
        verified=row.verified,
        is_record=row.id == record_plan_id(ctx.session, ctx.organisation_id, row.portfolio_id),
        scenario_id=row.scenario_id,
        scenario=_scenario_name(ctx, row),
    )


class _Decisions(BaseModel):
    """Of a plan only what became of each project."""

    projects: tuple[PlannedProject, ...]


def newest_decisions(ctx: Context, portfolio_id: str) -> dict[str, PlannedProject]:
    """What the newest plan of a portfolio itself says about each project, without the rest of it; empty without one."""
    newest = list_plans(ctx, portfolio_id, limit=1, with_scenarios=False).items
    if not newest:
        return {}
    body = find_plan(ctx.session, ctx.organisation_id, newest[0].id).body
    return {row.id: row for row in _Decisions.model_validate_json(body).projects}


def plan_of_record(ctx: Context, portfolio_id: str) -> PlanRecord | None:
    """The published plan of a portfolio; None when none was published yet."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    found = record_plan_id(ctx.session, ctx.organisation_id, portfolio_id)
    return get_plan(ctx, found) if found else None


def publish(ctx: Context, plan_id: str, *, note: str = "") -> PlanRecord:
    """Make a plan the plan of record, with a note of the decision.

    Raises
    ------
    Conflict
        When it holds no schedule.
    BadInput
        When the note is too long.
    """
    ctx.require(Role.EDITOR)
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    if not row.verified:
        raise Conflict("This answer holds no schedule, so it cannot become the plan of record.")
    scenario = ctx.session.get(ScenarioTable, row.scenario_id) if row.scenario_id else None
    if scenario is not None and scenario.state != "applied":
        raise Conflict("This plan belongs to a scenario: apply the scenario to the portfolio first.")
    row.published_at = utc_now()
    remember(ctx, row, note)
    record(ctx, row.portfolio_id, "publish", kind="plans", slug=plan_id)
    ctx.session.flush()
    return get_plan(ctx, plan_id)


def delete_plan(ctx: Context, plan_id: str) -> None:
    """Delete a plan with its forecasts; Conflict for the plan of record."""
    ctx.require(Role.EDITOR)
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    if row.id == record_plan_id(ctx.session, ctx.organisation_id, row.portfolio_id):
        raise Conflict("This is the plan of record: make another one the plan of record first.")
    record(ctx, row.portfolio_id, "delete", kind="plans", slug=plan_id)
    ctx.session.delete(row)
    ctx.session.flush()
    forget_snapshots(ctx.session, ctx.organisation_id)


def request_forecast(ctx: Context, plan_id: str, settings: ForecastSettings) -> Job:
    """Ask for a simulation of a plan; Conflict when it holds no schedule."""
    ctx.require(Role.EDITOR)
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    if not row.verified:
        raise Conflict("This answer holds no schedule, so there is nothing to simulate.")
    return submit(
        ctx,
        "forecast",
        portfolio_id=row.portfolio_id,
        snapshot_id=row.snapshot_id,
        settings=settings,
        plan_id=plan_id,
    )


def list_forecasts(
    ctx: Context, plan_id: str, *, limit: int = 50, cursor: str | None = None
) -> Page[ForecastRecord]:
    """Forecasts of a plan, the newest first."""
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    query = select(ForecastTable).where(
        ForecastTable.plan_id == row.id, ForecastTable.organisation_id == ctx.organisation_id
    )
    if checked_cursor(cursor):
        query = query.where(col(ForecastTable.id) < cursor)
    query = query.order_by(col(ForecastTable.id).desc()).limit(checked_limit(limit) + 1)
    found = list(ctx.session.exec(query))
    items = tuple(
        ForecastRecord(
            id=one.id,
            plan_id=one.plan_id,
            job_id=one.job_id,
            forecast=Forecast.model_validate_json(one.body),
            created_at=one.created_at,
        )
        for one in found[:limit]
    )
    return Page(items, items[-1].id if len(found) > limit else None)


def get_forecast(ctx: Context, plan_id: str) -> Forecast | None:
    """The latest forecast of a plan; None when there is none yet."""
    newest = list_forecasts(ctx, plan_id, limit=1).items
    return newest[0].forecast if newest else None
