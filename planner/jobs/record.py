"""Publish what an attempt brought: checked, and once."""

import logging
from collections.abc import Callable

from sqlmodel import Session

from planner.domain.job import ForecastSettings, ReplanSettings, plan_settings
from planner.domain.plan import Plan
from planner.errors import SolverBug
from planner.jobs.attempts import end, owned_job, settle
from planner.jobs.messages import SimulatedPlan
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.jobs import find_plan, load_snapshot
from planner.persistence.tables import (
    AnswerTable,
    ForecastRunsTable,
    ForecastTable,
    JobTable,
    PlanTable,
    ScenarioTable,
    Table,
)
from planner.services.context import Actor, Context, Role
from planner.services.jobs import submit
from planner.verify import verify_plan

log = logging.getLogger(__name__)

#: Who asks for the forecast of a new plan.
SYSTEM = Actor("system", "Quarterdeck", Role.OWNER)
#: What is cut short when a job about a plan is cancelled.
CUT_SHORT = {"forecast": "a simulation", "answer": "an answer"}


def publish(database: Database, job_id: str, number: int, body: str) -> None:
    """Store the result of an attempt and end its job, when the attempt still owns it; else do nothing."""
    with database.read() as session:
        job = session.get(JobTable, job_id)
        kind = job.kind if job is not None else ""
    if kind == "plan":
        _publish_plan(database, job_id, number, Plan.model_validate_json(body))
    elif kind == "forecast":
        found = SimulatedPlan.model_validate_json(body)
        _publish_about_plan(
            database, job_id, number, "forecast", lambda job, plan_id: _forecast_rows(job, plan_id, found)
        )
    elif kind in ("explanation", "marginal", "frontier"):
        _publish_about_plan(
            database, job_id, number, "answer", lambda job, plan_id: (_answer_row(job, plan_id, body),)
        )


def _publish_plan(database: Database, job_id: str, number: int, plan: Plan) -> None:
    try:
        verified = _verify(database, job_id, plan)
    except SolverBug as error:
        log.error("job %s: %s\n%s", job_id, error.message, error.dump)
        end(database, job_id, number, "failed", error.message)
        return
    with database.write() as session:
        job = owned_job(session, job_id, number)
        if job is None:
            log.warning("job %s: attempt %d came too late; its plan is dropped", job_id, number)
            return
        if job.cancel_requested and not verified:
            settle(job, "cancelled", "Cancelled before there was a plan to keep.")
            return
        row = _plan_row(job, plan, verified=verified)
        session.add(row)
        session.flush()  # the forecast's job refers to it
        note_scenario(session, job, row.id)
        if job.cancel_requested:
            settle(job, "cancelled", "Cancelled; the best plan so far was kept.", row.id)
        else:
            settle(job, "done", None, row.id)
        if verified:
            submit(
                Context(job.organisation_id, SYSTEM, session),
                "forecast",
                portfolio_id=job.portfolio_id,
                snapshot_id=job.snapshot_id,
                settings=ForecastSettings(),
                plan_id=row.id,
            )


def note_scenario(session: Session, job: JobTable, plan_id: str) -> None:
    """Tell the scenario of a job, if it is of one, which plan is its newest."""
    scenario = session.get(ScenarioTable, job.scenario_id) if job.scenario_id is not None else None
    if scenario is not None and not _at_another_price(session, job, scenario):
        scenario.plan_id = plan_id
        scenario.state = "planned" if scenario.state == "draft" else scenario.state


def _at_another_price(session: Session, job: JobTable, scenario: ScenarioTable) -> bool:
    """Whether a job is one of a replanning at several prices of moves, and the scenario has its first plan already."""
    before = session.get(PlanTable, scenario.plan_id) if scenario.plan_id else None
    if before is None:
        return False
    return all(isinstance(plan_settings(one.settings), ReplanSettings) for one in (job, before))


def _verify(database: Database, job_id: str, plan: Plan) -> bool:
    """Whether the plan holds a schedule that the verifier accepts; False for an answer without one.

    Raises
    ------
    SolverBug
        When the plan is not one of this job's snapshot, or breaks a rule.
    """
    with database.read() as session:
        job = session.get_one(JobTable, job_id)
        snapshot = job.snapshot_id
        portfolio = load_snapshot(session, job.organisation_id, snapshot)
        base = None
        if job.plan_id is not None:
            base = Plan.model_validate_json(find_plan(session, job.organisation_id, job.plan_id).body)
    dump = plan.model_dump_json(by_alias=True)
    if plan.snapshot != snapshot:
        raise SolverBug("The solver answered for another portfolio; nothing was stored.", dump)
    if plan.value is None:
        return False
    verdict = verify_plan(portfolio, plan, base=base)
    if not verdict.valid:
        broken = "; ".join(f"{violation.rule}: {violation.text}" for violation in verdict.violations[:3])
        raise SolverBug(f"The solver's plan breaks rules and was not stored: {broken}", dump)
    return True


def _plan_row(job: JobTable, plan: Plan, *, verified: bool) -> PlanTable:
    return PlanTable(
        id=new_id(),
        organisation_id=job.organisation_id,
        portfolio_id=job.portfolio_id,
        snapshot_id=job.snapshot_id,
        job_id=job.id,
        base_plan_id=job.plan_id,
        scenario_id=job.scenario_id,
        settings=plan_settings(job.settings).model_dump(mode="json"),
        verified=verified,
        status=plan.status,
        value=plan.value,
        gap=plan.gap,
        body=plan.model_dump_json(by_alias=True),
    )


def _publish_about_plan(
    database: Database,
    job_id: str,
    number: int,
    what: str,
    rows_of: Callable[[JobTable, str], tuple[Table, ...]],
) -> None:
    """Store what a job has found out about its plan; the rows are made for that plan."""
    with database.write() as session:
        job = owned_job(session, job_id, number)
        if job is None or job.plan_id is None:
            log.warning("job %s: attempt %d came too late; its %s is dropped", job_id, number, what)
            return
        if job.cancel_requested:
            settle(job, "cancelled", f"Cancelled; {CUT_SHORT[what]} that is cut short is not kept.")
            return
        for row in rows_of(job, job.plan_id):
            session.add(row)
            session.flush()  # later rows refer to earlier ones
        settle(job, "done", None, job.plan_id)


def _forecast_rows(job: JobTable, plan_id: str, found: SimulatedPlan) -> tuple[Table, ...]:
    forecast_id = new_id()
    forecast = ForecastTable(
        id=forecast_id,
        organisation_id=job.organisation_id,
        plan_id=plan_id,
        job_id=job.id,
        settings=job.settings,
        body=found.forecast.model_dump_json(by_alias=True),
    )
    runs = ForecastRunsTable(
        forecast_id=forecast_id,
        organisation_id=job.organisation_id,
        plan_id=plan_id,
        luck=found.luck,
        body=found.by_run,
    )
    return forecast, runs


def _answer_row(job: JobTable, plan_id: str, body: str) -> AnswerTable:
    return AnswerTable(
        id=new_id(),
        organisation_id=job.organisation_id,
        plan_id=plan_id,
        job_id=job.id,
        kind=job.kind,
        subject=job.settings.get("project") or job.settings.get("against") or "",
        body=body,
    )
