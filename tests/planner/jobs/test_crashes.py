"""Jobs while processes die: each ends once, with one result, or says why there is none."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.domain.job import Job
from planner.persistence.database import Database
from planner.settings import Settings
from tests.planner.jobs.house import PATIENCE, House, kill, wait_until

pytestmark = [
    pytest.mark.xdist_group("crashes"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]
SHORT, LONG = 1.0, 3600.0
"""Seconds of search. What is to be interrupted is asked for long, so that it cannot end before, and then shortened."""
only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
only_postgres = pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)]
)


@pytest.fixture
def house(compiled: None, database: Database, database_url: str, tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        data=tmp_path / "data",
        database_url=database_url,
        embedded_worker=True,
        warm_up=False,
        port=0,
        job_poll=0.05,
        queue_poll=0.1,
        lease=2.0,
    )
    with House(database, settings) as opened:
        yield opened


def check_done_once(house: House, job: Job, *, attempts: int) -> None:
    """The job has ended well, and nothing is there twice."""
    assert (job.state, job.attempts, job.result_id is not None) == ("done", attempts, True)
    plans = house.plans_of(job.id)
    assert [plan.id for plan in plans] == [job.result_id]
    assert plans[0].verified
    assert house.forecasts_asked_for() == 1


def test_a_killed_solving_process_is_tried_again_by_the_same_worker(house: House) -> None:
    house.start("worker")
    job = house.ask(LONG)
    child, _ = house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    kill(child)
    check_done_once(house, house.wait_for_end(job), attempts=2)


@only_sqlite
def test_a_job_whose_process_dies_each_time_fails_with_the_reason_and_no_plan(house: House) -> None:
    house.start("worker")
    job = house.ask(LONG)
    for attempt in (1, 2, 3):
        wait_until(lambda number=attempt: house.job(job).attempts == number and bool(house.children()))
        child, _ = house.solving()
        kill(child)
        wait_until(lambda process=child: process not in house.children())
    ended = house.wait_for_end(job)
    assert (ended.state, ended.attempts, house.plans_of(job)) == ("failed", 3, [])
    assert "SIGKILL" in (ended.reason or "")


@only_sqlite
def test_the_next_worker_finishes_what_a_killed_one_left(house: House) -> None:
    first = house.start("worker")
    job = house.ask(LONG)
    child, _ = house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    first.kill()
    wait_until(lambda: child not in house.children())
    house.start("worker")
    check_done_once(house, house.wait_for_end(job), attempts=2)


def test_a_worker_that_is_told_to_stop_hands_its_attempt_back(house: House) -> None:
    first = house.start("worker")
    job = house.ask(LONG)
    house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    first.terminate()
    assert first.wait(PATIENCE) == 0
    assert (house.job(job).state, house.job(job).attempts) == ("queued", 0)
    house.start("worker")
    check_done_once(house, house.wait_for_end(job), attempts=1)


@only_sqlite
def test_a_server_that_is_restarted_costs_its_job_no_attempt(house: House) -> None:
    server = house.start("serve")
    job = house.ask(LONG)
    house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    server.terminate()
    server.wait(PATIENCE)
    house.start("serve")
    check_done_once(house, house.wait_for_end(job), attempts=1)


@only_sqlite
def test_a_server_starts_its_killed_worker_again(house: House) -> None:
    house.start("serve")
    job = house.ask(LONG)
    _, worker = house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    kill(worker)
    check_done_once(house, house.wait_for_end(job), attempts=2)


@only_sqlite
def test_a_killed_server_takes_its_worker_along_and_the_next_one_finishes_the_job(house: House) -> None:
    server = house.start("serve")
    job = house.ask(LONG)
    child, worker = house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    server.kill()
    wait_until(lambda: child not in house.children() and not Path(f"/proc/{worker}").exists())
    house.start("serve")
    check_done_once(house, house.wait_for_end(job), attempts=2)


@only_postgres
def test_another_worker_takes_over_when_the_lease_of_a_killed_one_ends(house: House) -> None:
    workers = [house.start("worker"), house.start("worker")]
    job = house.ask(LONG)
    _, busy = house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    assert busy in [worker.pid for worker in workers]
    kill(busy)
    check_done_once(house, house.wait_for_end(job), attempts=2)


@only_postgres
def test_a_worker_that_wakes_up_late_publishes_nothing(house: House) -> None:
    house.start("worker")
    house.start("worker")
    job = house.ask(LONG)
    child, busy = house.solving()
    house.wait_for_value(job)
    house.shorten(job, SHORT)
    for process in (busy, child):
        os.kill(process, signal.SIGSTOP)
    try:
        done = house.wait_for_end(job)
    finally:
        for process in (child, busy):
            os.kill(process, signal.SIGCONT)
    assert done.attempts == 2
    wait_until(lambda: child not in house.children())
    check_done_once(house, house.job(job), attempts=2)


def test_cancelling_keeps_the_best_plan_so_far(house: House) -> None:
    house.start("worker")
    job = house.ask(LONG)
    seen = house.wait_for_value(job).progress
    house.cancel(job)
    ended = house.wait_for_end(job)
    assert seen is not None and seen.value is not None
    assert (ended.state, ended.attempts) == ("cancelled", 1)
    (plan,) = house.plans_of(job)
    assert ended.result_id == plan.id and plan.verified
    assert plan.value is not None and plan.value >= seen.value - 1e-6 * abs(seen.value)


@only_sqlite
def test_a_job_that_is_cancelled_while_it_waits_ends_at_once(house: House) -> None:
    job = house.ask(LONG)
    house.cancel(job)
    assert house.job(job).state == "cancelled"
    house.start("worker")
    other = house.ask(SHORT)
    check_done_once(house, house.wait_for_end(other), attempts=1)
    assert (house.job(job).state, house.plans_of(job)) == ("cancelled", [])
