"""Leases of workers on PostgreSQL: a worker that is not heard of for a while loses its jobs to the others."""

import logging
import threading

from sqlalchemy import text
from sqlmodel import Session

from planner.jobs.queue import QUEUE, queue_client
from planner.persistence.database import Database

log = logging.getLogger(__name__)

#: Any number that nobody else uses: one worker at a time looks for the dead.
REAPER_LOCK = 7_305_114_001
BEATS_PER_LEASE = 4

BEAT = text(
    "insert into worker (executor_id, started_at, beat_at) "
    "values (:id, clock_timestamp(), clock_timestamp()) "
    "on conflict (executor_id) do update set beat_at = clock_timestamp()"
)
ALIVE = text(
    "select executor_id from worker where beat_at > clock_timestamp() - make_interval(secs => :lease)"
)
FORGET = text("delete from worker where beat_at <= clock_timestamp() - make_interval(secs => :lease)")


class Lease:
    """Says that this worker is alive, and takes the jobs of those that are not.

    It runs in a thread: solving happens in other processes and cannot starve it. Times are those of the
    database, so that clocks of machines need not agree.
    """

    def __init__(self, database: Database, executor_id: str, seconds: float) -> None:
        self.database = database
        self.executor_id = executor_id
        self.seconds = seconds
        self._ended = threading.Event()

    def start(self) -> None:
        """Beat once, so that no job of ours can be taken, then go on in the background."""
        self.beat()
        threading.Thread(target=self._run, name="lease", daemon=True).start()

    def give_up(self) -> None:
        """Stop beating; the others take what is left at once."""
        self._ended.set()
        with self.database.write() as session:
            session.connection().execute(
                text("delete from worker where executor_id = :id"), {"id": self.executor_id}
            )

    def _run(self) -> None:
        while not self._ended.wait(self.seconds / BEATS_PER_LEASE):
            try:
                self.beat()
                self.reap()
            except Exception:
                # The database may be away for a while; until it is back nothing can be said or taken.
                log.exception("the lease could not be renewed")

    def beat(self) -> None:
        """Say that this worker is alive."""
        with self.database.write() as session:
            session.connection().execute(BEAT, {"id": self.executor_id})

    def reap(self) -> None:
        """Put the jobs of workers whose lease has ended back into the queue."""
        with self.database.write() as session:
            locked = session.connection().scalar(
                text("select pg_try_advisory_xact_lock(:key)"), {"key": REAPER_LOCK}
            )
            if locked:
                self._take_over(session)

    def _take_over(self, session: Session) -> None:
        alive = set(session.connection().scalars(ALIVE, {"lease": self.seconds}))
        client = queue_client(self.database)
        pending = client.list_workflows(
            status="PENDING", queue_name=QUEUE, load_input=False, load_output=False
        )
        for workflow in pending:
            if workflow.executor_id not in alive:
                log.warning(
                    "worker %s is gone; its job %s is taken over", workflow.executor_id, workflow.workflow_id
                )
                client.resume_workflow(workflow.workflow_id, queue_name=QUEUE)
        session.connection().execute(FORGET, {"lease": self.seconds})
