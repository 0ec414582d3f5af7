"""Forecasts from today: finished phases are as they were in every run, the rest lies ahead."""

import numpy as np
import pytest

from planner.compile.simulation import to_simulation
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.replan import replan
from planner.services.simulate import forecast
from solvers.simulation.run import Simulation
from tests.planner.services.test_replan import changes, friday, monday
from tests.planner.services.test_simulate import portfolio_of

TEXT = """
drivers: [{id: late, name: Late, probability: 1, weeks: 3, effort_factor: 2, affects: [a]}]
projects:
  - id: a
    name: A
    value: {per_week: 1000}
    phases:
      - {id: one, effort: {s: {low: 2, likely: 4, high: 9}}, gate: {probability: 0.5, on_failure: stop}}
      - {id: two, after: [one], effort: {s: {low: 2, likely: 4, high: 9}}}
      - {id: three, after: [two], weeks: {low: 1, likely: 2, high: 4}}
"""


@pytest.fixture(scope="module")
def plan() -> tuple[Portfolio, Plan]:
    from planner.services.optimise import plan_portfolio

    portfolio = portfolio_of(TEXT)
    return portfolio, plan_portfolio(portfolio, decodes=60).plan


def replayed(portfolio: Portfolio, plan: Plan, runs: int = 512) -> tuple[np.ndarray, np.ndarray]:
    """(runs, phases) start and finish weeks."""
    simulation = Simulation(to_simulation(portfolio, plan))
    out = simulation.run(runs, 0).out
    return out.start.astype(int), out.finish.astype(int)


def test_without_progress_everything_is_uncertain(plan: tuple[Portfolio, Plan]) -> None:
    start, finish = replayed(*plan)
    assert len(np.unique(finish[:, 0])) > 3
    assert (start[:, 1] == -1).mean() == pytest.approx(0.5, abs=0.02)


def test_what_is_finished_is_certain_and_what_comes_is_not_in_the_past(plan: tuple[Portfolio, Plan]) -> None:
    portfolio, made = plan
    # The first phase took weeks 0 to 5 instead of 0 to 3; two begins in week 6.
    rows = [
        {"progress": {"project": "a", "phase": "one", "started": str(monday(0)), "finished": str(friday(5))}}
    ]
    found = replan(portfolio, made, changes(portfolio, made, *rows, as_of=str(monday(6))), decodes=60)
    start, finish = replayed(found.portfolio, found.outcome.plan)
    assert np.unique(start[:, 0]).tolist() == [0]
    assert np.unique(finish[:, 0]).tolist() == [6]
    # Its gate is passed; the driver delays and doubles what has not begun.
    assert start[:, 1].min() >= 6 + 3
    assert len(np.unique(finish[:, 1])) > 3
    sure = forecast(found.portfolio, found.outcome.plan, runs=256).projects[0]
    assert sure.p_done > 0.5
    assert sure.start_p50 == monday(0)


def test_of_a_running_phase_only_the_rest_is_uncertain(plan: tuple[Portfolio, Plan]) -> None:
    portfolio, made = plan
    rows = [
        {"progress": {"project": "a", "phase": "one", "started": str(monday(0)), "finished": str(friday(3))}},
        {"progress": {"project": "a", "phase": "two", "started": str(monday(4)), "done": 0.75}},
    ]
    found = replan(portfolio, made, changes(portfolio, made, *rows, as_of=str(monday(7))), decodes=60)
    start, finish = replayed(found.portfolio.model_copy(update={"drivers": ()}), found.outcome.plan)
    assert np.unique(start[:, 1]).tolist() == [4]
    # Three weeks are over; a quarter of 2, 4 or 9 engineer-weeks is left.
    assert finish[:, 1].min() == 8
    assert np.quantile(finish[:, 1], 0.9) <= 7 + 3
    assert (finish[:, 0] == 4).all()


def test_launched_projects_stay_launched(plan: tuple[Portfolio, Plan]) -> None:
    portfolio, made = plan
    rows = [
        {"progress": {"project": "a", "phase": phase, "started": str(monday(s)), "finished": str(friday(f))}}
        for phase, s, f in (("one", 0, 3), ("two", 4, 8), ("three", 9, 10))
    ]
    found = replan(portfolio, made, changes(portfolio, made, *rows, as_of=str(monday(12))), decodes=60)
    done = forecast(found.portfolio, found.outcome.plan, runs=256).projects[0]
    assert (done.p_done, done.finish_p10, done.finish_p90) == (1.0, monday(11), monday(11))
