"""Attempts at a job: only the latest one publishes, once; an end always has its reason. No process is started."""

import pytest
from sqlmodel import select

from planner.domain.forecast import Forecast
from planner.domain.job import ForecastSettings, Job, PlanSettings
from planner.domain.plan import Plan
from planner.domain.snapshot import snapshot_id
from planner.jobs.attempts import WORKER_GONE, claim, note_death, standing
from planner.jobs.messages import SimulatedPlan
from planner.jobs.record import publish
from planner.jobs.under_way import UnderWay
from planner.persistence.database import Database
from planner.persistence.tables import ForecastRunsTable
from planner.services.context import Context
from planner.services.identity import local_context
from planner.services.jobs import cancel_job, get_job, list_jobs
from planner.services.plans import get_forecast, list_forecasts, list_plans, request_forecast, request_plan
from planner.services.portfolios import (
    PortfolioSettings,
    create_portfolio,
    delete_portfolio,
    get_portfolio,
    update_settings,
)
from tests.planner.verify.example import Case
from tests.stored import store_plan

MOST = 3


def read(database: Database, job_id: str) -> tuple[Job, int, int]:
    """The job, and how many plans and forecast jobs its portfolio has."""
    with database.read() as session:
        ctx = local_context(session)
        job = get_job(ctx, job_id)
        plans = list_plans(ctx, job.portfolio_id).items
        jobs = list_jobs(ctx, portfolio_id=job.portfolio_id).items
        return job, len(plans), sum(one.kind == "forecast" for one in jobs)


@pytest.fixture
def asked(database: Database) -> tuple[str, str]:
    """Id of a job that waits, and the plan that solves it."""
    portfolio, plan = Case().read()
    with database.write() as session:
        ctx = local_context(session)
        stored = create_portfolio(ctx, portfolio)
        job = request_plan(ctx, stored.id, PlanSettings())
    solved = plan.model_copy(update={"snapshot": snapshot_id(portfolio)})
    return job.id, solved.model_dump_json(by_alias=True)


def start(database: Database, job_id: str) -> int:
    attempt = claim(database, job_id, MOST)
    assert attempt is not None
    return attempt.number


def test_the_latest_attempt_publishes_and_asks_for_a_forecast(
    database: Database, asked: tuple[str, str]
) -> None:
    job_id, body = asked
    publish(database, job_id, start(database, job_id), body)
    job, plans, forecasts = read(database, job_id)
    assert (job.state, job.attempts, plans, forecasts) == ("done", 1, 1, 1)


def test_planning_again_begins_at_the_last_plan_of_the_same_content(
    database: Database, asked: tuple[str, str]
) -> None:
    job_id, body = asked
    first = claim(database, job_id, MOST)
    assert first is not None
    assert first.begin is None
    publish(database, job_id, first.number, body)
    with database.write() as session:
        ctx = local_context(session)
        portfolio_id = get_job(ctx, job_id).portfolio_id
        again = request_plan(ctx, portfolio_id, PlanSettings(seed=1)).id
    second = claim(database, again, MOST)
    assert second is not None
    assert second.begin == Plan.model_validate_json(body)
    with database.write() as session:
        ctx = local_context(session)
        version = get_portfolio(ctx, portfolio_id).version
        update_settings(ctx, portfolio_id, PortfolioSettings(name="Another"), version=version)
        edited = request_plan(ctx, portfolio_id, PlanSettings(seed=1)).id
    third = claim(database, edited, MOST)
    assert third is not None
    assert third.begin is None


def test_an_earlier_attempt_that_comes_late_publishes_nothing(
    database: Database, asked: tuple[str, str]
) -> None:
    job_id, body = asked
    early, late = start(database, job_id), start(database, job_id)
    assert not standing(database, job_id, early).owns
    publish(database, job_id, early, body)
    job, plans, forecasts = read(database, job_id)
    assert (job.state, plans, forecasts) == ("running", 0, 0)
    publish(database, job_id, late, body)
    publish(database, job_id, early, body)
    job, plans, forecasts = read(database, job_id)
    assert (job.state, job.attempts, plans, forecasts) == ("done", 2, 1, 1)


def test_a_step_that_is_run_again_publishes_once(database: Database, asked: tuple[str, str]) -> None:
    job_id, body = asked
    number = start(database, job_id)
    for _ in range(3):
        publish(database, job_id, number, body)
    assert read(database, job_id)[1:] == (1, 1)


def test_a_cancelled_attempt_keeps_its_plan_and_says_so(database: Database, asked: tuple[str, str]) -> None:
    job_id, body = asked
    number = start(database, job_id)
    with database.write() as session:
        cancel_job(local_context(session), job_id)
    assert standing(database, job_id, number).cancelled
    publish(database, job_id, number, body)
    job, plans, _ = read(database, job_id)
    assert (job.state, job.result_id is not None, plans) == ("cancelled", True, 1)
    assert job.reason == "Cancelled; the best plan so far was kept."


def test_the_same_request_after_a_cancellation_is_a_new_job(
    database: Database, asked: tuple[str, str]
) -> None:
    job_id, _ = asked
    portfolio_id = read(database, job_id)[0].portfolio_id
    with database.write() as session:
        ctx = local_context(session)
        assert request_plan(ctx, portfolio_id, PlanSettings()).id == job_id
    start(database, job_id)
    with database.write() as session:
        ctx = local_context(session)
        assert request_plan(ctx, portfolio_id, PlanSettings()).id == job_id
        cancel_job(ctx, job_id)
        assert request_plan(ctx, portfolio_id, PlanSettings()).id != job_id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"snapshot": "sha256:" + "0" * 64}, "answered for another portfolio"),
        ({"value": 1e9}, "breaks rules and was not stored"),
        ({"assignments": ()}, "breaks rules and was not stored"),
    ],
)
def test_a_plan_that_is_wrong_is_never_stored(
    database: Database, asked: tuple[str, str], change: dict[str, object], words: str
) -> None:
    job_id, body = asked
    wrong = Plan.model_validate_json(body).model_copy(update=change)
    publish(database, job_id, start(database, job_id), wrong.model_dump_json(by_alias=True))
    job, plans, forecasts = read(database, job_id)
    assert (job.state, plans, forecasts) == ("failed", 0, 0)
    assert words in (job.reason or "")


@pytest.mark.parametrize("noted", ["The solving process was killed (SIGKILL).", None])
def test_after_its_last_attempt_a_job_fails_and_says_why(
    database: Database, asked: tuple[str, str], noted: str | None
) -> None:
    job_id, body = asked
    for _ in range(MOST):
        number = start(database, job_id)
        if noted:
            note_death(database, job_id, number, noted)
    assert claim(database, job_id, MOST) is None
    job, plans, _ = read(database, job_id)
    assert (job.state, plans) == ("failed", 0)
    assert job.reason == f"It was tried 3 times and never finished. {noted or WORKER_GONE}"
    publish(database, job_id, MOST, body)
    assert read(database, job_id)[1] == 0


def test_an_attempt_that_is_handed_back_does_not_count_and_publishes_nothing(
    database: Database, asked: tuple[str, str]
) -> None:
    job_id, body = asked
    for _ in range(2 * MOST):
        under_way = UnderWay(database, MOST)
        attempt = under_way.begin(job_id)
        assert attempt is not None and attempt.number == 1
        under_way.hand_back_all()
        assert (read(database, job_id)[0].state, read(database, job_id)[0].attempts) == ("queued", 0)
        publish(database, job_id, attempt.number, body)
        assert read(database, job_id)[1] == 0
    publish(database, job_id, start(database, job_id), body)
    job, plans, _ = read(database, job_id)
    assert (job.state, job.attempts, plans) == ("done", 1, 1)


def test_an_attempt_that_is_over_is_not_handed_back(database: Database, asked: tuple[str, str]) -> None:
    job_id, body = asked
    under_way = UnderWay(database, MOST)
    attempt = under_way.begin(job_id)
    assert attempt is not None
    under_way.over(job_id)
    under_way.hand_back_all()
    publish(database, job_id, attempt.number, body)
    assert read(database, job_id)[0].state == "done"


def test_a_deleted_job_is_not_begun_and_publishes_nothing(database: Database, asked: tuple[str, str]) -> None:
    job_id, body = asked
    number = start(database, job_id)
    with database.write() as session:
        ctx = local_context(session)
        delete_portfolio(ctx, get_job(ctx, job_id).portfolio_id, version=1)
    assert claim(database, job_id, MOST) is None
    publish(database, job_id, number, body)
    with database.read() as session:
        assert list_jobs(local_context(session)).items == ()


def test_a_forecast_is_published_once_and_by_the_latest_attempt(database: Database) -> None:
    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        job_id = request_forecast(ctx, plan_id, ForecastSettings()).id
    early, late = start(database, job_id), start(database, job_id)
    forecast = _forecast()
    body = SimulatedPlan(forecast=forecast, luck="0/1/8", by_run=b"packed").model_dump_json(by_alias=True)
    for number in (early, late, late, early):
        publish(database, job_id, number, body)
    with database.read() as session:
        ctx = local_context(session)
        assert len(_forecasts(ctx, plan_id)) == 1
        assert get_forecast(ctx, plan_id) == forecast
        (runs,) = session.exec(select(ForecastRunsTable)).all()
        assert (runs.luck, runs.body) == ("0/1/8", b"packed")


def _forecasts(ctx: Context, plan_id: str) -> tuple[object, ...]:
    return list_forecasts(ctx, plan_id).items


def _forecast() -> Forecast:
    spread = {"p10": 1.0, "p50": 2.0, "p80": 3.0, "p90": 4.0, "mean": 2.0, "se": 0.1}
    return Forecast.model_validate(
        {
            "snapshot": "sha256:" + "0" * 64,
            "runs": 1,
            "seed": 0,
            "seconds": 0.0,
            "projects": (),
            "value": spread,
            "cost": spread | {"by_quarter": ()},
            "drivers": (),
        }
    )
