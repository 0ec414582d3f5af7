"""Forecasts against answers that can be worked out: convolutions of whole weeks, products of gates."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from planner.document import read_portfolio
from planner.domain.forecast import Forecast, ProjectForecast
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast

RUNS = 8192
HEAD = """schema: quarterdeck/portfolio/1
name: x
calendar: {start: 2027-01-04, quarters: 4}
estimates: range
skills: [{id: s, name: S}]
people: [{id: ann, name: Ann, skills: {s: 1}, max_projects: 1}]
"""


def portfolio_of(text: str) -> Portfolio:
    return read_portfolio((HEAD + text).encode(), format="yaml").portfolio


def simulated(text: str, runs: int = RUNS) -> Forecast:
    portfolio = portfolio_of(text)
    plan = plan_portfolio(portfolio, decodes=60).plan
    assert all(project.selected for project in plan.projects)
    return forecast(portfolio, plan, runs=runs)


def by_week(project: ProjectForecast) -> dict[float, int]:
    """Week of launch by level of the curve."""
    start = dt.date(2027, 1, 4)
    return {point.level: (point.date - start).days // 7 for point in project.curve}


def whole_weeks(low: float, mode: float, high: float) -> np.ndarray:
    """Probability of each number of whole weeks of a beta-PERT duration, rounded up."""
    a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    edges = stats.beta.cdf((np.arange(0, 60) - low) / (high - low), a, b)
    return np.concatenate([[0.0], np.diff(edges)])


def check(project: ProjectForecast, exact: np.ndarray) -> None:
    """Every point of the curve is a quantile of the exact distribution within four standard errors."""
    cumulated = np.cumsum(exact)
    for level, week in by_week(project).items():
        error = 4 * np.sqrt(level * (1 - level) / RUNS)
        assert cumulated[week] >= level - error
        assert cumulated[week - 1] <= level + error


LONG = "weeks: {low: 2, likely: 4, high: 10}"


def test_parallel_phases_launch_with_the_slower_of_them() -> None:
    text = f"projects: [{{id: a, name: A, value: {{per_week: 9}}, phases: [{{id: p, {LONG}}}, {{id: q, {LONG}}}]}}]"
    one = np.cumsum(whole_weeks(2, 4, 10))
    check(simulated(text).projects[0], np.diff(np.concatenate([[0.0], one**2])))


def test_phases_in_series_add_up() -> None:
    text = f"projects: [{{id: a, name: A, value: {{per_week: 9}}, phases: [{{id: p, {LONG}}}, {{id: q, after: [p], {LONG}}}]}}]"
    one = whole_weeks(2, 4, 10)
    check(simulated(text).projects[0], np.convolve(one, one))


def test_two_projects_that_share_a_person_wait_for_each_other() -> None:
    work = "phases: [{id: p, effort: {s: {low: 2, likely: 4, high: 10}}}]"
    result = simulated(
        f"projects: [{{id: a, name: A, value: {{per_week: 90}}, {work}}}, {{id: b, name: B, value: {{per_week: 1}}, {work}}}]"
    )
    one = whole_weeks(2, 4, 10)
    check(result.projects[0], one)
    check(result.projects[1], np.convolve(one, one))


def test_a_project_is_done_when_all_its_gates_pass() -> None:
    gates = (
        "{id: p, weeks: 2, gate: {probability: 0.7}}, {id: q, after: [p], weeks: 1, gate: {probability: 0.5}}"
    )
    result = simulated(f"projects: [{{id: a, name: A, value: {{per_week: 9}}, phases: [{gates}]}}]")
    assert result.projects[0].p_done == pytest.approx(0.35, abs=4 * np.sqrt(0.35 * 0.65 / RUNS))


def test_a_gate_with_redo_repeats_part_of_the_phase() -> None:
    # Passes at once with 0.6, after one repetition of half of 4 weeks with 0.24, after two with 0.096, else stops.
    gate = "{id: p, weeks: 4, gate: {probability: 0.6, on_failure: {redo: 0.5, times: 2}}}"
    project = simulated(f"projects: [{{id: a, name: A, value: {{per_week: 9}}, phases: [{gate}]}}]").projects[
        0
    ]
    assert project.p_done == pytest.approx(0.936, abs=4 * np.sqrt(0.936 * 0.064 / RUNS))
    weeks = by_week(project)
    assert (weeks[0.6], weeks[0.7], weeks[0.85], weeks[0.95]) == (4, 6, 6, 8)


def test_a_given_feasibility_replaces_the_gates() -> None:
    text = "projects: [{id: a, name: A, feasibility: 0.2, value: {per_week: 9}, phases: [{id: p, weeks: 2, gate: {probability: 0.9}}]}]"
    assert simulated(text).projects[0].p_done == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / RUNS))


def test_a_driver_delays_what_it_affects_and_its_effect_is_told() -> None:
    text = "drivers: [{id: late, name: Late, probability: 0.5, weeks: 3, affects: [a]}]\n"
    result = simulated(
        text + "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, weeks: 2}]}]"
    )
    weeks = by_week(result.projects[0])
    assert (weeks[0.4], weeks[0.6]) == (2, 5)
    assert result.drivers[0].delta_p80_weeks == 3


def test_certain_estimates_launch_as_planned() -> None:
    text = "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, effort: {s: 3}}, {id: q, after: [p], weeks: 2}]}]"
    portfolio = portfolio_of(text)
    plan = plan_portfolio(portfolio, decodes=60).plan
    result = forecast(portfolio, plan, runs=16)
    project = result.projects[0]
    assert project.finish_p10 == project.finish_p90 == plan.projects[0].launch
    assert result.value.mean == pytest.approx(plan.value, rel=1e-6)


def test_quantiles_are_in_order_and_the_same_seed_gives_the_same_forecast() -> None:
    text = f"projects: [{{id: a, name: A, value: {{per_week: 9}}, phases: [{{id: p, {LONG}}}]}}]"
    first, second = simulated(text, 512), simulated(text, 512)
    assert first.model_copy(update={"seconds": 0.0}) == second.model_copy(update={"seconds": 0.0})
    project = first.projects[0]
    assert project.finish_p10 and project.finish_p50 and project.finish_p80 and project.finish_p90
    assert project.finish_p10 <= project.finish_p50 <= project.finish_p80 <= project.finish_p90
    assert first.cost.p10 <= first.cost.p50 <= first.cost.p90


def test_a_file_without_a_schedule_cannot_be_simulated() -> None:
    portfolio = portfolio_of(
        "projects: [{id: a, name: A, mandatory: true, phases: [{id: p, effort: {s: 400}}]}]"
    )
    plan = plan_portfolio(portfolio, decodes=10).plan
    with pytest.raises(BadInput, match="no schedule"):
        forecast(portfolio, plan)
