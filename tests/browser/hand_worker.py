"""A worker without a queue: takes waiting plan jobs out of the database, one by one, in a thread."""

import threading

from sqlmodel import select

from planner.domain.plan import Plan
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.jobs import load_snapshot
from planner.persistence.tables import JobTable, PlanTable
from planner.services.optimise import plan_portfolio

POLL = 0.05
DECODES = 200


class HandWorker:
    """Plans with a fixed amount of work, so that tests do not depend on the clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "HandWorker":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(timeout=60)

    def _run(self) -> None:
        while not self.stop.wait(POLL):
            with self.database.write() as session:
                job = session.exec(select(JobTable).where(JobTable.state == "queued")).first()
                if job is None:
                    continue
                job.state, job.started_at, job.attempts = "running", utc_now(), 1
                portfolio = load_snapshot(session, job.organisation_id, job.snapshot_id)
            outcome = plan_portfolio(portfolio, seconds=60, decodes=DECODES)
            self._record(job.id, outcome.plan)

    def _record(self, job_id: str, plan: Plan) -> None:
        with self.database.write() as session:
            job = session.get_one(JobTable, job_id)
            row = PlanTable(
                id=new_id(),
                organisation_id=job.organisation_id,
                portfolio_id=job.portfolio_id,
                snapshot_id=job.snapshot_id,
                job_id=job.id,
                settings=job.settings,
                verified=plan.value is not None,
                status=plan.status,
                value=plan.value,
                gap=plan.gap,
                body=plan.model_dump_json(by_alias=True),
            )
            session.add(row)
            job.state, job.finished_at, job.result_id = "done", utc_now(), row.id
