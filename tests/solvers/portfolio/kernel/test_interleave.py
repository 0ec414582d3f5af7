"""Schedules built phase by phase keep all rules, and what is left is what they do not use."""

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from planner.compile.plan import draft_plan
from planner.compile.problem import to_problem
from planner.domain.snapshot import snapshot_id
from planner.verify import verify_plan
from solvers.common.frame import Frame
from solvers.portfolio.kernel.interleave import interleave, raise_keys
from solvers.portfolio.kernel.pack import topological
from solvers.portfolio.kernel.place import share_shortage
from solvers.portfolio.kernel.ruin import settle
from solvers.portfolio.kernel.score import score
from solvers.portfolio.search import Search, extract
from solvers.portfolio.starts import first_genes
from tests.solvers.portfolio.kernel.test_ruin import counted


@pytest.mark.parametrize("load", ["tight", "loose"])
@pytest.mark.parametrize("seed", range(20))
def test_phases_in_any_order_of_precedence_make_a_schedule_that_keeps_all_rules(seed: int, load: str) -> None:
    rng = np.random.default_rng(seed)
    portfolio = generate(rng, Size(8, 5, 3, "tight" if load == "tight" else "loose"))
    problem = to_problem(portfolio)
    search = Search.start(problem)
    key = rng.random(problem.n_phases)
    raise_keys(search._d, topological(problem), key)
    phases = np.argsort(key, kind="stable").astype(np.int64)
    state, lost = search.states[1], np.zeros(problem.n_projects, np.bool_)
    frame = search._states[1]
    interleave(
        search._d, frame, Frame(first_genes(problem, rng.permutation(problem.n_projects))), phases, lost
    )
    assert state.selected.any()
    for name, expected in counted(problem, search._d, state).items():
        assert getattr(state, name) == pytest.approx(expected, abs=1e-6), name
    money = state.money.copy()
    settle(search._d, frame)
    assert state.money == pytest.approx(money, abs=1e-3)
    missing = problem.projects.mandatory & ~state.selected
    if missing.any() or share_shortage(search._d, frame) > 0.0:
        return  # not a plan, and never taken for one
    solution = extract(search._d, state, float(score(search._d, frame, 0.0, 0.0)))
    plan = draft_plan(portfolio, solution, snapshot=snapshot_id(portfolio))
    assert verify_plan(portfolio, plan).violations == ()


def test_no_phase_comes_before_one_that_it_waits_for() -> None:
    for seed in range(10):
        problem = to_problem(generate(np.random.default_rng(seed), Size(12, 5, 3, "tight")))
        order = topological(problem)
        assert sorted(order.tolist()) == list(range(problem.n_phases))
        key = np.random.default_rng(seed).random(problem.n_phases)
        low = key.copy()
        raise_keys(Frame(Search.start(problem).data), order, key)
        assert (key >= low).all()
        place = np.empty(problem.n_phases)
        place[order] = np.arange(problem.n_phases)
        for i in range(problem.n_phases):
            for before in problem.phases.pred[
                problem.phases.pred_first[i] : problem.phases.pred_first[i + 1]
            ]:
                assert key[before] < key[i]
                assert place[before] < place[i]
