"""Blocks whose rest has no weeks yet: what a further one can have is what a maximum flow gives."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from solvers.common.frame import Frame
from solvers.portfolio.kernel.blocks import fits, room, shorten_runs, spare, tabulate
from solvers.portfolio.kernel.data import Data, State, allocate
from solvers.portfolio.kernel.pack import pack
from solvers.portfolio.kernel.read_out import give_weeks

WEEKS = 14
MINIMUM = 4


def person(seed: int, away: bool) -> tuple[Data, State]:
    """One person with random free weeks and random blocks that fit."""
    rng = np.random.default_rng(seed)
    problem = to_problem(generate(rng, Size(2, 1, 1, "loose"), ()))
    capacity = rng.integers(MINIMUM, 21, (1, WEEKS))
    if away:
        capacity[0, rng.random(WEEKS) < 0.2] = 2
    data = pack(problem)._replace(
        weeks=WEEKS, minimum=MINIMUM, floating=True, capacity=capacity, period_end=np.full(WEEKS, WEEKS)
    )
    state = allocate(data)
    at_work = capacity >= MINIMUM
    state.free[:] = np.where(at_work, rng.integers(0, capacity + 1), capacity)
    for _ in range(8):
        first = int(rng.integers(0, WEEKS - 1))
        end = int(rng.integers(first + 1, WEEKS + 1))
        m = int(state.blocks[0])
        state.block[0, m] = 0, first, end, int(rng.integers(1, 25))
        state.blocks[0], state.stale[0] = m + 1, True
        if not fits(Frame(data), Frame(state), 0):
            state.blocks[0], state.stale[0] = m, True
    return data, state


def flow(data: Data, state: State, window: tuple[int, int] | None, least: bool) -> int | None:
    """Most units of a further block in a window beside the rests; None when these do not fit."""
    usable = np.where(data.capacity[0] >= MINIMUM, state.free[0], 0).astype(np.int64)
    fixed = 0
    if least and window is not None:
        for t in range(*window):
            if data.capacity[0, t] >= MINIMUM:
                usable[t] -= MINIMUM
                fixed += MINIMUM
        if (usable < 0).any():
            return None

    def most(extra: int) -> int:
        jobs = [(int(b[1]), int(b[2]), int(b[3])) for b in state.block[0, : state.blocks[0]]]
        if window is not None:
            jobs.append((*window, extra))
        size = 2 + len(jobs) + WEEKS
        graph = np.zeros((size, size), np.int32)
        for n, (first, end, units) in enumerate(jobs):
            graph[0, 2 + n] = units
            graph[2 + n, 2 + len(jobs) + first : 2 + len(jobs) + end] = units
        graph[2 + len(jobs) :, 1] = usable
        return int(maximum_flow(csr_array(graph), 0, 1).flow_value)

    rests = int(state.block[0, : state.blocks[0], 3].sum())
    if most(0) < rests:
        return None
    return fixed + (most(10_000) - rests if window is not None else 0)


@pytest.mark.parametrize("seed", range(40))
def test_room_for_a_further_block_is_a_maximum_flow(seed: int) -> None:
    data, state = person(seed, away=seed % 2 == 1)
    d, st = Frame(data), Frame(state)
    for s in range(WEEKS):
        for end in range(s + 1, WEEKS + 1):
            assert tabulate(d, st, 0, s, end)
            assert room(st, 0, s, end) == flow(data, state, (s, end), least=False)
        if data.capacity[0, s] >= MINIMUM:
            assert spare(d, st, 0, s) == flow(data, state, (s, s + 1), least=False)


@pytest.mark.parametrize("seed", range(40))
def test_a_run_ends_where_the_least_share_no_longer_fits(seed: int) -> None:
    data, state = person(seed, away=False)
    d, st = Frame(data), Frame(state)
    assert tabulate(d, st, 0, 0, WEEKS)
    state.run[0, WEEKS] = 0
    for t in range(WEEKS - 1, -1, -1):
        state.run[0, t] = state.run[0, t + 1] + 1 if state.free[0, t] >= MINIMUM else 0
    shorten_runs(d, st, 0, 0, WEEKS)
    for s in range(WEEKS):
        longest = 0
        while s + longest < WEEKS and flow(data, state, (s, s + longest + 1), least=True) is not None:
            longest += 1
        assert int(state.run[0, s]) == longest


@pytest.mark.parametrize("seed", range(40))
def test_rests_that_fit_get_their_weeks(seed: int) -> None:
    data, state = person(seed, away=seed % 2 == 1)
    count = int(state.blocks[0])
    given = np.zeros((state.block.shape[1], WEEKS), np.int64)
    assert give_weeks(Frame(data), Frame(state), 0, given)
    assert given[:count].sum(axis=1).tolist() == state.block[0, :count, 3].tolist()
    for m in range(count):
        first, end = int(state.block[0, m, 1]), int(state.block[0, m, 2])
        assert given[m, :first].sum() == given[m, end:].sum() == 0
    assert (given[:count].sum(axis=0) <= state.free[0]).all()
    # One unit more than the whole room no longer fits.
    assert tabulate(Frame(data), Frame(state), 0, 0, WEEKS)
    state.block[0, count] = 0, 0, WEEKS, room(Frame(state), 0, 0, WEEKS) + 1
    state.blocks[0], state.stale[0] = count + 1, True
    assert not fits(Frame(data), Frame(state), 0)
    assert flow(data, state, None, least=False) is None
