"""The cheapest hours for a schedule that stands: sums on paper, then random plans against a program of the documents."""

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from benchmarks.placement import WANTED, cheapest, spending
from planner.compile.index import Index
from planner.compile.problem import to_problem
from planner.compile.schedule import to_schedule
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.optimise import plan_portfolio
from solvers.portfolio.cheapest import spending as spent
from solvers.portfolio.cheapest import with_cheapest_hours
from tests.planner.verify.example import Case


def planned(seed: int) -> tuple[Portfolio, Plan]:
    portfolio = generate(np.random.default_rng(seed), Size(6, 4, 2), WANTED)
    return portfolio, plan_portfolio(portfolio, decodes=30, seed=seed).plan


def improved(case: Case) -> tuple[float, set[tuple[int, int, float]]]:
    """What is saved, and the pool, week and hours of all that is bought or used then."""
    case.plan["value"] = 0.0
    portfolio, plan = case.read()
    problem = to_problem(portfolio, plan)
    before = to_schedule(Index.of(portfolio), problem, plan)
    after = with_cheapest_hours(problem, before)
    return spent(problem, before.hours) - spent(problem, after.hours), {
        (int(pool), int(week), round(paid, 3)) for _, pool, week, paid in after.hours.tolist()
    }


def test_hours_move_to_the_cheaper_of_two_weeks() -> None:
    # 150 hours in each of two weeks at 2; when the second costs 1 and has 336 usable hours, all 300 go there.
    case = Case()
    case.pool("cloud").update(price_per_hour={"2027-01-04": 2, "2027-01-11": 1})
    saved, hours = improved(case)
    assert saved == pytest.approx(150)
    assert hours == {(0, 1, 300.0)}


def test_a_plan_that_is_cheapest_stays_as_it_is() -> None:
    assert improved(Case())[0] == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_no_other_hours_are_cheaper_for_the_dates_of_a_plan(seed: int) -> None:
    portfolio, plan = planned(seed)
    assert spending(portfolio, plan) <= cheapest(portfolio, plan) * 1.001 + 0.01
