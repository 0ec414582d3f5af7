"""Plans side by side: figures are those of the cost forecast, and both documents are taken for what they were."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pytest
from sqlmodel import Session, select

from planner.errors import BadInput, NotFound
from planner.persistence.ids import new_id
from planner.persistence.jobs import store_snapshot
from planner.persistence.tables import ForecastRunsTable, ForecastTable, PlanTable
from planner.services.by_run import ByRun
from planner.services.compare_plans import NO_PAIR, compare_plans, forecast_alike
from planner.services.context import Context
from planner.services.identity import local_context
from planner.services.plans import delete_plan
from tests.planner.verify.example import Case
from tests.stored import store_plan

SPREAD = {"p10": 1.0, "p50": 2.0, "p80": 3.0, "p90": 4.0, "mean": 2.0, "se": 0.1}
FORECAST = json.dumps(
    {
        "snapshot": "sha256:" + "0" * 64,
        "runs": 8,
        "seed": 0,
        "seconds": 0.0,
        "projects": [],
        "value": SPREAD,
        "cost": SPREAD | {"by_quarter": []},
        "drivers": [],
    }
)


@pytest.fixture
def ctx(session: Session) -> Context:
    return local_context(session)


def without_b(ctx: Context, plan_id: str) -> str:
    """A plan of the same portfolio with project b removed from the document and, with all its work, from the plan."""
    portfolio, plan = Case().read()

    def keeps(rows: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(row for row in rows if (row.id if hasattr(row, "id") else row.project) != "b")

    less = portfolio.model_copy(update={"projects": keeps(portfolio.projects)})
    parts = {name: keeps(getattr(plan, name)) for name in ("projects", "phases", "assignments", "compute")}
    snapshot = store_snapshot(ctx.session, ctx.organisation_id, less)
    body = plan.model_copy(update=parts | {"value": 1000.0, "snapshot": snapshot})
    given = ctx.session.get_one(PlanTable, plan_id).model_dump(
        exclude={"id", "job_id", "snapshot_id", "body"}
    )
    row = PlanTable(
        **given, id=new_id(), job_id=new_id(), snapshot_id=snapshot, body=body.model_dump_json(by_alias=True)
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row.id


def test_two_plans_from_different_documents_are_compared(ctx: Context) -> None:
    first = store_plan(ctx)
    portfolio_id = ctx.session.get_one(PlanTable, first).portfolio_id
    second = without_b(ctx, first)
    found = compare_plans(ctx, portfolio_id, [first, second])
    # Worked out by hand in the tests of the cost forecast: b costs 3,000 of 18,800.
    assert [plan.spend for plan in found.plans] == [Decimal("18800.00"), Decimal("15800.00")]
    assert all(
        sum(p.spend_by_quarter.values()) == p.spend == sum(p.spend_by_kind.values()) for p in found.plans
    )
    rows = {row.id: row for row in found.projects}
    assert found.projects[0].id == "b", "projects on which plans disagree come first"
    assert [(one.known, one.selected) for one in rows["b"].plans] == [(True, True), (False, False)]
    assert [(m.project, m.what) for m in found.against_first[0].moves] == [("b", "drops out")]
    removed = [(d.part, d.id, d.what) for d in found.against_first[0].documents]
    assert ("projects", "b", "removed") in removed


def keep_runs(ctx: Context, plan_id: str, luck: str, value: float) -> None:
    """A forecast of the plan with eight runs that were all worth the same."""
    forecast_id = new_id()
    row = ForecastTable(
        id=forecast_id,
        organisation_id=ctx.organisation_id,
        plan_id=plan_id,
        job_id=new_id(),
        settings={},
        body=FORECAST,
    )
    ctx.session.add(row)
    ctx.session.flush()
    eight = np.full(8, value, np.float32)
    runs = ByRun(0, 8, dt.date(2027, 1, 4), ("a",), eight, eight, np.full((1, 8), 3, np.int16))
    ctx.session.add(
        ForecastRunsTable(
            forecast_id=forecast_id,
            organisation_id=ctx.organisation_id,
            plan_id=plan_id,
            luck=luck,
            body=runs.pack(),
        )
    )
    ctx.session.flush()


def test_forecasts_with_the_same_luck_are_paired_and_others_are_asked_for(ctx: Context) -> None:
    first = store_plan(ctx)
    portfolio_id = ctx.session.get_one(PlanTable, first).portfolio_id
    second = without_b(ctx, first)
    keep_runs(ctx, first, "0/8/8", 10.0)
    keep_runs(ctx, second, "7/8/8", 30.0)
    (against,) = compare_plans(ctx, portfolio_id, [first, second]).against_first
    assert (against.luck, against.luck_missing) == (None, NO_PAIR)
    asked = forecast_alike(ctx, portfolio_id, [first, second])
    assert [(job.kind, job.plan_id) for job in asked] == [("forecast", first), ("forecast", second)]
    keep_runs(ctx, second, "0/8/8", 12.0)
    (against,) = compare_plans(ctx, portfolio_id, [first, second]).against_first
    assert against.luck is not None
    assert [(one.measure, one.p_second, one.mean) for one in against.luck.figures] == [
        ("value", 1.0, 2.0),
        ("cost", 0.0, 2.0),
        ("finish", 0.0, 0.0),
    ]
    assert forecast_alike(ctx, portfolio_id, [first, second]) == ()


def test_runs_go_with_their_plan(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    keep_runs(ctx, plan_id, "0/8/8", 1.0)
    delete_plan(ctx, plan_id)
    assert ctx.session.exec(select(ForecastRunsTable)).all() == []


def test_a_plan_beside_itself_or_of_another_portfolio_is_refused(ctx: Context) -> None:
    first, other = store_plan(ctx), store_plan(ctx)
    portfolio_id = ctx.session.get_one(PlanTable, first).portfolio_id
    with pytest.raises(BadInput, match="1 different plans are given; choose 2 to 4"):
        compare_plans(ctx, portfolio_id, [first, first])
    with pytest.raises(NotFound, match="no plan"):
        compare_plans(ctx, portfolio_id, [first, other])
