"""The course of a search: small portfolios with much time try several starts."""

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from solvers.portfolio.kernel.data import Genes
from solvers.portfolio.run import Budget
from solvers.portfolio.search import Search
from solvers.portfolio.solve import solve


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Scores of the best plans that stood when the walk began afresh."""
    scores: list[float] = []
    begin = Search.begin_afresh

    def noted(search: Search, genes: Genes) -> None:
        scores.append(float(search.scores[1]))
        begin(search, genes)
        assert float(search.scores[1]) == scores[-1], "the best plan is kept"

    monkeypatch.setattr(Search, "begin_afresh", noted)
    return scores


def test_every_second_cycle_begins_afresh_where_there_are_enough_trials(fresh: list[float]) -> None:
    problem = to_problem(generate(np.random.default_rng(5), Size(4, 3, 1, "tight"), ()))
    result = solve(problem, Budget(decodes=8_000), seed=1)
    assert len(fresh) in (7, 8)
    assert result.value is not None
    assert result.value >= max(fresh) - 1e-6
    assert fresh == sorted(fresh)


def test_with_few_trials_the_walk_goes_on_from_the_best_plan(fresh: list[float]) -> None:
    problem = to_problem(generate(np.random.default_rng(5), Size(12, 6, 2, "tight"), ()))
    assert solve(problem, Budget(decodes=2_000), seed=1).value is not None
    assert fresh == []
