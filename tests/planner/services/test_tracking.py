"""A chain of a plan and its replan: what was planned, what has happened, how the launch moved."""

import datetime as dt

from planner.domain.finished_work import finished_phases
from planner.domain.job import PlanSettings
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.optimise import plan_portfolio
from planner.services.plans import PlanRecord
from planner.services.replan import replan
from planner.services.simulate import forecast
from planner.services.tracking import track
from tests.planner.services.test_replan import changes, friday, monday
from tests.planner.services.test_simulate import portfolio_of

TEXT = """
projects:
  - id: a
    name: A
    value: {per_week: 1000}
    phases:
      - {id: one, effort: {s: {low: 2, likely: 4, high: 9}}}
      - {id: two, after: [one], effort: {s: {low: 2, likely: 4, high: 9}}}
"""


def record(name: str, portfolio: Portfolio, plan: Plan, base: str | None = None) -> PlanRecord:
    made = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    return PlanRecord(name, "p", "j", plan.snapshot, plan, portfolio, PlanSettings(), base, made, True, False)


def test_phases_and_launches_are_tracked_over_a_replan() -> None:
    portfolio = portfolio_of(TEXT)
    plan = plan_portfolio(portfolio, decodes=40).plan
    # The first phase took six weeks instead of four, with the same person all the time.
    row = {
        "progress": {"project": "a", "phase": "one", "started": str(monday(0)), "finished": str(friday(5))}
    }
    told = changes(portfolio, plan, row, as_of=str(monday(6)))
    found = replan(portfolio, plan, told, decodes=40)
    new = found.outcome.plan
    chain = [record("first", portfolio, plan), record("second", found.portfolio, new, "first")]
    seen = track(chain, [forecast(portfolio, plan, runs=128), forecast(found.portfolio, new, runs=128)])
    assert (seen.first_plan_id, seen.plan_id, seen.as_of) == ("first", "second", monday(6))
    one, two = seen.phases
    assert (one.state, one.planned_finish, one.finish, one.weeks_late) == (
        "finished",
        monday(4),
        monday(6),
        2,
    )
    assert (one.planned_effort, one.effort_done, one.effort_in_all) == (4, 6, 6)
    assert (two.state, two.start, two.weeks_late, two.effort_done) == ("ahead", monday(6), 2, 0)
    early, late = seen.launches
    assert (early.as_of, late.as_of) == (monday(0), monday(6))
    assert (early.planned, late.planned) == (monday(8), monday(10))
    assert early.p50
    assert late.p10
    # What is finished is certain, so that the range is narrower, and begins after today.
    assert late.p10 > monday(6)


def test_a_plan_alone_is_its_own_first_plan() -> None:
    portfolio = portfolio_of(TEXT)
    plan = plan_portfolio(portfolio, decodes=40).plan
    seen = track([record("only", portfolio, plan)], [None])
    assert seen.as_of is None
    assert {row.weeks_late for row in seen.phases} == {0}
    assert [(row.planned, row.p50) for row in seen.launches] == [(monday(8), None)]


def test_effort_and_hours_are_those_that_were_reported() -> None:
    portfolio = portfolio_of(TEXT)
    plan = plan_portfolio(portfolio, decodes=40).plan
    row = {
        "project": "a",
        "phase": "one",
        "started": str(monday(0)),
        "finished": str(friday(3)),
        "effort": 5.5,
    }
    found = replan(
        portfolio, plan, changes(portfolio, plan, {"progress": row}, as_of=str(monday(4))), decodes=40
    )
    chain = [record("first", portfolio, plan), record("second", found.portfolio, found.outcome.plan, "first")]
    one, two = track(chain, [None, None]).phases
    assert (one.planned_effort, one.effort_done, one.effort_in_all, one.gpu_hours_done) == (4, 5.5, 5.5, 0)
    assert (two.effort_done, two.gpu_hours_done) == (0, 0)
    # Finished phases feed the calibration with it: 4 engineer-weeks were estimated.
    assert [(work.estimate, work.actual) for work in finished_phases(found.portfolio)] == [(4, 5.5)]
