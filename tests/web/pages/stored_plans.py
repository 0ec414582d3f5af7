"""Plans put into the database as a worker would, without solving."""

from sqlmodel import select

from planner.domain.plan import Plan
from planner.jobs.record import note_scenario
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.tables import JobTable, PlanTable


def record_plan(database: Database, job_id: str, plan: Plan) -> str:
    """Finish a job with this plan; the plan's id."""
    with database.write() as session:
        job = session.get_one(JobTable, job_id)
        row = PlanTable(
            id=new_id(),
            organisation_id=job.organisation_id,
            portfolio_id=job.portfolio_id,
            snapshot_id=job.snapshot_id,
            job_id=job.id,
            base_plan_id=job.plan_id,
            scenario_id=job.scenario_id,
            settings=job.settings,
            verified=plan.value is not None,
            status=plan.status,
            value=plan.value,
            gap=plan.gap,
            body=plan.model_dump_json(by_alias=True),
        )
        session.add(row)
        note_scenario(session, job, row.id)
        job.state, job.finished_at, job.result_id = "done", utc_now(), row.id
        return row.id


def waiting_job(database: Database, portfolio_id: str) -> str:
    """Id of the job of a portfolio that nobody has taken."""
    with database.read() as session:
        query = select(JobTable).where(JobTable.portfolio_id == portfolio_id, JobTable.state == "queued")
        return session.exec(query).one().id
