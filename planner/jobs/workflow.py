"""The workflow of a job: prepare, solve, record. Interrupted steps run again, finished ones do not."""

import logging
import shutil
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from dbos import DBOS

from planner.domain.job import JobProgress
from planner.errors import Unavailable
from planner.jobs.attempts import Attempt, Standing, end, locked_job, note_death, settle, standing
from planner.jobs.messages import JobRequest, JobResult
from planner.jobs.process import CHILD, JobProcess
from planner.jobs.queue import PROGRESS, WORKFLOW
from planner.jobs.record import publish
from planner.jobs.under_way import UnderWay
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.tables import JobTable
from planner.settings import Settings

log = logging.getLogger(__name__)
MIN_PAUSE, MAX_PAUSE = 0.2, 5.0

T = TypeVar("T")


@dataclass(frozen=True)
class Shop:
    """What the worker's steps work with."""

    database: Database
    settings: Settings
    folder: Path
    """Work files of this worker."""
    parent: int
    """Process id of the worker."""
    under_way: UnderWay
    child: str = CHILD
    """Module that is run as the process of a job."""


class Solved(NamedTuple):
    """The result of the solve step, as the queue keeps it."""

    number: int
    """Of the attempt."""
    body: bytes
    """Compressed: the queue keeps results of steps for long."""


_shop: list[Shop] = []


def open_shop(shop: Shop) -> None:
    """Give the steps what they work with; once in a process, before the queue is started."""
    _shop[:] = [shop]


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
def run_job(job_id: str) -> None:
    """Do a job. Attempts are counted in the job's row: resuming resets the queue's own count."""
    try:
        if not prepare(job_id):
            return
        solved = solve(job_id)
        if solved is not None:
            record(job_id, solved.number, solved.body)
    except Exception as error:
        # A fault of ours: nobody would ever look at this job again. (The queue's own signals pass through.)
        log.exception("job %s", job_id)
        give_up(job_id, f"{type(error).__name__}: {error}")


@DBOS.step(name="prepare")
def prepare(job_id: str) -> bool:
    """Whether there is anything to do: a job can be cancelled or deleted while it waits."""

    def waits() -> bool:
        with _shop[0].database.read() as session:
            job = session.get(JobTable, job_id)
            return job is not None and job.state in ("queued", "running")

    return when_there(waits)


@DBOS.step(name="solve")
def solve(job_id: str) -> Solved | None:
    """Try until there is a result, the job is refused or cancelled, or it was tried too often.

    Claiming an attempt belongs to this step: when a worker dies here, the next one begins a new attempt.
    """
    shop = _shop[0]
    pause = MIN_PAUSE
    while True:
        attempt = when_there(lambda: shop.under_way.begin(job_id))
        if attempt is None:
            return None
        try:
            result = _try(shop, attempt)
            if result is not None:
                return _taken(shop, attempt, result)
        finally:
            shop.under_way.over(job_id)
        time.sleep(pause)
        pause = min(2 * pause, MAX_PAUSE)


def _taken(shop: Shop, attempt: Attempt, result: JobResult) -> Solved | None:
    """What is recorded of a result; a refusal ends the job here."""
    if result.outcome == "done":
        return Solved(attempt.number, zlib.compress(result.body.encode()))
    if result.dump:
        log.error("job %s: %s\n%s", attempt.job_id, result.body, result.dump)
    when_there(lambda: end(shop.database, attempt.job_id, attempt.number, "failed", result.body))
    return None


@DBOS.step(name="record")
def record(job_id: str, number: int, body: bytes) -> None:
    """Check and publish."""
    result = zlib.decompress(body).decode()
    when_there(lambda: publish(_shop[0].database, job_id, number, result))


@DBOS.step(name="give up")
def give_up(job_id: str, error: str) -> None:
    """End a job that we failed to do."""
    with _shop[0].database.write() as session:
        job = locked_job(session, job_id)
        if job is not None and job.state in ("queued", "running"):
            settle(job, "failed", f"An internal error stopped it: {error[:500]}")


def when_there(work: Callable[[], T]) -> T:
    """The result of work on the database, as soon as that can be reached: its absence is no fault of the job."""
    while True:
        try:
            return work()
        except Unavailable as error:
            log.warning("%s (%s)", error.message, error.__cause__)
            time.sleep(MAX_PAUSE)


def _try(shop: Shop, attempt: Attempt) -> JobResult | None:
    """Run the process of an attempt to its end; None when it died (the reason is noted)."""
    folder = shop.folder / f"{attempt.job_id}-{attempt.number}-{new_id()[-4:]}"
    request = JobRequest(
        kind=attempt.kind,
        portfolio=attempt.portfolio,
        plan=attempt.plan,
        begin=attempt.begin,
        settings=attempt.settings,
        parent=shop.parent,
        memory_mb=shop.settings.job_memory_mb,
    )
    try:
        with JobProcess(folder, request, shop.child) as process:
            _accompany(shop, attempt, process)
            result = process.result()
        if result is None:
            reason = process.death()
            log.warning("job %s, attempt %d: %s", attempt.job_id, attempt.number, reason)
            when_there(lambda: note_death(shop.database, attempt.job_id, attempt.number, reason))
        return result
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _accompany(shop: Shop, attempt: Attempt, process: JobProcess) -> None:
    """Look at the process until it has ended: pass on progress, tell it to stop, kill it when it must end.

    Passing on progress raises when the queue has given the job to another worker; that kills the process too.
    """
    told: float | None = None
    seen: JobProgress | None = None
    while process.running:
        now = _look(shop, attempt)
        if not now.owns or (told is not None and time.monotonic() - told > shop.settings.job_grace):
            process.kill()
            return
        if now.cancelled and told is None:
            process.stop()
            told = time.monotonic()
        progress = process.progress()
        if progress is not None and progress != seen:
            DBOS.set_event(PROGRESS, progress.model_dump_json())
            seen = progress
        _wait(process, shop.settings.job_poll)


def _look(shop: Shop, attempt: Attempt) -> Standing:
    try:
        return standing(shop.database, attempt.job_id, attempt.number)
    except Unavailable as error:
        # Go on until it can be asked again.
        log.warning("job %s: %s", attempt.job_id, error)
        return Standing(owns=True, cancelled=False)


def _wait(process: JobProcess, seconds: float) -> None:
    until = time.monotonic() + seconds
    while process.running and time.monotonic() < until:
        time.sleep(0.02)
