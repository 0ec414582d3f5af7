"""Who of a crew does what: comparative advantage, time that others need more, upkeep, and weeks that accelerators take."""

import numpy as np
import pytest

from planner.compile.problem import to_problem
from planner.document import read_portfolio
from solvers.common.frame import Frame
from solvers.portfolio.kernel.crew import survey
from solvers.portfolio.kernel.decode import reset
from solvers.portfolio.kernel.division import covers, share_out
from solvers.portfolio.kernel.place import least_gpu_weeks, place_upkeep
from solvers.portfolio.search import Search
from solvers.portfolio.starts import first_genes

HEAD = """
schema: quarterdeck/portfolio/1
name: crews
calendar: {start: 2027-01-04, quarters: 1}
skills: [{id: a, name: A}, {id: b, name: B}]
policies: {crew_exponent: 1}
"""
ANN_AND_BO = (
    "people: [{id: ann, name: Ann, skills: {a: 1.0, b: 0.8}}, {id: bo, name: Bo, skills: {a: 0.6, b: 1.1}}]\n"
)


class Bench:
    """The first phase of a portfolio on an empty schedule, before anybody is chosen."""

    def __init__(self, text: str) -> None:
        problem = to_problem(read_portfolio((HEAD + text).encode(), format="yaml").portfolio)
        search = Search.start(problem)
        self.d, self.state, self.st = search._d, search.states[1], search._states[1]
        self.genes = Frame(first_genes(problem, np.arange(problem.n_projects)))
        reset(self.d, self.st)
        survey(self.d, self.st, self.genes, 0, 0, problem.weeks)


@pytest.mark.parametrize("crew", [(0, 1), (1, 0)])
def test_everybody_does_what_they_are_comparatively_best_at(crew: tuple[int, int]) -> None:
    """In four weeks Ann gives 4 of A and Bo 4.4 of B; with their parts exchanged they give 2.4 and 3.2."""
    bench = Bench(
        ANN_AND_BO + "projects: [{id: p, name: P, phases: [{id: x, effort: {a: 4, b: 4.4}, crew: {max: 2}}]}]"
    )
    order = np.array(crew, np.int64)
    assert not covers(bench.d, bench.st, 0, 0, order, 2, 3)
    assert covers(bench.d, bench.st, 0, 0, order, 2, 4)
    assert bench.state.amount.tolist() == [[80, 0], [0, 80]]


@pytest.mark.parametrize("crew", [(0, 1), (1, 0)])
def test_time_that_is_left_over_comes_from_whom_it_costs_least(crew: tuple[int, int]) -> None:
    """Five weeks hold ten person-weeks; the phase needs six. Bo's time is worth more elsewhere, then Ann's is."""
    bench = Bench(
        "people: [{id: ann, name: Ann, skills: {a: 1}}, {id: bo, name: Bo, skills: {a: 1}}]\n"
        "projects: [{id: p, name: P, phases: [{id: x, effort: {a: 6}, crew: {max: 2}}]}]"
    )
    for dear, cheap in ((1, 0), (0, 1)):
        bench.state.rent[:] = 0.0
        bench.state.rent[dear] = np.arange(bench.state.rent.shape[1]) * 10.0
        bench.state.rent[cheap] = np.arange(bench.state.rent.shape[1])
        assert share_out(bench.d, bench.st, bench.genes, 0, 0, np.array(crew, np.int64), 2, 5)
        # The least share is a fifth of a week: 4 units in each of five weeks.
        assert bench.state.amount[cheap, 0] == 100
        assert bench.state.amount[dear, 0] == 20


def test_the_weeks_that_accelerators_take_are_the_fewest_that_hold_the_hours() -> None:
    """One device gives 168 hours a week: 700 take five weeks, at whichever number of weeks the count begins."""
    bench = Bench(
        "people: [{id: ann, name: Ann, skills: {a: 1}}]\n"
        "pools: [{id: g, accelerator: H100-SXM, kind: reserved, count: 1, price_per_hour: 1}]\n"
        "projects: [{id: p, name: P, phases: [{id: x, effort: {a: 1}, gpu: {hours: 700, reference: H100-SXM}}]}]"
    )
    assert [least_gpu_weeks(bench.d, bench.st, 0, 0, low, 12) for low in (1, 2, 3, 5, 7)] == [5, 5, 5, 5, 7]
    assert least_gpu_weeks(bench.d, bench.st, 0, 0, 1, 5) == 5
    assert least_gpu_weeks(bench.d, bench.st, 0, 0, 1, 4) == 0


@pytest.mark.parametrize("dear", [0, 1])
def test_upkeep_begins_with_whose_time_is_worth_least_elsewhere(dear: int) -> None:
    bench = Bench(
        "people: [{id: ann, name: Ann, skills: {a: 1}}, {id: bo, name: Bo, skills: {a: 1}}]\n"
        "projects: [{id: p, name: P, upkeep: {a: 0.5}, phases: [{id: x, effort: {a: 1}}]}]"
    )
    bench.state.rent[dear] = np.arange(bench.state.rent.shape[1])
    assert place_upkeep(bench.d, bench.st, bench.genes, 0, 1) == -1
    given = bench.state.work[: bench.state.count[0]]
    assert set(given[:, 1].tolist()) == {1 - dear}
    assert given[:, 4].sum() == 10 * (len(bench.state.wip) - 1)
