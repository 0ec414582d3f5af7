"""What each profile does with the second core."""

from typing import get_args

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from planner.domain.job import Profile
from solvers.portfolio import second_core
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.run import PROFILES, Budget, Run
from solvers.portfolio.run import Profile as SolverProfile
from solvers.portfolio.search import Search
from solvers.portfolio.solve import solve


def test_documents_and_solvers_know_the_same_profiles() -> None:
    assert get_args(Profile) == get_args(SolverProfile) == tuple(PROFILES)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_gives_a_plan_with_a_bound(profile: SolverProfile) -> None:
    problem = to_problem(generate(np.random.default_rng(3), Size(5, 4, 1), ["gpu", "deadlines"]))
    result = solve(problem, Budget(seconds=0.6, profile=profile))
    assert result.value is not None and result.bound is not None
    assert result.bound >= result.value - 1e-6 * abs(result.value)


def test_fast_leaves_the_constraint_program_alone_and_prove_tries_it_where_balanced_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = to_problem(generate(np.random.default_rng(3), Size(6, 6, 3), []))
    relaxed = Bound(problem, Search.start(problem).data).relaxation
    size = second_core.scope.size(problem, relaxed.earliest, relaxed.latest)
    assert PROFILES["balanced"].largest < size <= PROFILES["prove"].largest
    asked: list[str] = []
    for profile in PROFILES:

        def note(*_args: object, name: str = profile, **_named: object) -> bool:
            asked.append(name)
            return False

        monkeypatch.setattr("solvers.portfolio.exact.prove.prove", note)
        search = Search.start(problem)
        run = Run(problem, Budget(seconds=5.0, profile=profile), search, Bound(problem, search.data), 0.0)
        second_core._prove(run, 0)
    assert asked == ["prove"]
