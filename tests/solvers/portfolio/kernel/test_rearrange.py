"""Single phases that leave and come back: every account holds, no rule is broken, and the projects that stay do stay."""

import numpy as np
import pytest

from benchmarks.generate import FEATURES, Size, generate
from planner.compile.plan import draft_plan
from planner.compile.problem import to_problem
from planner.domain.snapshot import snapshot_id
from planner.verify import verify_plan
from solvers.portfolio.kernel.leave import first_weeks
from solvers.portfolio.kernel.moves import draw_luck, move_phases
from solvers.portfolio.kernel.place import share_shortage
from solvers.portfolio.kernel.rearrange import limit_finishes, mark_later, open_up
from solvers.portfolio.kernel.ruin import copy_schedule, settle
from solvers.portfolio.kernel.score import score
from solvers.portfolio.search import Search, extract
from tests.solvers.portfolio.kernel.test_ruin import counted

TRIALS = 40


@pytest.mark.parametrize("seed", range(24))
def test_accounts_and_rules_hold_whatever_phases_move(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features = FEATURES if seed % 6 == 0 else None
    portfolio = generate(rng, Size(8, 5, 3, "tight" if seed % 2 else "loose"), features)
    problem = to_problem(portfolio)
    search = Search.start(problem)
    data, walk, genes = search._d, search._walk, search._genes
    current, trial, _ = search._states
    state = search.states[1]
    for _ in range(TRIALS):
        copy_schedule(current, trial)
        walk.fields.out[:] = False
        first_weeks(data, current, walk)
        draw_luck(walk)
        move_phases(data, current, trial, genes, walk)
        for name, expected in counted(problem, data, state).items():
            assert getattr(state, name) == pytest.approx(expected, abs=1e-6), name
        copy_schedule(trial, current)
    money = state.money.copy()
    settle(data, trial)
    assert state.money == pytest.approx(money, rel=1e-9, abs=1e-3)
    missing = problem.projects.mandatory & ~state.selected
    if missing.any() or share_shortage(data, trial) > 0.0:
        return  # not a plan, and never taken for one
    solution = extract(data, state, float(score(data, trial, 0.0, 0.0)))
    plan = draft_plan(portfolio, solution, snapshot=snapshot_id(portfolio))
    assert verify_plan(portfolio, plan).violations == ()


def test_a_phase_moves_between_its_neighbours_while_everything_is_launched_as_before() -> None:
    problem = to_problem(generate(np.random.default_rng(1), Size(8, 5, 3, "loose"), ()))
    search = Search.start(problem)
    current, trial, _ = search._states
    before, after, moved = search.states[0], search.states[1], 0
    for _ in range(200):
        copy_schedule(current, trial)
        search._walk.fields.out[:] = False
        first_weeks(search._d, current, search._walk)
        draw_luck(search._walk)
        move_phases(search._d, current, trial, search._genes, search._walk)
        if (before.launch == after.launch).all():
            moved += int((before.start != after.start).any() or (before.crew != after.crew).any())
    assert moved > 0


@pytest.mark.parametrize("seed", range(8))
def test_what_is_out_is_limited_by_what_stays(seed: int) -> None:
    """Nothing that leaves may end after what still waits for it has begun, less the lag."""
    rng = np.random.default_rng(seed)
    problem = to_problem(generate(rng, Size(8, 5, 3, "loose"), {"lags", "cross_phase", "depends_on"}))
    search = Search.start(problem)
    data, walk, genes = search._d, search._walk, search._genes
    current, trial, _ = search._states
    state, fields = search.states[1], walk.fields
    copy_schedule(current, trial)
    first_weeks(data, current, walk)
    placed = np.flatnonzero(state.start >= 0)
    fields.leaves[:] = False
    fields.leaves[rng.choice(placed, 1 + len(placed) // 3, replace=False)] = True
    if seed % 2:
        mark_later(data, walk)
    leaves = fields.leaves.copy()
    open_up(data, trial, walk)
    assert (state.start[leaves] == -1).all()
    assert (state.start[placed[~leaves[placed]]] >= 0).all()
    limit_finishes(data, current, trial, genes, walk, False)
    phases, until = problem.phases, genes.fields.until
    for i in range(problem.n_phases):
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            before, lag = int(phases.pred[a]), int(phases.pred_lag[a])
            if leaves[before] and state.start[i] >= 0:
                assert until[before] <= state.start[i] - lag
            if leaves[before] and leaves[i]:
                assert until[before] <= until[i] - phases.min_weeks[i] - lag
