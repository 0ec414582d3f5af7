"""Attempts at a job. Only the latest attempt owns it: what an earlier one does later changes nothing."""

from dataclasses import dataclass
from typing import cast

from sqlmodel import Session, select

from planner.domain.job import JobKind
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.jobs import find_plan, latest_plan_of, load_snapshot
from planner.persistence.tables import JobTable, Json

WORKER_GONE = "The worker stopped before it was finished."


@dataclass(frozen=True)
class Attempt:
    """A try at a job, with its input."""

    job_id: str
    number: int
    kind: JobKind
    portfolio: Portfolio
    plan: Plan | None
    """The plan to simulate, or the plan of record."""
    begin: Plan | None
    """The last plan of the same portfolio: planning again begins at it."""
    settings: Json


@dataclass(frozen=True)
class Standing:
    """How an attempt stands."""

    owns: bool
    cancelled: bool


def locked_job(session: Session, job_id: str) -> JobTable | None:
    """The job, which nobody else changes until the unit of work ends; None when it was deleted."""
    query = select(JobTable).where(JobTable.id == job_id).with_for_update()
    return session.exec(query).first()


def claim(database: Database, job_id: str, most: int) -> Attempt | None:
    """Begin the next attempt; None when it is done, cancelled, deleted or was tried too often."""
    with database.write() as session:
        job = locked_job(session, job_id)
        if job is None or job.state not in ("queued", "running"):
            return None
        if job.cancel_requested:
            settle(job, "cancelled", "Cancelled; there was nothing to keep yet.")
            return None
        if job.attempts >= most:
            last = job.reason or WORKER_GONE
            times = "once" if most == 1 else f"{most} times"
            settle(job, "failed", f"It was tried {times} and never finished. {last}")
            return None
        job.attempts += 1
        job.state, job.started_at = "running", job.started_at or utc_now()
        return Attempt(
            job_id=job.id,
            number=job.attempts,
            kind=cast(JobKind, job.kind),
            portfolio=load_snapshot(session, job.organisation_id, job.snapshot_id),
            plan=_plan(session, job),
            begin=_begin(session, job),
            settings=job.settings,
        )


def _plan(session: Session, job: JobTable) -> Plan | None:
    if job.plan_id is None:
        return None
    return Plan.model_validate_json(find_plan(session, job.organisation_id, job.plan_id).body)


def _begin(session: Session, job: JobTable) -> Plan | None:
    if job.kind != "plan":
        return None
    found = latest_plan_of(session, job.organisation_id, job.portfolio_id, job.snapshot_id)
    return Plan.model_validate_json(found.body) if found is not None else None


def standing(database: Database, job_id: str, number: int) -> Standing:
    """Whether the attempt still owns the job, and whether somebody wants it to stop."""
    with database.read() as session:
        query = select(JobTable.attempts, JobTable.state, JobTable.cancel_requested)
        found = session.exec(query.where(JobTable.id == job_id)).first()
    if found is None:
        return Standing(owns=False, cancelled=False)
    attempts, state, cancelled = found
    return Standing(owns=attempts == number and state == "running", cancelled=cancelled)


def owned_job(session: Session, job_id: str, number: int) -> JobTable | None:
    """The job, locked, when this attempt still owns it; else None."""
    job = locked_job(session, job_id)
    return job if job is not None and job.attempts == number and job.state == "running" else None


def note_death(database: Database, job_id: str, number: int, reason: str) -> None:
    """Remember why an attempt ended without a result."""
    with database.write() as session:
        job = owned_job(session, job_id, number)
        if job is not None:
            job.reason = reason


def hand_back(database: Database, job_id: str, number: int) -> None:
    """Take an attempt back that ends through no fault of the job: it waits again, as if it had not begun."""
    with database.write() as session:
        job = owned_job(session, job_id, number)
        if job is not None:
            job.attempts -= 1
            job.state = "queued"


def end(database: Database, job_id: str, number: int, state: str, reason: str) -> None:
    """End the job without a result, when this attempt still owns it."""
    with database.write() as session:
        job = owned_job(session, job_id, number)
        if job is not None:
            settle(job, state, reason)


def settle(job: JobTable, state: str, reason: str | None, result_id: str | None = None) -> None:
    """Write how a job ended."""
    job.state, job.reason, job.result_id, job.finished_at = state, reason, result_id, utc_now()
