"""What a replanning drew out for nothing is done sooner; what was drawn out for a reason stays."""

import numpy as np
import pytest

from planner.compile.problem import to_problem
from planner.document import read_portfolio
from planner.domain.portfolio import Portfolio
from solvers.portfolio.idle import without_idle_moves
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.problem import Problem
from solvers.portfolio.search import Search
from solvers.portfolio.solution import Solution
from solvers.portfolio.starts import first_genes

TWO = """
schema: quarterdeck/portfolio/1
name: Two phases side by side
calendar: {start: 2027-01-04, quarters: 1}
skills: [{id: ml, name: ML}, {id: data, name: Data}]
people:
  - {id: ana, name: Ana, skills: {ml: 1}}
  - {id: ben, name: Ben, skills: {data: 1}}
projects:
  - id: one
    name: One
    value: {per_week: 1000}
    phases:
      - {id: long, effort: {ml: 8}}
      - {id: short, effort: {data: 2}}
"""


@pytest.fixture
def portfolio() -> Portfolio:
    return read_portfolio(TWO.encode(), format="yaml").portfolio


def scheduled(problem: Problem, stretch: int) -> Solution:
    """A schedule whose short phase lasts this long at least."""
    search = Search.start(problem)
    search.scores[:] = -np.inf
    genes = first_genes(problem, np.arange(problem.n_projects))
    genes.stretch[:] = (0, stretch)
    search.consider(genes)
    return search.best()


def test_a_phase_that_holds_up_nothing_is_not_longer_than_it_must_be(portfolio: Portfolio) -> None:
    problem = to_problem(portfolio)
    plain, drawn_out = scheduled(problem, 0), scheduled(problem, 6)
    assert (plain.finish - plain.start).tolist() == [8, 2]
    assert (drawn_out.finish - drawn_out.start).tolist() == [8, 6]
    assert drawn_out.value == plain.value
    found = without_idle_moves(Mender.of(problem), record_of(problem, plain), drawn_out)
    assert (found.finish - found.start).tolist() == [8, 2]
    assert found.value == pytest.approx(plain.value)


def test_what_is_as_long_as_before_is_left_alone(portfolio: Portfolio) -> None:
    problem = to_problem(portfolio)
    drawn_out = scheduled(problem, 6)
    assert without_idle_moves(Mender.of(problem), record_of(problem, drawn_out), drawn_out) is drawn_out
