"""What is planted is a plan: nobody does more than a week's work in a week, and it uses all of it."""

import pytest

from benchmarks.planted import CREW_EXPONENT, KINDS, planted
from planner.compile.problem import to_problem
from planner.domain.calendar import Horizon
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.search import Search


@pytest.mark.parametrize("kind", KINDS)
def test_the_bound_never_falls_below_a_planted_plan(kind: str) -> None:
    for seed in range(3):
        portfolio, value = planted(seed, **KINDS[kind], people=6, quarters=2)
        problem = to_problem(portfolio)
        bound = Bound(problem, Search.start(problem).data)
        for _ in range(150):
            bound.step(value)
        assert bound.value > value


@pytest.mark.parametrize("kind", KINDS)
def test_planted_projects_ask_for_all_the_time_there_is(kind: str) -> None:
    portfolio, _ = planted(4, **KINDS[kind], people=6, quarters=2)
    weeks = Horizon(portfolio.calendar).weeks
    asked = sum(
        estimate.likely / (phase.crew.max - 1) ** (CREW_EXPONENT - 1)
        for project in portfolio.projects
        if project.id.startswith("real")
        for phase in project.phases
        for estimate in phase.effort.values()
        if phase.crew is not None
    )
    there = sum(weeks * max(person.skills.values()) for person in portfolio.people)
    assert asked == pytest.approx(there, rel=0.005)
