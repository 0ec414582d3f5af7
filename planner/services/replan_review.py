"""Replanning that waits for a decision: plans after changes at three prices of moves; one is accepted, or none.

The changes are a scenario, so that the portfolio and its newest plan stay as they are until somebody decides.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, or_, select

from planner.domain.changes import Changes, Move
from planner.domain.document_edits import document_edits
from planner.domain.job import UNDER_WAY, ReplanSettings, plan_settings
from planner.domain.move_prices import best_at
from planner.domain.portfolio import Portfolio
from planner.domain.scenarios import ScenarioDraft, ScenarioState
from planner.errors import Conflict, NotFound
from planner.persistence.database import pause
from planner.persistence.jobs import find_plan
from planner.persistence.tables import JobTable, PlanTable, ScenarioTable
from planner.services.apply_relaxation import replace_with_way_back, take_back
from planner.services.changes import merged
from planner.services.context import Context, Role
from planner.services.jobs import drop_job
from planner.services.memory import Memory
from planner.services.plans import PlanRecord, get_plan, publish
from planner.services.portfolios import get_portfolio
from planner.services.publications import take_decision_back
from planner.services.replans import ask_at, changed_by, scheduled
from planner.services.scenarios import create_scenario, find_scenario, touched

MOST_REMEMBERED = 100


@dataclass(frozen=True)
class PricedPlan:
    """A plan after the changes at one price of moves."""

    record: PlanRecord
    price: Decimal
    moves: int | None
    """How many it makes; None when there is no plan."""
    value: float | None
    """Before the price of its moves is taken off."""


@dataclass(frozen=True)
class ReplanReview:
    """A replanning with the plans that are there by now."""

    id: str
    """Of its scenario."""
    portfolio_id: str
    name: str
    state: ScenarioState
    base: PlanRecord
    """The plan that holds until one of the others is accepted."""
    changes: Changes
    points: tuple[PricedPlan, ...]
    """By price, the lowest first."""
    chosen: str | None
    """The plan at the price that holds, or the one that was accepted; None while it is not there."""

    @property
    def best(self) -> str | None:
        """The plan that is best at the price that holds; None while the plan at that price is not there."""
        held = next((point.price for point in self.points if point.record.id == self.chosen), None)
        found = best_at(self.points, held) if held is not None else None
        return found.record.id if found is not None else None


def begin_replan(ctx: Context, plan_id: str, settings: ReplanSettings, *, name: str) -> str:
    """Ask for plans after changes at three prices of moves: the one that holds first, none, and ten times it.

    Returns
    -------
    str
        Id of the scenario that holds the changes.

    Raises
    ------
    BadInput
        When the changes do not fit the plan and its portfolio, or change nothing; nothing is stored.
    Conflict
        When the plan holds no schedule.
    """
    from planner.services.replan import curve_prices  # noqa: PLC0415  # brings the solver

    ctx.require(Role.EDITOR)
    record = scheduled(ctx, plan_id)
    free, price, dear = curve_prices(changed_by(record, settings.changes), record.plan)
    draft = ScenarioDraft(name=name, plan_id=plan_id, changes=settings.changes)
    made = create_scenario(ctx, record.portfolio_id, draft)
    for each in (price, free, dear):
        ask_at(ctx, record, settings, each, made.id)
    return made.id


def review_replan(ctx: Context, scenario_id: str) -> ReplanReview:
    """A replanning as far as it is; NotFound when it is none, or its first plan was deleted."""
    row = find_scenario(ctx, scenario_id)
    jobs = select(JobTable).where(
        JobTable.organisation_id == ctx.organisation_id, JobTable.scenario_id == scenario_id
    )
    asked = [plan_settings(job.settings) for job in ctx.session.exec(jobs.order_by(col(JobTable.id)))]
    told = next((one.changes for one in asked if isinstance(one, ReplanSettings)), None)
    if told is None or row.base_plan_id is None:
        raise NotFound(f"The scenario '{scenario_id}' is no replanning.")
    base = get_plan(ctx, row.base_plan_id)
    points = tuple(_points(ctx, row, base))
    return ReplanReview(
        id=row.id,
        portfolio_id=row.portfolio_id,
        name=row.name,
        state=row.state,  # type: ignore[arg-type]  # stored as one of them
        base=base,
        changes=told,
        points=tuple(sorted(points, key=lambda point: point.price)),
        chosen=row.plan_id if any(point.record.id == row.plan_id for point in points) else None,
    )


def _points(ctx: Context, row: ScenarioTable, base: PlanRecord) -> list[PricedPlan]:
    from planner.services.moves import decisions  # noqa: PLC0415  # brings the solver

    mine = or_(col(PlanTable.scenario_id) == row.id, col(PlanTable.id) == (row.plan_id or ""))
    query = select(PlanTable.id).where(PlanTable.organisation_id == ctx.organisation_id, mine)
    found = []
    for plan_id in ctx.session.exec(query.order_by(col(PlanTable.id))):
        record = get_plan(ctx, plan_id)
        if not isinstance(record.settings, ReplanSettings) or record.base_plan_id != base.id:
            continue  # the scenario was planned again as a scenario
        price = record.portfolio.policies.change_price
        value = record.plan.value
        count = None if value is None else sum(1 for _ in decisions(record.portfolio, base.plan, record.plan))
        whole = None if value is None or count is None else value + float(price) * count
        found.append(PricedPlan(record, price, count, whole))
    return found


def moves_of_replan(ctx: Context, review: ReplanReview, point: PricedPlan) -> tuple[Move, ...]:
    """The moves of one of the plans with their reasons; remembered, as both plans never change."""
    from planner.services.moves import list_moves  # noqa: PLC0415  # brings the solver

    key = review.base.id, point.record.id
    found = _moves.get(key)
    if found is None:
        pause(ctx.session)
        record = point.record
        told = record.settings.changes if isinstance(record.settings, ReplanSettings) else review.changes
        found = list_moves(record.portfolio, review.base.plan, record.plan, told)
        _moves.put(key, found)
    return found


def changes_told(review: ReplanReview) -> tuple[str, ...]:
    """The changes in words, each with its note."""
    from planner.services.moves import describe  # noqa: PLC0415  # brings the solver

    names = {worker.id: worker.name for worker in review.base.portfolio.workers}
    return tuple(describe(change, names) for change in review.changes.changes)


_moves: Memory[tuple[str, str], tuple[Move, ...]] = Memory(MOST_REMEMBERED)


def accept_replan(ctx: Context, scenario_id: str, plan_id: str, *, note: str = "") -> str:
    """Make the changes part of the portfolio and one of the plans its plan of record; the token that takes it back.

    Raises
    ------
    NotFound
        When the plan is not one of this replanning.
    Conflict
        When it was decided already, the plan holds no schedule, or the portfolio has changed in a place that the
        changes are about.
    """
    ctx.require(Role.EDITOR)
    row = find_scenario(ctx, scenario_id, lock=True)
    review = review_replan(ctx, scenario_id)
    if row.state not in ("draft", "planned"):
        raise Conflict("This replanning was decided already.")
    point = next((point for point in review.points if point.record.id == plan_id), None)
    if point is None:
        raise NotFound(f"This replanning has no plan '{plan_id}'.")
    if not point.record.verified:
        raise Conflict("This answer holds no schedule: there is nothing to accept.")
    token = replace_with_way_back(ctx, get_portfolio(ctx, row.portfolio_id), _accepted(ctx, review, point))
    _end_jobs(ctx, scenario_id, "Another plan of the replanning was accepted.")
    # From now on it is the portfolio's own plan, its newest.
    find_plan(ctx.session, ctx.organisation_id, plan_id).scenario_id = None
    row.plan_id, row.state = plan_id, "applied"
    row.applied_version = get_portfolio(ctx, row.portfolio_id).version
    touched(ctx, row, "apply")
    publish(ctx, plan_id, note=note)
    return token


def _accepted(ctx: Context, review: ReplanReview, point: PricedPlan) -> Portfolio:
    """The portfolio as it is now, with the changes."""
    now = get_portfolio(ctx, review.portfolio_id).portfolio
    if now == review.base.portfolio:
        return point.record.portfolio
    edits = document_edits(review.base.portfolio, point.record.portfolio)
    changed, clashes = merged(now, edits, {})
    if clashes:
        places = ", ".join(".".join(edits[clash.edit].path) for clash in clashes[:3])
        raise Conflict(
            f"The portfolio has changed since in places that the changes are about ({places}): "
            "plan it again, then tell the changes to that plan."
        )
    return changed


def undo_accept(ctx: Context, portfolio_id: str, scenario_id: str, undo_token: str) -> None:
    """Take an acceptance back: portfolio and plan of record are again what they were. Errors as in `take_back`."""
    ctx.require(Role.EDITOR)
    row = find_scenario(ctx, scenario_id, lock=True)
    take_back(ctx, portfolio_id, undo_token)
    if row.plan_id is not None:
        plan = find_plan(ctx.session, ctx.organisation_id, row.plan_id)
        plan.scenario_id, plan.published_at = scenario_id, None
        take_decision_back(ctx, portfolio_id, plan.id)
    ctx.session.flush()


def refuse_replan(ctx: Context, scenario_id: str) -> None:
    """Leave everything as it is; what is still planned for it stops. Conflict when it was accepted."""
    ctx.require(Role.EDITOR)
    row = find_scenario(ctx, scenario_id, lock=True)
    if row.state == "applied":
        raise Conflict("This replanning was accepted already.")
    _end_jobs(ctx, scenario_id, "The replanning was refused.")
    row.state = "dropped"
    touched(ctx, row, "edit")


def _end_jobs(ctx: Context, scenario_id: str, reason: str) -> None:
    open_ = select(JobTable.id).where(
        JobTable.organisation_id == ctx.organisation_id,
        JobTable.scenario_id == scenario_id,
        col(JobTable.state).in_(UNDER_WAY),
    )
    for job_id in list(ctx.session.exec(open_)):
        drop_job(ctx, job_id, reason)
