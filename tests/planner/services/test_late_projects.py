"""Deadlines in danger, on a case that can be worked out by hand."""

import pytest

from planner.document import read_portfolio
from planner.domain.forecast import Forecast
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.late_projects import late_projects
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast

# Ten weeks of `tune`, then half of the runs pass; a quarter passes after five weeks more; a quarter never launches.
# The deadline is after twelve weeks: of three launches one is three weeks late. `calm` has no uncertainty at all.
DOCUMENT = b"""schema: quarterdeck/portfolio/1
name: x
calendar: {start: 2027-01-04, quarters: 4}
projects:
  - {id: calm, name: Calm, value: {per_week: 9}, deadline: {date: 2027-06-28, penalty_per_week: 1},
     phases: [{id: only, weeks: 3}]}
  - {id: tuned, name: Tuned, value: {per_week: 9}, deadline: {date: 2027-03-29, penalty_per_week: 2},
     phases: [{id: plan, weeks: 1}, {id: tune, weeks: 10, gate: {probability: 0.5, on_failure: {redo: 0.5, times: 1}}}]}
"""


@pytest.fixture(scope="module")
def case() -> tuple[Portfolio, Plan, Forecast]:
    portfolio = read_portfolio(DOCUMENT, format="yaml").portfolio
    plan = plan_portfolio(portfolio, decodes=30).plan
    return portfolio, plan, forecast(portfolio, plan, runs=4096)


def test_delay_and_loss_are_those_that_come_out_by_hand(case: tuple[Portfolio, Plan, Forecast]) -> None:
    found = late_projects(*case)
    assert [row.project for row in found.projects] == ["tuned", "calm"], "the larger loss comes first"
    tuned, calm = found.projects
    # Each a share of 4,096 runs: four standard errors are about 0.03, those of the mean delay 0.11.
    assert tuned.p_on_time == pytest.approx(0.5, abs=0.03)
    assert tuned.p_launch == pytest.approx(0.75, abs=0.03)
    assert tuned.late_weeks == pytest.approx(1.0, abs=0.11)
    assert tuned.loss == pytest.approx(0.75 * 1.0 * (2 + 9), abs=1.0)
    assert tuned.planned_late == 0
    assert tuned.driver is not None
    assert tuned.driver.phase == "tune"
    assert (calm.p_on_time, calm.late_weeks, calm.loss) == (1.0, 0.0, 0.0)


def test_without_a_forecast_planned_dates_are_all_there_is(case: tuple[Portfolio, Plan, Forecast]) -> None:
    found = late_projects(case[0], case[1], None)
    assert not found.has_forecast
    assert {row.project: (row.planned_late, row.p_on_time, row.loss) for row in found.projects} == {
        "calm": (0, None, None),
        "tuned": (0, None, None),
    }


def test_projects_without_a_deadline_are_not_listed(case: tuple[Portfolio, Plan, Forecast]) -> None:
    portfolio, plan, simulated = case
    free = tuple(p.model_copy(update={"deadline": None}) for p in portfolio.projects)
    assert late_projects(portfolio.model_copy(update={"projects": free}), plan, simulated).projects == ()
