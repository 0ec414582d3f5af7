"""Reading a schedule out: a week for every unit of work."""

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import first_week, piece_end
from solvers.portfolio.kernel.data import Data, State
from solvers.portfolio.problem import Ints


@kernel
def read_out(d: Data, st: State, rows: Ints) -> int:
    """Write rows of phase (or -1 - project), person, skill, week, units, with a week for every unit; how many.

    Returns -1 when a rest does not fit, which no schedule of the kernel should bring about.
    """
    count = 0
    given = np.zeros((st.block.shape[1], d.weeks), np.int64)
    for p in range(len(st.blocks)):
        if not give_weeks(d, st, p, given):
            return -1
        n = 0
        while n < st.count[0]:
            i, t = st.work[n, 0], st.work[n, 3]
            if st.work[n, 1] != p:
                n += 1
            elif t >= 0:
                rows[count] = st.work[n, :5]
                count += 1
                n += 1
            else:
                stop = n + 1
                while stop < st.count[0] and (st.work[stop, 0], st.work[stop, 1], st.work[stop, 3]) == (
                    i,
                    p,
                    t,
                ):
                    stop += 1
                count = read_block(d, st, n, stop, given, rows, count)
                n = stop
    return count


@kernel
def give_weeks(d: Data, st: State, p: int, given: Ints) -> bool:
    """Fill the units of each block's rest in each week, the earliest end first; False when some are left."""
    n = st.blocks[p]
    given[:n] = 0
    rest = st.block[p, :n, 3].copy()
    for t in range(d.weeks):
        free = st.free[p, t] if d.capacity[p, t] >= d.minimum else 0
        while free > 0:
            best = -1
            for m in range(n):
                open_ = rest[m] > 0 and st.block[p, m, 1] <= t < st.block[p, m, 2]
                if open_ and (best < 0 or st.block[p, m, 2] < st.block[p, best, 2]):
                    best = m
            if best < 0:
                break
            units = min(free, rest[best])
            given[best, t] += units
            rest[best] -= units
            free -= units
    return not (rest > 0).any()


@kernel
def read_block(d: Data, st: State, n: int, stop: int, given: Ints, rows: Ints, count: int) -> int:
    """Write the rows [n, stop) of a block week by week, a skill after the other; rows written in all."""
    i, p, first = st.work[n, 0], st.work[n, 1], first_week(st.work[n, 3])
    at = -1
    for m in range(st.blocks[p]):
        if st.block[p, m, 0] == i and st.block[p, m, 1] == first:
            at = m
    left = st.work[n, 4]
    for t in range(first, piece_end(d, st.finish[i], first)):
        if d.capacity[p, t] < d.minimum:
            continue
        units = d.minimum + (given[at, t] if at >= 0 else 0)
        while units > 0:
            part = min(units, left)
            rows[count, 0], rows[count, 1], rows[count, 2] = i, p, st.work[n, 2]
            rows[count, 3], rows[count, 4] = t, part
            count += 1
            units -= part
            left -= part
            if left == 0 and n + 1 < stop:
                n += 1
                left = st.work[n, 4]
    return count
