"""A worker without a queue: takes waiting jobs out of the database, one by one, in a thread."""

import threading

from sqlmodel import select

from planner.domain.forecast import Forecast
from planner.domain.plan import Plan
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.jobs import load_snapshot
from planner.persistence.tables import ForecastTable, JobTable, PlanTable
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast
from tests.web.pages.stored_plans import record_plan

POLL = 0.05
DECODES = 200
RUNS = 64


class HandWorker:
    """Plans and simulates with a fixed amount of work, so that tests do not depend on the clock."""

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
                kind, found = job.kind, session.get(PlanTable, job.plan_id) if job.plan_id else None
                plan = Plan.model_validate_json(found.body) if found else None
            if kind == "forecast" and plan is not None:
                self._record_forecast(job.id, forecast(portfolio, plan, runs=RUNS))
                continue
            outcome = plan_portfolio(portfolio, base=plan, seconds=60, decodes=DECODES)
            record_plan(self.database, job.id, outcome.plan)

    def _record_forecast(self, job_id: str, result: Forecast) -> None:
        with self.database.write() as session:
            job = session.get_one(JobTable, job_id)
            assert job.plan_id is not None
            row = ForecastTable(
                id=new_id(),
                organisation_id=job.organisation_id,
                plan_id=job.plan_id,
                job_id=job.id,
                settings=job.settings,
                body=result.model_dump_json(by_alias=True),
            )
            session.add(row)
            job.state, job.finished_at, job.result_id = "done", utc_now(), job.plan_id
