"""What forecasts add to estimates, gates and drivers: shared luck, departures, interruptions, prices."""

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
themes: [{id: t, name: T}]
"""
ANN = "people: [{id: ann, name: Ann, skills: {s: 1}}]\n"
SPOT = "pools: [{id: spot, accelerator: H100, kind: spot, count: 1, price_per_hour: 2, availability: 1, overhead: 1}]\n"


def simulated(text: str, runs: int = RUNS) -> Forecast:
    portfolio = read_portfolio((HEAD + text).encode(), format="yaml").portfolio
    plan = plan_portfolio(portfolio, decodes=30).plan
    assert all(project.selected for project in plan.projects)
    return forecast(portfolio, plan, runs=runs)


def within_four_errors(found: float | None, exact: float) -> None:
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / RUNS))


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6, 0.9])
def test_estimates_that_go_wrong_together_merge_with_less_delay(correlation: float) -> None:
    # Two normal scores are both below their medians with 1/4 + asin(r) / 2 pi. Week 20 is the median of both phases.
    weeks = "weeks: {low: 8, likely: 20, high: 30}"
    result = simulated(
        f"simulation: {{correlation: {{team: {correlation / 3}, theme: {correlation * 2 / 3}}}}}\n"
        "projects: [{id: a, name: A, theme: t, value: {per_week: 9}, "
        f"deadline: {{date: 2027-05-24, penalty_per_week: 1}}, phases: [{{id: p, {weeks}}}, {{id: q, {weeks}}}]}}]"
    )
    within_four_errors(result.projects[0].p_deadline, 0.25 + np.arcsin(correlation) / (2 * np.pi))


@pytest.mark.parametrize("phases", [2, 3, 5])
def test_all_of_several_phases_end_by_their_own_p90_with_its_power(phases: int) -> None:
    many = ", ".join(f"{{id: p{n}, weeks: {{low: 8, likely: 20, high: 30}}}}" for n in range(phases))
    result = simulated(
        "projects: [{id: a, name: A, value: {per_week: 9}, deadline: {date: 2027-08-02, penalty_per_week: 1}, "
        f"phases: [{many}]}}]"
    )
    within_four_errors(result.projects[0].p_deadline, 0.9**phases)


def test_somebody_with_the_skill_stands_in_for_who_leaves() -> None:
    # Whoever works leaves within the 30 weeks with 1 - 0.1^(30/52); only when both leave the project never ends.
    result = simulated(
        "people: [{id: ann, name: Ann, skills: {s: 1}}, {id: bob, name: Bob, skills: {s: 1}}]\n"
        "simulation: {departures: 0.9}\n"
        "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, effort: {s: 30}, crew: {min: 1, max: 1}}]}]"
    )
    leaves = 1 - 0.1 ** (30 / 52)
    within_four_errors(result.projects[0].p_launch, 1 - leaves**2)
    assert result.projects[0].finish_p10 == result.projects[0].finish_p90


def test_without_anybody_else_work_stops_when_its_only_person_leaves() -> None:
    result = simulated(
        ANN + "simulation: {departures: 0.5}\n"
        "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, effort: {s: 26}}]}]"
    )
    within_four_errors(result.projects[0].p_launch, 0.5**0.5)


def test_interruptions_take_hours_and_prices_move_with_the_year() -> None:
    # 672 useful hours at one device: overhead 1 takes 8 weeks, three times the overhead 4 x 168 x 4 hours: 16 weeks.
    text = SPOT + (
        "simulation: {spot_overhead: 3, price_change: 2}\n"
        "projects: [{id: a, name: A, value: {per_week: 9000}, "
        "phases: [{id: p, gpu: {hours: 672, reference: H100}}]}]"
    )
    result = simulated(text, 16)
    finish = result.projects[0].finish_p50
    assert finish is not None
    assert (finish - result.projects[0].start_p50).days == 16 * 7  # type: ignore[operator]
    assert result.cost.mean == pytest.approx(sum(168 * 2 * 2 ** (t / 52) for t in range(16)), abs=0.01)


def test_the_planned_rule_keeps_work_from_starting_early() -> None:
    text = ANN + (
        "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, weeks: {low: 1.5, likely: 10, high: 12}}, "
        "{id: q, after: [p], weeks: 1}]}]\n"
    )
    soon = simulated(text).projects[0]
    planned = simulated("simulation: {start_rule: planned}\n" + text).projects[0]
    assert soon.finish_p10 is not None
    assert planned.finish_p10 is not None
    # P10 of the first phase is 2 whole weeks, planned are 10; the second follows at once, or in its planned week.
    assert (planned.finish_p10 - soon.finish_p10).days == 8 * 7
    assert planned.finish_p90 == soon.finish_p90
