"""Which projects leave the schedule in a trial: those that share people around one time.

Ruins of related projects as in Christiaens & Vanden Berghe 2020 (doi:10.1287/trsc.2019.0914): those that use the people
that one project could use, around its time.
"""

from typing import NamedTuple

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import units_within
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.problem import Bools, Floats, Ints


class Walk(NamedTuple):
    """What a walk through schedules needs beside the problem: static views, and memory of one trial."""

    able: Bools
    """(J, P): the person may work on some phase of the project."""
    span: Ints
    """(J,): weeks from start to launch at the least durations."""
    density: Floats
    """(J,): cost of a week of delay over effort; what comes first when people are scarce."""
    after_first: Ints
    after: Ints
    """Projects that need project j, directly or not."""
    out: Bools
    """(J,): leaves the schedule in this trial."""
    todo: Ints
    """(J,): the projects that come back, in order."""
    key: Floats
    """(J,): rank among them."""
    shared: Floats
    """(J,): units of the people in question around the time in question."""
    begin: Ints
    """(J,): first week of each project in the schedule that is ruined; -1 when it is out."""
    open_positions: Ints
    wanted: Ints
    """Projects of themes that must have a part of the effort."""
    is_wanted: Bools
    """(J,): the same as a mask."""
    alone: Bools
    """(J,): one project."""
    thrift: Floats
    """(1,): weight of the rent of people's time in this trial."""
    noise: Floats
    """(1,): part of the phases whose crews are chosen with luck in this trial."""
    latest: Ints
    """(I,): latest finish that keeps the launch."""
    topological: Ints
    """(I,): phases, each after all that it waits for, also across projects."""
    leaves: Bools
    """(I,): leaves the schedule in this trial, while its project stays."""
    taken: Floats
    """(I,): units of the people in question around the time in question; then rank among those that come back."""
    opened: Bools
    """(J,): some of its phases are out, and it is not counted in."""
    lost: Bools
    """(J,): one of its phases did not fit."""


@kernel
def first_weeks(d: Data, st: State, m: Walk) -> None:
    """Fill the first week of each selected project."""
    for j in range(len(m.begin)):
        m.begin[j] = -1
        if st.selected[j]:
            m.begin[j] = st.launch[j]
            for i in range(d.phase_first[j], d.phase_first[j + 1]):
                m.begin[j] = min(m.begin[j], st.start[i])


@kernel
def ruin(d: Data, current: State, g: Genes, m: Walk, most: int) -> tuple[int, int]:
    """Mark the projects that leave: (project in whose favour, or -1; week in which it might begin)."""
    kind = np.random.random()
    seed, begin = -1, 0
    if kind < 0.30:
        seed = draw_project(d, current, False)
    if seed >= 0:
        begin = np.random.randint(max(1, min(d.weeks - m.span[seed], 2 + d.alone[seed] + d.weeks // 4)))
        mark_related(d, current, m, seed, begin, begin + m.span[seed], most)
    elif kind < 0.75:
        seed = draw_project(d, current, True) if np.random.random() < 0.6 else np.random.randint(len(m.out))
        if seed >= 0 and current.selected[seed]:
            m.out[seed] = True
            early = np.random.randint(1 + m.span[seed])
            mark_related(d, current, m, seed, m.begin[seed] - early, current.launch[seed], most - 1)
    elif kind < 0.90 and d.capacity.shape[0] > 0:
        mark_person(d, current, g, m, most)
    else:
        mark_window(d, current, m, most)
    if seed >= 0 and np.random.random() < 0.5:
        # A project cannot come earlier than what it waits for.
        for a in range(d.needs_first[seed], d.needs_first[seed + 1]):
            m.out[d.needs[a]] = current.selected[d.needs[a]]
    return seed, begin


@kernel
def ruin_wanted(d: Data, current: State, m: Walk, most: int) -> tuple[int, int]:
    """Mark a project whose theme must have a part of the effort, and projects around another time: (project, week)."""
    seed = m.wanted[np.random.randint(len(m.wanted))]
    begin = np.random.randint(max(1, d.weeks - m.span[seed]))
    m.out[seed] = current.selected[seed]
    mark_related(d, current, m, seed, begin, begin + m.span[seed], most)
    return seed, begin


@kernel
def regret(d: Data, st: State, j: int, inside: bool) -> float:
    """Weight of a project in `draw_project`."""
    if d.excluded[j] or st.selected[j] != inside:
        return 0.0
    best = d.value[j, d.alone[j]]
    if inside:
        return max(best - d.value[j, st.launch[j]], 0.0) + 0.1 * abs(best) + 1e-9
    return max(best, 0.0) + 1e-9


@kernel
def draw_project(d: Data, st: State, inside: bool) -> int:
    """A random project: one that is in, in proportion to the value that its delay costs; or one that is out, in
    proportion to its value. -1 when there is none."""
    total = 0.0
    for j in range(len(st.selected)):
        total += regret(d, st, j, inside)
    if total <= 0.0:
        return -1
    left = np.random.random() * total
    last = -1
    for j in range(len(st.selected)):
        weight = regret(d, st, j, inside)
        if weight > 0.0:
            last = j
            left -= weight
            if left <= 0.0:
                return j
    return last


@kernel
def mark_related(d: Data, st: State, m: Walk, seed: int, begin: int, end: int, most: int) -> None:
    """Mark projects that use the seed's possible people in weeks [begin, end), mostly those that use them most."""
    m.shared[:] = 0.0
    for n in range(st.count[0]):
        if st.work[n, 0] >= 0 and m.able[seed, st.work[n, 1]]:
            m.shared[d.project[st.work[n, 0]]] += units_within(d, st, n, begin, end)
    mark_shared(m, 1 + np.random.randint(max(1, most)))


@kernel
def mark_shared(m: Walk, count: int) -> None:
    """Mark up to `count` projects that are not marked yet, with luck and in proportion to what they share."""
    for j in range(len(m.out)):
        if m.shared[j] > 0.0:
            m.shared[j] *= np.random.random()
    for _ in range(count):
        best = -1
        for j in range(len(m.out)):
            if not m.out[j] and m.shared[j] > 0.0 and (best < 0 or m.shared[j] > m.shared[best]):
                best = j
        if best < 0:
            return
        m.out[best] = True


@kernel
def mark_person(d: Data, st: State, g: Genes, m: Walk, most: int) -> None:
    """Mark what one person works on around a random week; an open position is perhaps not hired then."""
    p, week = np.random.randint(d.capacity.shape[0]), np.random.randint(d.weeks)
    reach = 2 + np.random.randint(12)
    if len(m.open_positions) > 0 and np.random.random() < 0.3:
        p = m.open_positions[np.random.randint(len(m.open_positions))]
        g.use_position[p] = np.random.random() < 0.5
        reach = d.weeks
    m.shared[:] = 0.0
    for n in range(st.count[0]):
        if st.work[n, 1] == p and st.work[n, 0] >= 0:
            m.shared[d.project[st.work[n, 0]]] += units_within(d, st, n, week - reach, week + reach + 1)
    mark_shared(m, most)


@kernel
def mark_window(d: Data, st: State, m: Walk, most: int) -> None:
    """Mark projects that work in a random stretch of weeks."""
    begin = np.random.randint(d.weeks)
    end = begin + 1 + np.random.randint(13)
    m.shared[:] = 0.0
    for j in range(len(m.out)):
        if st.selected[j]:
            m.shared[j] = max(0, min(end, st.launch[j]) - max(begin, m.begin[j]))
    mark_shared(m, 1 + np.random.randint(max(1, most)))


@kernel
def mark_dependent(st: State, m: Walk) -> None:
    """Mark what needs a marked project; forget marks of projects that are out."""
    for j in range(len(m.out)):
        m.out[j] = m.out[j] and st.selected[j]
    for j in range(len(m.out)):
        if m.out[j]:
            for a in range(m.after_first[j], m.after_first[j + 1]):
                m.out[m.after[a]] = m.out[m.after[a]] or st.selected[m.after[a]]
