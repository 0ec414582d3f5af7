"""Long work: ask for it, look at it, follow it, cancel it."""

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator
from typing import cast

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from planner.domain.base import Model
from planner.domain.job import UNDER_WAY, Job, JobKind, JobProgress, JobState
from planner.jobs.queue import enqueue, progress_of
from planner.persistence.columns import utc_now
from planner.persistence.database import database_of, release
from planner.persistence.ids import new_id
from planner.persistence.jobs import find_job
from planner.persistence.tables import JobTable, PortfolioTable
from planner.services.context import Context, Role
from planner.services.pages import Page, checked_cursor, checked_limit

__all__ = [
    "Job",
    "JobKind",
    "JobProgress",
    "JobState",
    "cancel_job",
    "drop_job",
    "follow",
    "get_job",
    "list_jobs",
    "submit",
]

FOLLOW_POLL = 0.25
KEEP_ALIVE = dt.timedelta(seconds=10)


def list_jobs(
    ctx: Context, *, portfolio_id: str | None = None, limit: int = 50, cursor: str | None = None
) -> Page[Job]:
    """Jobs of the organisation (of one portfolio when named), the newest first."""
    query = select(JobTable).where(JobTable.organisation_id == ctx.organisation_id)
    if portfolio_id is not None:
        query = query.where(JobTable.portfolio_id == portfolio_id)
    if checked_cursor(cursor):
        query = query.where(col(JobTable.id) < cursor)
    found = list(ctx.session.exec(query.order_by(col(JobTable.id).desc()).limit(checked_limit(limit) + 1)))
    shown = found[:limit]
    return Page(tuple(_job(ctx, row) for row in shown), shown[-1].id if len(found) > limit else None)


def get_job(ctx: Context, job_id: str) -> Job:
    """One job; NotFound when the organisation has none with this id."""
    return _job(ctx, find_job(ctx.session, ctx.organisation_id, job_id))


def _job(ctx: Context, row: JobTable) -> Job:
    # The session remembers the portfolio: a list of jobs asks once for each.
    portfolio = ctx.session.get(PortfolioTable, row.portfolio_id)
    running = row.state == "running"
    return Job(
        id=row.id,
        kind=cast(JobKind, row.kind),
        state=cast(JobState, row.state),
        portfolio_id=row.portfolio_id,
        plan_id=None if row.kind == "plan" else row.plan_id,
        project_id=row.settings.get("project") if row.kind == "explanation" else None,
        scenario_id=row.scenario_id,
        progress=progress_of(database_of(ctx.session), row.id) if running else None,
        attempts=row.attempts,
        reason=row.reason,
        result_id=row.result_id,
        currency=str(portfolio.settings.get("currency", "")) if portfolio else "",
        requested_by=row.requested_by,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def cancel_job(ctx: Context, job_id: str) -> Job:
    """Stop a job: one that waits ends at once, one that runs is told to, and keeps the best plan so far.

    Cancelling a job that has ended changes nothing.
    """
    ctx.require(Role.EDITOR)
    row = find_job(ctx.session, ctx.organisation_id, job_id, lock=True)
    if row.state == "queued":
        row.state, row.finished_at, row.reason = "cancelled", utc_now(), "Cancelled before it began."
    elif row.state == "running":
        row.cancel_requested = True
        row.fingerprint = row.id  # from now on the same request is a new job
    ctx.session.flush()
    return _job(ctx, row)


def drop_job(ctx: Context, job_id: str, reason: str) -> None:
    """End a job whose result nobody wants any more: unlike `cancel_job` nothing of it is kept.

    A job that has ended, or was deleted, stays as it is.
    """
    row = ctx.session.get(JobTable, job_id, with_for_update=True)
    if row is None or row.organisation_id != ctx.organisation_id or row.state not in ("queued", "running"):
        return
    # An attempt that is under way finds that the job is no longer its own, stops, and its plan is dropped.
    row.state, row.finished_at, row.reason = "cancelled", utc_now(), reason
    ctx.session.flush()


async def follow(ctx: Context, job_id: str) -> AsyncIterator[Job]:
    """A job whenever it has changed (and every ten seconds), until it has ended; the last one is its end.

    Looks with sessions of its own, so that the context's session may be closed meanwhile. However many follow,
    they hold no thread between two looks, and never one of those that serve requests.
    """
    database = database_of(ctx.session)
    release(ctx.session)

    def look() -> Job:
        with database.read() as session:
            return get_job(Context(ctx.organisation_id, ctx.actor, session), job_id)

    last: Job | None = None
    said = utc_now()
    while True:
        job = await asyncio.to_thread(look)
        if job != last or utc_now() - said > KEEP_ALIVE:
            last, said = job, utc_now()
            yield job
        if not job.under_way:
            return
        await asyncio.sleep(FOLLOW_POLL)


def submit(
    ctx: Context,
    kind: JobKind,
    *,
    portfolio_id: str,
    snapshot_id: str,
    settings: Model,
    plan_id: str | None = None,
    scenario_id: str | None = None,
) -> Job:
    """Record a request and put it into the queue, in the transaction of the context.

    The same input and settings while such a job is under way give one job.
    """
    row = JobTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        kind=kind,
        snapshot_id=snapshot_id,
        plan_id=plan_id,
        scenario_id=scenario_id,
        settings=settings.model_dump(mode="json"),
        fingerprint=_fingerprint(kind, portfolio_id, snapshot_id, plan_id, scenario_id, settings),
        requested_by=ctx.actor.name,
    )
    same = _same(ctx, row)
    if same is None:
        try:
            with ctx.session.begin_nested():
                ctx.session.add(row)
        except IntegrityError:
            # Somebody else asked for the same between our look and our insert.
            same = _same(ctx, row)
            if same is None:
                raise
        else:
            enqueue(ctx.session, row.id)
            return _job(ctx, row)
    return _job(ctx, same)


def _fingerprint(
    kind: str,
    portfolio_id: str,
    snapshot_id: str,
    plan_id: str | None,
    scenario_id: str | None,
    settings: Model,
) -> str:
    parts = [kind, portfolio_id, snapshot_id, plan_id, scenario_id, settings.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _same(ctx: Context, row: JobTable) -> JobTable | None:
    """The job under way that this request is already, by its content."""
    query = select(JobTable).where(
        JobTable.organisation_id == row.organisation_id,
        JobTable.fingerprint == row.fingerprint,
        col(JobTable.state).in_(UNDER_WAY),
    )
    return ctx.session.exec(query).first()
