"""A person's part in a phase as blocks: the least share in each week, and a rest that may lie in any of them.

The rest holds units, not weeks, until the schedule is read out: so a phase that is placed later can have the time that
a block can do without, and begin beside it. All rests fit exactly when, for every stretch from the start of a block to
the end of one, the rests that must lie inside are no more than the free units inside; then the rest with the earliest
end goes first in every week (Horn 1974, doi:10.1002/nav.3800210113). A block ends with the period of the accounts that
it belongs to, so budgets and effort shares by quarter see what they always saw.

The table of one person is filled by `tabulate`: `first_of` and `end_of` are the weeks of its blocks, each in order;
`begun` blocks begin before a week, `over` end by it. What is asked most, how many units a further block could have, is
then one look-up.
"""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.data import TABLE, Data, State

FAR = 1 << 40

INSIDE, FROM_BLOCK, TO_BLOCK, BETWEEN = 0, 1, 2, 3
"""Entries of the table at (x, y): rests of blocks that begin from the x-th start on and end before the y-th end; least
room, less what is free before the end of a window, from one of the first x starts; least room, with what is free before
the start of the window added, to the y-th end or a later one; least room from one of these starts to one of these
ends."""


@kernel
def tabulate(d: Data, st: State, p: int, begin: int, end: int) -> bool:
    """Fill the tables of a person for windows within [begin, end); False when there are too many blocks for them."""
    low, high, total, n = begin, end, 0, 0
    if st.blocks[p] > 0:
        if st.stale[p]:
            find_idle(d, st, p)
        low, high = st.idle_before[p, begin], st.idle_after[p, end]
    for t in range(low, high):
        st.offered[p, t] = total
        if d.capacity[p, t] >= d.minimum:
            total += st.free[p, t]
    st.offered[p, high] = total
    for m in range(st.blocks[p]):
        if st.block[p, m, 1] >= low and st.block[p, m, 2] <= high:
            if n == TABLE:
                return False
            insert_block(st, p, n, m)
            n += 1
    st.tied[p] = n
    if n > 0:
        fill_tables(st, p, n, begin, end)
    return True


@kernel
def find_idle(d: Data, st: State, p: int) -> None:
    """Weeks between which a person's blocks matter to each other.

    When all rests that begin before a week can be done before it, they do not matter to what comes from then on; nor do
    those that end after a week, when all of them can be done after it, to what comes before.
    """
    st.flow[:] = 0
    for m in range(st.blocks[p]):
        st.flow[st.block[p, m, 1]] += st.block[p, m, 3]
    at, left = 0, 0
    for t in range(d.weeks):
        st.idle_before[p, t] = at
        left += st.flow[t]
        if left > 0 and d.capacity[p, t] >= d.minimum:
            left = max(0, left - st.free[p, t])
        if left == 0:
            at = t + 1
    st.idle_before[p, d.weeks] = at
    st.flow[:] = 0
    for m in range(st.blocks[p]):
        st.flow[st.block[p, m, 2]] += st.block[p, m, 3]
    at, left = d.weeks, 0
    for t in range(d.weeks - 1, -1, -1):
        st.idle_after[p, t + 1] = at
        left += st.flow[t + 1]
        if left > 0 and d.capacity[p, t] >= d.minimum:
            left = max(0, left - st.free[p, t])
        if left == 0:
            at = t
    st.idle_after[p, 0] = at
    st.stale[p] = False


@kernel
def insert_block(st: State, p: int, n: int, m: int) -> None:
    """Put block m of a person among the n that are in order of start and, on their own, in order of end."""
    first, last = st.block[p, m, 1], st.block[p, m, 2]
    at = n
    while at > 0 and st.first_of[p, at - 1] > first:
        st.first_of[p, at] = st.first_of[p, at - 1]
        st.ends_at[at] = st.ends_at[at - 1]
        st.rest_of[at] = st.rest_of[at - 1]
        at -= 1
    rank = n
    while rank > 0 and st.end_of[p, rank - 1] > last:
        st.end_of[p, rank] = st.end_of[p, rank - 1]
        rank -= 1
    st.end_of[p, rank] = last
    for other in range(n + 1):
        if other != at and st.ends_at[other] >= rank:
            st.ends_at[other] += 1
    st.first_of[p, at], st.ends_at[at], st.rest_of[at] = first, rank, st.block[p, m, 3]


@kernel
def fill_tables(st: State, p: int, n: int, begin: int, end: int) -> None:
    """From blocks in order to the look-ups of `room`."""
    x, y = 0, 0
    for t in range(begin, end + 1):
        while x < n and st.first_of[p, x] < t:
            x += 1
        while y < n and st.end_of[p, y] <= t:
            y += 1
        st.begun[p, t], st.over[p, t] = x, y
    table = st.table[p]
    for b in range(n + 1):
        table[n, b, INSIDE] = 0
        table[0, b, FROM_BLOCK] = table[0, b, BETWEEN] = FAR
    for a in range(n, -1, -1):
        if a < n:
            rest, rank = st.rest_of[a], st.ends_at[a]
            for b in range(n + 1):
                table[a, b, INSIDE] = table[a + 1, b, INSIDE] + (rest if rank < b else 0)
        least = FAR
        table[a, n, TO_BLOCK] = FAR
        for b in range(n - 1, -1, -1):
            least = min(least, st.offered[p, st.end_of[p, b]] - table[a, b + 1, INSIDE])
            table[a, b, TO_BLOCK] = least
    for a in range(n):
        base = st.offered[p, st.first_of[p, a]]
        for b in range(n + 1):
            table[a + 1, b, FROM_BLOCK] = min(table[a, b, FROM_BLOCK], -base - table[a, b, INSIDE])
            table[a + 1, b, BETWEEN] = min(table[a, b, BETWEEN], table[a, b, TO_BLOCK] - base)


@kernel
def room(st: State, p: int, s: int, end: int) -> int:
    """Most units that a further block in weeks [s, end) could hold, after `tabulate` for weeks around them."""
    inside = st.offered[p, end] - st.offered[p, s]
    if st.tied[p] == 0:
        return inside
    look = st.table[p, st.begun[p, s], st.over[p, end]]
    return min(
        inside - look[INSIDE],
        st.offered[p, end] + look[FROM_BLOCK],
        look[TO_BLOCK] - st.offered[p, s],
        look[BETWEEN],
    )


@kernel
def shorten_runs(d: Data, st: State, p: int, begin: int, end: int) -> None:
    """Where the least share of a further block would leave too little for the rests of others, it must end earlier.

    A stretch from the start of a block to the end of one that has `left` units for others holds a further block for
    left // minimum weeks: counted from its start when the block begins before it, else from the block's own start.
    """
    n, tight = st.tied[p], False
    table = st.table[p]
    for b in range(n):
        last, fewest = st.end_of[p, b], FAR
        for a in range(n):
            first = st.first_of[p, a]
            if first >= last:
                break
            inside = table[a, b + 1, INSIDE]
            if inside > 0:
                left = st.offered[p, last] - st.offered[p, first] - inside
                if left < d.minimum * (last - first):
                    weeks = left // d.minimum
                    if not tight:
                        tight = True
                        st.limit[begin : end + 1] = FAR
                        st.most[begin : end + 1] = FAR
                    fewest = min(fewest, weeks)
                    if begin < first <= end:
                        st.limit[first] = min(st.limit[first], first + weeks)
            if fewest < FAR:
                until = min(last - fewest, end)
                if a + 1 < n:
                    until = min(until, st.first_of[p, a + 1])
                for s in range(max(begin, first), until):
                    st.most[s] = min(st.most[s], fewest)
    if not tight:
        return
    later = FAR
    for s in range(end - 1, begin - 1, -1):
        later = min(later, st.limit[s + 1])
        st.run[p, s] = min(st.run[p, s], st.most[s], max(0, later - s))


@kernel
def fits(d: Data, st: State, p: int) -> bool:
    """Whether all rests of a person fit beside what has its weeks."""
    for t in range(d.weeks):
        if st.free[p, t] < 0:
            return False
    if not tabulate(d, st, p, 0, d.weeks):
        return False
    n = st.tied[p]
    for a in range(n):
        for b in range(n):
            first, last = st.first_of[p, a], st.end_of[p, b]
            if first < last and st.offered[p, last] - st.offered[p, first] < st.table[p, a, b + 1, INSIDE]:
                return False
    return True


@kernel
def first_week(t: int) -> int:
    """Week of a row of work, or the first one of its block."""
    return t if t >= 0 else -1 - t


@kernel
def units_within(d: Data, st: State, n: int, begin: int, end: int) -> float:
    """Units of row n in weeks [begin, end); those of a block count evenly over its weeks."""
    t, units = st.work[n, 3], float(st.work[n, 4])
    if t >= 0:
        return units if begin <= t < end else 0.0
    first = first_week(t)
    last = piece_end(d, st.finish[st.work[n, 0]], first)
    return units * max(0, min(end, last) - max(begin, first)) / (last - first)


@kernel
def spare(d: Data, st: State, p: int, t: int) -> int:
    """Units that a person can give in one week, whatever its blocks do without in it."""
    if st.blocks[p] == 0 or d.capacity[p, t] < d.minimum:
        return st.free[p, t]
    return room(st, p, t, t + 1) if tabulate(d, st, p, t, t + 1) else 0


@kernel
def piece_end(d: Data, end: int, t: int) -> int:
    """End of the block of a phase, which ends in week `end`, that begins in week t."""
    return min(end, d.period_end[t])


@kernel
def first_at_work(d: Data, p: int, t: int) -> int:
    """First week from t on in which a person can give the least share; the number of weeks when there is none."""
    while t < d.weeks and d.capacity[p, t] < d.minimum:
        t += 1
    return t


@kernel
def weeks_at_work(d: Data, p: int, first: int, end: int) -> int:
    """Weeks of [first, end) in which a person can give the least share."""
    weeks = 0
    for t in range(first, end):
        if d.capacity[p, t] >= d.minimum:
            weeks += 1
    return weeks


@kernel
def occupy(d: Data, st: State, i: int, p: int) -> None:
    """Put a person on a phase that has its weeks: the least share in each of them."""
    j = d.project[i]
    st.stale[p] = True
    for t in range(st.start[i], st.finish[i]):
        if d.capacity[p, t] >= d.minimum:
            st.free[p, t] -= d.minimum
            st.here[p, t] += 1
            if not elsewhere(d, st, j, i, p, t):
                st.active[p, t] += 1
    st.crew[i, p] = True


@kernel
def vacate(d: Data, st: State, i: int, p: int, here: bool) -> None:
    """Take a person off a phase, with all blocks; `here` when its project is the one that is being placed."""
    j = d.project[i]
    st.crew[i, p] = False
    st.stale[p] = True
    if here:
        st.on_project[p] -= 1
    for t in range(st.start[i], st.finish[i]):
        if d.capacity[p, t] >= d.minimum:
            st.free[p, t] += d.minimum
            if here:
                st.here[p, t] -= 1
            if not elsewhere(d, st, j, i, p, t):
                st.active[p, t] -= 1
    kept = 0
    for m in range(st.blocks[p]):
        if st.block[p, m, 0] != i:
            if kept < m:
                st.block[p, kept] = st.block[p, m]
            kept += 1
    st.blocks[p] = kept


@kernel
def elsewhere(d: Data, st: State, j: int, i: int, p: int, t: int) -> bool:
    """Whether a person works on another phase of the project in a week."""
    for other in range(d.phase_first[j], d.phase_first[j + 1]):
        if other != i and st.crew[other, p] and st.start[other] <= t < st.finish[other]:
            return True
    return False


@kernel
def add_block(st: State, i: int, p: int, first: int, end: int, rest: int) -> None:
    """Note units that may lie in any week of [first, end)."""
    m = st.blocks[p]
    st.block[p, m, 0], st.block[p, m, 1], st.block[p, m, 2], st.block[p, m, 3] = i, first, end, rest
    st.blocks[p] = m + 1
    st.stale[p] = True
