"""Workers and servers as real processes over one database, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np
from sqlmodel import select

from benchmarks.generate import Size, generate
from planner.domain.job import Job, PlanSettings
from planner.persistence.database import Database
from planner.persistence.tables import ForecastTable, JobTable, PlanTable
from planner.services.identity import local_context
from planner.services.jobs import cancel_job, get_job
from planner.services.plans import request_plan
from planner.services.portfolios import create_portfolio
from planner.settings import Settings

PATIENCE = 300.0
"""Seconds after which a test gives up waiting; only a fault makes it wait so long, on a busy machine too."""
RUN = "from planner.cli import main; main()"


class House:
    """A database, the processes that work on it, and what can be seen of them."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
        wait_until(lambda: not self.children())

    def start(self, *verb: str) -> subprocess.Popen[bytes]:
        """Start a verb of the command line."""
        environment = os.environ | self.settings.environment()
        process = subprocess.Popen([sys.executable, "-c", RUN, *verb], env=environment)
        self.started.append(process)
        return process

    def ask(self, seconds: float) -> str:
        """Ask for a plan of a portfolio that is not solved to the end in this time; the job's id."""
        portfolio = generate(np.random.default_rng(5), Size(30, 12, 4, "tight"), ())
        with self.database.write() as session:
            ctx = local_context(session)
            stored = create_portfolio(ctx, portfolio)
            return request_plan(ctx, stored.id, PlanSettings(seconds=seconds)).id

    def job(self, job_id: str) -> Job:
        """The job as it is now."""
        with self.database.read() as session:
            return get_job(local_context(session), job_id)

    def cancel(self, job_id: str) -> None:
        """Cancel the job."""
        with self.database.write() as session:
            cancel_job(local_context(session), job_id)

    def wait_for_value(self, job_id: str) -> Job:
        """The job as it first reports the value of a plan; an error when it ends before anybody saw one."""
        seen: list[Job] = []

        def has_value() -> bool:
            job = self.job(job_id)
            assert job.under_way, f"the job is {job.state} before its progress was seen: {job.reason}"
            if job.progress is not None and job.progress.value is not None:
                seen.append(job)
            return bool(seen)

        self.wait_for(has_value)
        return seen[0]

    def shorten(self, job_id: str, seconds: float) -> None:
        """Let the next attempt at a job search for so long; the one that is under way goes on as it was asked to."""
        with self.database.write() as session:
            job = session.get_one(JobTable, job_id)
            job.settings = job.settings | {"seconds": seconds}

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait for what our processes do; an error as soon as none of them is left."""

        def look() -> bool:
            alive = any(process.poll() is None for process in self.started)
            done = happened()
            assert done or alive, "every process has ended before it happened"
            return done

        wait_until(look)

    def wait_for_end(self, job_id: str) -> Job:
        """The job once it has ended."""
        self.wait_for(lambda: not self.job(job_id).under_way)
        return self.job(job_id)

    def plans_of(self, job_id: str) -> list[PlanTable]:
        """What the job has published."""
        with self.database.read() as session:
            rows = list(session.exec(select(PlanTable).where(PlanTable.job_id == job_id)))
            session.expunge_all()
            return rows

    def forecasts_asked_for(self) -> int:
        """Jobs that came after plans; each plan brings one."""
        with self.database.read() as session:
            asked = session.exec(select(JobTable).where(JobTable.kind == "forecast")).all()
            assert len(session.exec(select(ForecastTable)).all()) <= len(asked)
            return len(asked)

    def children(self) -> dict[int, int]:
        """Solving processes of this house: process id -> process id of the worker."""
        work = str(self.settings.data / "work").encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes()
                status = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if work in command and b"planner.jobs.child" in command and status[0] != "Z":
                found[int(entry.name)] = int(status[1])
        return found

    def solving(self) -> tuple[int, int]:
        """(Process id, worker's process id) of the one that solves, as soon as there is one."""
        self.wait_for(lambda: len(self.children()) > 0)
        (pair,) = self.children().items()
        return pair


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait; an error when it takes longer than anything of ours should."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain")
        time.sleep(0.05)


def kill(process_id: int) -> None:
    """End a process with no warning."""
    os.kill(process_id, signal.SIGKILL)
