"""What a forecast says about risks, on cases whose chances are those of an estimate's own quantiles."""

import datetime as dt

import numpy as np
import pytest

from planner.document import read_portfolio
from planner.domain.forecast import Forecast
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast

RUNS = 4096
HEAD = """schema: quarterdeck/portfolio/1
name: x
calendar: {start: 2027-01-04, quarters: 4}
skills: [{id: s, name: S}]
people: [{id: ann, name: Ann, skills: {s: 1}, weekly_cost: 1000, max_projects: 1}]
"""
WORK = "effort: {s: {low: 6, likely: 10, high: 15}}"
TWO = (
    f"projects: [{{id: a, name: A, value: {{per_week: 900}}, phases: [{{id: p, {WORK}}}]}}, "
    "{id: b, name: B, value: {per_week: 1}, phases: [{id: p, effort: {s: 5}}]}]"
)


def simulated(text: str, runs: int | None = RUNS, error_weeks: float | None = None) -> Forecast:
    portfolio = read_portfolio((HEAD + text).encode(), format="yaml").portfolio
    plan = plan_portfolio(portfolio, decodes=30).plan
    assert all(project.selected for project in plan.projects)
    return forecast(portfolio, plan, runs=runs, error_weeks=error_weeks)


def half(probability: float) -> bool:
    return probability == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / RUNS))


def test_work_waits_for_a_person_as_often_as_what_comes_before_is_late() -> None:
    # The second project is planned for week 10; it waits then if the first takes longer than its P50 of 10 weeks.
    result = simulated(TWO)
    found = {row.week: row.probability for row in result.overload}
    tenth = dt.date(2027, 1, 4) + dt.timedelta(weeks=10)
    assert half(found[tenth])
    assert min(found) == tenth
    assert all(
        later <= earlier for earlier, later in zip(found.values(), list(found.values())[1:], strict=False)
    )


def test_a_budget_is_overrun_as_often_as_work_takes_more() -> None:
    # 10 weeks of 1,000 for the P50 of the first project and 5 for the second.
    result = simulated("budgets: [{people: 15000}, {quarter: 2027-Q4, people: 100}]\n" + TWO)
    whole, fourth = result.budgets
    assert half(whole.p_over)
    assert whole.limit == 15000
    # Only when the first takes more than 34 weeks: twice its P90 and more.
    assert fourth.quarter == "2027-Q4"
    assert fourth.p_over < 0.01


def test_the_phase_that_varies_decides_the_last_launch() -> None:
    result = simulated(TWO)
    first, second = result.phases
    assert (first.criticality, second.criticality) == (1.0, 1.0)
    assert first.cruciality == pytest.approx(1.0)
    assert second.cruciality is None
    assert [swing.id for swing in result.tornado] == ["a/p"]
    assert result.tornado[0].weeks > 0
    assert result.projects[1].tornado[0].id == "a/p"


def test_date_and_cost_are_kept_together_no_more_often_than_each_alone() -> None:
    result = simulated(TWO)
    assert result.joint is not None
    confidence = np.array(result.joint.confidence)
    assert confidence.shape == (len(result.joint.dates), len(result.joint.costs))
    assert (np.diff(confidence, axis=0) >= 0).all()
    assert (np.diff(confidence, axis=1) >= 0).all()
    assert confidence.max() <= 1
    assert [curve.level for curve in result.joint.curves] == [0.5, 0.7, 0.8]
    assert all(curve.points for curve in result.joint.curves)


def test_a_simulation_goes_on_until_the_asked_error_is_met() -> None:
    rough = simulated(TWO, None, error_weeks=1.0)
    fine = simulated(TWO, None, error_weeks=0.1)
    assert rough.runs < fine.runs
    for project in fine.projects:
        assert project.finish_errors is not None
        assert project.finish_errors.p80 is not None
        assert project.finish_errors.p80 <= 0.1


def test_it_stops_at_the_most_runs_that_were_given() -> None:
    assert simulated(TWO, 1500, error_weeks=1e-9).runs <= 1500


def test_a_project_keeps_its_luck_in_a_scenario_with_another_before_it() -> None:
    alone = simulated(
        "projects: [{id: z, name: Z, value: {per_week: 9}, phases: [{id: p, weeks: {low: 2, likely: 5, high: 9}}]}]"
    )
    other = simulated(
        "drivers: [{id: d, name: D, probability: 0.5, weeks: 2, affects: [a]}]\n"
        "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, weeks: {low: 3, likely: 4, high: 6}}]}, "
        "{id: z, name: Z, value: {per_week: 9}, phases: [{id: p, weeks: {low: 2, likely: 5, high: 9}}]}]"
    )
    assert alone.projects[0].curve == other.projects[1].curve
