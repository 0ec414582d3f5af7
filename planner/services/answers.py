"""Questions about a stored plan that take planning again: ask, and read the answer."""

from sqlmodel import col, select

from planner.domain.answers import (
    EXPLANATION,
    FRONTIER,
    MARGINAL,
    Explanation,
    FrontierAxis,
    FrontierStep,
    MarginalValue,
)
from planner.domain.job import ExplanationSettings, FrontierSettings, Job, JobKind, MarginalSettings
from planner.domain.plan import Plan
from planner.errors import Conflict, NotFound
from planner.persistence.jobs import find_plan
from planner.persistence.tables import AnswerTable, PlanTable
from planner.services.context import Context, Role
from planner.services.jobs import submit


def request_explanation(ctx: Context, plan_id: str, settings: ExplanationSettings) -> Job:
    """Ask why a project is in or out of a plan.

    Raises
    ------
    NotFound
        When the plan knows no such project.
    Conflict
        When the plan holds no schedule.
    """
    row = _scheduled(ctx, plan_id)
    known = {project.id for project in Plan.model_validate_json(row.body).projects}
    if settings.project not in known:
        raise NotFound(f"This plan knows no project '{settings.project}'.")
    return _submit(ctx, "explanation", row, settings)


def request_marginal(ctx: Context, plan_id: str, settings: MarginalSettings) -> Job:
    """Ask what one more of each resource is worth to a plan; Conflict when it holds no schedule."""
    return _submit(ctx, "marginal", _scheduled(ctx, plan_id), settings)


def request_frontier(ctx: Context, plan_id: str, settings: FrontierSettings) -> Job:
    """Ask what less money or more certainty costs in value; Conflict when the plan holds no schedule."""
    return _submit(ctx, "frontier", _scheduled(ctx, plan_id), settings)


def get_explanation(ctx: Context, plan_id: str, project_id: str) -> Explanation | None:
    """The latest explanation; None when nobody has asked yet."""
    body = _latest(ctx, plan_id, "explanation", project_id)
    return EXPLANATION.validate_json(body) if body is not None else None


def get_marginal(ctx: Context, plan_id: str) -> tuple[MarginalValue, ...] | None:
    """The latest values, the largest first; None when nobody has asked yet."""
    body = _latest(ctx, plan_id, "marginal", "")
    return MARGINAL.validate_json(body) if body is not None else None


def get_frontier(ctx: Context, plan_id: str, against: FrontierAxis) -> tuple[FrontierStep, ...] | None:
    """The latest steps, the dearest or least certain first; None when nobody has asked yet."""
    body = _latest(ctx, plan_id, "frontier", against)
    return FRONTIER.validate_json(body) if body is not None else None


def _scheduled(ctx: Context, plan_id: str) -> PlanTable:
    ctx.require(Role.EDITOR)
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    if not row.verified:
        raise Conflict("This answer holds no schedule, so there is nothing to explain.")
    return row


def _submit(
    ctx: Context,
    kind: JobKind,
    row: PlanTable,
    settings: ExplanationSettings | MarginalSettings | FrontierSettings,
) -> Job:
    return submit(
        ctx,
        kind,
        portfolio_id=row.portfolio_id,
        snapshot_id=row.snapshot_id,
        settings=settings,
        plan_id=row.id,
    )


def _latest(ctx: Context, plan_id: str, kind: JobKind, subject: str) -> str | None:
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    query = select(AnswerTable).where(
        AnswerTable.plan_id == row.id, AnswerTable.kind == kind, AnswerTable.subject == subject
    )
    found = ctx.session.exec(query.order_by(col(AnswerTable.id).desc()).limit(1)).first()
    return found.body if found is not None else None
