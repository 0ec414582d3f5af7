"""Replanning and what-if of stored plans: ask for a plan after changes, read its moves, try a gesture."""

from dataclasses import dataclass
from decimal import Decimal

from planner.domain.available import Availability, Wanted
from planner.domain.change_checks import change_findings
from planner.domain.changes import Changes, Move
from planner.domain.findings import path_text
from planner.domain.job import Job, PlanSettings, ReplanSettings
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Drag, Question, WhatIf
from planner.errors import BadInput, Conflict, Diagnostic, NotFound
from planner.persistence.database import pause
from planner.persistence.jobs import find_plan, store_snapshot
from planner.persistence.portfolios import find_portfolio
from planner.services.context import Context, Role
from planner.services.gestures import with_pins
from planner.services.jobs import submit
from planner.services.plans import PlanRecord, get_plan


@dataclass(frozen=True)
class Moves:
    """How a stored plan differs from the one that it replaces."""

    base_plan_id: str
    change_price: Decimal
    value: float | None
    """Before the price of its moves is taken off."""
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class PricedJob:
    """A replanning at one price of moves."""

    change_price: Decimal
    job: Job


@dataclass(frozen=True)
class Tried:
    """What a gesture would do, and the job that plans again with it."""

    answer: WhatIf
    job: Job | None
    portfolio: Portfolio
    """The one that the plan was made from."""
    plan: Plan
    portfolio_id: str
    version: int
    """Of the portfolio as it is now, for `keep_pins`."""
    scenario_id: str | None
    """The scenario that the plan is of."""


def request_replan(ctx: Context, plan_id: str, settings: ReplanSettings) -> Job:
    """Ask for a plan after changes, with few moves away from a stored plan.

    Raises
    ------
    BadInput
        When the changes do not fit the plan and its portfolio; nothing is stored.
    Conflict
        When the plan holds no schedule.
    """
    ctx.require(Role.EDITOR)
    record = scheduled(ctx, plan_id)
    return _submit(ctx, record, changed_by(record, settings.changes), settings)


def request_curve(ctx: Context, plan_id: str, settings: ReplanSettings) -> tuple[PricedJob, ...]:
    """Ask for three plans after changes: moves free, at the price that holds, and at ten times that price."""
    from planner.services.replan import curve_prices  # noqa: PLC0415  # brings the solver

    ctx.require(Role.EDITOR)
    record = scheduled(ctx, plan_id)
    prices = curve_prices(changed_by(record, settings.changes), record.plan)
    return tuple(PricedJob(price, ask_at(ctx, record, settings, price)) for price in prices)


def ask_at(
    ctx: Context,
    record: PlanRecord,
    settings: ReplanSettings,
    price: Decimal,
    scenario_id: str | None = None,
) -> Job:
    """Ask for a plan after changes at a price of moves, of a scenario or of the portfolio."""
    changes = settings.changes.model_copy(update={"change_price": price})
    priced = settings.model_copy(update={"changes": changes})
    return _submit(ctx, record, changed_by(record, changes), priced, scenario_id)


def get_moves(ctx: Context, plan_id: str) -> Moves:
    """The moves of a plan away from the plan on which it is based, with their reasons; NotFound without one."""
    from planner.services.moves import list_moves  # noqa: PLC0415  # brings the solver

    record = get_plan(ctx, plan_id)
    if record.base_plan_id is None:
        raise NotFound(f"The plan '{plan_id}' was made afresh: there is no plan that it moves away from.")
    base = get_plan(ctx, record.base_plan_id)
    told = record.settings.changes if isinstance(record.settings, ReplanSettings) else _nothing()
    moves = list_moves(record.portfolio, base.plan, record.plan, told)
    price = record.portfolio.policies.change_price
    value = None if record.plan.value is None else record.plan.value + float(price) * len(moves)
    return Moves(record.base_plan_id, price, value, moves)


def ask_what_if(ctx: Context, plan_id: str, question: Drag) -> Tried:
    """Try a gesture on a stored plan; on request, plan again with it in the background.

    Raises
    ------
    BadInput
        When the gesture is about something that is not there, or that has begun.
    Conflict
        When the plan holds no schedule.
    """
    from planner.services.what_if import remembered, what_if, workbench  # noqa: PLC0415  # brings the solver

    again = question if isinstance(question, Question) and question.plan_again else None
    if again is not None:
        ctx.require(Role.EDITOR)
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    bench = remembered(row.id)
    if bench is None:
        record = scheduled(ctx, plan_id)
        bench = workbench(record.portfolio, record.plan, row.id)
    portfolio_id, scenario_id = row.portfolio_id, row.scenario_id
    version = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id).version
    pause(ctx.session)
    answer = what_if(bench, question)
    job = None
    if again is not None:
        pinned = with_pins(bench.portfolio, answer.pins)
        job = submit(
            ctx,
            "plan",
            portfolio_id=portfolio_id,
            snapshot_id=store_snapshot(ctx.session, ctx.organisation_id, pinned),
            settings=PlanSettings(seconds=again.seconds),
            plan_id=plan_id,
        )
    return Tried(answer, job, bench.portfolio, bench.plan, portfolio_id, version, scenario_id)


def ask_available(ctx: Context, plan_id: str, wanted: Wanted) -> Availability:
    """Whether and when there is room for work in a stored plan.

    Raises
    ------
    BadInput
        When the work names what is not there, or a day outside the open part of the horizon.
    Conflict
        When the plan holds no schedule.
    """
    from planner.services.available import SECONDS, available  # noqa: PLC0415  # brings the solver

    record = scheduled(ctx, plan_id)
    pause(ctx.session)
    return available(record.portfolio, record.plan, wanted, seconds=SECONDS)


def scheduled(ctx: Context, plan_id: str) -> PlanRecord:
    """A plan that holds a schedule; Conflict when this one holds none."""
    record = get_plan(ctx, plan_id)
    if not record.verified:
        raise Conflict("This answer holds no schedule: there is nothing to begin with.")
    return record


def changed_by(record: PlanRecord, changes: Changes) -> Portfolio:
    """The portfolio of a plan after changes; BadInput, with the places, when they do not fit it."""
    from planner.services.replan import changed_portfolio  # noqa: PLC0415  # brings the solver

    _check(record.portfolio, record.plan, changes)
    return changed_portfolio(record.portfolio, record.plan, changes)


def _check(portfolio: Portfolio, plan: Plan, changes: Changes) -> None:
    findings = change_findings(portfolio, plan, changes)[:MAX_DIAGNOSTICS]
    if findings:
        rows = [Diagnostic(f.severity, path_text(("changes", *f.path)), f.message) for f in findings]
        raise BadInput(f"{rows[0].path}: {rows[0].message}", rows)


def _submit(
    ctx: Context,
    record: PlanRecord,
    changed: Portfolio,
    settings: ReplanSettings,
    scenario_id: str | None = None,
) -> Job:
    return submit(
        ctx,
        "plan",
        portfolio_id=record.portfolio_id,
        snapshot_id=store_snapshot(ctx.session, ctx.organisation_id, changed),
        settings=settings,
        plan_id=record.id,
        scenario_id=scenario_id,
    )


def _nothing() -> Changes:
    return Changes.model_validate({"schema": "quarterdeck/changes/1"})
