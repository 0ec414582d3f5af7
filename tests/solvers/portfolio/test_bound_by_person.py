"""The bound with a price for each person and a mode for each crew: never below a plan, never above the bound by skill."""

import dataclasses

import numpy as np
import pytest

from benchmarks.brute import best_value, tiny
from benchmarks.planted import KINDS, planted
from benchmarks.tiny import WAITS
from planner.compile.problem import to_problem
from solvers.portfolio.bound import modes
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.bound.modes import crews, least_weeks
from solvers.portfolio.problem import Problem
from solvers.portfolio.search import Search
from tests.random_portfolios import portfolio as random_portfolio


def descend(problem: Problem, target: float, steps: int = 40) -> tuple[Bound, Bound]:
    bound = Bound(problem, Search.start(problem).data)
    for _ in range(40):
        bound.step(target)
    fine = bound.by_person()
    for _ in range(steps):
        fine.step(target)
    return bound, fine


def test_it_is_never_below_the_best_plan_and_closer_to_it_than_the_bound_by_skill() -> None:
    closer = 0
    for seed in range(60):
        oracle, portfolio = tiny(seed, WAITS[seed % len(WAITS)])
        best = best_value(oracle)
        bound, fine = descend(to_problem(portfolio), best)
        assert not fine.infeasible
        assert best - 1e-6 * max(1.0, abs(best)) <= fine.value <= bound.value
        closer += fine.value < bound.value - 0.01 * abs(bound.value)
    assert closer >= 20


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_never_below_a_planted_plan(kind: str) -> None:
    for seed in range(3):
        portfolio, value = planted(seed, **KINDS[kind], people=6, quarters=2)
        _, fine = descend(to_problem(portfolio), value, 80)
        assert fine.value > value


@pytest.mark.parametrize("most", [modes.MOST_CREWS, 3])
def test_it_is_never_below_a_schedule_with_any_features(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where crews are too many to be modes of their own."""
    monkeypatch.setattr(modes, "MOST_CREWS", most)
    for seed in range(25):
        problem = to_problem(random_portfolio(seed))
        search = Search.start(problem)
        search.run(0.0, 150, seed)
        if search.complete:
            _, fine = descend(problem, float(search.scores[1]))
            assert not fine.infeasible
            assert fine.value >= search.scores[1] - 1e-6 * max(1.0, abs(search.scores[1]))


def test_crews_cover_all_skills_and_have_whoever_must_be_on_them() -> None:
    problem = next(
        p for p in (to_problem(random_portfolio(seed)) for seed in range(40)) if (p.phases.crew_max > 1).any()
    )
    i = int(np.argmax(problem.phases.crew_max))
    able = np.flatnonzero(problem.phases.may_work[i])
    must = np.zeros_like(problem.phases.must_work)
    must[i, able[0]] = True
    problem = dataclasses.replace(problem, phases=dataclasses.replace(problem.phases, must_work=must))
    needed = np.flatnonzero(problem.phases.effort[i] > 0)
    least = least_weeks(problem, i)
    for size, people, weeks in crews(problem, i):
        if people is not None:
            assert len(people) == size == len(set(people))
            assert able[0] in people
            assert all((problem.people.skill[list(people), k] > 0).any() for k in needed)
            assert weeks >= least[size] - 1e-9
