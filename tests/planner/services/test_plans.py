"""Stored plans: their deletion, and what keeps snapshots alive."""

import pytest

from planner.errors import Conflict, NotFound
from planner.persistence.jobs import load_snapshot
from planner.persistence.tables import JobTable
from planner.services.context import Context
from planner.services.plans import (
    ForecastSettings,
    PlanSettings,
    delete_plan,
    get_plan,
    list_forecasts,
    list_plans,
    publish,
    request_forecast,
    request_plan,
)
from planner.services.portfolios import create_portfolio, delete_portfolio
from tests.stored import small, store_plan


def test_a_plan_is_deleted_with_its_forecasts_and_jobs(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    portfolio_id = get_plan(ctx, plan_id).portfolio_id
    snapshot = get_plan(ctx, plan_id).snapshot
    job = request_forecast(ctx, plan_id, ForecastSettings())
    delete_plan(ctx, plan_id)
    ctx.session.expire_all()
    assert list_plans(ctx, portfolio_id).items == ()
    assert ctx.session.get(JobTable, job.id) is None
    with pytest.raises(NotFound):
        list_forecasts(ctx, plan_id)
    with pytest.raises(NotFound):
        load_snapshot(ctx.session, ctx.organisation_id, snapshot)


def test_the_plan_of_record_stays(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    publish(ctx, plan_id)
    with pytest.raises(Conflict, match="plan of record"):
        delete_plan(ctx, plan_id)
    assert get_plan(ctx, plan_id).is_record


def test_a_plan_of_another_organisation_is_not_found(ctx: Context, stranger: Context) -> None:
    plan_id = store_plan(ctx)
    for service in (delete_plan, list_forecasts, publish, get_plan):
        with pytest.raises(NotFound):
            service(stranger, plan_id)


def test_deleting_a_portfolio_takes_no_snapshot_from_the_job_of_another(ctx: Context) -> None:
    # The other portfolio's job waits: no plan refers to its snapshot yet.
    other = create_portfolio(ctx, small())
    job = request_plan(ctx, other.id, PlanSettings())
    row = ctx.session.get_one(JobTable, job.id)
    gone = create_portfolio(ctx, small().model_copy(update={"name": "Gone"}))
    delete_portfolio(ctx, gone.id, version=1)
    assert load_snapshot(ctx.session, ctx.organisation_id, row.snapshot_id) == other.portfolio
