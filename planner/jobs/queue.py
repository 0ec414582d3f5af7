"""The queue as requests see it: put a job in, look at its progress. Workers are in planner.jobs.worker."""

import logging
import threading
from weakref import WeakKeyDictionary

from dbos import DBOS, DBOSClient
from sqlmodel import Session

from planner.domain.job import JobProgress
from planner.persistence.database import Database, database_of

APPLICATION = "quarterdeck"
QUEUE = "jobs"
WORKFLOW = "quarterdeck_job"
PROGRESS = "progress"
SCHEMA = "dbos"
#: Version of what passes between requests and workers; work that waits survives an upgrade that keeps it.
PROTOCOL = "jobs-1"

_clients: WeakKeyDictionary[Database, DBOSClient] = WeakKeyDictionary()
_lock = threading.Lock()


def queue_client(database: Database) -> DBOSClient:
    """The client for a database, made at its first use."""
    with _lock:
        client = _clients.get(database)
        if client is None:
            # A pool of its own: its way to begin transactions differs from ours.
            url = database.engine.url.render_as_string(hide_password=False)
            client = DBOSClient(
                system_database_url=url, dbos_system_schema=SCHEMA, application_name=APPLICATION, lazy=True
            )
            _clients[database] = client
        return client


def close_queue(database: Database) -> None:
    """Give back the client's connections."""
    with _lock:
        client = _clients.pop(database, None)
    if client is not None:
        client.destroy()


def migrate_queue(url: str) -> None:
    """Bring the queue's own tables up to date (schema `dbos` on PostgreSQL)."""
    logging.getLogger("dbos").setLevel(logging.WARNING)
    DBOS.migrate(url, schema=SCHEMA)


def enqueue(session: Session, job_id: str) -> None:
    """Put a recorded job into the queue, in the same transaction: both are there after it, or neither.

    The workflow's id is the job's, so that a job cannot be queued twice. The queue gets no deduplication id:
    it would be held for a moment after the job's result is published, and refuse a new request meanwhile.
    """
    client = queue_client(database_of(session))
    options = {"workflow_name": WORKFLOW, "queue_name": QUEUE, "workflow_id": job_id, "app_version": PROTOCOL}
    client.enqueue_in_transaction(session, options, job_id)  # type: ignore[arg-type]


def progress_of(database: Database, job_id: str) -> JobProgress | None:
    """The last look at a running job; None before the first one."""
    seen = queue_client(database).get_event(job_id, PROGRESS, timeout_seconds=0.01)
    return JobProgress.model_validate_json(seen) if isinstance(seen, str) else None
