"""Lists from the prices of the bound."""

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.price_lists import PriceLists
from solvers.portfolio.problem import Problem
from solvers.portfolio.search import Search
from tests.planner.services.test_simulate import portfolio_of


def searched(problem: Problem, lists: int, seed: int = 0) -> tuple[Search, Bound]:
    search = Search.start(problem)
    bound = Bound(problem, search.data)
    for _ in range(150):
        bound.step(float(search.scores[1]))
    search.set_rents(bound.best_prices.effort)
    priced = PriceLists(search, bound, np.random.default_rng(seed))
    for _ in range(lists):
        priced.step()
    return search, bound


@pytest.mark.parametrize("seed", [1, 3])
def test_they_find_better_plans_of_a_crowded_portfolio_than_lists_by_value_and_effort(seed: int) -> None:
    problem = to_problem(generate(np.random.default_rng(seed), Size(60, 20, 8, "tight")))
    begun = float(Search.start(problem).scores[1])
    search, bound = searched(problem, 60)
    assert search.scores[1] > 1.03 * begun
    assert search.scores[1] <= bound.value


def test_the_same_seed_gives_the_same_lists() -> None:
    problem = to_problem(generate(np.random.default_rng(5), Size(10, 6, 3, "tight")))
    one, other = (searched(problem, 130, seed=4)[0] for _ in range(2))
    assert one.scores[1] == other.scores[1]
    assert (one.states[2].start == other.states[2].start).all()


def test_averages_tell_which_projects_are_worth_their_time() -> None:
    """Eight tasks, each a quarter of the one person's time: the four of most value are in, the best one first."""
    text = "projects:\n" + "".join(
        f"- {{id: t{n}, name: T{n}, value: {{per_week: {1000 * n}}}, phases: [{{id: do, effort: {{s: 13}}}}]}}\n"
        for n in range(1, 9)
    )
    problem = to_problem(portfolio_of(text))
    _, bound = searched(problem, 1)
    first = problem.projects.phase_first
    row = {name: n for n, name in enumerate(problem.names.projects)}
    assert [bound.part[row[f"t{n}"]] > 0.8 for n in (8, 7, 6)] == [True] * 3
    assert max(bound.part[row[f"t{n}"]] for n in (1, 2)) < 0.2
    begins = [bound.mean_start[first[row[f"t{n}"]]] for n in (8, 7, 6)]
    assert begins == sorted(begins)
