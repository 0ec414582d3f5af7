"""The worker: a process that takes jobs from the queue and runs each in a process of its own."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

from dbos import DBOS, DBOSConfig

from planner.errors import Conflict, Unavailable
from planner.jobs.lease import Lease
from planner.jobs.parent import die_with
from planner.jobs.process import CHILD
from planner.jobs.queue import APPLICATION, PROTOCOL, QUEUE, SCHEMA
from planner.jobs.under_way import UnderWay
from planner.jobs.workflow import Shop, open_shop
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.services.installation import open_database
from planner.settings import Settings

log = logging.getLogger(__name__)

#: The one worker of an embedded database: its successor has the same name and so recovers its jobs.
EMBEDDED = "embedded"
LOCK_FILE = "worker.lock"
LOCK_SECONDS = 10.0


def run_worker(
    settings: Settings,
    *,
    parent: int | None = None,
    child: str = CHILD,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Work until told to stop (SIGTERM, Ctrl-C); jobs that are not finished are taken up by the next worker.

    Parameters
    ----------
    parent
        End as soon as this process has ended.
    child
        Module that is run as the process of a job.
    on_ready
        Is told the worker's name once it takes jobs.
    """
    if parent is not None:
        die_with(parent)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    database = open_database(settings)
    executor_id = EMBEDDED if settings.is_sqlite else f"{socket.gethostname()}-{os.getpid()}-{new_id()[-6:]}"
    lock = _only_one(settings) if settings.is_sqlite else None
    under_way = UnderWay(database, settings.job_attempts)
    shop = Shop(database, settings, _work_folder(settings, executor_id), os.getpid(), under_way, child)
    open_shop(shop)
    lease = None if settings.is_sqlite else Lease(database, executor_id, settings.lease)
    if lease is not None:
        lease.start()
    _launch(database, settings, executor_id)
    if settings.warm_up:
        threading.Thread(target=_warm_up, daemon=True).start()
    log.info("worker %s is ready", executor_id)
    if on_ready is not None:
        on_ready(executor_id)
    stopped.wait()
    _hand_back(under_way)
    if lease is not None:
        lease.give_up()
    shutil.rmtree(shop.folder, ignore_errors=True)
    del lock
    # Running jobs are not waited for: their processes die with us, and the next worker begins again.
    os._exit(0)


def _hand_back(under_way: UnderWay) -> None:
    try:
        under_way.hand_back_all()
    except Unavailable as error:
        log.warning("%s The attempts that were under way count.", error.message)


def _launch(database: Database, settings: Settings, executor_id: str) -> None:
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": database.engine.url.render_as_string(hide_password=False),
        "dbos_system_schema": SCHEMA,
        "application_version": PROTOCOL,
        "executor_id": executor_id,
        "log_level": "WARNING",
        "run_migrations": False,
    }
    DBOS(config=config)
    DBOS.launch()
    DBOS.register_queue(
        QUEUE,
        worker_concurrency=settings.worker_jobs,
        polling_interval_sec=settings.queue_poll,
        on_conflict="always_update",
    )


def _only_one(settings: Settings) -> IO[str]:
    """Hold the data folder's lock: two workers of one embedded database would take each other's jobs.

    Raises
    ------
    Conflict
        When another worker keeps it.
    """
    import fcntl  # noqa: PLC0415  # not on Windows
    import time  # noqa: PLC0415

    settings.data.mkdir(parents=True, exist_ok=True)
    file = (settings.data / LOCK_FILE).open("w")
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Conflict(f"Another worker uses the data folder {settings.data}.") from None
            time.sleep(0.1)
        else:
            return file


def _work_folder(settings: Settings, executor_id: str) -> Path:
    folder = settings.data / "work" / executor_id
    shutil.rmtree(folder, ignore_errors=True)  # what a killed predecessor left
    folder.mkdir(parents=True)
    return folder


def _warm_up() -> None:
    """Compile the solver once, in a process of its own, so that no job waits for it."""
    done = subprocess.run([sys.executable, "-m", "planner.jobs.warm_up", str(os.getpid())], check=False)
    if done.returncode:
        log.warning("the solver could not be compiled ahead of the first job")
