"""A finer trial: single phases leave the schedule and come back between what they wait for and what waits for them.

Where projects are large, a trial that takes out whole projects changes much at once. Here they keep most of their weeks
and crews, and the room that is left over moves to where a project can use it.
"""

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import units_within
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.decode import change_price
from solvers.portfolio.kernel.interleave import continue_project, finish_project, take_out
from solvers.portfolio.kernel.keep import people_hold
from solvers.portfolio.kernel.leave import Walk
from solvers.portfolio.kernel.ruin import remove_rows

SLACK = 0.05
"""Weight of delay for a phase that holds up nothing."""


@kernel
def mark_phases(d: Data, st: State, m: Walk, seed: int, begin: int, end: int, count: int) -> None:
    """Mark phases of people who could work for the project `seed`, in weeks [begin, end), with luck and in proportion
    to the time that they take then."""
    m.taken[:] = 0.0
    for n in range(st.count[0]):
        i = st.work[n, 0]
        if i >= 0 and not m.out[d.project[i]] and m.able[seed, st.work[n, 1]]:
            m.taken[i] += units_within(d, st, n, begin, end)
    for i in range(len(m.taken)):
        m.taken[i] *= np.random.random()
    for _ in range(count):
        best = -1
        for i in range(len(m.taken)):
            if m.taken[i] > 0.0 and not m.leaves[i] and (best < 0 or m.taken[i] > m.taken[best]):
                best = i
        if best < 0:
            return
        m.leaves[best] = True


@kernel
def mark_later(d: Data, m: Walk) -> None:
    """Mark what comes after a marked phase in its project."""
    for n in range(len(m.topological)):
        i = m.topological[n]
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            if d.project[d.pred[a]] == d.project[i] and m.leaves[d.pred[a]]:
                m.leaves[i] = True


@kernel
def open_up(d: Data, st: State, m: Walk) -> None:
    """Take the marked phases out; their projects are no longer counted in, but for their places under the limit of
    active projects."""
    m.opened[:] = False
    m.lost[:] = False
    for i in range(len(m.leaves)):
        if m.leaves[i]:
            m.opened[d.project[i]] = True
    remove_rows(d, st, m.leaves, m.opened)
    for j in range(len(m.opened)):
        if m.opened[j]:
            st.money[0] -= d.value[j, st.launch[j]]
            st.money[3] -= change_price(d, st, j)
            st.selected[j] = False
            st.launch[j] = -1
    for i in range(len(m.leaves)):
        if m.leaves[i]:
            st.start[i] = st.finish[i] = -1
            st.crew[i, :] = False
    if not d.floating:
        for j in range(len(m.opened)):
            if m.opened[j]:
                mark_active(d, st, j)


@kernel
def mark_active(d: Data, st: State, j: int) -> None:
    """Of the rows of a project's people and weeks, let the first one left be the one that makes them active on it."""
    st.here[:] = 0
    for n in range(st.count[0]):
        i, p, t = st.work[n, 0], st.work[n, 1], st.work[n, 3]
        if i < 0 or d.project[i] != j:
            continue
        if st.here[p, t] == 0 and st.work[n, 5] == 0:
            st.work[n, 5] = 1
            st.active[p, t] += 1
        elif st.here[p, t] > 0 and st.work[n, 5] == 1:
            st.work[n, 5] = 0
            st.active[p, t] -= 1
        st.here[p, t] += 1


@kernel
def limit_finishes(d: Data, current: State, st: State, g: Genes, m: Walk, keep_launch: bool) -> None:
    """For each phase that is out: by when it must be finished for those that stay, and whether it holds anything up."""
    for i in range(len(m.leaves)):
        if m.leaves[i]:
            g.until[i] = d.weeks
            g.delay[i] = SLACK
            if d.is_last[i]:
                g.delay[i] = 1.0
                if keep_launch:
                    g.until[i] = current.launch[d.project[i]]
    for n in range(len(m.topological) - 1, -1, -1):
        i = m.topological[n]
        if st.finish[i] < 0 and not m.leaves[i]:
            continue
        limit = g.until[i] - d.min_weeks[i] if m.leaves[i] else st.start[i]
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            before = d.pred[a]
            if m.leaves[before]:
                g.until[before] = min(g.until[before], limit - d.pred_lag[a])
                if m.leaves[i] and g.delay[i] > g.delay[before]:
                    g.delay[before] = g.delay[i]


@kernel
def next_phase(d: Data, st: State, m: Walk) -> int:
    """The phase that is out and comes next: of those that wait for nothing that is out, the one with the least key."""
    best = -1
    for i in range(len(m.leaves)):
        if not m.leaves[i] or st.start[i] >= 0 or not m.opened[d.project[i]]:
            continue
        if best >= 0 and m.taken[i] >= m.taken[best]:
            continue
        ready = True
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            if st.finish[d.pred[a]] < 0:
                ready = False
        if ready:
            best = i
    return best


@kernel
def hold_somewhere(d: Data, current: State, st: State, g: Genes, i: int) -> None:
    """Let a phase begin as early as it can, as late as it may or in between; or in the week for which it waits."""
    if g.hold[i] > 0:
        return
    dice = np.random.random()
    if g.delay[i] == 1.0 and dice < 0.8:
        return
    if dice < 0.3:
        return
    late = g.until[i] - (current.finish[i] - current.start[i])
    if dice < 0.6:
        g.hold[i] = max(0, late)
        return
    early = 0
    for a in range(d.pred_first[i], d.pred_first[i + 1]):
        early = max(early, st.finish[d.pred[a]] + d.pred_lag[a])
    g.hold[i] = early + np.random.randint(max(1, late - early + 1))


@kernel
def put_back(d: Data, current: State, st: State, g: Genes, m: Walk) -> bool:
    """Place the phases that are out, one after the other, and count their projects in; those of which one does not fit
    are lost. False when others that stay need such a project."""
    how = np.random.random()
    for i in range(len(m.leaves)):
        if m.leaves[i]:
            m.taken[i] = 4.0 * np.random.random()
            if how < 0.3:
                m.taken[i] += g.until[i] - current.finish[i]
            elif how < 0.7:
                m.taken[i] += current.start[i]
    while True:
        i = next_phase(d, st, m)
        if i < 0:
            break
        hold_somewhere(d, current, st, g, i)
        if not continue_project(d, st, g, i) and not close(d, current, st, g, m, d.project[i]):
            return False
    more = True
    while more:
        more = False
        for j in range(len(m.opened)):
            if m.opened[j] and needs_are_in(d, st, j):
                more = True
                if not close(d, current, st, g, m, j):
                    return False
    for j in range(len(m.opened)):
        if m.opened[j] and not close(d, current, st, g, m, j):
            return False
    return True


@kernel
def close(d: Data, current: State, st: State, g: Genes, m: Walk, j: int) -> bool:
    """Count an open project in, or take it out when it is not complete or a rule is in the way; False when others that
    stay need it then."""
    m.opened[j] = False
    complete = True
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        complete = complete and st.finish[i] >= 0
    for t in range(m.begin[j], current.launch[j]):
        st.wip[t] -= 1
    if complete and people_hold(d, st, j) and finish_project(d, st, g, j):
        return True
    m.lost[j] = True
    take_out(d, st, j)
    for a in range(m.after_first[j], m.after_first[j + 1]):
        other = m.after[a]
        if st.selected[other] or m.opened[other]:
            return False
    return True


@kernel
def needs_are_in(d: Data, st: State, j: int) -> bool:
    """Whether all that a project needs is selected."""
    for q in range(d.needs_first[j], d.needs_first[j + 1]):
        if not st.selected[d.needs[q]]:
            return False
    return True
